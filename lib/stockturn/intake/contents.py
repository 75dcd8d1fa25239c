"""What a file holds, before anything is interpreted: sheets of text cells, and what was noticed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
import pyarrow as pa

from stockturn.errors import SourceError
from stockturn.intake.observations import Observation

# What a workbook can hold; a file with more columns is no table of ours.
MOST_COLUMNS = 16_384
MOST_ROWS = 1_048_576
# A cell of more is a quote that was never closed, or no cell at all.
MOST_CHARACTERS = 1 << 20


@dataclass(frozen=True)
class Contents:
    """Sheets by name, as text; the one sheet of a file without sheets has no name.

    The cells of a sheet have columns 0…n-1 and, as their index, the row number in the source
    (from 1); an empty cell is the empty string.
    """

    form: str
    sheets: Mapping[str, pd.DataFrame]
    encoding: str | None = None
    notes: tuple[Observation, ...] = ()


def text_frame(columns: Sequence[pa.Array | pa.ChunkedArray], rows: pd.Index) -> pd.DataFrame:
    """Put columns of text together, without a Python object a cell."""
    names = [str(position) for position in range(len(columns))]
    frame: pd.DataFrame = pa.table(list(columns), names=names).to_pandas()
    frame.columns = pd.RangeIndex(len(columns))
    frame.index = rows
    return frame


class Canvas:
    """A sheet drawn cell by cell; merged cells keep their text at the upper left.

    Examples
    --------
    >>> canvas = Canvas("表.xls")
    >>> canvas.start_row()
    >>> canvas.put("期初", across=2)
    >>> canvas.put("备注", down=2)
    >>> canvas.start_row()
    >>> canvas.put("数量")
    >>> canvas.put("金额")
    >>> canvas.frame().to_numpy().tolist()
    [['期初', '', '备注'], ['数量', '金额', '']]
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self.row = self.column = 0
        self._rows: dict[int, dict[int, str]] = {}
        # Column → the last row that a cell above reaches down to.
        self._taken: dict[int, int] = {}

    def start_row(self, number: int | None = None) -> None:
        """Go to the next row, or to the one of this number (from 1)."""
        self.row, self.column = number or self.row + 1, 0

    def put(self, text: str, *, column: int | None = None, across: int = 1, down: int = 1) -> None:
        """Put a text into the next free cell, or into that column (from 0)."""
        at = self.column if column is None else column
        while column is None and self._taken.get(at, 0) >= self.row:
            at += 1
        self.column = at + max(across, 1)
        if self.column > MOST_COLUMNS or self.row > MOST_ROWS:
            raise too_large(self.file, self.row)
        if down > 1:
            reach = dict.fromkeys(range(at, self.column), self.row + down - 1)
            self._taken.update(reach)
        self._rows.setdefault(self.row, {})[at] = text.strip()

    def frame(self) -> pd.DataFrame:
        """Return what was drawn, without the rows in which nothing was."""
        rows = {n: cells for n, cells in self._rows.items() if any(map(len, cells.values()))}
        width = 1 + max((max(cells) for cells in rows.values()), default=-1)
        columns = [
            pa.array([cells.get(at, "") for cells in rows.values()], pa.string())
            for at in range(width)
        ]
        return text_frame(columns, pd.Index(list(rows), dtype="int64"))


def filled(sheets: Iterable[tuple[str, pd.DataFrame]], file: str) -> dict[str, pd.DataFrame]:
    """Return the sheets that hold anything.

    Raises
    ------
    SourceError
        Where none does.
    """
    found = {name: cells for name, cells in sheets if (cells != "").any(axis=None)}
    if not found:
        raise empty(file)
    return found


def empty(file: str) -> SourceError:
    """Say that a file holds nothing."""
    return SourceError.of("empty_file", file=file)


def too_large(file: str, row: int) -> SourceError:
    """Say that a sheet is wider or longer than any table of a stock system."""
    return SourceError.of(
        "beyond_worksheet", file=file, row=row, columns=MOST_COLUMNS, rows=MOST_ROWS
    )
