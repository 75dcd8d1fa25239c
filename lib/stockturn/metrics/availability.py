"""What lacking goods cost: sales lost on days without stock, and cycles that ran out."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from stockturn.ledger.facts import Facts
from stockturn.metrics.window import PAIR, Window

Z_80 = 1.2815515655446004  # standard normal, both tails 20 % together
# How far the method itself is off: root mean square of ln(truth ÷ estimate) over eight simulated
# companies whose lost sales are known (ratios 0.40 to 1.82): 0.47, rounded up.
METHOD_SD = 0.5
ARRIVALS = ("采购入库", "生产入库", "委外入库", "调拨")


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its 80 % interval."""

    value: float
    low: float
    high: float


def lost_sales(facts: Facts, span: Window) -> Estimate | None:
    """Estimate sales lost on days without stock, in money at selling price; None without days.

    Sales of a day without stock are a lower bound of its demand (field.md T35). What a day lost is
    the place's mean net sales of a day with stock, less what it sold all the same, never below
    zero. The interval joins two relative errors, on a log scale: that of the sum (from the variance
    s² of days with stock, k days without seen from n days with have k·s² + k²·s²/n) and that of
    the method. Customers who waited or took something else are counted as lost; those whom the
    last pieces did not serve are not.
    """
    if facts.daily is None or span.pairs["net_revenue"].sum() <= 0:
        return None
    pairs = span.pairs.set_index(PAIR)
    day = facts.daily
    day = day[day["date"].between(pd.Timestamp(span.start), pd.Timestamp(span.end))]
    open_days = day[~day["stockout"]].groupby(PAIR, observed=True)["sales_qty"]
    seen = pairs["held_days"] - pairs["stockout_days"]
    rows = pairs[(pairs["stockout_days"] > 0) & (seen > 1)].index
    out, seen = pairs["stockout_days"][rows], seen[rows]
    total = open_days.sum().reindex(rows).fillna(0.0)
    squares = open_days.agg(lambda sold: np.square(sold).sum()).reindex(rows).fillna(0.0)
    mean = total / seen
    variance = (squares - total * mean).clip(lower=0.0) / (seen - 1)
    empty = day[day["stockout"]].join(mean.rename("mean"), on=PAIR)
    short = (empty["mean"] - empty["sales_qty"]).clip(lower=0.0).fillna(0.0)
    lost = short.groupby([empty[c] for c in PAIR], observed=True).sum().reindex(rows).fillna(0.0)
    price = _price(span).reindex(rows.get_level_values("item")).fillna(0.0).to_numpy()
    value = float((lost * price).sum())
    if value == 0:
        return Estimate(0.0, 0.0, 0.0)
    spread = variance * out * (1 + out / seen) * np.square(price)
    sampling = float(np.sqrt(spread[lost > 0].sum())) / value
    width = math.exp(Z_80 * math.hypot(sampling, METHOD_SD))
    return Estimate(value, value / width, value * width)


def _price(span: Window) -> pd.Series:
    sums = span.pairs.groupby("item", observed=True)[["net_revenue", "net_sales_qty"]].sum()
    sold = sums["net_sales_qty"].where(sums["net_sales_qty"] > 0)
    return (sums["net_revenue"] / sold).clip(lower=0.0)


def cycle_service(facts: Facts, movements: pd.DataFrame, span: Window) -> float | None:
    """Return the share of replenishment cycles that never ran out (P1 of the textbooks).

    A cycle of an item and place runs from the day goods arrive to the eve of their next arrival;
    one that the span cuts off is not counted.
    """
    if facts.daily is None:
        return None
    goods = movements[movements["type"].isin(ARRIVALS) & movements["qty"].gt(0)]
    place = goods["warehouse"] if "warehouse" in goods else pd.Series("", index=goods.index)
    moved = goods["type"].eq("调拨")
    if moved.any():
        place = goods["to_warehouse"].where(moved, place)
    came = pd.DataFrame(
        {"item": goods["item"].astype("str"), "warehouse": place.fillna("").astype("str")}
    ).assign(date=goods["date"].dt.normalize())
    inside = came["date"].between(pd.Timestamp(span.start), pd.Timestamp(span.end))
    starts = came[inside].drop_duplicates().sort_values([*PAIR, "date"])
    closed = starts.groupby(PAIR)["date"].shift(-1).notna()
    if not closed.any():
        return None
    starts = starts.assign(cycle=np.arange(len(starts))).sort_values("date")
    empty = facts.daily[facts.daily["stockout"]].sort_values("date")
    empty = empty.astype(dict.fromkeys(PAIR, "str"))
    hit = pd.merge_asof(empty, starts, on="date", by=PAIR)["cycle"].dropna().unique()
    kept = starts[closed.reindex(starts.index)]
    return 1.0 - float(kept["cycle"].isin(hit).mean())
