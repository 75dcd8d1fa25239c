"""A law: a table says the same in whatever kind of file and encoding it is written.

The writers here are not the readers' work: csv, XlsxWriter, pyarrow, json, markup by hand.
"""

from __future__ import annotations

import csv
import datetime as dt
import html
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stockturn.intake.grids import read_grids

Rows = list[list[str]]
HEADER = ["商品编码", "名称", "数量", "备注"]
SPACES = ("Cc", "Cs", "Cn", "Zs", "Zl", "Zp")
CALM = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None
)


def tables(codec: str = "utf-8", signs: str = ',\t;|"<>&\n ') -> st.SearchStrategy[Rows]:
    """Draw tables whose header and last column are filled, as exports have them."""
    # ・ and ― are in GB 2312 and, as Python has it, in no GBK.
    drawn = st.characters(codec=codec, exclude_categories=SPACES, exclude_characters="・―")
    sign = drawn | st.sampled_from(signs)
    # A page shows any run of blanks as one.
    cell = st.text(sign, max_size=6).map(lambda text: " ".join(text.split(" ")).strip())
    row = st.lists(cell, min_size=3, max_size=3).map(lambda cells: [*cells, "末"])
    return st.lists(row, min_size=1, max_size=5).map(lambda body: [HEADER, *body])


def one_space(rows: Rows) -> Rows:
    return [
        ["\n".join(" ".join(p.split()) for p in c.split("\n")).strip() for c in r] for r in rows
    ]


def delimited(encoding: str, delimiter: str, end: str) -> Callable[[Rows], bytes]:
    def write(rows: Rows) -> bytes:
        text = io.StringIO()
        csv.writer(text, delimiter=delimiter, lineterminator=end).writerows(rows)
        return text.getvalue().encode(encoding)

    return write


def xlsx(rows: Rows) -> bytes:
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            for position, cell in enumerate(row):
                sheet.write_string(number, position, cell)
    return held.getvalue()


def page(rows: Rows) -> bytes:
    cells = (
        "".join(f"<td>{html.escape(cell).replace(chr(10), '<br>')}</td>" for cell in row)
        for row in rows
    )
    body = "".join(f"<tr>{row}</tr>\r\n" for row in cells)
    return f"<html><meta charset=gbk><table border=1>{body}</table></html>".encode("gb18030")


def spreadsheet_xml(rows: Rows) -> bytes:
    cells = (
        "".join(
            f'<Cell><Data ss:Type="String">{escape(cell, {chr(10): "&#10;"})}</Data></Cell>'
            for cell in row
        )
        for row in rows
    )
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    return (
        f'<?xml version="1.0"?>\n<Workbook xmlns="{space}" xmlns:ss="{space}">'
        f'<Worksheet ss:Name="一"><Table>{"".join(f"<Row>{row}</Row>" for row in cells)}'
        "</Table></Worksheet></Workbook>"
    ).encode()


def dump(rows: Rows) -> bytes:
    records = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    return json.dumps({"data": records}, ensure_ascii=False).encode()


def parquet(rows: Rows) -> bytes:
    held = io.BytesIO()
    columns = [pa.array(column[1:], pa.string()) for column in zip(*rows, strict=True)]
    pq.write_table(pa.table(columns, names=rows[0]), held)
    return held.getvalue()


def zipped(rows: Rows) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("导出/表.xls", xlsx(rows))
    return held.getvalue()


def cells_of(path: Path) -> Rows:
    (grid,) = read_grids(path)
    return grid.cells.to_numpy().tolist()


@pytest.mark.parametrize("write_as", [xlsx, spreadsheet_xml, dump, parquet, zipped])
@CALM
@given(rows=tables())
def test_a_table_is_the_same_in_every_kind(write, write_as, rows: Rows):
    assert cells_of(write("表.xls", write_as(rows))) == rows


@CALM
@given(rows=tables())
def test_a_table_is_the_same_on_a_page(write, rows: Rows):
    assert cells_of(write("表.xls", page(rows))) == one_space(rows)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@CALM
@given(rows=tables())
def test_a_table_is_the_same_in_every_text(write, encoding, delimiter, end, rows: Rows):
    assert cells_of(write("表.csv", delimited(encoding, delimiter, end)(rows))) == rows


@pytest.mark.parametrize("encoding", ["gb18030", "gbk", "utf-16-le", "utf-16-be"])
@CALM
@given(rows=tables("gb2312"))
def test_chinese_text_needs_no_mark(write, encoding: str, rows: Rows):
    assert cells_of(write("表.csv", delimited(encoding, ",", "\r\n")(rows))) == rows


DAYS = st.dates(dt.date(1955, 1, 1), dt.date(2100, 1, 1))
NUMBERS = st.decimals(-(10**9), 10**9, places=4).map(float) | st.integers(0, 10**14).map(float)


@CALM
@given(day=DAYS, number=NUMBERS, flag=st.booleans())
def test_days_and_numbers_are_the_same_however_they_are_typed(write, day, number, flag):
    book = io.BytesIO()
    with xlsxwriter.Workbook(book, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, HEADER[:3])
        sheet.write_datetime(1, 0, day, workbook.add_format({"num_format": "yyyy/m/d"}))
        sheet.write_number(1, 1, number)
        sheet.write_boolean(1, 2, flag)
    columns = pa.table([pa.array([value]) for value in (day, number, flag)], names=HEADER[:3])
    typed = io.BytesIO()
    pq.write_table(columns, typed)
    values = (f"{day}T00:00:00.000", number, int(flag))
    data = "".join(
        f'<Cell><Data ss:Type="{type_}">{value!r}</Data></Cell>'.replace("'", "")
        for type_, value in zip(("DateTime", "Number", "Boolean"), values, strict=True)
    )
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    markup = (
        f'<Workbook xmlns="{space}" xmlns:ss="{space}"><Worksheet ss:Name="一"><Table>'
        f"<Row>{data}</Row></Table></Worksheet></Workbook>"
    )
    read = [
        cells_of(write("表.xls", content))[-1]
        for content in (book.getvalue(), typed.getvalue(), markup)
    ]
    for cells in read:
        assert (cells[0], float(cells[1]), cells[2]) == (day.isoformat(), number, str(int(flag)))
        assert not cells[1].endswith(".0")
