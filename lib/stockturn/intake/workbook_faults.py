"""What an xlsx says beside its values: formulas never computed, errors, a size beyond reason."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree

import numpy as np

from stockturn.errors import SourceError
from stockturn.intake.bounds import refuse_bomb
from stockturn.intake.contents import too_large
from stockturn.intake.observations import Observation, observed

CHUNK_BYTES = 1 << 22
# A reader of workbooks keeps the rectangle around all cells that hold anything.
MOST_CELLS = 1 << 26
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PLACE = re.compile(rb'\br="([A-Z]+)(\d+)"')
# Cells that hold something; a mere format far out is no data.
_HELD = re.compile(rb'<c\b[^>]*?\br="([A-Z]{2,3})\d+"[^>]*(?<!/)><(?!/)')
_FORMULA = rb"<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)"
_UNCOMPUTED = re.compile(rb"<c\b([^>]*)>" + _FORMULA + rb"(?:<v\s*/>|<v></v>)?</c>")
_ERROR = re.compile(rb'<c\b([^>]*\bt="e"[^>]*)>')
_ROW = re.compile(rb'<row\b[^>]*?\br="(\d+)"')


def scan_sheets(path: Path, names: Sequence[str]) -> tuple[Observation, ...]:
    """Return a note of every sheet that has cells in error.

    Raises
    ------
    SourceError
        Where formulas have no value, or the file is larger inside than any workbook.
    """
    with zipfile.ZipFile(path) as package:
        refuse_bomb(package, path.name)
        parts = _parts(package)
        notes = [
            _scan(_chunks(package, parts[name]), path.name, name) for name in names if name in parts
        ]
    return tuple(note for note in notes if note)


def _parts(package: zipfile.ZipFile) -> dict[str, str]:
    """Return sheet name → part of the package."""
    if "xl/workbook.xml" not in package.namelist():
        return {}  # xlsb keeps its sheets in binary
    relations = ElementTree.fromstring(package.read("xl/_rels/workbook.xml.rels"))
    targets = {r.get("Id"): r.get("Target", "") for r in relations}
    book = ElementTree.fromstring(package.read("xl/workbook.xml"))
    return {
        str(sheet.get("name")): str(PurePosixPath("xl") / targets[sheet.get(_RELATION)]).lstrip("/")
        for sheet in book.iter()
        if sheet.tag.endswith("}sheet") and sheet.get(_RELATION) in targets
    }


def _chunks(package: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """Yield the sheet in pieces that end where a cell does."""
    rest = b""
    with package.open(part) as stream:
        while piece := stream.read(CHUNK_BYTES):
            head, end, rest = (rest + piece).rpartition(b"</c>")
            yield head + end
    yield rest


def _scan(chunks: Iterator[bytes], file: str, sheet: str) -> Observation | None:
    errors: list[str] = []
    uncomputed: list[str] = []
    width = height = 0
    for chunk in chunks:
        # A search for plain bytes costs little; patterns run only where they can match.
        if b"<f" in chunk:
            found = [cell for cell in _UNCOMPUTED.findall(chunk) if b't="str"' not in cell]
            uncomputed += map(_place, found)
        if b't="e"' in chunk:
            errors += map(_place, _ERROR.findall(chunk))
        if _is_wide(chunk):
            width = max([width, *(_column(letters) for letters in set(_HELD.findall(chunk)))])
        height = max(height, _last_row(chunk))
        if width * height > MOST_CELLS:
            raise too_large(f"{file}/{sheet}", height)
    if uncomputed:
        raise SourceError.of(
            "uncomputed", file=file, sheet=sheet, n=len(uncomputed), place=uncomputed[0]
        )
    if not errors:
        return None
    return observed("error_cells", file=file, sheet=sheet, n=len(errors), place=errors[0])


def _is_wide(chunk: bytes) -> bool:
    """Tell whether a cell may stand beyond column Z: two capitals after an equals sign."""
    signs = np.frombuffer(chunk, np.uint8)
    after = (signs[:-3] == ord("=")) & (signs[1:-2] == ord('"'))
    # Below A, bytes wrap around to large ones.
    return bool((after & (signs[2:-1] - 65 < 26) & (signs[3:] - 65 < 26)).any())


def _last_row(chunk: bytes) -> int:
    """Return the number of the last row that holds something."""
    held = max(chunk.rfind(b"<v>"), chunk.rfind(b"<is>"))
    row = _ROW.match(chunk, max(chunk.rfind(b"<row ", 0, max(held, 0)), 0))
    return int(row[1]) if row else 0


def _place(attributes: bytes) -> str:
    place = _PLACE.search(attributes)
    return (place[1] + place[2]).decode() if place else "?"


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
