"""All measures of one client for one span."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from stockturn.i18n import _
from stockturn.ledger.facts import Facts
from stockturn.measures import Measure
from stockturn.metrics import availability, idle, on_order, service
from stockturn.metrics.catalog import Wording, definitions
from stockturn.metrics.structure import described, supplier_share, top_share
from stockturn.metrics.turnover import days_of_inventory, turns_per_year
from stockturn.metrics.window import Window
from stockturn.metrics.wording import averaging_name, words_in_force
from stockturn.params import Settings

__all__ = ["Quality", "averaging_name", "cycle_days", "measure_panel"]

STOCK_GRADES = {"balances": "E1", "movements": "E3"}

Values = dict[str, float | None]
SOURCE_GRADES = {
    "purchases": "E4",
    "orders": "E4",
    "service": "E4",
    "movements": "E3",
    "sales": "E2",
}

# The day by which a row of a table belongs to a span.
SERVICE_DAYS = {
    "orders": "due_date",
    "purchases": "receipt_date",
    "service": "period_start",
    "movements": "date",
}
SERVICE_ROWS = {"purchases": service.first_receipts, "movements": service.counts}


@dataclass(frozen=True)
class Quality:
    """What the intake log says of the files, as plain counts."""

    used_rows: int
    data_rows: int
    checked: int
    breaks: int


def measure_panel(
    *,
    facts: Facts | None,
    span: Window | None,
    tables: Mapping[str, pd.DataFrame],
    settings: Settings,
    quality: Quality,
    grade: str | None,
    max_qty: pd.Series | None = None,
) -> dict[str, Measure]:
    """Compute every measure of the catalog; what the data do not allow says what is missing.

    ``max_qty`` is the target of each item and warehouse above which stock is excess.
    """
    values: Values = dict.fromkeys(definitions())
    if facts is not None:
        values |= _closing(facts, span)
    if facts is not None and span is not None and facts.source != "onhand":
        values |= _flows(span, settings)
        if not _tells_returns(facts, tables):
            values["return_rate"] = None
        values["supplier_top3_share"] = supplier_share(described(span.pairs, tables.get("items")))
        values |= _days(facts, span)
    values |= _service(tables, span)
    interval = None
    need = cycle_days(settings, tables, values["lead_time_days"])
    if facts is not None and span is not None and facts.source != "onhand":
        if span.end == facts.end:  # how long stock has lain is known only for the last day
            values |= _idle(facts, settings) | _cover(
                facts, span, settings, tables, need=need, max_qty=max_qty
            )
        if lost := availability.lost_sales(facts, span):
            values["lost_sales_value"], interval = lost.value, (lost.low, lost.high)
        if "movements" in tables:
            values["cycle_service"] = availability.cycle_service(facts, tables["movements"], span)
    values["data_quality_score"] = _score(quality, facts, span)
    stock = STOCK_GRADES.get(facts.source, "") if facts is not None else ""
    wording = Wording(
        words_in_force(facts, span, settings, tables, need), stock or grade or "", SOURCE_GRADES
    )
    lacking = _lacking(values, span) | unfit_service(tables.get("service"), span)
    return {
        key: wording.measure(
            key,
            value,
            lacking=lacking.get(key, ""),
            interval=interval if key == "lost_sales_value" else None,
        )
        for key, value in values.items()
    }


def _lacking(values: Values, span: Window | None) -> dict[str, str]:
    """Say what is lacking where it is no export but what happened in the span."""
    if values["turnover"] == 0.0:
        return {"dio_days": _("期内的销售出库（没有售出，天数无从计算）")}
    if span is not None and span.pairs["cogs"].sum() < 0:
        why = _("为正的营业成本（期内退回多于售出）")
        return {"turnover": why, "dio_days": why}
    return {}


def unfit_service(monthly: pd.DataFrame | None, span: Window | None) -> dict[str, str]:
    """Say why a service file that was brought gives no figure."""
    if monthly is None or span is None:
        return {}
    inside = service.within(monthly, "period_start", span.start, span.end)
    if len(inside):
        return service.service_faults(inside)
    why = _("报告期内的服务月报（现有 {first:%Y-%m} 至 {last:%Y-%m}，不在报告期内）").format(
        first=monthly["period_start"].min(), last=monthly["period_start"].max()
    )
    return dict.fromkeys(service.monthly_service(monthly), why)


def _closing(facts: Facts, span: Window | None) -> Values:
    """Sum up the stock at the end of the span, which may lie before the end of the facts."""
    places = facts.places if span is None else span.pairs
    items = places.groupby("item", observed=True)[["closing_qty", "closing_value"]].sum()
    valued = bool(items["closing_value"].ne(0).any())
    return {
        "closing_qty": float(items["closing_qty"].sum()),
        "closing_stock_value": float(items["closing_value"].sum()) if valued else None,
        "concentration_top20": top_share(items["closing_value"]) if valued else None,
    }


def _flows(span: Window, settings: Settings) -> Values:
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


def _tells_returns(facts: Facts, tables: Mapping[str, pd.DataFrame]) -> bool:
    """Tell whether returns of customers would show; a summary of 入 and 出 hides them."""
    if facts.source != "balances" or bool(facts.monthly["sales_return_qty"].any()):
        return True
    summary = tables.get("balances", pd.DataFrame())
    return "sales_return_qty" in summary and bool(summary["sales_return_qty"].notna().any())


def _idle(facts: Facts, settings: Settings) -> Values:
    table = idle.idle_items(facts)
    reach = idle.span_days(facts)
    valued = bool(table["closing_value"].ne(0).any())
    thresholds = {
        "slow_value": settings.slow_days,
        "stagnant_value": settings.stagnant_days,
        "dead_value": settings.dead_days,
    }
    return {
        key: idle.idle_value(table, days=days) if valued and reach >= days else None
        for key, days in thresholds.items()
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


def _cover(
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


def _days(facts: Facts, span: Window) -> Values:
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


def _service(tables: Mapping[str, pd.DataFrame], span: Window | None) -> Values:
    """Compute service figures from what falls into the span; from all there is without a span."""
    values: Values = {}
    events = {
        kind: SERVICE_ROWS[kind](table) if kind in SERVICE_ROWS else table
        for kind in SERVICE_DAYS
        if (table := tables.get(kind)) is not None and SERVICE_DAYS[kind] in table
    }
    inside = {
        kind: service.within(table, SERVICE_DAYS[kind], span.start, span.end) if span else table
        for kind, table in events.items()
    }
    if (orders := inside.get("orders")) is not None:
        values |= service.order_service(orders)
    if (purchases := inside.get("purchases")) is not None:
        days = service.lead_times(purchases)
        values["lead_time_days"] = float(days.mean()) if len(days) else None
        values["lead_time_sd"] = float(days.std()) if len(days) > 1 else None
    if (monthly := inside.get("service")) is not None:
        values |= service.monthly_service(monthly)
        if service.satisfaction_scale(monthly) is None:
            values["satisfaction"] = None
        values |= dict.fromkeys(service.service_faults(monthly))
    if (counts := inside.get("movements")) is not None:
        values["count_difference_rate"] = service.count_difference(counts)
    return values


def _score(quality: Quality, facts: Facts | None, span: Window | None) -> float | None:
    if not quality.data_rows:
        return None
    used = quality.used_rows / quality.data_rows
    sound = 1 - quality.breaks / quality.checked if quality.checked else 1.0
    return 100 * used * sound * (1 - _negative_share(facts, span))


def _negative_share(facts: Facts | None, span: Window | None) -> float:
    if facts is None or span is None:
        return 0.0
    if facts.has_days:
        totals = span.pairs[["negative_days", "held_days"]].sum()
        held = float(totals["held_days"])
        return float(totals["negative_days"]) / held if held > 0 else 0.0
    return float(span.monthly["closing_qty"].lt(0).mean())
