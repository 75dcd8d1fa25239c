import pandas as pd
import pytest

from stockturn.ledger.opening import brought_forward


def ledger(**more):
    return pd.DataFrame(
        {
            "date": pd.to_datetime(["2025-02-03", "2025-03-01"]),
            "type": ["销售出库", "采购入库"],
            "item": ["A", "A"],
            "warehouse": ["甲", "甲"],
            "qty": [2.0, 5.0],
            "amount": [20.0, 50.0],
        }
        | more
    )


def months(**more):
    return pd.DataFrame(
        {
            "period_start": pd.to_datetime(["2025-01-01", "2025-02-01", "2025-02-01"]),
            "item": ["A", "A", "B"],
            "warehouse": ["甲", "甲", "甲"],
            "opening_qty": [9.0, 7.0, 0.0],
            "opening_value": [90.0, 70.0, 0.0],
            "closing_qty": [7.0, 5.0, 0.0],
        }
        | more
    )


def test_the_month_in_which_the_ledger_begins_is_brought_forward():
    (row,) = brought_forward(ledger(), months()).to_dict("records")
    assert row == {
        "date": pd.Timestamp("2025-02-01"),
        "item": "A",
        "warehouse": "甲",
        "qty": 7.0,
        "amount": 70.0,
        "type": "期初",
    }


@pytest.mark.parametrize(
    ("movements", "balances"),
    [
        (ledger(type=["期初", "采购入库"]), months()),
        (ledger(date=pd.to_datetime(["2024-12-03", "2025-03-01"])), months()),
        (ledger(), months().drop(columns="warehouse")),
        (ledger(), months().drop(columns="opening_qty")),
        (ledger(), None),
    ],
    ids=["states its own", "not covered", "other places", "no openings", "no balances"],
)
def test_nothing_is_brought_forward_otherwise(movements, balances):
    assert brought_forward(movements, balances).empty
