"""Daily flows: their sums are the ledger's balances, counts and late openings included."""

from __future__ import annotations

import numpy as np
import pandas as pd

from stockturn.ledger.carry import facts_from_balances
from stockturn.ledger.replay import replay_movements
from stockturn.targets.history import (
    BACK,
    BOUGHT,
    BROUGHT,
    OTHER,
    PAIR,
    SENT,
    SOLD,
    read_history,
    summed_history,
)

ROWS = [
    ("2024-01-01", "期初", "a", "甲", 10, ""),
    ("2024-01-02", "销售出库", "a", "甲", 4, ""),
    ("2024-01-03", "销售出库", "a", "甲", -1, ""),
    ("2024-01-03", "调拨", "a", "甲", 3, "乙"),
    ("2024-01-04", "盘点", "a", "甲", 6, ""),
    ("2024-01-05", "期初", "a", "乙", 2, ""),
    ("2024-01-05", "期初", "a", "乙", 2.5, ""),
    ("2024-01-06", "盘点", "a", "乙", -1, ""),
    ("2024-01-07", "销售退货", "a", "乙", 1, ""),
    ("2024-01-08", "调拨", "a", "乙", -1, "甲"),
]
COLUMNS = ["date", "type", "item", "warehouse", "qty", "to_warehouse"]


def table(rows=ROWS) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=COLUMNS)
    return frame.assign(date=pd.to_datetime(frame["date"]), qty=frame["qty"].astype(float))


def test_stock_is_the_replay() -> None:
    movements = table()
    history, facts = read_history(movements), replay_movements(movements)
    assert history.stock[:, -1].tolist() == [6.5, 5.0]
    assert facts.places.sort_values(PAIR)["closing_qty"].tolist() == [6.5, 5.0]
    held = history.stock.sum(axis=1)
    assert facts.monthly.groupby(PAIR)["qty_days"].sum().tolist() == held.tolist()


def test_flows_keep_their_kind() -> None:
    history = read_history(table())
    assert history.dense(SOLD).sum() == 4
    assert history.dense(BACK).sum(axis=1).tolist() == [1, 1]
    assert history.dense(SENT).sum(axis=1).tolist() == [-1, 3]
    assert history.dense(BROUGHT).sum(axis=1).tolist() == [3, -1]


def test_some_pairs_alone() -> None:
    history = read_history(table())
    part = history.of(np.array([False, True]))
    assert part.pairs["warehouse"].tolist() == ["甲"]
    assert (part.stock == history.stock[1:]).all()


def listed(rows: list[tuple[str, str, float, float, float, float]]) -> pd.DataFrame:
    """Return balances of item a by period: start, end, opening, in, out, closing."""
    names = ["period_start", "period_end", "opening_qty", "in_qty", "out_qty", "closing_qty"]
    frame = pd.DataFrame(rows, columns=names)
    days = {name: pd.to_datetime(frame[name]) for name in names[:2]}
    return frame.assign(item="a", warehouse="", **days)


def test_months_of_summaries_are_steps() -> None:
    facts = facts_from_balances(
        listed(
            [
                ("2024-01-01", "2024-01-31", 10, 5, 7, 8),
                # The books open with one more than they closed: neither bought nor sold.
                ("2024-02-01", "2024-02-29", 9, 0, 3, 6),
            ]
        )
    )
    history = summed_history(facts)
    assert (history.steps, history.step_days, history.end) == (2, 30.0, facts.end)
    assert history.stock.tolist() == [[8.0, 6.0]]
    assert history.dense(SOLD).tolist() == [[7.0, 3.0]]
    assert history.dense(BOUGHT).tolist() == [[5.0, 0.0]]
    assert history.dense(OTHER, signed=True).tolist() == [[10.0, 1.0]]
    assert history.steps_in(90) == 3
    assert history.steps_in(7) == 1
    assert not history.daily


def test_periods_of_several_lengths_make_no_steps() -> None:
    rows = [("2024-01-01", "2024-01-31", 10, 5, 7, 8), ("2024-02-01", "2024-06-30", 8, 0, 3, 5)]
    assert summed_history(facts_from_balances(listed(rows))) is None
