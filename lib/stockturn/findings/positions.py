"""Where stock stands against use: per item and place, from the monthly facts alone."""

from __future__ import annotations

import numpy as np
import pandas as pd

PAIR = ["item", "warehouse"]
_SUMS = ["sold_qty", "sold_cost", "used_qty", "bought_qty", "bought_value", "days"]


def rows_within(
    monthly: pd.DataFrame, buckets: pd.DataFrame, start: object, end: object
) -> pd.DataFrame:
    """Return the monthly rows of the buckets wholly inside a closed span, with use and days added.

    ``sold_qty`` leaves the company (sales net of returns, and other issues such as production);
    ``sold_cost`` is cost of sales, or of other issues for an item that never sells; ``used_qty``
    also counts transfers out of the place; ``bought_*`` is purchases, or all receipts where the
    source does not tell purchases apart.
    """
    first, last = pd.Timestamp(str(start)), pd.Timestamp(str(end))
    inside = buckets.index[(buckets["start"] >= first) & (buckets["end"] <= last)]
    rows = monthly[monthly["bucket"].isin(inside)].copy()
    rows["days"] = rows["bucket"].map(buckets["days"]).astype(float)
    net = monthly["sales_qty"] - monthly["sales_return_qty"]
    sells = net.groupby(monthly["item"], observed=True).transform("sum") > 0
    sells = sells.loc[rows.index]
    net_cost = rows["sales_cost"] - rows["sales_return_cost"]
    rows["sold_qty"] = net.loc[rows.index] + rows["other_out_qty"]
    rows["sold_cost"] = net_cost.where(sells, rows["other_out_value"])
    rows["used_qty"] = rows["sold_qty"] + rows["transfer_out_qty"]
    told = monthly["purchase_qty"].sum() > 0
    rows["bought_qty"] = rows["purchase_qty"] if told else rows["other_in_qty"]
    rows["bought_value"] = rows["purchase_value"] if told else rows["other_in_value"]
    return rows


def with_use(
    rows: pd.DataFrame, keys: list[str], *, max_cover_days: float, min_days: float
) -> pd.DataFrame:
    """Sum the rows of a span by ``keys`` and set stock against daily use.

    Returns
    -------
    DataFrame
        One row per key: ``opening_*``, ``closing_*`` (quantity, value), the sums of the span,
        ``daily`` use (units a day; at least ``min_days`` in the denominator), ``unit_cost``,
        ``max_qty`` (``max_cover_days`` of use; unlimited for what is too new to judge).
    """
    if rows.empty:
        columns = ["opening_qty", "opening_value", "closing_qty", "closing_value", *_SUMS]
        return pd.DataFrame(columns=[*keys, *columns, "daily", "unit_cost", "max_qty"])
    by_bucket = rows.groupby([*keys, "bucket"], observed=True)
    day = by_bucket["days"].max()
    level = by_bucket[["opening_qty", "opening_value", "closing_qty", "closing_value"]].sum()
    flows = by_bucket[[c for c in _SUMS if c != "days"]].sum()
    panel = level.join(flows).join(day).reset_index()
    spans = panel.groupby(keys, observed=True)
    table = spans[["opening_qty", "opening_value"]].first()
    table = table.join(spans[["closing_qty", "closing_value"]].last()).join(spans[_SUMS].sum())
    use = table["sold_qty"] if keys == ["item"] else table["used_qty"]
    table["daily"] = use.clip(lower=0) / table["days"].clip(lower=min_days)
    table["unit_cost"] = _unit_cost(table)
    too_new = (table["daily"] <= 0) & (table["days"] < max_cover_days)
    table["max_qty"] = (table["daily"] * max_cover_days).mask(too_new, np.inf)
    return table.reset_index()


def _unit_cost(table: pd.DataFrame) -> pd.Series:
    stock = table["closing_value"] / table["closing_qty"].where(table["closing_qty"] > 0)
    sold = table["sold_cost"] / table["sold_qty"].where(table["sold_qty"] > 0)
    first = table["opening_value"] / table["opening_qty"].where(table["opening_qty"] > 0)
    cost = stock.fillna(sold).fillna(first).fillna(0.0)
    return cost.clip(lower=0.0)


def excess_value(positions: pd.DataFrame, *, use_factor: float = 1.0) -> pd.Series:
    """Value above the maximum, were daily use ``use_factor`` times what it was (money)."""
    above = (positions["closing_qty"] - positions["max_qty"] * use_factor).clip(lower=0.0)
    return above * positions["unit_cost"]


def excess_share_by_month(rows: pd.DataFrame, positions: pd.DataFrame) -> float | None:
    """Mean over month ends of excess value ÷ stock value; None without any stock value.

    Averaging over month ends keeps one well-filled season opening from being taken for a habit.
    """
    panel = rows[[*PAIR, "bucket", "closing_qty", "closing_value"]].merge(
        positions[[*PAIR, "max_qty", "unit_cost"]], on=PAIR
    )
    above = (panel["closing_qty"] - panel["max_qty"]).clip(lower=0.0) * panel["unit_cost"]
    held = (panel["closing_qty"].clip(lower=0.0) * panel["unit_cost"]).groupby(panel["bucket"])
    shares = above.groupby(panel["bucket"]).sum() / held.sum().where(lambda v: v > 0)
    return finite(shares.mean())


def finite(value: object) -> float | None:
    """Return a plain float, or None for what is not a number.

    Examples
    --------
    >>> finite(float("nan")) is None, finite(0.5)
    (True, 0.5)
    """
    number = float(value) if isinstance(value, int | float | np.number) else float("nan")
    return number if np.isfinite(number) else None


def ratio(part: float, whole: float) -> float | None:
    """Return part ÷ whole, or None where the whole is not positive."""
    return finite(part / whole) if whole > 0 else None
