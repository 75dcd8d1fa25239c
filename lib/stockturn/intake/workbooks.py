"""xlsx, xls, xlsb and ods workbooks: sheets as text, numbers as a person would read them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from python_calamine import CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from stockturn.errors import SourceError
from stockturn.i18n import _
from stockturn.intake.contents import Contents, filled, text_frame
from stockturn.intake.observations import Observation, observed
from stockturn.intake.workbook_faults import scan_sheets

# Our own templates carry a sheet of this name; it is not data.
EXPLANATION_SHEET = "说明"
# Excel keeps fifteen digits: of a longer number the last ones are lost.
EXACT_BELOW = 1e15
CHUNK_ROWS = 10_000
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def read_workbook(path: Path, *, form: str = "xlsx", sheet: str | None = None) -> Contents:
    """Return the cells of each visible sheet that holds anything, or of ``sheet`` alone.

    Raises
    ------
    SourceError
        Where the file is no workbook, has no such sheet, or holds nothing.
    """
    try:
        with path.open("rb") as stream:  # by content: a path would be opened by its extension
            book = CalamineWorkbook.from_filelike(stream)
        visible = {s.name: s.visible == SheetVisibleEnum.Visible for s in book.sheets_metadata}
        wanted, notes = wanted_sheets(visible, sheet, path.name)
        if form == "xlsx":
            notes += scan_sheets(path, wanted)
        sheets = [(name, _cells(book.get_sheet_by_name(name))) for name in wanted]
    except SourceError:
        raise
    except Exception as error:  # calamine raises several unrelated classes
        raise _not_opened(path, error) from error
    return Contents(form, filled(sheets, path.name), notes=notes)


def wanted_sheets(
    visible: Mapping[str, bool], sheet: str | None, file: str
) -> tuple[list[str], tuple[Observation, ...]]:
    """Return the sheets to read, and a note of those that are hidden and therefore are not.

    Raises
    ------
    SourceError
        Where the sheet that was asked for is not there.
    """
    if sheet is not None and sheet not in visible:
        raise SourceError.of("no_such_sheet", file=file, sheet=sheet, names=_("、").join(visible))
    if sheet is not None:
        return [sheet], ()
    hidden = [name for name, seen in visible.items() if not seen]
    note = observed("hidden_sheet", file=file, names=_("、").join(hidden))
    read = [name for name, seen in visible.items() if seen and name != EXPLANATION_SHEET]
    return read, (note,) if hidden else ()


def cell_text(cell: object) -> str:
    """Return a cell as a person would read it.

    Examples
    --------
    >>> cell_text(6901234567890.0), cell_text(0.1), cell_text(dt.timedelta(hours=36))
    ('6901234567890', '0.1', '36:00:00')
    """
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        if abs(cell) >= EXACT_BELOW:
            return f"{cell:.14E}"
        # Workbooks hold every number as a float; a code or count must not grow a ".0".
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.isoformat(sep=" ") if cell.time() != dt.time() else cell.date().isoformat()
    if isinstance(cell, dt.timedelta):
        minutes, seconds = divmod(round(cell.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return "" if cell is None else str(cell).strip()


def _cells(sheet: CalamineSheet) -> pd.DataFrame:
    """Turn rows into columns of text, a chunk at a time."""
    rows = sheet.iter_rows()
    chunks = []
    while chunk := list(islice(rows, CHUNK_ROWS)):
        chunks.append([_column(cells) for cells in zip(*chunk, strict=True)])
    columns = [pa.chunked_array(parts) for parts in zip(*chunks, strict=True)]
    return text_frame(columns, pd.RangeIndex(1, len(columns[0]) + 1 if columns else 1))


def _column(cells: Sequence[object]) -> pa.Array:
    """Return the cells of one column as text; a number or day that comes again is known."""
    if set(map(type, cells)) == {str}:
        return pc.utf8_trim_whitespace(pa.array(cells, pa.string()))
    known = {cell: cell_text(cell) for cell in set(cells)}
    return pa.array([known[cell] for cell in cells], pa.string())


def _not_opened(path: Path, error: Exception) -> SourceError:
    if isinstance(error, PasswordError) or _ENCRYPTED in path.read_bytes():
        return SourceError.of("workbook_locked", file=path.name)
    return SourceError.of("bad_workbook", file=path.name)
