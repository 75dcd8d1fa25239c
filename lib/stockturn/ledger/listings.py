"""Listings: the rows of balance tables, checked, and the periods that they list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import numpy as np
import pandas as pd

from stockturn.errors import ColumnError, SourceError
from stockturn.i18n import _
from stockturn.ledger.buckets import month_buckets
from stockturn.ledger.facts import STOCK_COLUMNS
from stockturn.ledger.transfers import TRANSFERS

STOCK = list(STOCK_COLUMNS)
IN_OUT = ["in_qty", "in_value", "out_qty", "out_value"]
DETAIL = [
    "purchase_qty",
    "purchase_value",
    "purchase_return_qty",
    "purchase_return_value",
    "sales_qty",
    "sales_amount",
    "sales_return_qty",
    "sales_return_amount",
    "other_qty",
    "other_value",
]
FIGURES = [*STOCK, *IN_OUT, *TRANSFERS, *DETAIL]
PAIR = ["item", "warehouse"]


def sold_by_period(sales: pd.DataFrame | None, buckets: pd.DataFrame) -> pd.Series | None:
    """Sum sales by item and bucket, for the buckets that they cover whole."""
    if sales is None or sales.empty:
        return None
    month = sales["date"].dt.to_period("M")
    first, last = month.min().start_time, month.max().end_time
    whole = buckets[(buckets["start"] >= first) & (buckets["end"] <= last)]
    at = np.searchsorted(buckets["start"].to_numpy(), sales["date"].to_numpy(), "right") - 1
    inside = np.isin(at, whole.index)
    return sales["qty"][inside].groupby([sales["item"].astype("str")[inside], at[inside]]).sum()


def checked(balances: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with every figure as a column; refuse those without period or item."""
    missing = [c for c in ("period_start", "period_end", "item") if c not in balances]
    if missing:
        raise ColumnError.of("balances_lack_columns", names=_("、").join(missing))
    rows = balances.copy()
    if "warehouse" not in rows:
        rows["warehouse"] = ""
    rows["warehouse"] = rows["warehouse"].fillna("").astype("str")
    bad = rows[["period_start", "period_end", "item"]].isna().any(axis=1)
    if rows.empty or bad.any():
        raise SourceError.of("balances_lack_keys", rows=len(rows), bad=int(bad.sum()))
    rows["item"] = rows["item"].astype("str")
    for name in FIGURES:
        rows[name] = pd.to_numeric(rows[name]).astype(float) if name in rows else np.nan
    for name in ("period_start", "period_end"):
        rows[name] = pd.to_datetime(rows[name]).astype("datetime64[us]").dt.normalize()
    return rows


def listed_periods(
    rows: pd.DataFrame, cuts: Iterable[dt.date]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the periods, gaps filled with months, and the breaks that tell of the gaps."""
    cuts = list(cuts)
    periods = rows[["period_start", "period_end"]].drop_duplicates().sort_values("period_start")
    periods = periods.set_axis(["start", "end"], axis=1).reset_index(drop=True)
    day = pd.Timedelta(days=1)
    parts: list[pd.DataFrame] = []
    empty: list[int] = []
    for start, end in zip(periods["start"], periods["end"], strict=True):
        expected = parts[-1]["end"].iloc[-1] + day if parts else start
        if start < expected or end < start:
            raise SourceError.of("periods_overlap", start=start.date(), end=end.date())
        if start > expected:
            filled = month_buckets(expected.date(), (start - day).date(), cuts=cuts)
            at = sum(len(part) for part in parts)
            empty += range(at, at + len(filled))
            parts.append(filled[["start", "end"]])
        parts.append(pd.DataFrame({"start": [start], "end": [end]}))
    buckets = pd.concat(parts, ignore_index=True).astype("datetime64[us]")
    buckets["days"] = (buckets["end"] - buckets["start"]).dt.days + 1
    buckets.index.name = "bucket"
    gaps = pd.DataFrame({"kind": "missing_period", "bucket": empty, "qty": 0.0, "value": 0.0})
    return buckets, gaps.assign(item="", warehouse="")
