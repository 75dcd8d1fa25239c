"""Stock that does not move, and stock beyond what demand can use."""

from __future__ import annotations

import pandas as pd

from stockturn.ledger.facts import Facts
from stockturn.metrics.window import PAIR, Window


def idle_items(facts: Facts) -> pd.DataFrame:
    """Tell for how long each held item has had no issue while being held all that time.

    Returns
    -------
    DataFrame
        One row per item with stock at the end: ``item``, ``closing_qty``, ``closing_value``,
        ``last_issue`` (NaT: none in the data), ``held_since``, ``idle_days``. ``idle_days`` counts
        from the later of the last issue and the day since which stock was never gone, so that an
        item is called idle only over a span in which it could have been sold.
    """
    end = pd.Timestamp(facts.end)
    places = facts.places.groupby("item", observed=True).agg(
        last_issue=("last_issue", "max"),
        closing_qty=("closing_qty", "sum"),
        closing_value=("closing_value", "sum"),
    )
    held = places[places["closing_qty"] > 0]
    since = _held_since(facts).reindex(held.index).fillna(pd.Timestamp(facts.start))
    eve = since - pd.Timedelta(days=1)  # a day held without an issue counts from that day itself
    start = pd.concat([held["last_issue"], eve], axis=1).max(axis=1)
    idle = (end - start).dt.days
    return held.assign(held_since=since, idle_days=idle.astype("int64")).reset_index()


def _held_since(facts: Facts) -> pd.Series:
    """Return per item the first day from which its stock was above zero to the end.

    Where receipts are known, no piece that is left came before the day stock last was gone. Else
    stock is known at the ends of periods, and goods received in a period count from its end.
    """
    begin = pd.Timestamp(facts.start)
    if facts.layers is not None:
        came = facts.layers["receipt_date"]
        since = came.where(came > begin, begin)  # undated: it was there when the books open
        return since.groupby(facts.layers["item"], observed=True).min()
    columns = ["opening_qty", "closing_qty"]
    stock = facts.monthly.groupby(["item", "bucket"], observed=True)[columns].sum().reset_index()
    start, end = (stock["bucket"].map(facts.buckets[side]) for side in ("start", "end"))
    # A period that opens and closes above zero is held throughout, one that only closes so from
    # its end on; and what is held is held since the last period that was not.
    whole = (stock["opening_qty"] > 0) & (stock["closing_qty"] > 0)
    since = start.where(whole, end)
    broken = (~whole).groupby(stock["item"], observed=True).cumsum()
    run = [stock["item"], broken]
    first = since.groupby(run, observed=True).transform("first")
    return first.groupby(stock["item"], observed=True).last()


def idle_value(idle: pd.DataFrame, *, days: int) -> float:
    """Return the closing value of items idle for at least ``days``."""
    return float(idle.loc[idle["idle_days"] >= days, "closing_value"].sum())


def span_days(facts: Facts) -> int:
    """Return the days that the facts cover: nothing can be called idle for longer."""
    return (facts.end - facts.start).days + 1


def excess_stock(
    facts: Facts,
    span: Window,
    *,
    max_cover_days: int,
    min_cover_days: float = 0.0,
    max_qty: pd.Series | None = None,
) -> pd.DataFrame:
    """Value stock above its target, and what lacks to ``min_cover_days`` of demand.

    The target is ``max_qty`` (by item and warehouse), else ``max_cover_days`` of demand. Both per
    item and place, never netted: too much here does not make up for too little there.

    Demand is net sales per day of the span since the pair was first held; a place that only passes
    stock on counts its transfers out as demand. Where receipts are known by period only, a pair
    counts as held from the beginning of the period in which it first was.

    Returns
    -------
    DataFrame
        ``item``, ``warehouse``, ``closing_qty``, ``closing_value``, ``daily_demand``,
        ``days_of_cover`` (inf without demand, 0 below zero), ``excess_qty``, ``excess_value``,
        ``shortage_qty``, ``shortage_value``; pairs without stock only where they lack any.
    """
    pairs = span.pairs
    days = _days_held(facts, span, pairs)
    outflow = pairs["net_sales_qty"] + pairs["transfer_out_qty"] + _consumed(pairs)
    demand = outflow.clip(lower=0) / days
    cover = (pairs["closing_qty"].clip(lower=0) / demand.where(demand > 0)).fillna(float("inf"))
    most = demand * max_cover_days
    if max_qty is not None:
        target = max_qty.reindex(pd.MultiIndex.from_frame(pairs[PAIR]))
        most = pd.Series(target.to_numpy(), index=pairs.index).fillna(most)
    excess = (pairs["closing_qty"] - most).clip(lower=0)
    # What the target allows bounds what can lack: no place has too much and too little at once.
    wanted = (demand * min_cover_days).clip(upper=most)
    shortage = (wanted - pairs["closing_qty"].clip(lower=0)).clip(lower=0)
    unit_cost = _unit_cost(pairs)
    columns = ["item", "warehouse", "closing_qty", "closing_value"]
    table = pairs[columns].assign(
        daily_demand=demand,
        days_of_cover=cover,
        excess_qty=excess,
        excess_value=excess * unit_cost,
        shortage_qty=shortage,
        shortage_value=shortage * unit_cost,
    )
    return table[table["closing_qty"].gt(0) | table["shortage_qty"].gt(0)]


def _unit_cost(pairs: pd.DataFrame) -> pd.Series:
    """Return the closing unit cost, else that of the item elsewhere, else that of what it sold."""
    held = pairs[pairs["closing_qty"] > 0].groupby("item", observed=True)
    sums = held[["closing_value", "closing_qty"]].sum()
    elsewhere = pairs["item"].map(sums["closing_value"] / sums["closing_qty"])
    here = pairs["closing_value"] / pairs["closing_qty"].where(pairs["closing_qty"] > 0)
    sold = pairs["cogs"] / pairs["net_sales_qty"].where(pairs["net_sales_qty"] > 0)
    return here.fillna(elsewhere).fillna(sold).fillna(0.0).clip(lower=0)


def _days_held(facts: Facts, span: Window, pairs: pd.DataFrame) -> pd.Series:
    """Return the days of the span since each pair was first held."""
    first = facts.places.set_index(PAIR)["first_receipt"]
    if not facts.has_days:
        first = span.monthly.groupby(PAIR, observed=True)["start"].min()
    keys = pd.MultiIndex.from_frame(pairs[PAIR])
    begin = pd.Timestamp(span.start)
    since = pd.Series(first.reindex(keys).to_numpy(), index=pairs.index)
    start = since.where(since > begin, begin)
    days: pd.Series = (pd.Timestamp(span.end) - start).dt.days + 1
    return days.clip(lower=1)


def _consumed(pairs: pd.DataFrame) -> pd.Series:
    return pairs["other_out_qty"].clip(lower=0)
