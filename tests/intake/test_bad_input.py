"""Bad input: a clear message with file, sheet and row; nothing dropped unsaid; memory bounded."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from stockturn.errors import SourceError
from stockturn.intake import bounds, texts, workbook_faults
from stockturn.intake.grids import read_grids

TABLE = "商品编码,库存数量\n001,1\n"
MEGABYTE = 1 << 20


def refusal(path: Path) -> SourceError:
    with pytest.raises(SourceError) as caught:
        read_grids(path)
    assert caught.value.expected
    assert caught.value.action
    return caught.value


@pytest.fixture
def changed(tmp_path, workbook):
    """Write a workbook and change the XML of its first sheet."""

    def write(old: bytes, new: bytes, rows: list) -> Path:
        made = workbook("原.xlsx", {"库存": rows})
        path = tmp_path / "表.xlsx"
        with zipfile.ZipFile(made) as source, zipfile.ZipFile(path, "w") as target:
            for name in source.namelist():
                content = source.read(name)
                if name == "xl/worksheets/sheet1.xml":
                    content, count = re.subn(old, new, content)
                    assert count
                target.writestr(name, content)
        return path

    return write


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_a_truncated_xlsx(write, workbook, share: float):
    whole = workbook("表.xlsx", {"一": [["编码", "数量"]] * 50}).read_bytes()
    assert "坏.xlsx 不完整" in refusal(write("坏.xlsx", whole[: int(len(whole) * share)])).found


def test_a_truncated_xls(write):
    whole = (Path(__file__).parent / "files" / "onhand.xls").read_bytes()
    assert "不能作为 Excel 工作簿打开" in refusal(write("坏.xls", whole[:3000])).found


def test_b1_a_workbook_with_a_password(write):
    name = "EncryptedPackage".encode("utf-16-le")
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1024) + name + bytes(1024)
    error = refusal(write("表.xlsx", content))
    assert "有打开密码" in error.found
    assert "去掉密码" in error.action


def test_an_xlsx_that_is_a_zip_bomb(changed, monkeypatch):
    monkeypatch.setattr(bounds, "SMALL_BYTES", MEGABYTE)
    blanks = b" " * (8 * MEGABYTE)
    path = changed(b"</sheetData>", b"</sheetData>" + blanks, [["编码"], ["001"]])
    with zipfile.ZipFile(path) as package:
        members = {name: package.read(name) for name in package.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name, content)
    assert "超出限度" in refusal(path).found


def test_a_cell_in_the_far_corner_does_not_take_all_memory(changed, monkeypatch):
    monkeypatch.setattr(workbook_faults, "MOST_CELLS", 1_000_000)
    path = changed(b'r="A2"', b'r="XFD9"', [["编码"], ["001"]])
    assert rows(path)[1] == [""] * 16383 + ["001"]
    far = b'r="XFD1048576"'
    path = changed(b'<row r="2"(.*)r="A2"', rb'<row r="1048576"\1' + far, [["编码"], ["001"]])
    assert "超出工作表的大小" in refusal(path).found


def rows(path: Path) -> list[list[str]]:
    (grid,) = read_grids(path)
    return grid.cells.loc[(grid.cells != "").any(axis=1)].to_numpy().tolist()


def test_a_format_in_the_far_corner_is_no_cell(changed, monkeypatch):
    monkeypatch.setattr(workbook_faults, "MOST_CELLS", 1_000_000)
    far = b'<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>'
    assert rows(changed(b"</sheetData>", far, [["编码"], ["001"]])) == [["编码"], ["001"]]


@pytest.mark.parametrize("said", [b"A1", b"A1:XFD1048576"])
def test_b1_a_wrong_dimension(changed, said: bytes):
    table = [["编码", "数量"], ["001", "1"], ["002", "2"]]
    path = changed(rb'<dimension ref="[^"]*"', b'<dimension ref="' + said + b'"', table)
    assert rows(path) == table


@pytest.mark.parametrize("value", [b"", b"<v/>", b"<v></v>"])
def test_b1_formula_cells_without_values(changed, value: bytes):
    formula = b'<c r="B2"><f>SUM(1,2)</f>' + value + b"</c>"
    path = changed(rb'<c r="B2"><v>7</v></c>', formula, [["编码", "数量"], ["001", 7]])
    error = refusal(path)
    assert "表.xlsx/库存 有 1 个公式单元格没有计算结果，首个在 B2" in error.found
    assert "保存后重试" in error.action


def test_a_formula_whose_value_is_an_empty_text_is_fine(changed):
    formula = b'<c r="B2" t="str"><f>""</f><v></v></c>'
    path = changed(rb'<c r="B2"><v>7</v></c>', formula, [["编码", "数量"], ["001", 7]])
    assert rows(path) == [["编码", "数量"], ["001", ""]]


def test_cells_in_error_are_told(changed):
    error = b'<c r="B2" t="e"><v>#N/A</v></c>'
    path = changed(rb'<c r="B2"><v>7</v></c>', error, [["编码", "数量"], ["001", 7]])
    (grid,) = read_grids(path)
    assert "1 个单元格是错误值" in grid.notes[0].noticed
    assert "首个在 B2" in grid.notes[0].noticed


GIANT = """
import re, sys
from pathlib import Path
from stockturn.errors import SourceError
from stockturn.intake.grids import read_grids
def peak():
    return int(re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())[1])
