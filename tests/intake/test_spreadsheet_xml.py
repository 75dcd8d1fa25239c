"""SpreadsheetML 2003: cells where their index puts them, in the types they state."""

from __future__ import annotations

import pytest

from stockturn.errors import SourceError
from stockturn.intake.spreadsheet_xml import read_spreadsheet_xml

SPACE = "urn:schemas-microsoft-com:office"


@pytest.fixture
def book(write):
    def read(*sheets: str, encoding: str = "utf-8", sheet: str | None = None):
        text = f'<?xml version="1.0" encoding="{encoding}"?><Workbook xmlns="{SPACE}:spreadsheet" \
xmlns:ss="{SPACE}:spreadsheet">{"".join(sheets)}</Workbook>'
        path = write("表.xls", text, encoding)
        return read_spreadsheet_xml(path, utf8=path.with_suffix(".utf8"), sheet=sheet)

    return read


def sheet(rows: str, name: str = "甲", visible: str = "") -> str:
    options = f'<WorksheetOptions xmlns="{SPACE}:excel">{visible}</WorksheetOptions>'
    return f'<Worksheet ss:Name="{name}"><Table>{rows}</Table>{options}</Worksheet>'


def cell(text: str, type_: str = "String", **at: int) -> str:
    places = " ".join(f'ss:{name}="{n}"' for name, n in at.items())
    return f'<Cell {places}><Data ss:Type="{type_}">{text}</Data></Cell>'


def rows(contents, name: str = "甲") -> list[list[str]]:
    return contents.sheets[name].to_numpy().tolist()


def test_an_index_leaves_cells_and_rows_out(book):
    contents = book(
        sheet(
            f'<Row ss:Index="3">{cell("a")}{cell("b", Index=3)}{cell("c")}</Row>'
            f"<Row>{cell('d')}</Row>"
        )
    )
    assert rows(contents) == [["a", "", "b", "c"], ["d", "", "", ""]]
    assert list(contents.sheets["甲"].index) == [3, 4]


def test_merged_cells_leave_blanks(book):
    contents = book(
        sheet(
            f"<Row>{cell('编码', MergeDown=1)}{cell('期初', MergeAcross=1)}"
            f"{cell('备注')}</Row><Row>{cell('数量', Index=2)}{cell('金额')}</Row>"
        )
    )
    assert rows(contents) == [["编码", "期初", "", "备注"], ["", "数量", "金额", ""]]


@pytest.mark.parametrize(
    ("type_", "text", "read"),
    [
        ("Number", "12.0", "12"),
        ("Number", "6901234567890", "6901234567890"),
        ("Number", "1.5E-2", "0.015"),
        ("Number", "十二", "十二"),
        ("DateTime", "2021-03-05T00:00:00.000", "2021-03-05"),
        ("DateTime", "2021-03-05T08:30:00.000", "2021-03-05 08:30:00"),
        ("Boolean", "1", "1"),
        ("String", " 007 ", "007"),
    ],
)
def test_types(book, type_: str, text: str, read: str):
    assert rows(book(sheet(f"<Row>{cell(text, type_)}</Row>"))) == [[read]]


def test_rich_text_in_a_cell(book):
    text = '<ss:Data ss:Type="String"><B>红</B>字</ss:Data>'
    assert rows(book(sheet(f"<Row><Cell>{text}</Cell></Row>"))) == [["红字"]]


def test_hidden_sheets_are_told_and_can_be_named(book):
    sheets = (
        sheet(f"<Row>{cell('a')}</Row>"),
        sheet(f"<Row>{cell('b')}</Row>", "乙", "<Visible>SheetHidden</Visible>"),
    )
    contents = book(*sheets)
    assert list(contents.sheets) == ["甲"]
    assert "隐藏的工作表：乙" in contents.notes[0].noticed
    assert rows(book(*sheets, sheet="乙"), "乙") == [["b"]]


def test_gbk_as_declared(book):
    contents = book(sheet(f"<Row>{cell('库存')}</Row>"), encoding="GB2312")
    assert (contents.encoding, rows(contents)) == ("GB18030", [["库存"]])


def test_a_file_that_ends_too_early_is_told(write):
    text = f'<?xml version="1.0"?>\n<Workbook xmlns="{SPACE}:spreadsheet">\n<Worksheet>'
    path = write("表.xls", text)
    with pytest.raises(SourceError, match="第 3 行起不是完整的 XML"):
        read_spreadsheet_xml(path, utf8=path.with_suffix(".utf8"))


def test_an_entity_that_grows_without_end_is_refused(write):
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 9))
    text = f'<!DOCTYPE x [<!ENTITY e0 "xxxxxxxxxxxxxxxx">{entities}]>'
    path = write("表.xls", f'{text}<Workbook xmlns="{SPACE}:spreadsheet">&e8;</Workbook>')
    with pytest.raises(SourceError, match="不是完整的 XML"):
        read_spreadsheet_xml(path, utf8=path.with_suffix(".utf8"))
