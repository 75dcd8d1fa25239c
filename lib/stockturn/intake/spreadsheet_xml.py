"""SpreadsheetML 2003: the XML that Excel 2003 saved, often named .xls."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from stockturn.errors import SourceError
from stockturn.intake.contents import Canvas, Contents, filled
from stockturn.intake.encodings import read_whole
from stockturn.intake.workbooks import cell_text, wanted_sheets

_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_EXCEL = "{urn:schemas-microsoft-com:office:excel}"
FEED_CHARACTERS = 1 << 20


def read_spreadsheet_xml(path: Path, *, utf8: Path, sheet: str | None = None) -> Contents:
    """Return the cells of each visible sheet, or of ``sheet`` alone.

    Raises
    ------
    SourceError
        Where the XML is not well formed, has no such sheet, or holds nothing.
    """
    encoding, text = read_whole(path, utf8=utf8)
    drawn: dict[str, Canvas] = {}
    hidden: set[str] = set()
    try:
        for event, element in _events(text):
            if element.tag == f"{_SS}Worksheet" and event == "start":
                canvas = drawn[element.get(f"{_SS}Name", "")] = Canvas(path.name)
            elif element.tag == f"{_SS}Row" and event == "end":
                _draw(element, canvas)
                element.clear()
            elif element.tag == f"{_EXCEL}Visible" and event == "end" and element.text:
                hidden.add(list(drawn)[-1])
    except ElementTree.ParseError as error:
        raise SourceError.of("bad_xml", file=path.name, row=error.position[0]) from error
    wanted, notes = wanted_sheets({name: name not in hidden for name in drawn}, sheet, path.name)
    sheets = filled(((name, drawn[name].frame()) for name in wanted), path.name)
    return Contents("xml", sheets, encoding, notes)


def _events(text: str) -> Iterator[tuple[str, ElementTree.Element]]:
    # Text that is fed as such is not decoded again, whatever the declaration says.
    parser: Any = ElementTree.XMLPullParser(["start", "end"])
    for at in range(0, len(text), FEED_CHARACTERS):
        parser.feed(text[at : at + FEED_CHARACTERS])
        yield from parser.read_events()
    parser.close()


def _draw(row: ElementTree.Element, canvas: Canvas) -> None:
    canvas.start_row(_number(row, "Index"))
    for cell in row.iterfind(f"{_SS}Cell"):
        column = _number(cell, "Index")
        canvas.put(
            _text(cell.find(f"{_SS}Data")),
            column=column - 1 if column else None,
            across=1 + (_number(cell, "MergeAcross") or 0),
            down=1 + (_number(cell, "MergeDown") or 0),
        )


def _number(element: ElementTree.Element, name: str) -> int | None:
    written = element.get(f"{_SS}{name}", "")
    return int(written) if written.isdecimal() else None


def _text(data: ElementTree.Element | None) -> str:
    if data is None:
        return ""
    text, type_ = "".join(data.itertext()), data.get(f"{_SS}Type")
    try:
        if type_ == "Number":
            return cell_text(float(text))
        if type_ == "DateTime":
            return cell_text(dt.datetime.fromisoformat(text))
    except ValueError:
        return text
    return text
