"""The status of an article, whether its column names it or answers yes or no."""

import pytest

from stockturn.tables import ENDED


@pytest.mark.parametrize(
    ("header", "ended", "kept"),
    [
        ("是否停用", "是", "否"),
        ("停用标志", "1", "0"),
        ("Discontinued", "TRUE", "FALSE"),
        ("启用状态", "禁用", "启用"),
        ("启用状态", "否", "是"),
        ("是否启用", "N", "Y"),
        ("使用状态", "停止使用", "在用"),
        ("禁用状态", "是", "否"),
        ("是否下架", "是", "否"),
        ("上下架状态", "已下架", "已上架"),
        ("是否在售", "否", "是"),
        ("是否停采", "是", "否"),
        ("状态", "停采", "在售"),
        ("商品状态", "下架", "正常"),
        ("状态", "停产", "试销"),
    ],
)
def test_what_has_ended_is_known_however_it_is_said(write, read, header, ended, kept):
    lines = f"商品编码,商品名称,分类,{header}\nA,甲,食品,{ended}\nB,乙,食品,{kept}\nC,丙,食品,\n"
    write("商品档案.csv", lines)
    table = read().tables["items"]
    assert table["status"].isin(ENDED).tolist() == [True, False, False]


def test_a_word_of_the_clients_own_stays_as_it_is(write, read):
    write("商品档案.csv", "商品编码,商品名称,分类,状态\nA,甲,食品,试销\nB,乙,食品,是\n")
    assert read().tables["items"]["status"].tolist() == ["试销", "是"]


@pytest.mark.parametrize("order", [("状态", "是否停用"), ("是否停用", "状态")])
def test_what_either_of_two_columns_says_has_ended_has_ended(write, read, order):
    cells = {"状态": ["在售", "停产", "试销", ""], "是否停用": ["是", "否", "否", "是"]}
    lines = [f"商品编码,商品名称,{order[0]},{order[1]}"]
    rows = zip("ABCD", *(cells[name] for name in order), strict=True)
    lines += [f"{code},某,{one},{two}" for code, one, two in rows]
    write("商品档案.csv", "\n".join(lines) + "\n")
    status = read().tables["items"]["status"]
    assert status.isin(ENDED).tolist() == [True, True, False, True]
    assert status[2] in {"试销", "正常"}
