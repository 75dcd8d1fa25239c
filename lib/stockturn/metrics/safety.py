"""Does more stock mean fewer stock-outs? The client's own items, from least to most cover."""

from __future__ import annotations

import pandas as pd

GROUPS = 4


def stockouts_by_cover(
    pairs: pd.DataFrame, *, days: int, groups: int = GROUPS
) -> pd.DataFrame | None:
    """Part the items that sell by days of cover and return how often each part was out of stock.

    Parameters
    ----------
    pairs
        Item-places of a span with ``avg_stock_qty``, ``net_sales_qty``, ``avg_stock_value``,
        ``stockout_days`` and ``held_days``.
    days
        Days of the span.

    Returns
    -------
    DataFrame or None
        A row per group of about equally many items, the least covered first: ``items``,
        ``low_days`` and ``high_days`` (days of cover), ``avg_stock_value`` (currency),
        ``stockout_rate`` (item-place days at or below zero ÷ held). None where days are not known
        or fewer than five items a group sell.
    """
    if "stockout_days" not in pairs:
        return None
    columns = ["avg_stock_qty", "net_sales_qty", "avg_stock_value", "stockout_days", "held_days"]
    items = pairs.groupby("item", observed=True)[columns].sum()
    items = items[items[["net_sales_qty", "held_days"]].gt(0).all(axis=1)]
    items = items[items["avg_stock_qty"] >= 0]  # below zero on average: the books, not the cover
    if len(items) < 5 * groups:
        return None
    cover = items["avg_stock_qty"] * days / items["net_sales_qty"]
    rank = cover.rank(method="first")
    part = ((rank - 1) * groups // len(items)).astype("int64")
    sums = items.groupby(part)[["avg_stock_value", "stockout_days", "held_days"]].sum()
    spread = (
        cover.groupby(part)
        .agg(["count", "min", "max"])
        .set_axis(["items", "low_days", "high_days"], axis="columns")
    )
    rate = sums["stockout_days"] / sums["held_days"]
    table = spread.assign(avg_stock_value=sums["avg_stock_value"], stockout_rate=rate)
    return table.reset_index(drop=True)
