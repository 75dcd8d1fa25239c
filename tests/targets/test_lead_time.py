"""Lead times: the nearest source that tells."""

from __future__ import annotations

import pandas as pd

from stockturn.params import Settings
from stockturn.targets.lead_time import lead_times

ITEMS = pd.Index(["a", "b", "c", "d"])
MASTER = pd.DataFrame(
    {"item": ["a", "b", "c", "d"], "supplier": ["x", "x", "y", "y"],
     "lead_time_days": [30.0, 30.0, 9.0, None]}
)  # fmt: skip


def deliveries() -> pd.DataFrame:
    day = pd.Timestamp("2024-01-01")
    taken = [10, 12, 14, 400, -3]
    frame = pd.DataFrame({"po_no": list("12345"), "line_no": "1", "item": "a", "supplier": "x"})
    frame["order_date"] = day
    frame["receipt_date"] = [day + pd.Timedelta(days=n) for n in taken]
    later = frame.iloc[[0]].assign(receipt_date=day + pd.Timedelta(days=90))
    return pd.concat([frame.drop(index=3), later], ignore_index=True)


def test_nearest_source_wins() -> None:
    found = lead_times(ITEMS, {"purchases": deliveries(), "items": MASTER}, Settings())
    assert found["source"].tolist() == ["purchases", "supplier", "items", ""]
    # First receipts only, and none from before its order.
    assert found.loc["a", ["days", "sd_days"]].tolist() == [12.0, 2.0]
    assert found.loc["b", "days"] == 12.0
    assert found["days"].isna().tolist() == [False, False, False, True]


def test_stated_lead_time_comes_before_the_master() -> None:
    settings = Settings.model_validate({"lead_time": {"days": 21, "sd_days": 5}})
    found = lead_times(ITEMS, {"items": MASTER}, settings)
    assert found["source"].unique().tolist() == ["settings"]
    assert found["sd_days"].unique().tolist() == [5.0]


def test_nothing_known_is_not_zero() -> None:
    found = lead_times(ITEMS, {}, Settings())
    assert found["days"].isna().all()
