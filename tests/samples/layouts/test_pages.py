import zipfile

import pandas as pd
from python_calamine import load_workbook

from stockturn.samples.layouts.pages import (
    Page,
    cells,
    header,
    save_html,
    save_text,
    save_xlsx,
)


def test_three_levels_are_merged_without_overlap():
    rows, boxes = header(
        ["仓库", "收入>采购类>数量", "收入>采购类>金额", "收入>合计>数量", "结存>数量"]
    )
    assert rows == [
        ["仓库", "收入", None, None, "结存"],
        [None, "采购类", None, "合计", None],
        [None, "数量", "金额", "数量", "数量"],
    ]
    assert sorted(boxes) == [(0, 0, 2, 0), (0, 1, 0, 3), (0, 4, 1, 4), (1, 1, 1, 2)]


def test_what_is_missing_is_an_empty_cell():
    frame = pd.DataFrame({"a": [1, 2], "b": [0.5, None], "c": pd.Categorical(["x", None])})
    assert cells(frame) == [[1, 0.5, "x"], [2, None, None]]


def test_boxes_of_later_rows_move_down():
    page = Page("p", [["标题"]])
    page.add([["甲", None]], [(0, 0, 0, 1)])
    assert page.boxes == [(1, 0, 1, 1)]


def test_a_workbook_may_lie_about_its_size(tmp_path):
    page = Page("数据", [["甲", "=1+1"], [1, 2.5]])
    for name, dimension in (("true.xlsx", None), ("false.xlsx", "A1")):
        save_xlsx([page], tmp_path / name, dimension=dimension)
        sheet = load_workbook(str(tmp_path / name)).get_sheet_by_name("数据")
        assert sheet.to_python() == [["甲", "=1+1"], [1.0, 2.5]]
        xml = zipfile.ZipFile(tmp_path / name).read("xl/worksheets/sheet1.xml").decode()
        assert f'<dimension ref="{dimension or "A1:B2"}"/>' in xml


def test_a_page_that_calls_itself_xls_is_html_in_gbk(tmp_path):
    page = Page("p", [["期初", None], ["<数量>", -1234.5]], [(0, 0, 0, 1)])
    save_html(page, tmp_path / "a.xls")
    text = (tmp_path / "a.xls").read_bytes().decode("gbk")
    assert '<tr><td rowspan="1" colspan="2">期初</td></tr>' in text
    assert "<td>&lt;数量&gt;</td><td>-1,234.5</td>" in text


def test_text_is_gbk_with_windows_line_ends(tmp_path):
    save_text(Page("p", [["甲", None, 3]]), tmp_path / "a.xls", separator="\t")
    assert (tmp_path / "a.xls").read_bytes() == "甲\t\t3\r\n".encode("gbk")
