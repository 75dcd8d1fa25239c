"""Pages of cells, and the kinds of file in which systems hand them out."""

from __future__ import annotations

import datetime as dt
import html
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

import pandas as pd
import xlsxwriter

Cell = str | int | float | dt.date | None
Row = list[Cell]
Box = tuple[int, int, int, int]  # first row and column, last row and column

MADE = dt.datetime(2026, 1, 1)  # the clock is never read: the same company, the same bytes


@dataclass
class Page:
    """A sheet: rows of cells from the top left, and boxes of merged cells."""

    name: str
    rows: list[Row] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)

    def add(self, rows: Sequence[Row], boxes: Sequence[Box] = ()) -> None:
        """Add rows below; their boxes count from the first of them."""
        top = len(self.rows)
        self.rows += rows
        self.boxes += [(top + a, b, top + c, d) for a, b, c, d in boxes]


def cells(frame: pd.DataFrame) -> list[Row]:
    """Return the frame's rows; what is missing is an empty cell."""
    whole = frame.astype("object")
    rows: list[Row] = whole.where(frame.notna(), None).to_numpy().tolist()
    return rows


def header(columns: Sequence[str]) -> tuple[list[Row], list[Box]]:
    """Return header rows and boxes of columns whose levels are parted by ``>``.

    A column of fewer levels repeats its first downwards, merged.

    Examples
    --------
    >>> header(["编码", "期初>数量", "期初>金额"])
    ([['编码', '期初', None], [None, '数量', '金额']], [(0, 0, 1, 0), (0, 1, 0, 2)])
    """
    paths = [column.split(">") for column in columns]
    depth = max(map(len, paths))
    paths = [path[:1] * (depth - len(path)) + path for path in paths]
    rows: list[Row] = [[None] * len(paths) for _ in range(depth)]
    boxes = []
    for level in range(depth):
        for above, run in groupby(range(len(paths)), key=lambda n: paths[n][: level + 1]):
            alike = list(run)
            if level and above[-1] == above[-2]:
                continue  # part of the box that began above
            rows[level][alike[0]] = above[-1]
            path, low = paths[alike[0]], level
            while low + 1 < depth and path[low + 1] == path[low]:
                low += 1
            if low > level or len(alike) > 1:
                boxes.append((level, alike[0], low, alike[-1]))
    return rows, boxes


def save_xlsx(pages: Sequence[Page], path: Path, *, dimension: str | None = None) -> None:
    """Write a workbook; ``dimension`` replaces what the sheets say about their size."""
    memory = io.BytesIO()
    with xlsxwriter.Workbook(memory, {"in_memory": True}) as book:
        book.set_properties({"created": MADE})
        date = book.add_format({"num_format": "yyyy-mm-dd"})
        for page in pages:
            sheet = book.add_worksheet(page.name)
            for box in page.boxes:
                sheet.merge_range(*box, "")
            for n, row in enumerate(page.rows):
                for m, cell in enumerate(row):
                    if isinstance(cell, str):
                        sheet.write_string(n, m, cell)
                    elif isinstance(cell, dt.date):
                        sheet.write_datetime(n, m, cell, date)
                    elif cell is not None:
                        sheet.write_number(n, m, cell)
    written = memory.getvalue()
    path.write_bytes(_resized(written, dimension) if dimension else written)


def _resized(book: bytes, dimension: str) -> bytes:
    """Let every sheet claim a size that it has not, as some exporters do."""
    memory = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(memory, "w") as new:
        for part in old.infolist():
            content = old.read(part)
            head, mark, tail = content.partition(b'<dimension ref="')
            if mark:
                content = head + mark + dimension.encode() + tail[tail.index(b'"') :]
            new.writestr(part, content, zipfile.ZIP_DEFLATED)
    return memory.getvalue()


def save_html(page: Page, path: Path) -> None:
    """Write a page of HTML in GBK, the kind that is saved as .xls."""
    corner = {(a, b): (c - a + 1, d - b + 1) for a, b, c, d in page.boxes}
    inner = {
        (row, column)
        for a, b, c, d in page.boxes
        for row in range(a, c + 1)
        for column in range(b, d + 1)
    } - set(corner)
    lines = []
    for n, row in enumerate(page.rows):
        tags = []
        for m, cell in enumerate(row):
            if (n, m) not in inner:
                down, right = corner.get((n, m), (1, 1))
                span = f' rowspan="{down}" colspan="{right}"' if (n, m) in corner else ""
                tags.append(f"<td{span}>{html.escape(_printed(cell))}</td>")
        lines.append("<tr>" + "".join(tags) + "</tr>")
    head = '<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312">'
    body = '</head>\r\n<body><table border="1">\r\n' + "\r\n".join(lines)
    text = head + body + "\r\n</table></body></html>\r\n"
    path.write_bytes(text.encode("gb18030"))


def save_text(page: Page, path: Path, *, separator: str) -> None:
    """Write a page as GBK text, lines ended as Windows does."""
    lines = [separator.join(map(_plain, row)) for row in page.rows]
    path.write_bytes("".join(line + "\r\n" for line in lines).encode("gb18030"))


def _plain(cell: Cell) -> str:
    return "" if cell is None else str(cell)


def _printed(cell: Cell) -> str:
    return f"{cell:,}" if isinstance(cell, int | float) else _plain(cell)
