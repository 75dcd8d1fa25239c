"""Replay: what one ledger says, by hand."""

import datetime as dt

import pandas as pd

from stockturn.ledger.replay import replay_movements


def ledger(*rows, item="A", **columns):
    """Build movements from (date, type, qty, {column: value}) rows."""
    frame = pd.DataFrame(
        [
            {"date": date, "type": kind, "item": item, "qty": qty, **more}
            for date, kind, qty, more in rows
        ]
    )
    return frame.assign(date=pd.to_datetime(frame["date"]), **columns)


def test_a_month_by_hand():
    facts = replay_movements(
        ledger(
            ("2024-01-01", "期初", 10, {"amount": 100}),
            ("2024-01-11", "采购入库", 10, {"amount": 140}),
            ("2024-01-21", "销售出库", 5, {"sales_amount": 99}),
        ),
        end=dt.date(2024, 1, 31),
    )
    row = facts.monthly.iloc[0]
    assert row["opening_value"] == 100
    assert row["sales_cost"] == 60
    assert row["closing_value"] == 180
    assert row["value_days"] == 10 * 100 + 10 * 240 + 11 * 180
    assert facts.carried_cost_share == 1.0
