"""Through which channels goods are sold, and with how many of the items."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from stockturn.metrics.service import within


def sales_by_channel(
    sales: pd.DataFrame | None, *, start: dt.date, end: dt.date
) -> pd.DataFrame | None:
    """Return one row a channel of the closed span, largest first; None without channels.

    Columns ``channel``, ``items`` (distinct), ``revenue``, ``share`` (of revenue) and ``margin``
    (gross, ÷ revenue; NaN where a line of the channel has no cost). Lines without a channel are
    one of their own, with an empty name.
    """
    if sales is None or not {"channel", "sales_amount"} <= set(sales.columns):
        return None
    lines = within(sales, "date", start, end)
    channel = lines["channel"].fillna("").astype("str").str.strip()
    if not channel.ne("").any():
        return None
    cost = lines["cost_amount"] if "cost_amount" in lines else pd.Series(float("nan"), lines.index)
    groups = lines.assign(channel=channel, cost=cost).groupby("channel")
    table = pd.DataFrame(
        {"items": groups["item"].nunique(), "revenue": groups["sales_amount"].sum()}
    )
    spent = groups["cost"].agg(lambda values: values.sum(skipna=False))
    earned = table["revenue"].where(table["revenue"] > 0)
    table["share"] = table["revenue"] / table["revenue"].sum()
    table["margin"] = 1 - spent / earned
    return table.sort_values("revenue", ascending=False).reset_index()
