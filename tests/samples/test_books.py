"""The exports of an orderly company agree with each other to the cent."""

from collections import defaultdict
from decimal import Decimal

import pytest

COMPANIES = [
    {"seed": 1, "items": 60, "days": 400},
    {"seed": 4, "items": 25, "days": 200, "mistakes": ("W-1", "W-2", "W-4", "W-5")},
    {"seed": 9, "items": 40, "days": 150, "mistakes": ("W-5",), "strength": "weak"},
]


@pytest.fixture(params=COMPANIES, ids=lambda spec: f"seed{spec['seed']}")
def files(request, exports):
    return exports(**request.param)


def key(line):
    return line["商品编码"], line["仓库"]


def test_summary_rolls_forward_and_balances(files):
    last = {}
    for line in files["月度收发存"]:
        for word in ("数量", "金额"):
            opening, into, out, closing = (
                Decimal(line[w + word]) for w in ("期初", "入库", "出库", "期末")
            )
            assert opening + into - out == closing
            assert last.get((*key(line), word), opening) == opening
            last[(*key(line), word)] = closing


@pytest.mark.parametrize("month", ["2025-10", "2025-12"])
def test_ledger_ties_to_summary_and_snapshot(files, replay, month):
    qty, value, lowest = replay(files["出入库流水"], until=f"{month}-31")
    assert lowest >= 0
    held = {k: (qty[k], value[k]) for k in qty if qty[k] or value[k]}
    assert all(n > 0 for n, _ in held.values())
    for name, day, n, money in (
        ("月度收发存", "期间", "期末数量", "期末金额"),
        ("库存快照", "日期", "库存数量", "库存金额"),
    ):
        listed = {
            key(line): (int(line[n]), Decimal(line[money]))
            for line in files[name]
            if line[day].startswith(month)
        }
        assert {k: v for k, v in listed.items() if v != (0, 0)} == held


def test_sales_tie_to_the_ledger(files):
    books, sold = defaultdict(Decimal), defaultdict(Decimal)
    for line in files["出入库流水"]:
        sign = {"销售出库": 1, "销售退货": -1}.get(line["类型"], 0)
        for column in ("数量", "销售金额", "金额"):
            books[line["日期"], column] += sign * Decimal(line[column] or 0)
    for line in files["销售明细"]:
        for column, name in (("数量", "数量"), ("销售金额", "销售金额"), ("成本金额", "金额")):
            sold[line["日期"], name] += Decimal(line[column])
    assert {k: v for k, v in books.items() if v} == {k: v for k, v in sold.items() if v}


def test_purchases_tie_to_the_ledger(files):
    books, bought = defaultdict(int), defaultdict(int)
    ledger = files["出入库流水"]
    for line in ledger:
        if line["类型"] == "采购入库":
            books[line["日期"], line["商品编码"]] += int(line["数量"])
    for line in files["采购订单"]:
        assert bool(line["实际到货"]) == bool(line["到货数量"])
        if line["实际到货"] >= ledger[0]["日期"]:
            bought[line["实际到货"], line["商品编码"]] += int(line["到货数量"])
    assert books == bought


def test_orders_ship_what_was_sold(files):
    shipped, sold = defaultdict(int), defaultdict(int)
    for line in files["销售订单"]:
        assert 0 <= int(line["发货数量"]) <= int(line["订购数量"])
        assert bool(line["发货日期"]) == (line["发货数量"] != "0")
        assert not line["发货日期"] or line["订单日期"] <= line["发货日期"]
        shipped[line["发货日期"], line["商品编码"]] += int(line["发货数量"])
    for line in files["销售明细"]:
        if int(line["数量"]) > 0:
            sold[line["日期"], line["商品编码"]] += int(line["数量"])
    assert {k: n for k, n in shipped.items() if k[0]} == sold


def test_every_reference_is_known(files):
    codes = {line["商品编码"] for line in files["商品档案"]}
    places = {line["仓库"] for line in files["仓库"]}
    for name in ("出入库流水", "月度收发存", "库存快照", "销售明细"):
        assert {line["商品编码"] for line in files[name]} <= codes
        assert {line["仓库"] for line in files[name]} <= places
    for name in ("销售订单", "采购订单", "价格表"):
        assert {line["商品编码"] for line in files[name]} <= codes


def test_nothing_is_counted_before_it_first_came(files):
    first = {}
    for line in files["出入库流水"]:
        first.setdefault(line["商品编码"], line["类型"])
    assert "盘点" not in first.values()


def test_ledger_is_in_order_and_opens_on_its_first_day(files):
    ledger = files["出入库流水"]
    days = [line["日期"] for line in ledger]
    assert days == sorted(days)
    opening = {line["日期"] for line in ledger if line["类型"] == "期初"}
    assert opening == {days[0]}
    order = ["期初", "采购入库", "销售退货", "调拨", "销售出库", "采购退货", "报废", "盘点"]
    ranks = [(line["日期"], order.index(line["类型"])) for line in ledger]
    assert ranks == sorted(ranks)
