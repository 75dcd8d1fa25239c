"""Files: what they truly are decides, not what they are called."""

from __future__ import annotations

import hashlib

import pytest

from stockturn.errors import SourceError
from stockturn.intake.grids import file_sha256, read_grids


def test_a_workbook_called_csv_is_a_workbook(workbook):
    path = workbook("表.csv", {"一": [["编码"], ["001"]]})
    assert [grid.form for grid in read_grids(path)] == ["xlsx"]


def test_text_called_xlsx_is_text(write):
    (grid,) = read_grids(write("表.xlsx", "编码,数量\n001,1\n"))
    assert (grid.form, grid.encoding, grid.name) == ("csv", "UTF-8", "表.xlsx")


def test_sheets_are_named_only_where_there_are_several(workbook):
    one = workbook("一.xlsx", {"甲": [["编码"]]})
    two = workbook("二.xlsx", {"甲": [["编码"]], "乙": [["编码"]]})
    assert [grid.name for grid in read_grids(one)] == ["一.xlsx"]
    assert [grid.name for grid in read_grids(two)] == ["二.xlsx/甲", "二.xlsx/乙"]


def test_a_missing_file_is_told_without_its_folder(tmp_path):
    with pytest.raises(SourceError, match=r"没有文件 没有\.csv") as caught:
        read_grids(tmp_path / "没有.csv")
    assert str(tmp_path) not in str(caught.value)


def test_an_empty_file(write):
    with pytest.raises(SourceError, match="是空的"):
        read_grids(write("空.csv", b""))


def test_a_hash_is_of_the_bytes(write):
    content = "编码\n001\n".encode("gbk") * 1000
    path = write("表.csv", content)
    assert file_sha256(path) == hashlib.sha256(content).hexdigest()
    assert read_grids(path)[0].sha256 == file_sha256(path)
