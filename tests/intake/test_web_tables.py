"""HTML saved as xls: what a browser would show in each cell."""

from __future__ import annotations

import pytest

from stockturn.errors import SourceError
from stockturn.intake.web_tables import read_web_tables


@pytest.fixture
def tables(write):
    def read(content: str, encoding: str = "utf-8"):
        path = write("表.xls", content, encoding)
        contents = read_web_tables(path, utf8=path.with_suffix(".utf8"))
        return {name: cells.to_numpy().tolist() for name, cells in contents.sheets.items()}

    return read


def test_merged_cells_leave_blanks(tables):
    page = """<table><tr><th rowspan="2">编码</th><th colspan="2">期初</th>
    <th rowspan=2>备注</th></tr>
    <tr><th>数量</th><th>金额</th></tr><tr><td>001</td><td>1</td><td>2</td><td>x</td></tr></table>"""
    assert tables(page)["表1"] == [
        ["编码", "期初", "", "备注"],
        ["", "数量", "金额", ""],
        ["001", "1", "2", "x"],
    ]


def test_tags_within_a_cell_are_not_text(tables):
    page = "<tr><td><font color=red><b>0</b>01</font>&nbsp;</td><td>a<br>b &lt;c&gt;\n d</td></tr>"
    assert tables(f"<table>{page}</table>")["表1"] == [["001", "a\nb <c> d"]]


def test_ends_of_cells_and_rows_may_be_missing(tables):
    assert tables("<table><tr><td>编码<td>数量<tr><td>001<td>2</table>")["表1"] == [
        ["编码", "数量"],
        ["001", "2"],
    ]


def test_rows_without_a_table(tables):
    assert tables("<tr><td>编码</td></tr><tr><td>001</td></tr>")["表1"] == [["编码"], ["001"]]


def test_several_tables_and_one_within_another(tables):
    page = """<table><tr><td><table><tr><td>内</td></tr></table></td></tr></table>
    <table><tr><td> </td></tr></table><table><tr><td>后</td></tr></table>"""
    assert tables(page) == {"表1": [["内"]], "表2": [["后"]]}


def test_the_number_itself_and_not_the_digits_shown(tables):
    page = '<table><tr><td x:num="1234.567">1,235</td><td x:num>12</td></tr></table>'
    assert tables(page)["表1"] == [["1234.567", "12"]]


def test_styles_and_scripts_are_not_text(tables):
    page = (
        "<style>td{}</style><table><tr><td><style>x</style>甲<script>1</script></td></tr></table>"
    )
    assert tables(page)["表1"] == [["甲"]]


@pytest.mark.parametrize("charset", ["gb2312", "GBK", "utf-8"])
def test_a_page_in_gbk_whatever_it_says(tables, charset: str):
    page = f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">'
    assert tables(page + "<table><tr><td>库存镕</td></tr></table>", "gbk")["表1"] == [["库存镕"]]


def test_a_page_without_a_table(tables):
    with pytest.raises(SourceError, match="没有任何内容"):
        tables("<html><body><div>登录超时，请重新登录</div></body></html>")


def test_a_span_beyond_any_sheet(tables):
    with pytest.raises(SourceError, match="第 1 行超出工作表的大小"):
        tables('<table><tr><td colspan="99999999">x</td></tr></table>')
