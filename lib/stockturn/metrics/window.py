"""Facts over one span: a row per item and place, from which every total is a ratio of sums."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import pandas as pd

from stockturn.ledger.facts import DAY_COLUMNS, FLOW_COLUMNS, Facts

Averaging = Literal["day_weighted", "monthly", "two_point"]
PAIR = ["item", "warehouse"]
DAYS_PER_MONTH = 365.25 / 12


@dataclass(frozen=True)
class Window:
    """The books of one span.

    ``pairs`` has one row per item and warehouse with sums of flows, ``opening_*`` at the first day,
    ``closing_*`` at the last, ``avg_stock_value``/``avg_stock_qty`` by ``averaging``, ``cogs``,
    ``net_revenue`` and ``net_sales_qty``; ``buckets`` are those of the facts inside the span, and
    ``monthly`` their rows. ``months`` is whole months where the span is whole months, else None.
    """

    start: dt.date
    end: dt.date
    averaging: Averaging
    pairs: pd.DataFrame
    monthly: pd.DataFrame
    buckets: pd.DataFrame
    months: int | None

    @property
    def days(self) -> int:
        """Days of the span, both ends counted."""
        return (self.end - self.start).days + 1

    @property
    def has_days(self) -> bool:
        """Tell whether averages can be weighted by day."""
        return "value_days" in self.pairs

    def per_year(self, basis: int) -> float:
        """Return the factor that makes a flow of this span yearly: 12/n months, else basis/days."""
        return 12 / self.months if self.months else basis / self.days


def best_averaging(facts: Facts) -> Averaging:
    """Return the finest averaging that the facts allow."""
    if facts.has_days:
        return "day_weighted"
    return "monthly" if facts.source == "balances" else "two_point"


def window(facts: Facts, *, start: dt.date, end: dt.date, averaging: Averaging) -> Window | None:
    """Cut the facts to a closed span; None where no bucket lies inside it.

    Notes
    -----
    ``monthly`` averaging is the mean over months of (opening + closing) / 2, ``two_point`` the mean
    of the span's opening and closing, ``day_weighted`` the closing value of each day summed and
    divided by the days (design: fixed definitions).
    """
    inside = facts.buckets[
        facts.buckets["start"].ge(pd.Timestamp(start)) & facts.buckets["end"].le(pd.Timestamp(end))
    ]
    if inside.empty:
        return None
    monthly = facts.monthly[facts.monthly["bucket"].isin(inside.index)]
    pairs = _sums(monthly)
    pairs = pairs.join(_edge(monthly, inside.index[0], "opening"), how="left")
    pairs = pairs.join(_edge(monthly, inside.index[-1], "closing"), how="left").fillna(0.0)
    first, last = inside["start"].iloc[0].date(), inside["end"].iloc[-1].date()
    pairs["cogs"] = pairs["sales_cost"] - pairs["sales_return_cost"]
    pairs["net_revenue"] = pairs["revenue"] - pairs["sales_return_amount"]
    pairs["net_sales_qty"] = pairs["sales_qty"] - pairs["sales_return_qty"]
    dated = monthly.assign(start=monthly["bucket"].map(inside["start"]))
    cut = Window(
        first, last, averaging, pairs.reset_index(), dated, inside, _whole_months(first, last)
    )
    averages = {f"avg_stock_{m}": average_stock(cut, averaging, m) for m in ("value", "qty")}
    return replace(cut, pairs=cut.pairs.assign(**averages))


def _sums(monthly: pd.DataFrame) -> pd.DataFrame:
    columns = [c for c in (*FLOW_COLUMNS, *DAY_COLUMNS) if c in monthly]
    return monthly.groupby(PAIR, observed=True)[columns].sum()


def _edge(monthly: pd.DataFrame, bucket: int, side: str) -> pd.DataFrame:
    columns = [f"{side}_qty", f"{side}_value"]
    return monthly[monthly["bucket"].eq(bucket)].set_index(PAIR)[columns]


def average_stock(span: Window, averaging: Averaging, measure: str) -> pd.Series:
    """Return the average stock of each of the span's pairs, in ``value`` or ``qty``.

    This is the one place where an average is made; the average of a whole is the sum of these.
    """
    pairs, monthly = span.pairs, span.monthly
    if averaging == "day_weighted":
        return pairs[f"{measure}_days"] / span.days
    if averaging == "two_point":
        return (pairs[f"opening_{measure}"] + pairs[f"closing_{measure}"]) / 2
    weight = _months_of(span.buckets)
    middle = (monthly[f"opening_{measure}"] + monthly[f"closing_{measure}"]) / 2
    weighted = middle * monthly["bucket"].map(weight)
    sums = weighted.groupby([monthly[c] for c in PAIR], observed=True).sum()
    keys = pd.MultiIndex.from_frame(pairs[PAIR])
    return pd.Series(sums.reindex(keys).to_numpy(), index=pairs.index) / weight.sum()


def _months_of(buckets: pd.DataFrame) -> pd.Series:
    """Return the length of each bucket in months: whole months count one each."""
    spans = zip(buckets["start"], buckets["end"], buckets["days"], strict=True)
    lengths = [_whole_months(s.date(), e.date()) or d / DAYS_PER_MONTH for s, e, d in spans]
    return pd.Series(lengths, index=buckets.index, dtype="float64")


def _whole_months(start: dt.date, end: dt.date) -> int | None:
    after = end + dt.timedelta(days=1)
    if start.day != 1 or after.day != 1:
        return None
    return (after.year - start.year) * 12 + after.month - start.month


def grouped(pairs: pd.DataFrame, by: str | Sequence[str]) -> pd.DataFrame:
    """Add up pairs by a key; every rate is to be made from these sums."""
    keys = [by] if isinstance(by, str) else list(by)
    numeric = [c for c in pairs.select_dtypes("number").columns if c not in keys]
    return pairs.groupby(keys, observed=True)[numeric].sum().reset_index()
