"""Items and places of the days reported on: their classes, and what is too much of them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import pandas as pd

from stockturn.analysis.books import Books
from stockturn.errors import ParamsError
from stockturn.ledger.facts import Facts
from stockturn.measures import Measure
from stockturn.metrics.idle import excess_stock
from stockturn.metrics.panel import cycle_days
from stockturn.metrics.structure import (
    abc_classes,
    demand_classes,
    described,
    fsn_classes,
    monthly_demand,
    xyz_classes,
)
from stockturn.metrics.window import Averaging, Window, best_averaging, window
from stockturn.params import Settings

# What items are classed by: the cost of goods, where none is known what they sold for, else units.
WORTH = ("cogs", "net_revenue", "net_sales_qty")


def windows(books: Books, settings: Settings) -> tuple[Window | None, Window | None]:
    """Cut the facts to the days reported on and to the days compared with."""
    facts, spans = books.facts, books.spans
    if facts is None or spans is None:
        return None, None
    averaging = _averaging(facts, settings)
    cut = partial(window, facts, averaging=averaging)
    compare = spans.compare
    return (
        cut(start=spans.period.start, end=spans.period.end),
        cut(start=compare.start, end=compare.end) if compare else None,
    )


def _averaging(facts: Facts, settings: Settings) -> Averaging:
    if settings.averaging == "auto":
        return best_averaging(facts)
    if settings.averaging == "day_weighted" and not facts.has_days:
        raise ParamsError.of("no_daily_stock")
    return settings.averaging


def classified(span: Window | None, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the span's pairs with names, company, categories and the classes of their item."""
    if span is None:
        return pd.DataFrame()
    pairs = described(span.pairs, tables.get("items"))
    owners = tables.get("warehouses", pd.DataFrame())
    named = owners.get("company", pd.Series(dtype="str"))
    owner = dict(zip(owners.get("warehouse", named), named, strict=False))
    sums = pairs.groupby("item", observed=True)[[*WORTH]].sum()
    worth = sums[next((name for name in WORTH if sums[name].gt(0).any()), WORTH[0])]
    demand = monthly_demand(span)
    return pairs.assign(
        abc=pairs["item"].map(abc_classes(worth)),
        xyz=pairs["item"].map(xyz_classes(demand)).fillna("Z"),
        fsn=pairs["item"].map(fsn_classes(demand)).fillna("N"),
        demand=pairs["item"].map(demand_classes(demand)).fillna("none"),
        company=[owner.get(place, "") or "" for place in pairs["warehouse"].astype("str")],
    )


def positions(
    books: Books,
    span: Window | None,
    settings: Settings,
    measures: Mapping[str, Measure],
    max_qty: pd.Series | None,
) -> pd.DataFrame:
    """Set each item and place against what demand can use: too much, and too little."""
    if books.facts is None or span is None:
        return pd.DataFrame()
    need = cycle_days(settings, books.intake.tables, measures["lead_time_days"].value)
    return excess_stock(
        books.facts,
        span,
        max_cover_days=settings.max_cover_days,
        min_cover_days=need or 0.0,
        max_qty=max_qty,
    )
