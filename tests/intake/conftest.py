"""Files written by hand, and a short way to read them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from stockturn.intake import Intake, read_sources
from stockturn.params import Source

Sheets = dict[str, list[list[Any]]]


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write a file: text in an encoding, or the bytes themselves."""

    def written(name: str, content: str | bytes, encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return written


@pytest.fixture
def workbook(tmp_path: Path) -> Callable[..., Path]:
    """Write an xlsx file of named sheets, each a list of rows."""

    def written(name: str, sheets: Sheets, *, hidden: tuple[str, ...] = ()) -> Path:
        book = xlsxwriter.Workbook(tmp_path / name, {"default_date_format": "yyyy-mm-dd"})
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
            if title in hidden:
                sheet.hide()
        book.close()
        return tmp_path / name

    return written


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Intake]:
    """Read sources in the test's folder: patterns, or whole sources."""

    def taken(*patterns: str, **keys: Any) -> Intake:
        sources = [Source(path=pattern, **keys) for pattern in patterns or ("*",)]
        return read_sources(sources, base_dir=tmp_path)

    return taken
