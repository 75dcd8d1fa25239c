"""Sources of costs: the best that states one, and prices that are none."""

from __future__ import annotations

import pytest
from test_stated_costs import BOUGHT, MASTER, MOVED, SHELF

from stockturn.ledger.cost_sources import sold_at_stated_cost, unit_costs


def test_each_item_takes_the_best_source():
    tables = {"onhand": SHELF, "items": MASTER, "purchases": BOUGHT}
    costs = unit_costs(tables, "movements")
    assert costs.loc["A"].tolist() == [3.0, "books"]  # 36 for 12 on the last day
    assert costs.loc["B"].tolist() == [7.0, "purchases"]  # the master says 0: nothing
    assert unit_costs(tables, "onhand").loc["A", "origin"] == "master"  # no table prices itself
    assert unit_costs({}, "movements").empty


def test_purchases_are_weighted_by_quantity():
    assert unit_costs({"purchases": BOUGHT}, "movements").loc["A", "unit_cost"] == pytest.approx(5)


def test_a_cost_that_goods_sell_for_is_none():
    priced = MASTER.assign(unit_cost=10.0)  # sold at 30 for 3
    assert sold_at_stated_cost({"movements": MOVED, "items": priced})
    assert not sold_at_stated_cost({"movements": MOVED, "items": MASTER})
    listed = MASTER.assign(list_price=[4.0, 9.0])
    assert sold_at_stated_cost({"movements": MOVED.drop(columns="sales_amount"), "items": listed})
