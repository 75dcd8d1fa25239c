"""Two exports of the same goods are compared, in money, and never added."""

from __future__ import annotations

MOVES = (
    "日期,单据号,类型,商品编码,数量,金额,销售金额\n"
    "2021-01-02,1,销售出库,A,5,20,50\n2021-01-09,2,采购入库,A,9,36,\n"
)


def found(intake, name: str):
    return next((c for c in intake.checks if c.id == name), None)


def test_sales_that_agree_with_issues_hold(write, read):
    write("流水.csv", MOVES)
    write("销售.csv", "日期,单据号,商品编码,客户,数量,销售金额\n2021-01-02,1,A,甲,5,50\n")
    check = found(read(), "sales_overlap")
    assert (check.ok, check.checked, check.breaks, check.value) == (True, 2, 0, 0.0)


def test_sales_that_do_not_are_told_in_money(write, read):
    write("流水.csv", MOVES)
    write("销售.csv", "日期,单据号,商品编码,客户,数量,销售金额\n2021-01-02,1,A,甲,7,70\n")
    check = found(read(), "sales_overlap")
    assert (check.ok, check.breaks, check.value) == (False, 1, 20.0)
    assert check.rows["gap"].tolist() == [2.0]


def test_days_that_only_one_export_covers_are_not_compared(write, read):
    write("流水.csv", MOVES)
    write(
        "销售.csv",
        "日期,单据号,商品编码,客户,数量,销售金额\n2020-12-02,1,A,甲,7,70\n2021-01-02,1,A,甲,5,50\n",
    )
    assert found(read(), "sales_overlap").ok


def test_arrivals_of_orders_beside_receipts(write, read):
    write("流水.csv", MOVES)
    write(
        "采购.csv",
        "采购单号,下单日期,商品编码,订购数量,实际到货,到货数量,单价\nP1,2021-01-01,A,9,2021-01-09,8,4\n",
    )
    check = found(read(), "purchases_overlap")
    assert (check.breaks, check.value) == (1, 4.0)
