"""What the data show of the company itself: its size and shape, and what it lacks."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import ConfigDict, TypeAdapter
from pydantic.dataclasses import dataclass

from stockturn.analysis.books import Books
from stockturn.choice.knowledge import knowledge
from stockturn.measures import Measure
from stockturn.metrics.window import DAYS_PER_MONTH
from stockturn.strict_yaml import read_yaml

# Where stock carries an amount, by table, and the forms that are filled in by hand.
AMOUNTS = {
    "movements": ["amount", "unit_cost"],
    "balances": ["closing_value"],
    "onhand": ["onhand_value"],
}
FORM = "标准"
MOST = 0.5


@dataclass(frozen=True, config=ConfigDict(extra="forbid"))
class Gap:
    """When a measure shows that something is wanting."""

    measure: str
    above: float
    share_of: str | None = None

    def shows(self, measures: Mapping[str, Measure]) -> bool:
        """Tell whether the measure is known and beyond the limit."""
        value = measures[self.measure].value
        whole = measures[self.share_of].value if self.share_of else 1.0
        return value is not None and bool(whole) and value / (whole or 1.0) > self.above


@cache
def _gaps() -> dict[str, Gap]:
    path = Path(__file__).with_name("gaps.yaml")
    return TypeAdapter(dict[str, Gap]).validate_python(read_yaml(path))


def gaps(measures: Mapping[str, Measure]) -> list[str]:
    """Name what the measures show to be wanting, in the words of the system choice."""
    return [name for name, gap in _gaps().items() if gap.shows(measures)]


def derived_profile(books: Books) -> dict[str, Any]:
    """Tell what the data show of the company's size and shape; unknown keys are left out."""
    tables = books.intake.tables
    derived: dict[str, Any] = {}
    if books.facts is not None:
        derived["items"] = int(books.facts.places["item"].nunique())
        derived["warehouses"] = int(books.facts.places["warehouse"].nunique())
    movements = tables.get("movements")
    if movements is not None and "doc_no" in movements and books.spans:
        months = max(1.0, books.spans.data.days / DAYS_PER_MONTH)
        derived["documents_per_month"] = round(movements["doc_no"].nunique() / months)
    expiry = [t for t in tables.values() if "expiry_date" in t and t["expiry_date"].notna().any()]
    derived["batch_expiry"] = True if expiry else None
    if "sales" in tables and "channel" in tables["sales"]:
        derived["channels"] = sorted(set(tables["sales"]["channel"]) - {""})
    if "warehouses" in tables and "company" in tables["warehouses"]:
        derived["legal_entities"] = len(set(tables["warehouses"]["company"]) - {""}) or None
    vendors = {system.name for system in knowledge().systems}
    derived["present_systems"] = sorted({f.system for f in books.intake.files} & vendors)
    derived["cost_exported"] = _cost_exported(books)
    return {key: value for key, value in derived.items() if value not in (None, [])}


def _cost_exported(books: Books) -> bool | None:
    """Tell whether most lines of stock came with an amount; None where no stock was exported.

    A form that was filled in by hand shows nothing of the system, and costs that other tables
    stated did not come with the stock.
    """
    intake = books.intake
    kinds = {f.kind for f in intake.files if f.system != FORM}
    lines = [
        intake.tables[kind].reindex(columns=amounts).notna().any(axis=1)
        & ~intake.tables[kind]["item"].isin(books.stated_costs)
        for kind, amounts in AMOUNTS.items()
        if kind in kinds and kind in intake.tables
    ]
    return bool(pd.concat(lines).mean() > MOST) if any(map(len, lines)) else None
