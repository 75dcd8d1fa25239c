"""What is inferred before a replay is told, and the replay has it."""

from __future__ import annotations

import pytest

from stockturn.analysis import analyse, read_books

SOLD = "日期,类型,商品编码,数量,金额\n2025-01-05,销售出库,A,2,\n2025-02-05,采购入库,A,5,20\n"
SHELF = "日期,商品编码,库存数量\n2025-02-28,A,11\n"
MONTH = "期间,商品编码,期初数量,期初金额,期末数量,期末金额\n2025-01,A,8,40,6,30\n"


def books(client, **files):
    found = read_books(client({f"{name}.csv": text for name, text in files.items()}))
    notes = {n.id: n.noticed + n.treatment for n in found.intake.observations}
    return float(found.facts.places["closing_value"].sum()), notes


def test_an_opening_counted_back_costs_what_the_item_first_came_in_for(client):
    value, notes = books(client, 流水=SOLD, 库存=SHELF)
    assert value == 11 * 4.0
    assert "1 行" in notes["opening_from_onhand"]
    assert "1 行" in notes["opening_costs"]


def test_an_opening_brought_forward_brings_its_cost(client):
    value, notes = books(client, 流水=SOLD, 收发存=MONTH)
    assert value == pytest.approx(6 * 5.0 + 20)
    assert "opening_from_balances" in notes
    assert "opening_costs" not in notes


def test_a_ledger_that_lacks_nothing_is_left_alone(client):
    _value, notes = books(client, 流水=SOLD + "2025-01-01,期初,A,9,36\n")
    assert not {"opening_from_onhand", "opening_costs", "stated_costs"} & {*notes}


def test_a_selling_price_is_refused_as_a_cost_where_one_is_wanted(client):
    priced = "商品编码,商品名称,单位成本,售价\nA,甲,10,10\n"
    bare = SOLD.replace(",20\n", ",\n")
    value, notes = books(client, 流水=bare, 档案=priced)
    assert value == 0.0
    assert "cost_is_price" in notes
    value, notes = books(client, 流水=bare, 档案=priced.replace("10,10", "6,10"))
    assert value == 3 * 6.0
    assert "cost_is_price" not in notes
    # Who has costs is not asked for any.
    assert "cost_is_price" not in books(client, 流水=SOLD, 档案=priced)[1]


def test_without_any_cost_the_measures_ask_for_one(client):
    year = SOLD.replace(",20\n", ",\n") + "2025-12-01,销售出库,A,1,\n2025-01-01,期初,A,3,\n"
    found = analyse(client({"流水.csv": year}))
    assert found.pieces_alone
    for key in ("turnover", "slow_value", "closing_stock_value"):
        assert "库存成本" in found.measures[key].missing[0], key
    costed = analyse(client({"流水.csv": SOLD + "2025-01-01,期初,A,3,12\n"}))
    assert not costed.pieces_alone  # too short to tell what is slow, but not without cost
    assert not costed.measures["slow_value"].known
    assert "库存成本" not in costed.measures["slow_value"].missing[0]
