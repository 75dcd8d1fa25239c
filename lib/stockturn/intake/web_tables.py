"""Tables of an HTML page, as many systems save them under the name of .xls."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

from stockturn.i18n import _
from stockturn.intake.contents import Canvas, Contents, filled
from stockturn.intake.encodings import read_head, read_whole

_CHARSET = re.compile(rb"charset=[\"']?\s*([\w-]+)", re.IGNORECASE)
_CELLS = ("td", "th")
_UNSEEN = ("style", "script")


def read_web_tables(path: Path, *, utf8: Path) -> Contents:
    """Return the cells of each table that holds anything; one within another is its own.

    Raises
    ------
    SourceError
        Where the page has no table with anything in it.
    """
    declared = _CHARSET.search(read_head(path))
    encoding, text = read_whole(
        path, utf8=utf8, declared=declared[1].decode("ascii", "ignore") if declared else None
    )
    page = _Page(path.name)
    page.feed(text)
    page.close()
    frames = [frame for table in page.tables if len(frame := table.frame())]
    names = [_("表{n}").format(n=n) for n in range(1, len(frames) + 1)]
    return Contents("html", filled(zip(names, frames, strict=True), path.name), encoding)


class _Page(HTMLParser):
    """Draws every table of a page; ends of rows and cells may be missing, as browsers allow."""

    def __init__(self, file: str) -> None:
        super().__init__(convert_charrefs=True)
        self.file = file
        self.tables: list[Canvas] = []
        self._open: list[_Table] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "table":
            self._start_table()
        elif tag == "tr" or tag in _CELLS:
            if not self._open:
                self._start_table()
            if tag == "tr":
                self._open[-1].start_row()
            else:
                self._open[-1].start_cell(dict(attrs))
        elif tag == "br":
            self._say("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(self._unseen - 1, 0)
        elif self._open and tag in (*_CELLS, "tr"):
            self._open[-1].end_cell()
        elif self._open and tag == "table":
            self._open.pop().end_cell()

    def handle_data(self, data: str) -> None:
        # A line break in the source of a page is a space.
        self._say(re.sub(r"\s+", " ", data))

    def close(self) -> None:
        super().close()
        while self._open:
            self._open.pop().end_cell()

    def _say(self, text: str) -> None:
        if self._open and not self._unseen:
            self._open[-1].text.append(text)

    def _start_table(self) -> None:
        canvas = Canvas(self.file)
        self.tables.append(canvas)
        self._open.append(_Table(canvas))


class _Table:
    """A table that is being read: its canvas, and the cell that is open."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        self.text: list[str] = []
        self._cell: dict[str, str | None] | None = None

    def start_row(self) -> None:
        self.end_cell()
        self.canvas.start_row()

    def start_cell(self, attributes: dict[str, str | None]) -> None:
        self.end_cell()
        if not self.canvas.row:
            self.canvas.start_row()
        self._cell = attributes

    def end_cell(self) -> None:
        if self._cell is not None:
            across, down = (_span(self._cell.get(name)) for name in ("colspan", "rowspan"))
            # Excel keeps the number itself beside the digits that are shown.
            text = self._cell.get("x:num") or "".join(self.text)
            self.canvas.put(text, across=across, down=down)
        self._cell = None
        self.text = []


def _span(written: str | None) -> int:
    return int(written) if written and written.isdecimal() else 1
