"""result.json: the figures of a report for programs; keys are stable."""

from __future__ import annotations

from typing import Any

import pandas as pd

from stockturn.analysis import Analysis
from stockturn.findings import claims
from stockturn.metrics.structure import by_key
from stockturn.metrics.turnover import with_turns
from stockturn.params import Span
from stockturn.targets.wording import reason_text

SCHEMA_VERSION = "1"
BREAKDOWNS = ("category", "company", "warehouse", "supplier", "abc", "item")
_BREAKDOWN_COLUMNS = (
    "cogs",
    "net_revenue",
    "avg_stock_value",
    "turns",
    "days",
    "gmroi",
    "closing_qty",
    "closing_value",
)


def to_result(analysis: Analysis) -> dict[str, Any]:
    """Return the content of ``result.json``."""
    params, spans = analysis.params, analysis.spans
    compare = spans.compare if spans else None
    return {
        "schema": SCHEMA_VERSION,
        "client": params.client,
        "client_id": params.client_id,
        "currency": params.currency,
        "period": _span(spans.period) if spans else None,
        "compare": {**_span(compare), "kind": spans.compare_kind} if spans and compare else None,
        "evidence_grade": analysis.grade,
        "settings": params.settings.model_dump(mode="json"),
        "intake": {
            **analysis.intake.to_json(),
            "checks": [c.to_json() for c in analysis.checks],
        },
        "measures": {key: m.to_json() for key, m in analysis.measures.items()},
        "turnover_definitions": analysis.definitions,
        "bridge": analysis.bridge,
        "client_figures": analysis.client_figures,
        "by": {key: _breakdown(analysis, key) for key in BREAKDOWNS},
        "decomposition": _decomposition(analysis),
        "ageing": _ageing(analysis),
        "classes": _classes(analysis),
        "policy": _policy(analysis),
        "mistakes": [m.to_json() for m in analysis.mistakes],
        "actions": [a.to_json() for a in analysis.actions],
        "review": analysis.review.to_json() if analysis.review else None,
        "systems": analysis.choice.to_json(),
        "claims": [c.to_json() for c in claims()],
    }


_POLICY_FIGURES = (
    "reorder_point",
    "order_up_to",
    "order_quantity",
    "max_qty",
    "suggested_qty",
    "on_hand",
    "on_order",
    "daily_demand",
    "lead_days",
    "lead_sd_days",
    "service_target",
    "shelf_life_days",
    "economic_lot",
)


def _span(span: Span) -> dict[str, Any]:
    return {"start": span.start.isoformat(), "end": span.end.isoformat(), "days": span.days}


def _breakdown(analysis: Analysis, key: str) -> list[dict[str, Any]]:
    span = analysis.window
    if span is None or analysis.pairs.empty:
        return []
    known = analysis.pairs[analysis.pairs[key].astype("str").ne("")]
    sums = with_turns(by_key(known, key), span, basis=analysis.params.settings.days_basis)
    return [
        {"key": str(row[key]), **{c: _number(row[c]) for c in _BREAKDOWN_COLUMNS}}
        for row in sums.to_dict("records")
    ]


def _number(value: float) -> float | None:
    return None if pd.isna(value) else float(value)


def _decomposition(analysis: Analysis) -> dict[str, Any] | None:
    parts = analysis.decomposition
    if parts is None:
        return None
    told = ("rate", "mix", "new", "discontinued", "total", "simpson_warning", "level")
    return {name: getattr(parts, name) for name in told}


def _ageing(analysis: Analysis) -> dict[str, Any] | None:
    ageing, facts = analysis.ageing, analysis.facts
    if ageing is None or facts is None:
        return None
    places = ageing.by_warehouse.sort_index()
    return {
        "method": "fifo",
        "as_of": facts.end.isoformat(),
        "buckets": [
            {
                "from_day": int(b["from_day"]),
                "to_day": _day(b["to_day"]),
                "qty": float(b["qty"]),
                "value": float(b["value"]),
            }
            for b in ageing.buckets.to_dict("records")
        ],
        "undated": {"qty": ageing.undated_qty, "value": ageing.undated_value},
        "negative": {"qty": ageing.negative_qty, "value": ageing.negative_value},
        "by_warehouse": {
            str(place): [float(v) for v in row]
            for place, row in zip(places.index, places.to_numpy(), strict=True)
        },
    }


def _policy(analysis: Analysis) -> dict[str, Any] | None:
    policy = analysis.policy
    if policy is None:
        return None
    rows = policy.items.assign(reason=policy.items["reason"].map(reason_text))
    points = policy.curve.to_dict("records")
    causes = policy.causes.groupby("cause", sort=False)["value"].sum()
    return {
        "items": [
            {
                **{key: _plain(row[key]) for key in ("item", "warehouse", *_POLICY_FIGURES)},
                "lead_source": row["lead_source"] or None,
                "reason": row["reason"] or None,
                "forecast_model": row["forecast_model"] or None,
            }
            for row in rows.to_dict("records")
        ],
        "replay": {**policy.outcomes, "cash_release": policy.cash or None,
                   "promised": policy.promised, "achieved": policy.achieved}
        if policy.outcomes
        else None,
        "forecast": {"wape": policy.forecast.wape, "naive_wape": policy.forecast.naive_wape,
                     "mase": policy.forecast.mase, "beaten": int(policy.forecast.beaten.sum())},
        "exchange_curve": [{k: _plain(v) for k, v in point.items()} for point in points],
        "price_breaks": [{k: _plain(v) for k, v in row.items() if k != "worth_it"}
                         | {"worth_it": bool(row["worth_it"])}
                         for row in policy.breaks.to_dict("records")],
        "excess_by_cause": [{"cause": c, "value": float(v)} for c, v in causes.items()],
    }  # fmt: skip


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str):
        return value
    return _number(value)


def _day(value: float) -> int | None:
    return None if pd.isna(value) else int(value)


def _classes(analysis: Analysis) -> dict[str, Any] | None:
    if analysis.pairs.empty:
        return None
    items = analysis.pairs.drop_duplicates("item")
    return {
        name: {label: int(n) for label, n in items[name].value_counts().sort_index().items()}
        for name in ("abc", "xyz", "fsn", "demand")
    }
