"""Figures of the stock itself: what there is, how it turned, how long it lies and lasts."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from stockturn.ledger.facts import Facts
from stockturn.metrics import idle, on_order
from stockturn.metrics.structure import top_share
from stockturn.metrics.turnover import days_of_inventory, turns_per_year
from stockturn.metrics.window import Window
from stockturn.params import Settings

Values = dict[str, float | None]

AT_COST = (
    "closing_stock_value",
    "concentration_top20",
    "turnover",
    "dio_days",
    "avg_stock_value",
    "cogs",
    "carrying_cost",
    "cash_tied",
    "cash_release",
    "excess_value",
)
"""Figures of quantities that move, times a cost."""


def closing_figures(facts: Facts, span: Window | None) -> Values:
    """Sum up the stock at the end of the span, which may lie before the end of the facts."""
    places = facts.places if span is None else span.pairs
    items = places.groupby("item", observed=True)[["closing_qty", "closing_value"]].sum()
    valued = bool(items["closing_value"].ne(0).any())
    return {
        "closing_qty": float(items["closing_qty"].sum()),
        "closing_stock_value": float(items["closing_value"].sum()) if valued else None,
        "concentration_top20": top_share(items["closing_value"]) if valued else None,
    }


def flow_figures(span: Window, settings: Settings) -> Values:
    """Compute what was sold and held over the span, and how it turned."""
    totals = span.pairs.select_dtypes("number").sum()
    cogs, stock = float(totals["cogs"]), float(totals["avg_stock_value"])
    revenue = float(totals["net_revenue"])
    factor = span.per_year(settings.days_basis)
    valued = stock > 0
    turns = turns_per_year(cogs=cogs, avg_stock_value=stock, per_year=factor) if cogs >= 0 else None
    sold = float(totals["sales_qty"])
    margin = revenue - cogs
    return {
        "cogs": cogs if valued else None,
        "turnover": turns,
        "dio_days": days_of_inventory(turns, basis=settings.days_basis),
        "avg_stock_value": stock if valued else None,
        "cash_tied": stock if valued else None,
        "carrying_cost": stock * settings.carrying_rates.total if valued else None,
        "revenue": revenue if revenue > 0 else None,
        "gross_margin": margin / revenue if revenue > 0 and valued else None,
        "gmroi": margin * factor / stock if revenue > 0 and valued else None,
        "turn_earn": margin / revenue * turns if revenue > 0 and turns is not None else None,
        "return_rate": float(totals["sales_return_qty"]) / sold if sold > 0 else None,
    }


def idle_figures(facts: Facts, settings: Settings) -> Values:
    """Sum up stock by how long it has not moved, where the books reach back as far."""
    table = idle.idle_items(facts)
    reach = idle.span_days(facts)
    valued = bool(table["closing_value"].ne(0).any())
    return {
        key: idle.idle_value(table, days=days) if valued and reach >= days else None
        for key, days in idle_days(settings).items()
    }


def idle_days(settings: Settings) -> dict[str, int]:
    """Return the measures of stock that does not move, and from how many days on."""
    return {
        "slow_value": settings.slow_days,
        "stagnant_value": settings.stagnant_days,
        "dead_value": settings.dead_days,
    }


def cycle_days(
    settings: Settings, tables: Mapping[str, pd.DataFrame], measured: float | None
) -> float | None:
    """Return the days that stock must last: lead time and review, None where lead time is unknown.

    Lead time is stated, else measured on purchases, else the mean of the catalogue's.
    """
    if settings.lead_time is not None:
        measured = settings.lead_time.days
    items = tables.get("items")
    if measured is None and items is not None and "lead_time_days" in items:
        stated = items["lead_time_days"].dropna()
        measured = float(stated.mean()) if len(stated) else None
    return None if measured is None else measured + settings.review_days


def cover_figures(
    facts: Facts,
    span: Window,
    settings: Settings,
    tables: Mapping[str, pd.DataFrame],
    *,
    need: float | None,
    max_qty: pd.Series | None,
) -> Values:
    """Set stock, and what is on order, against what demand can use."""
    most = settings.max_cover_days
    table = idle.excess_stock(
        facts, span, max_cover_days=most, min_cover_days=need or 0.0, max_qty=max_qty
    )
    if not table["closing_value"].ne(0).any():
        return {}
    values: Values = {"excess_value": float(table["excess_value"].sum())}
    if need is not None:
        values["shortage_value"] = float(table["shortage_value"].sum())
    purchases = tables.get("purchases")
    needed = {"item", "order_date", "receipt_date", "ordered_qty"}
    if purchases is not None and needed <= set(purchases):
        orders = on_order.open_orders(purchases, as_of=facts.end)
        coming = on_order.excess_to_come(table, orders, max_cover_days=most)
        values["on_order_excess_value"] = float(coming.sum())
    return values


def wanting_cost(
    values: Mapping[str, float | None], facts: Facts, span: Window | None, settings: Settings
) -> tuple[str, ...]:
    """Name the figures that a cost alone would give, where the stock has quantities only."""
    if values["closing_stock_value"] is not None or values.get("avg_stock_value") is not None:
        return ()
    if not facts.monthly["closing_qty"].ne(0).any():
        return ()
    if span is None or facts.source == "onhand":
        return ("closing_stock_value", "concentration_top20")
    lasting = [key for key, days in idle_days(settings).items() if idle.span_days(facts) >= days]
    earning = ("gross_margin", "gmroi", "turn_earn") if values["revenue"] is not None else ()
    return (*AT_COST, *lasting, *earning)


def day_figures(facts: Facts, span: Window) -> Values:
    """Count stock-outs and negative balances: days where they are known, else months."""
    if not facts.has_days:
        negative = facts.monthly["closing_qty"].lt(0) & facts.monthly["bucket"].isin(
            span.monthly["bucket"]
        )
        return {"negative_balance_count": float(negative.sum())}
    totals = span.pairs[["stockout_days", "held_days", "negative_days"]].sum()
    held = float(totals["held_days"])
    return {
        "stockout_days": float(totals["stockout_days"]),
        "stockout_rate": float(totals["stockout_days"]) / held if held > 0 else None,
        "days_in_stock_rate": 1 - float(totals["stockout_days"]) / held if held > 0 else None,
        "negative_balance_count": float(totals["negative_days"]),
    }
