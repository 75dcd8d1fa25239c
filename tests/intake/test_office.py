"""An independent writer: LibreOffice saves a table in other formats, cells stay the same."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
from pathlib import Path

import pytest
import xlsxwriter

from stockturn.intake.grids import read_grids

OFFICE = shutil.which("soffice")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed"),
]

CODES = ["0100200301", "E5", "1.0", "6901234567890"]
NUMBERS = [12.5, -0.1, 1234567.0, 0.0]
CELLS = [
    ["现存量查询", "", "", ""],
    ["存货编码", "存货名称", "现存量", "入库日期"],
    ["0100200301", "螺栓 M8×20,<镀锌>", "12.5", "2021-03-05"],
    ["E5", "甲\n乙", "-0.1", "2021-03-06"],
    ["1.0", "", "1234567", "2021-03-07"],
    ["6901234567890", "㐀", "0", "2021-03-08"],
]


@pytest.fixture(scope="module")
def book(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("book") / "现存量.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("现存量")
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        sheet.merge_range(0, 0, 0, 3, "现存量查询")
        sheet.write_row(1, 0, CELLS[1])
        for n, (code, row) in enumerate(zip(CODES, CELLS[2:], strict=True)):
            sheet.write_string(n + 2, 0, code)
            sheet.write_string(n + 2, 1, row[1])
            sheet.write_number(n + 2, 2, NUMBERS[n])
            sheet.write_datetime(n + 2, 3, dt.datetime.fromisoformat(row[3]), day)
    return path


@pytest.mark.parametrize(
    ("target", "form"),
    [
        ("xls", "xls"),
        ("xlsx", "xlsx"),
        ("ods", "ods"),
        ("html", "html"),
        ("csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false", "csv"),
    ],
)
def test_a_table_saved_by_libreoffice(book: Path, tmp_path: Path, target: str, form: str):
    home = f"-env:UserInstallation=file://{book.parent / 'home'}"
    command = [str(OFFICE), home, "--headless", "--convert-to", target, "--outdir", tmp_path, book]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    (path,) = tmp_path.iterdir()
    renamed = path.rename(path.with_name("表.xls"))
    (grid,) = read_grids(renamed)
    assert grid.form == form
    assert grid.cells.to_numpy().tolist() == CELLS
