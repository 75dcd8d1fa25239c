"""The true kind of a file, whatever its name: china.md B1, one test a line."""

from __future__ import annotations

import io
import shutil
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from stockturn.errors import SourceError
from stockturn.intake.grids import Grid, read_grids
from stockturn.intake.kinds import UnreadKindError

ROWS = [["商品编码", "名称"], ["001", "甲"]]
CSV = "商品编码,名称\n001,甲\n"
HTML = "<table><tr><td>商品编码</td><td>名称</td></tr><tr><td>001</td><td>甲</td></tr></table>"
XML = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="一"><Table>
<Row><Cell><Data ss:Type="String">商品编码</Data></Cell>
<Cell><Data ss:Type="String">名称</Data></Cell></Row>
<Row><Cell><Data ss:Type="String">001</Data></Cell>
<Cell><Data ss:Type="String">甲</Data></Cell></Row>
</Table></Worksheet></Workbook>"""


def rows(grid: Grid) -> list[list[str]]:
    return grid.cells.to_numpy().tolist()


def package(**members: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "/"), text)
    return held.getvalue()


def test_b1_biff_xls(tmp_path):
    path = shutil.copy(Path(__file__).parent / "files" / "onhand.xls", tmp_path / "现存量.csv")
    (grid,) = read_grids(Path(path))
    assert grid.form == "xls"
    assert rows(grid)[2:] == [
        ["0100200301", "轴承", "12.50", "2021-03-05", "1"],
        ["0100200302", "垫圈", "3", "2021-12-31 08:30:00", "0"],
        ["E5", "螺栓 M8×20", "-0.1", "", ""],
    ]


def test_b1_xlsx_named_xls(workbook):
    (grid,) = read_grids(workbook("表.xls", {"一": ROWS}))
    assert (grid.form, rows(grid)) == ("xlsx", ROWS)


@pytest.mark.parametrize(
    "start", ["<html><body>", "", "<div>", "<meta charset=utf-8>", "\n <HTML>"]
)
def test_b1_html_named_xls(write, start: str):
    (grid,) = read_grids(write("表.xls", start + HTML))
    assert (grid.form, rows(grid)) == ("html", ROWS)


def test_b1_spreadsheetml_named_xls(write):
    (grid,) = read_grids(write("表.xls", XML))
    assert (grid.form, rows(grid)) == ("xml", ROWS)


def test_b1_mhtml_named_xls_is_told_how_to_save(write):
    with pytest.raises(UnreadKindError, match="MHTML") as caught:
        read_grids(write("表.xls", "MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n"))
    assert "另存为 xlsx" in caught.value.action


def test_b1_tsv_named_xls_in_gbk(write):
    (grid,) = read_grids(write("表.xls", "成交时间\t名称\n2021-01-01\t甲\n", "gbk"))
    assert (grid.form, grid.encoding) == ("csv", "GB18030")
    assert rows(grid)[0] == ["成交时间", "名称"]


def test_b1_utf8_with_a_mark(write):
    (grid,) = read_grids(write("表.csv", CSV, "utf-8-sig"))
    assert (grid.encoding, rows(grid)) == ("UTF-8 (BOM)", ROWS)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_b1_utf16_with_and_without_a_mark(write, encoding: str):
    (grid,) = read_grids(write("表.xls", CSV.replace(",", "\t"), encoding))
    assert rows(grid) == ROWS


@pytest.mark.parametrize(("encoding", "told"), [("utf-8", "UTF-8"), ("gb2312", "GB18030")])
def test_b1_else_utf8_then_gb18030(write, encoding: str, told: str):
    (grid,) = read_grids(write("表.csv", CSV, encoding))
    assert (grid.encoding, rows(grid)) == (told, ROWS)


def test_b1_big5_is_told_how_to_save(write):
    traditional = "商品編號,品名,庫存數量,單價\n001,應收帳款,12,3.5\n"
    with pytest.raises(SourceError, match="Big5") as caught:
        read_grids(write("表.csv", traditional, "big5"))
    assert "UTF-8" in caught.value.action


@pytest.mark.parametrize("text", ["商品編碼,名稱\n001,螺絲\n", "编码,名称\n0001,螺栓、垫圈\n"])
def test_traditional_and_simplified_text_in_gbk_is_no_big5(write, text: str):
    (grid,) = read_grids(write("表.csv", text, "gbk"))
    assert grid.encoding == "GB18030"


def test_b1_lock_files_are_told(write, workbook, read):
    workbook("2021-12-31.xlsx", {"一": [["商品编码", "库存数量"], ["001", 1]]})
    write("~$2021-12-31.xlsx", b"\x06consultant")
    intake = read("*.xlsx")
    assert [f.name for f in intake.files] == ["2021-12-31.xlsx"]
    assert [o.noticed for o in intake.observations if o.id == "lock_file"] == [
        "2021-12-31.xlsx 旁边有锁文件，复制时它正被打开"
    ]
    with pytest.raises(UnreadKindError, match="锁文件"):
        read_grids(write("~$别.xlsx", b"\x06consultant"))


def test_b1_hidden_sheets_are_told(workbook, read):
    table = [["商品编码", "库存数量"], ["001", 1]]
    workbook("库存2021-12-31.xlsx", {"现存": table, "hidden旧": table}, hidden=("hidden旧",))
    intake = read()
    assert [f.name for f in intake.files] == ["库存2021-12-31.xlsx"]
    assert "隐藏的工作表：hidden旧" in intake.observations[0].noticed
    named = read("*.xlsx", sheet="hidden旧")
    assert named.files[0].rows_used == 1
    assert named.observations == ()


def test_b1_sheets_named_by_month(workbook, read):
    table = [["商品编码", "期末数量"], ["001", 1]]
    workbook("收发存.xlsx", {"202101": table, "202102": table})
    assert [f.period for f in read().files] == ["2021-01", "2021-02"]


def test_b1_numbers_stored_as_text(workbook, read):
    workbook("库存2021-12-31.xlsx", {"一": [["商品编码", "库存数量"], ["001", "1,234.50"]]})
    assert read().tables["onhand"]["onhand_qty"].tolist() == [1234.5]


def test_b1_days_in_all_their_forms(write, read):
    forms = ["46348", "2026-11-22", "2026/11/22", "2026.11.22", "20261122", "2026年11月22日"]
    forms += ["26-11-22", "2026-11-22 00:00:00", "2026/11/22 0:00:00"]
    lines = "".join(f"{form},其他入库,001,1\n" for form in forms)
    write("流水.csv", "日期,类型,商品编码,数量\n" + lines)
    days = read().tables["movements"]["date"]
    assert len(days) == len(forms)
    assert set(days.dt.strftime("%Y-%m-%d")) == {"2026-11-22"}


ACCESS = b"\x00\x01\x00\x00Standard Jet DB\x00" + b"\x00" * 64
DBF = b"\x03\x79\x05\x0b" + b"\x02\x00\x00\x00" + b"\x00" * 64


@pytest.mark.parametrize(
    ("content", "kind", "action"),
    [
        (b"\r\n<?xml version='1.0'?><a/>", "XML", "另存为 xlsx"),
        (b"%PDF-1.7\n", "PDF", "导出表格"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "图片", "导出表格"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", "图片", "导出表格"),
        (b"{\\rtf1\\ansi", "RTF", "另存为 xlsx"),
        (b"Rar!\x1a\x07\x00", "RAR", "解压"),
        (b"7z\xbc\xaf\x27\x1c", "7z", "解压"),
        (b"\x1f\x8b\x08\x00", "gzip", "解压"),
        (b"SQLite format 3\x00", "SQLite", "另存为 xlsx"),
        (ACCESS, "Access", "另存为 xlsx"),
        (DBF, "DBF", "另存为 xlsx"),
        (b"\x7fELF\x02\x01\x01\x00" + bytes(64), "二进制", "另存为 xlsx"),
        (package(**{"[Content_Types].xml": "", "word__document.xml": ""}), "Word", "另存为 xlsx"),
    ],
)
def test_kinds_that_are_not_read_say_how_to_save_them(write, content: bytes, kind, action):
    with pytest.raises(UnreadKindError, match=kind) as caught:
        read_grids(write("表.xls", content))
    assert action in caught.value.action


def test_parquet_named_csv(tmp_path):
    pd.DataFrame({"商品编码": ["001"], "名称": ["甲"]}).to_parquet(tmp_path / "表.csv")
    (grid,) = read_grids(tmp_path / "表.csv")
    assert (grid.form, rows(grid)) == ("parquet", ROWS)


@pytest.mark.parametrize("text", ["[甲],乙\n1,2\n", "{备注},乙\n1,2\n"])
def test_a_bracket_makes_no_json(write, text: str):
    assert read_grids(write("表.csv", text))[0].form == "csv"
