"""Add keys that are new to the English catalog, drop those that are gone: make catalog."""

from __future__ import annotations

import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from catalog_keys import keys

from stockturn.i18n import catalog_path, translations


def main(path: Path) -> None:
    """Write the catalog sorted by key and without places or dates, so that branches merge."""
    known = translations("en")
    catalog = Catalog(locale="en", fuzzy=False)
    for key in sorted(keys()):
        catalog.add(key, known.get(key, ""))
    with path.open("wb") as file:
        write_po(file, catalog, width=0, omit_header=True)
    missing = [key for key in sorted(keys()) if key not in known]
    sys.stdout.write(f"{len(keys())} keys, {len(missing)} without translation\n")


if __name__ == "__main__":
    main(catalog_path("en"))
