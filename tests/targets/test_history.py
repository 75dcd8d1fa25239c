"""Daily flows: their sums are the ledger's balances, counts and late openings included."""

from __future__ import annotations

import numpy as np
import pandas as pd

from stockturn.ledger.replay import replay_movements
from stockturn.targets.history import BACK, BROUGHT, PAIR, SENT, SOLD, read_history

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
