"""Why turnover changed: rate, mix, new and discontinued goods, adding up exactly."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from stockturn.metrics.window import Window


@dataclass(frozen=True)
class Decomposition:
    """The change of turns a year between two spans, in four additive parts."""

    rate: float
    mix: float
    new: float
    discontinued: float
    level: str
    before: float
    after: float
    parts: pd.DataFrame

    @property
    def total(self) -> float:
        """Change of turns."""
        return self.after - self.before

    @property
    def simpson_warning(self) -> bool:
        """Tell whether the parts move one way and the whole the other."""
        return self.rate * self.total < 0


def decompose(
    span: Window, compare: Window, *, group: pd.Series | None, basis: int
) -> Decomposition | None:
    """Split the change of turns into rate, mix, new and discontinued with midpoint weights.

    With stock shares w and turns t of each group, T = Σ w·t. Rate is Σ Δt·(w₀+w₁)/2 and mix
    Σ Δw·((t₀+t₁)/2 − T̄); goods held in only one of the spans are groups of their own. Measured
    against T̄ = (T₀+T₁)/2, a group counts for mix only as far as it differs from the whole, and
    the four parts still add up to T₁ − T₀ (Irvine 2003 for the problem).

    Parameters
    ----------
    group
        Item → category; None decomposes item by item.

    Returns
    -------
    Decomposition or None
        None where one of the spans held no stock.
    """
    after, before = _by_item(span, basis), _by_item(compare, basis)
    items = after.add_suffix("_after").join(before.add_suffix("_before"), how="outer").fillna(0.0)
    items["group"] = _groups(items, group)
    sums = items.groupby("group").sum(numeric_only=True)
    stock_after, stock_before = sums["stock_after"].sum(), sums["stock_before"].sum()
    if stock_after <= 0 or stock_before <= 0:
        return None
    parts = pd.DataFrame(
        {
            "share_before": sums["stock_before"] / stock_before,
            "share_after": sums["stock_after"] / stock_after,
            "flow_before": sums["flow_before"] / stock_before,
            "flow_after": sums["flow_after"] / stock_after,
        }
    )
    total_before, total_after = parts["flow_before"].sum(), parts["flow_after"].sum()
    middle = (total_before + total_after) / 2
    return _effects(
        parts, total_before, total_after, middle, level="item" if group is None else "category"
    )


def _by_item(span: Window, basis: int) -> pd.DataFrame:
    sums = span.pairs.groupby("item", observed=True)[["cogs", "avg_stock_value"]].sum()
    return pd.DataFrame(
        {"flow": sums["cogs"] * span.per_year(basis), "stock": sums["avg_stock_value"]}
    )


NEW, GONE = "\x00new", "\x00gone"


def _groups(items: pd.DataFrame, group: pd.Series | None) -> pd.Series:
    names = pd.Series(items.index, index=items.index, dtype="object")
    labels = names if group is None else names.map(group).astype("object").fillna("")
    was = items[["stock_before", "flow_before"]].ne(0).any(axis=1)
    is_now = items[["stock_after", "flow_after"]].ne(0).any(axis=1)
    return labels.where(was, NEW).where(is_now | ~was, GONE)


def _effects(
    parts: pd.DataFrame, before: float, after: float, middle: float, *, level: str
) -> Decomposition:
    turns_before = _turns(parts["flow_before"], parts["share_before"])
    turns_after = _turns(parts["flow_after"], parts["share_after"])
    # A group without stock in one span has no rate there; it keeps the other span's.
    turns_before, turns_after = turns_before.fillna(turns_after), turns_after.fillna(turns_before)
    share_change = parts["share_after"] - parts["share_before"]
    mix = share_change * ((turns_before + turns_after) / 2 - middle).fillna(0.0)
    # Whatever is not mix is rate: exact even where a group sold without holding stock.
    centred = (parts["flow_after"] - parts["flow_before"]) - middle * share_change
    rate = centred - mix
    whole = parts.assign(
        rate=rate, mix=mix, effect=centred, turns_before=turns_before, turns_after=turns_after
    )
    kept = whole[~whole.index.isin([NEW, GONE])]
    return Decomposition(
        rate=float(kept["rate"].sum()),
        mix=float(kept["mix"].sum()),
        new=float(whole["effect"].get(NEW, 0.0)),
        discontinued=float(whole["effect"].get(GONE, 0.0)),
        level=level,
        before=float(before),
        after=float(after),
        parts=kept.reset_index(),
    )


def _turns(flow: pd.Series, share: pd.Series) -> pd.Series:
    return flow / share.where(share > 0)