idle = peak()
try:
    read_grids(Path(sys.argv[1]))
except SourceError as error:
    print(error.found)
print((peak() - idle) // 1024)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is told by Linux")
@pytest.mark.parametrize("quote", ["", '"'])
def test_a_cell_without_end_takes_little_memory(tmp_path, quote: str):
    path = tmp_path / "大.csv"
    with path.open("w", encoding="utf-8") as stream:
        stream.write(f"{TABLE}002,{quote}")
        for _piece in range(200):
            stream.write("x" * MEGABYTE)
    done = subprocess.run(
        [sys.executable, "-c", GIANT, str(path)], check=True, capture_output=True, text=True
    )
    found, megabytes = done.stdout.splitlines()
    assert "大.csv 第 3 行" in found
    assert int(megabytes) < 120


def test_a_binary_named_csv(write):
    assert "二进制" in refusal(write("表.csv", bytes(range(256)) * 64)).found
    assert "第 1 行起不能解码" in refusal(write("表.csv", bytes(range(128, 256)) * 64)).found


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("表.csv", ",".join(f"列{n}" for n in range(50_000))),
        ("表.xls", "<table><tr>" + "<td>x</td>" * 50_000 + "</tr></table>"),
        ("表.json", "{" + ",".join(f'"列{n}": 1' for n in range(50_000)) + "}"),
    ],
)
def test_fifty_thousand_columns(write, name: str, text: str):
    error = refusal(write(name, text))
    assert f"文件 {name} 第 1 行超出工作表的大小" in error.found
    assert "16,384 列" in error.expected


def test_duplicated_headers_are_kept_apart_and_told(write, read):
    write("库存2021-12-31.csv", "商品编码,库存数量,库存数量\n001,1,2\n")
    (record,) = read().files
    assert [c.evidence for c in record.columns] == ["standard", "standard", "twice"]


def test_no_header_at_all(write, read):
    write("表.csv", "001,1\n002,2\n")
    with pytest.raises(SourceError, match=r"表\.csv") as caught:
        read()
    assert caught.value.action


def test_nul_bytes(write):
    path = write("表.csv", TABLE.encode() * 5000 + b"00\x002,1\n")
    assert "表.csv 第 10001 行含有 NUL 字节" in refusal(path).found


@pytest.mark.parametrize(
    "ends", [("\n", "\r\n"), ("\r\n", "\r"), ("\n", "\r"), ("\r\n", "\n", "\r")]
)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_mixed_line_ends_lose_no_line(write, ends: tuple[str, ...], encoding: str):
    lines = [["编码", "名称"], *([f"{n:03}", "甲"] for n in range(50))]
    text = "".join(",".join(line) + ends[n % len(ends)] for n, line in enumerate(lines))
    (grid,) = read_grids(write("表.csv", text, encoding))
    assert grid.cells.to_numpy().tolist() == lines
    assert list(grid.cells.index) == list(range(1, 52))


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_an_unreadable_byte_in_line_900_000(write, encoding: str):
    line = "001,螺栓\n".encode(encoding)
    path = write("表.csv", line * 899_999 + b"002,\xff\xff\n" + line)
    assert "表.csv 的编码无法识别，第 900000 行起不能解码" in refusal(path).found


@pytest.mark.parametrize("rows_after", [1, 50, 20_000])
def test_a_quote_that_is_never_closed(write, monkeypatch, rows_after: int):
    monkeypatch.setattr(texts, "MOST_CHARACTERS", 70_000)
    path = write("表.csv", '编码,名称\n001,"甲\n' + "002,乙\n" * rows_after)
    assert "第 2 行的引号没有成对" in refusal(path).found
