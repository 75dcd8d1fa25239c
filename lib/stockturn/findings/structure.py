"""误区二: whether a good average hides categories that lack goods or drown in them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from stockturn.findings.availability import stockout_rate_by
from stockturn.findings.case import Case, once
from stockturn.findings.overstock import item_months
from stockturn.findings.positions import PAIR, excess_value, finite, ratio
from stockturn.findings.rules import limit


@once
def categories(case: Case) -> pd.DataFrame:
    """One row per category: stock value, cost of sales a day, cover, slow share, stock-outs."""
    places = case.places.assign(
        slow=slow_value(case), excess=excess_value(case.places), used=used_cost(case)
    )
    sums = places.groupby("category")[["closing_value", "slow", "excess", "used"]].sum()
    sums["items"] = places.groupby("category")["item"].nunique()
    sums["stockout_rate"] = stockout_rate_by(case.rows, case.category_of(case.rows["item"]))
    positive = sums["closing_value"].where(sums["closing_value"] > 0)
    sums["slow_share"] = sums["slow"] / positive
    sums["cover_days"] = sums["closing_value"] / sums["used"].where(sums["used"] > 0)
    return sums


def weighty(frame: pd.DataFrame) -> pd.DataFrame:
    """Leave out categories too small to speak of (few items, little stock and little use)."""
    value, use = frame["closing_value"].sum(), frame["used"].sum()
    least = limit("category_min_share")
    large = (frame["closing_value"] > least * value) | (frame["used"] > least * use)
    return frame[large & (frame["items"] >= limit("category_min_items"))]


def worst_category_stockout(case: Case) -> float | None:
    """Stock-out rate of the worst category of weight."""
    return finite(weighty(categories(case))["stockout_rate"].max())


def worst_category_excess(case: Case) -> float | None:
    """Share of stock value above the maximum in the worst category of weight."""
    frame = weighty(categories(case))
    return finite(
        (frame["excess"] / frame["closing_value"].where(frame["closing_value"] > 0)).max()
    )


def starved_sellers(case: Case) -> float | None:
    """Share of the better sellers of their categories that are often short and never well filled.

    At no month's end did they hold ``never_full`` of their maximum: what is bought late but in
    plenty lies full in between.
    """
    daily = "stockout_days" in case.rows.columns
    most = limit("short_days" if daily else "short_month_ends")
    months = item_months(case)
    full = months["closing_qty"] >= limit("never_full") * months["max_qty"]
    rates = stockout_rate_by(case.rows, case.rows["item"].astype("str"))
    return _sellers_beyond(case, rates.drop(months["item"][full], errors="ignore"), most)


def unserved_sellers(case: Case) -> float | None:
    """Share of the better sellers of their categories whose orders are left unshipped too often.

    Orders are written by customers, so this holds even where the books of stock do not.
    """
    sums = ordered_and_shipped(case)
    missed = 1 - sums["shipped_qty"] / sums["ordered_qty"].where(sums["ordered_qty"] > 0)
    return _sellers_beyond(case, missed, limit("short_orders"))


@once
def ordered_and_shipped(case: Case) -> pd.DataFrame:
    """Return ``ordered_qty``, ``shipped_qty`` and the ``unshipped_qty`` per item in the period."""
    orders = case.tables["orders"]
    day = pd.to_datetime(orders["order_date"])
    inside = (day >= pd.Timestamp(case.period.start)) & (day.dt.date <= case.period.end)
    known = orders[inside & orders["shipped_qty"].notna()]
    lacking = (known["ordered_qty"] - known["shipped_qty"]).clip(lower=0)
    columns = ["ordered_qty", "shipped_qty", "unshipped_qty"]
    return known.assign(unshipped_qty=lacking).groupby(known["item"].astype("str"))[columns].sum()


def _sellers_beyond(case: Case, rates: pd.Series, most: float) -> float | None:
    """Count, among items at or above the median use of their category, those with a higher rate.

    A company that starves categories lacks most of what they sell; a slip hits one or two items.
    """
    use = case.use_value
    category = case.category_of(pd.Series(use.index, index=use.index))
    sellers = use.index[(use > 0) & (use >= use.groupby(category).transform("median"))]
    short = rates.reindex(sellers) > most
    return finite(short.mean()) if len(sellers) >= limit("min_sellers") else None


def worst_category_slow(case: Case) -> float | None:
    """Slow share of stock value in the worst category of weight."""
    return finite(weighty(categories(case))["slow_share"].max())


def cover_spread(case: Case) -> float | None:
    """Spread of cover days (deviation ÷ mean) over item-places, weighted by use in cost."""
    places = case.places[case.places["daily"] > 0]
    cover = (places["closing_qty"].clip(lower=0) / places["daily"]).clip(upper=limit("cover_cap"))
    weight = places["daily"] * places["unit_cost"]
    if weight.sum() <= 0:
        return None
    mean = float(np.average(cover, weights=weight))
    variance = float(np.average((cover - mean) ** 2, weights=weight))
    return ratio(variance**0.5, mean)


def transferable_share(case: Case) -> float | None:
    """Share of stock value above need in one place while the same item is short in another."""
    return ratio(float(transferable(case).sum()), float(case.places["closing_value"].sum()))


@once
def transferable(case: Case) -> pd.Series:
    """Value per item that could move from a place above its maximum to one that is short."""
    places = case.places
    surplus = (places["closing_qty"] - places["max_qty"]).clip(lower=0)
    need = places["daily"] * limit("short_cover_days")
    short = (need - places["closing_qty"].clip(lower=0)).clip(lower=0)
    sums = pd.DataFrame({"surplus": surplus, "short": short}).groupby(places["item"]).sum()
    cost = case.items.set_index("item")["unit_cost"]
    return sums.min(axis=1) * cost.reindex(sums.index).fillna(0.0)


def mix_effect(case: Case) -> float | None:
    """Change of turns a year that comes from what is held alone (``Decomposition.mix``)."""
    return None if case.decomposition is None else case.decomposition.mix


def rate_effect(case: Case) -> float | None:
    """Change of turns a year that comes from how fast the same goods move."""
    return None if case.decomposition is None else case.decomposition.rate


@once
def slow_value(case: Case) -> pd.Series:
    """Return each item-place's closing value where unused for ``slow_days``, else 0."""
    last = case.rows.groupby("bucket")["days"].first().sort_index(ascending=False).cumsum()
    recent = last.index[last.shift(fill_value=0) < case.params.settings.slow_days]
    rows = case.rows[case.rows["bucket"].isin(recent)]
    held = rows.groupby(PAIR, observed=True).agg(
        used=("used_qty", "sum"), months=("bucket", "nunique"), opening=("opening_qty", "first")
    )
    slow = (held["used"] <= 0) & (held["months"] == len(recent)) & (held["opening"] > 0)
    index = pd.MultiIndex.from_frame(case.places[PAIR])
    flag = slow.reindex(index, fill_value=False).to_numpy(dtype=bool)
    return case.places["closing_value"].clip(lower=0).where(flag, 0.0)


def used_cost(case: Case) -> pd.Series:
    """Cost of what leaves each item-place a day."""
    return case.places["daily"] * case.places["unit_cost"]
