"""Keep what the samples show now: python tests/golden/update.py, or make golden."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1]))

from reading import keep, read_report

from sample_clients import SAMPLE_CLIENTS, render_params


def main() -> None:
    """Render each sample and keep it; the difference is for git diff to show."""
    for name, make in SAMPLE_CLIENTS.items():
        with TemporaryDirectory() as folder:
            keep(name, read_report(render_params(make(Path(folder)), Path(folder, "out"))))


if __name__ == "__main__":
    main()
