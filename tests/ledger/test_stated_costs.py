"""Stated costs: what stock without any is valued at, and what is never taken for a cost."""

from __future__ import annotations

import pandas as pd
import pytest

from stockturn.ledger.carry import facts_from_balances
from stockturn.ledger.replay import replay_movements
from stockturn.ledger.snapshot import facts_from_onhand
from stockturn.ledger.stated_costs import (
    uncosted,
    value_share,
    with_opening_costs,
    with_stated_costs,
    worthless,
)

DAYS = pd.to_datetime(["2025-01-01", "2025-01-10", "2025-01-20"])
MOVED = pd.DataFrame(
    {
        "date": DAYS,
        "type": ["期初", "采购入库", "销售出库"],
        "item": "A",
        "qty": [10.0, 5.0, 3.0],
        "sales_amount": [None, None, 30.0],
    }
)
MASTER = pd.DataFrame({"item": ["A", "B"], "unit_cost": [4.0, 0.0]})
BOUGHT = pd.DataFrame(
    {
        "item": ["A", "A", "B"],
        "ordered_qty": [1.0, 3.0, 2.0],
        "unit_price": [2.0, 6.0, 7.0],
    }
)
SHELF = pd.DataFrame(
    {"date": DAYS[[0, 2]], "item": "A", "onhand_qty": [10.0, 12.0], "onhand_value": [50.0, 36.0]}
)


def valued(tables):
    return with_stated_costs(tables, uncosted(tables))


def closing(tables) -> float:
    return float(replay_movements(tables["movements"]).places["closing_value"].sum())


@pytest.mark.parametrize(
    ("beside", "unit", "origin"),
    [
        ({"items": MASTER}, 4.0, "master"),
        ({"purchases": BOUGHT}, 5.0, "purchases"),
        ({"items": MASTER, "purchases": BOUGHT}, 4.0, "master"),
        # The last day of other books goes before both.
        ({"onhand": SHELF, "items": MASTER, "purchases": BOUGHT}, 3.0, "books"),
    ],
)
def test_a_ledger_without_costs_is_valued_at_the_best_that_is_stated(beside, unit, origin):
    tables, origins = valued({"movements": MOVED, **beside})
    assert origins.to_dict() == {"A": origin}
    assert closing(tables) == 12 * unit


def test_a_cost_of_its_own_stands():
    own = MOVED.assign(amount=[None, 45.0, None])
    tables, origins = valued({"movements": own, "items": MASTER})
    assert origins.empty
    pd.testing.assert_frame_equal(tables["movements"], own)


def test_amounts_of_zero_are_costs_unless_the_table_has_no_others():
    free = MOVED.assign(amount=0.0)
    assert valued({"movements": free, "items": MASTER})[1].to_dict() == {"A": "master"}
    other = pd.concat([free, MOVED.assign(item="B", amount=[20.0, 10.0, None])])
    assert valued({"movements": other, "items": MASTER})[1].empty


def test_summaries_and_snapshots_are_valued_too():
    month = pd.DataFrame(
        {
            "period_start": pd.Timestamp("2025-01-01"),
            "period_end": pd.Timestamp("2025-01-31"),
            "item": ["A"],
            "opening_qty": [10.0],
            "in_qty": [5.0],
            "out_qty": [3.0],
            "closing_qty": [12.0],
        }
    )
    tables, _origins = valued({"balances": month, "items": MASTER})
    facts = facts_from_balances(tables["balances"])
    assert facts.monthly[["sales_cost", "closing_value"]].to_numpy().tolist() == [[12.0, 48.0]]
    bare = SHELF.drop(columns="onhand_value")
    tables, _origins = valued({"onhand": bare, "items": MASTER})
    assert facts_from_onhand(tables["onhand"]).places["closing_value"].tolist() == [48.0]


def test_without_stock_there_is_nothing_to_value():
    assert valued({"items": MASTER})[1].empty


def test_an_opening_without_cost_does_not_thin_the_average():
    bought = MOVED.assign(amount=[None, 20.0, None])
    assert closing({"movements": bought}) == pytest.approx(20 / 15 * 12)  # as it stands
    mended, rows = with_opening_costs(bought)
    assert rows == 1
    assert closing({"movements": mended}) == 12 * 4.0
    # Receipts go before issues, however early these are.
    sold = pd.concat([MOVED.iloc[[2]].assign(date=DAYS[0], amount=9.0), bought.iloc[:2]])
    assert with_opening_costs(sold.reset_index(drop=True))[0]["unit_cost"].max() == 4.0


def test_openings_stay_where_nothing_has_a_cost():
    same, rows = with_opening_costs(MOVED)
    assert rows == 0
    pd.testing.assert_frame_equal(same, MOVED)


def test_what_has_no_value_is_counted():
    both = pd.concat([MOVED.assign(amount=[40.0, 20.0, None]), MOVED.assign(item="B")])
    facts = replay_movements(both)
    assert worthless(facts).to_dict() == {"B": 12.0}
    assert value_share(facts, pd.Index(["A"])) == 1.0
    assert worthless(replay_movements(MOVED)).empty
