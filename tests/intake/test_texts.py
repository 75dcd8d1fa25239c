"""Text files: any of the encodings in use, any line, and every row accounted for."""

from __future__ import annotations

import codecs
import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stockturn.errors import SourceError
from stockturn.intake.texts import read_text


def text_of(path: Path):
    contents = read_text(path, utf8=path.with_suffix(".utf8"))
    return contents.encoding, contents.sheets[""]


TABLE = "商品编码,商品名称,数量\n001,甲,1\n002,乙,2\n"
ROWS = [["商品编码", "商品名称", "数量"], ["001", "甲", "1"], ["002", "乙", "2"]]


@pytest.fixture
def table(write):
    """Read a file and return its encoding, its rows without blank ends, and their numbers."""

    def read(content: str | bytes, encoding: str = "utf-8"):
        name, cells = text_of(write("表.csv", content, encoding))
        rows = [list(row) for row in cells.itertuples(index=False)]
        for row in rows:
            while row and row[-1] == "":
                row.pop()
        return name, rows, list(cells.index)

    return read


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8 (BOM)"),
        ("gb18030", "GB18030"),
        ("gbk", "GB18030"),
        ("utf-16", "UTF-16"),
    ],
)
def test_encodings(table, encoding: str, told: str):
    name, rows, _numbers = table(TABLE, encoding)
    assert (name, rows) == (told, ROWS)


def test_utf16_big_endian(table):
    assert table(codecs.BOM_UTF16_BE + TABLE.encode("utf-16-be"))[:2] == ("UTF-16", ROWS)


def test_characters_beyond_gbk(table):
    assert table("编码,名\n1,㐀𠀀\n", "gb18030")[1][1] == ["1", "㐀𠀀"]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("end", ["", "\n"])
def test_line_ends(table, newline: str, end: str):
    _name, rows, numbers = table(TABLE.rstrip("\n").replace("\n", newline) + end)
    assert (rows, numbers) == (ROWS, [1, 2, 3])


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_delimiters(table, delimiter: str):
    assert table(TABLE.replace(",", delimiter))[1] == ROWS


def test_a_title_line_does_not_hide_the_delimiter(table):
    text = "某公司2021年1月进销存\n编码\t名称\t数量\n001\t甲\t1,000\n"
    assert table(text)[1][1:] == [["编码", "名称", "数量"], ["001", "甲", "1,000"]]


def test_quotes_hold_delimiters_and_line_breaks(table):
    text = '商品编码,商品名称,数量\n001,"甲,乙\n丙",1\n002,"5""管",2\n'
    _name, rows, numbers = table(text)
    assert rows[1:] == [["001", "甲,乙\n丙", "1"], ["002", '5"管', "2"]]
    assert numbers == [1, 2, 3]


def test_a_quote_inside_a_cell_is_a_character(table):
    assert table('编码,名称,数量\n001,5"管,1\n')[1][1] == ["001", '5"管', "1"]


def test_an_open_quote_does_not_swallow_the_rest(write):
    path = write("表.csv", '编码,名称,数量\n001,甲,1\n002,"乙,2\n003,丙,3\n')
    with pytest.raises(SourceError, match="第 3 行的引号没有成对"):
        text_of(path)


def test_a_note_of_several_lines_is_no_open_quote(table):
    text = '编码,名称,数量\n001,"甲，红色\n乙,蓝色",1\n'
    assert table(text)[1][1] == ["001", "甲，红色\n乙,蓝色", "1"]


def test_ragged_lines_keep_their_cells_in_place(table):
    _name, rows, _numbers = table("编码,名称,数量\n001,甲\n002,乙,2,多出\n003,丙,3\n")
    assert rows[1:] == [["001", "甲"], ["002", "乙", "2", "多出"], ["003", "丙", "3"]]


def test_a_longer_line_far_down_is_seen(table):
    lines = "".join(f"{i:06d},商品名称,1\n" for i in range(8000))
    _name, rows, _numbers = table("编码,名称,数量\n" + lines + "x,甲,乙,1\n")
    assert rows[-1] == ["x", "甲", "乙", "1"]


def test_rows_have_the_numbers_a_spreadsheet_shows(table):
    _name, _rows, numbers = table("编码,名称\n\n001,甲\n\n\n002,乙\n")
    assert numbers == [1, 3, 6]


def test_no_cell_is_a_python_object(write):
    _encoding, cells = text_of(write("表.csv", TABLE))
    assert {dtype.storage for dtype in cells.dtypes} == {"pyarrow"}


def test_leading_zeros_and_outer_spaces(table):
    assert table("编码,名称\n 007 ,\u3000甲\u3000\n")[1][1] == ["007", "甲"]


@pytest.mark.parametrize(
    "content", [b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\n\r\n \n", b"\xef\xbb\xbf\r\n"]
)
def test_an_empty_file_is_told(write, content: bytes):
    with pytest.raises(SourceError, match="是空的"):
        text_of(write("空.csv", content))


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("编码\n甲\n".encode() + b"\xff\xff\xff\n", 3),
        (codecs.BOM_UTF16_LE + "甲\n乙".encode("utf-16-le") + b"\x00", 2),
    ],
)
def test_the_line_that_does_not_decode_is_told(write, content: bytes, line: int):
    with pytest.raises(SourceError, match=f"第 {line} 行起不能解码"):
        text_of(write("坏.csv", content))


CELL = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp"))
    | st.sampled_from(',"\n'),
    max_size=6,
).map(str.strip)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15, deadline=None
)
@given(st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=5))
def test_what_a_spreadsheet_writes_is_what_is_read(write, rows: list[list[str]]):
    rows = [["编码", "名称", "数量", "备注"]] + [[*row, "末"] for row in rows]
    text = io.StringIO()
    csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(rows)
    _encoding, cells = text_of(write("表.csv", text.getvalue()))
    assert [list(row)[:4] for row in cells.itertuples(index=False)] == rows
