"""Workbooks: what a person sees in the visible sheets, to the digit."""

from __future__ import annotations

import datetime as dt

import pytest

from stockturn.errors import SourceError
from stockturn.intake.workbooks import read_workbook


def rows(cells) -> list[list[str]]:
    return [list(row) for row in cells.itertuples(index=False)]


def test_a_number_does_not_grow_a_fraction(workbook):
    path = workbook("表.xlsx", {"一": [["编码", "数量"], [6901234567890, 3.0], [1.5, -2]]})
    assert rows(read_workbook(path).sheets["一"])[1:] == [["6901234567890", "3"], ["1.5", "-2"]]


def test_text_that_looks_like_a_number_stays_as_it_is(workbook):
    path = workbook("表.xlsx", {"一": [["编码"], ["0038"], ["1.0"], ["1E5"]]})
    assert rows(read_workbook(path).sheets["一"])[1:] == [["0038"], ["1.0"], ["1E5"]]


@pytest.mark.parametrize("code", [1234567890123456, 1.2345678901234567e18])
def test_t47_a_number_longer_than_a_spreadsheet_keeps_is_shown_as_lost(workbook, code: float):
    path = workbook("表.xlsx", {"一": [["编码"], [code]]})
    assert "E+1" in rows(read_workbook(path).sheets["一"])[1][0]


def test_days_and_moments(workbook):
    moments = [dt.datetime(2021, 3, 5), dt.datetime(2021, 3, 5, 8, 30)]
    path = workbook("表.xlsx", {"一": [["日期"], *[[m] for m in moments]]})
    assert rows(read_workbook(path).sheets["一"])[1:] == [["2021-03-05"], ["2021-03-05 08:30:00"]]


def test_yes_and_no(workbook):
    path = workbook("表.xlsx", {"一": [["计入"], [True], [False]]})
    assert rows(read_workbook(path).sheets["一"])[1:] == [["1"], ["0"]]


def test_rows_keep_their_numbers_below_blank_ones(workbook):
    path = workbook("表.xlsx", {"一": [[], ["标题"], [], ["编码", "数量"], ["001", 1]]})
    cells = read_workbook(path).sheets["一"]
    assert cells.loc[4].tolist() == ["编码", "数量"]
    assert cells.loc[5].tolist() == ["001", "1"]


def test_hidden_sheets_blank_sheets_and_explanations_are_not_read(workbook):
    table = [["编码"], ["001"]]
    path = workbook(
        "表.xlsx", {"流水": table, "旧": table, "空": [], "说明": [["如何填写"]]}, hidden=("旧",)
    )
    assert list(read_workbook(path).sheets) == ["流水"]


def test_one_sheet_can_be_named_even_the_explanation(workbook):
    path = workbook("表.xlsx", {"甲": [["a"]], "说明": [["b"]]})
    assert list(read_workbook(path, sheet="甲").sheets) == ["甲"]
    assert list(read_workbook(path, sheet="说明").sheets) == ["说明"]


def test_a_sheet_that_is_not_there_is_told_with_those_that_are(workbook):
    path = workbook("表.xlsx", {"流水": [["a"]], "库存": [["b"]]})
    with pytest.raises(SourceError) as caught:
        read_workbook(path, sheet="流水账")
    assert "流水、库存" in caught.value.expected


@pytest.mark.parametrize("sheets", [{"一": []}, {"一": [["", ""]]}, {"说明": [["x"]]}])
def test_a_workbook_without_anything_in_it(workbook, sheets: dict):
    with pytest.raises(SourceError, match="没有任何内容"):
        read_workbook(workbook("空.xlsx", sheets))


def test_what_only_begins_like_a_workbook(write):
    with pytest.raises(SourceError, match="不能作为 Excel 工作簿打开"):
        read_workbook(write("坏.xlsx", b"PK\x03\x04" + b"\x00" * 100))
