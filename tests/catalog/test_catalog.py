"""The English catalog says all that the Chinese says, and nothing else."""

from __future__ import annotations

import re
import string

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from catalog_keys import CHINESE, keys, unmarked

from stockturn.i18n import catalog_path

# Words that an English reader has to write or look for as they stand in Chinese files.
KEPT = re.compile(
    r"库存2021-12-31\.xlsx|2021\.01进销存报表\.csv|(?:促销|退供|调拨|捆绑|报废|计入) \("
)


def catalog() -> Catalog:
    with catalog_path("en").open("rb") as file:
        return read_po(file)


def test_each_text_has_a_translation():
    english = {m.id for m in catalog() if m.string}
    missing = "\n".join(f'msgid "{escaped(k)}"\nmsgstr ""\n' for k in sorted(keys() - english))
    assert not missing, f"run make catalog, then translate:\n\n{missing}"


def test_no_translation_is_of_a_text_that_is_gone():
    gone = sorted({m.id for m in catalog() if m.id} - keys())
    assert not gone, "run make catalog"


def test_each_chinese_text_of_the_code_can_be_translated():
    found = "\n".join(unmarked())
    assert not found, f"pass these through _() or mark them with N_():\n{found}"


def test_translations_have_the_placeholders_of_their_texts():
    wrong = {m.id: m.string for m in catalog() if m.id and slots(m.id) != slots(m.string)}
    assert wrong == {}


def test_translations_are_english():
    left = {m.id: m.string for m in catalog() if m.id and CHINESE.search(KEPT.sub("", m.string))}
    assert left == {}


def test_translations_keep_headings_and_paragraphs():
    shape = re.compile(r"^#+ |\n\n", re.MULTILINE)
    wrong = {m.id for m in catalog() if m.id and shape.findall(m.id) != shape.findall(m.string)}
    assert wrong == set()


def escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def slots(text: str) -> list[tuple[str, str]]:
    # A parameters line shows braces that are no placeholders.
    if "{scored_by" in text or "{start: " in text or "{seed: " in text:
        return []
    return sorted(
        (name, form or "") for _t, name, form, _c in string.Formatter().parse(text) if name
    )
