"""The measures of one client: of the books and of the rehearsal, with the files behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from stockturn.analysis.books import Books
from stockturn.i18n import _
from stockturn.intake import Intake
from stockturn.measures import Lineage, Measure
from stockturn.metrics.catalog import source_of
from stockturn.metrics.panel import Quality
from stockturn.simulate.policy import Policy

FEWEST_MONTHS = 4  # that a forecast from summaries was tried on, before its error is told


def quality_of(intake: Intake) -> Quality:
    """Count what the intake log says of the files."""
    not_data = sum(sum(f.rows_excluded.values()) for f in intake.files)
    identities = [c for c in intake.checks if c.id != "rows_account"]
    return Quality(
        used_rows=sum(f.rows_used for f in intake.files),
        data_rows=sum(f.rows_read for f in intake.files) - not_data,
        checked=sum(c.checked for c in identities),
        breaks=sum(c.breaks for c in identities),
    )


def with_rehearsal(
    measures: Mapping[str, Measure], policy: Policy | None, lists: Mapping[str, pd.DataFrame]
) -> dict[str, Measure]:
    """Add what the rehearsal tells; cash only where some level served as well as the past.

    What is on order and too much is what the buyer's list of it adds up to.
    """
    if policy is None:
        return dict(measures)
    told: dict[str, dict[str, Any]] = {}
    # Stock without a cost has no cash to release; its levels in pieces stand all the same.
    if policy.cash and measures["avg_stock_value"].known:
        told["cash_release"] = dict(policy.cash)
    elif policy.outcomes and not policy.cash:
        told["cash_release"] = {
            "missing": (_("与实际满足率相当的目标（回放所试的都达不到）"),),
            "grade": "",
        }
    if measures["avg_stock_value"].known and measures["on_order_excess_value"].known:
        value = float(lists["push_out"]["value"].sum())
        told["on_order_excess_value"] = {"value": value, "grade": "E4"}
    tried = policy.outcomes or (not policy.daily and policy.forecast.scored >= FEWEST_MONTHS)
    if tried and policy.forecast.wape is not None:
        grade = "E3" if policy.daily else "E1"
        told["forecast_wape"] = {"value": policy.forecast.wape, "grade": grade}
    known = {
        k: replace(measures[k], **{"grade": "E3", "missing": (), **v}) for k, v in told.items()
    }
    return {**measures, **known}


def with_lineage(measures: Mapping[str, Measure], books: Books) -> dict[str, Measure]:
    """Attach to every figure the files it was made from."""
    stock = books.facts.source if books.facts else ""
    by_kind: dict[str, list[Lineage]] = {}
    for file in books.intake.files:
        line = Lineage(file.name, file.sha256, file.rows_used)
        by_kind.setdefault(file.kind, []).append(line)
        by_kind.setdefault("all", []).append(line)
    # What is rehearsed is the stock's own past.
    told = {"stock": stock, "simulation": stock}
    kinds = {key: told.get(kind := source_of(key), kind) for key in measures}
    return {
        key: replace(measure, inputs=tuple(by_kind.get(kinds[key], ())))
        if measure.known
        else measure
        for key, measure in measures.items()
    }
