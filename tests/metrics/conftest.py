"""Books written down by hand, month by month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
import pytest

from stockturn.ledger.buckets import month_buckets
from stockturn.ledger.facts import DAY_COLUMNS, FLOW_COLUMNS, STOCK_COLUMNS, Facts

PAIR = ["item", "warehouse"]
DATES = ("first_receipt", "last_receipt", "last_issue")


def write_facts(
    rows: Sequence[Mapping[str, Any]],
    *,
    start: dt.date = dt.date(2021, 1, 1),
    end: dt.date = dt.date(2021, 12, 31),
    cuts: Sequence[dt.date] = (),
    places: Mapping[tuple[str, str], Mapping[str, str]] | None = None,
    layers: Sequence[tuple[str, str, str | None, float]] | None = None,
    days: bool = False,
) -> Facts:
    """Return facts of monthly rows; a figure that is not given is nought.

    ``days`` adds sums over days, each day holding what its month closes with.
    """
    buckets = month_buckets(start, end, cuts=cuts)
    monthly = pd.DataFrame([{"warehouse": "总仓", **row} for row in rows])
    monthly = monthly.reindex(columns=[*PAIR, "bucket", *STOCK_COLUMNS, *FLOW_COLUMNS])
    figures = [*STOCK_COLUMNS, *FLOW_COLUMNS]
    monthly[figures] = monthly[figures].astype(float).fillna(0.0)
    if days:
        length = monthly["bucket"].map(buckets["days"])
        monthly[list(DAY_COLUMNS)] = 0.0
        for measure in ("qty", "value"):
            monthly[f"{measure}_days"] = monthly[f"closing_{measure}"] * length
        monthly["held_days"] = length.astype(float)
        monthly["stockout_days"] = length.where(monthly["closing_qty"] <= 0, 0).astype(float)
        monthly["negative_days"] = length.where(monthly["closing_qty"] < 0, 0).astype(float)
    monthly = monthly.sort_values([*PAIR, "bucket"], ignore_index=True)
    last = monthly.groupby(PAIR, as_index=False)[["closing_qty", "closing_value"]].last()
    stated = places or {}
    for name in DATES:
        known = [
            stated.get((i, w), {}).get(name)
            for i, w in zip(last["item"], last["warehouse"], strict=True)
        ]
        last[name] = pd.to_datetime(pd.Series(known, dtype="object")).astype("datetime64[us]")
    frame = None
    if layers is not None:
        frame = pd.DataFrame(layers, columns=[*PAIR, "receipt_date", "qty"])
        frame["receipt_date"] = pd.to_datetime(frame["receipt_date"]).astype("datetime64[us]")
    return Facts(
        source="movements" if days or layers is not None else "balances",
        start=start,
        end=end,
        buckets=buckets,
        monthly=monthly,
        places=last[[*PAIR, *DATES, "closing_qty", "closing_value"]],
        layers=frame,
    )


@pytest.fixture
def facts() -> Callable[..., Facts]:
    """Write facts down by hand."""
    return write_facts
