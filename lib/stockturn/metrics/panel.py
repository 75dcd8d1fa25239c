"""All measures of one client for one span."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from stockturn.i18n import _
from stockturn.ledger.facts import Facts
from stockturn.measures import Measure
from stockturn.metrics import availability, service
from stockturn.metrics.catalog import Wording, definitions
from stockturn.metrics.stock_figures import (
    Values,
    closing_figures,
    cover_figures,
    cycle_days,
    day_figures,
    flow_figures,
    idle_figures,
    wanting_cost,
)
from stockturn.metrics.structure import described, supplier_share
from stockturn.metrics.window import Window
from stockturn.metrics.wording import averaging_name, words_in_force
from stockturn.params import Settings

__all__ = ["Quality", "averaging_name", "cycle_days", "measure_panel"]

STOCK_GRADES = {"balances": "E1", "movements": "E3"}

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
        values |= closing_figures(facts, span)
    if facts is not None and span is not None and facts.source != "onhand":
        values |= flow_figures(span, settings)
        if not _tells_returns(facts, tables):
            values["return_rate"] = None
        values["supplier_top3_share"] = supplier_share(described(span.pairs, tables.get("items")))
        values |= day_figures(facts, span)
    values |= _service(tables, span)
    interval = None
    need = cycle_days(settings, tables, values["lead_time_days"])
    if facts is not None and span is not None and facts.source != "onhand":
        if span.end == facts.end:  # how long stock has lain is known only for the last day
            values |= idle_figures(facts, settings) | cover_figures(
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
    if facts is not None:
        why = _("库存成本（商品档案、采购单价或收发存金额，有其一即可）")
        lacking |= dict.fromkeys(wanting_cost(values, facts, span, settings), why)
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


def _tells_returns(facts: Facts, tables: Mapping[str, pd.DataFrame]) -> bool:
    """Tell whether returns of customers would show; a summary of 入 and 出 hides them."""
    if facts.source != "balances" or bool(facts.monthly["sales_return_qty"].any()):
        return True
    summary = tables.get("balances", pd.DataFrame())
    return "sales_return_qty" in summary and bool(summary["sales_return_qty"].notna().any())


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
