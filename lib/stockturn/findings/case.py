"""One client's case: everything the statistics may look at, for one period."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, wraps
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from stockturn.findings.positions import PAIR, rows_within, with_use
from stockturn.findings.rules import limit, mistake_rules
from stockturn.ledger.facts import FLOW_COLUMNS, STOCK_COLUMNS, Facts
from stockturn.measures import Measure
from stockturn.metrics.decomposition import Decomposition
from stockturn.params import Params, Span

Result = TypeVar("Result")
_NO_DAY = dt.date(1970, 1, 1)


def once(function: Callable[[Case], Result]) -> Callable[[Case], Result]:
    """Let a costly look at a case be taken once; callers must not change what it returns."""

    @wraps(function)
    def remembered(case: Case) -> Result:
        name = f"{function.__module__}.{function.__qualname__}"
        if name not in case.memory:
            case.memory[name] = function(case)
        result: Result = case.memory[name]
        return result

    return remembered


@dataclass(frozen=True)
class Case:
    """Facts, tables, answers and measures of one client, seen at one period.

    ``max_qty`` is the target of each item and warehouse, where one could be made;
    ``decomposition`` why turns changed since the comparison period.
    ``inputs`` names what the client brought; a statistic is computed only where all that it
    needs is there, so that 数据不足 is said exactly where inputs do not exist.
    """

    facts: Facts
    tables: Mapping[str, pd.DataFrame]
    params: Params
    measures: Mapping[str, Measure]
    quality: Mapping[str, float | None]
    period: Span
    compare: Span | None = None
    max_qty: pd.Series | None = None
    decomposition: Decomposition | None = None
    memory: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def table(self, name: str) -> pd.DataFrame | None:
        """Return a canonical table, or None where it is absent or empty."""
        table = self.tables.get(name)
        return None if table is None or table.empty else table

    def column(self, name: str, column: str) -> pd.Series | None:
        """Return a column that holds at least one value, or None."""
        table = self.table(name)
        if table is None or column not in table.columns or not table[column].notna().any():
            return None
        return table[column]

    def measure(self, name: str) -> float | None:
        """Return the value of a measure, or None where it is unknown."""
        found = self.measures.get(name)
        return None if found is None else found.value

    @cached_property
    def rows(self) -> pd.DataFrame:
        """Monthly rows of the period, with use and days."""
        return self._rows(self.period)

    @cached_property
    def rows_before(self) -> pd.DataFrame | None:
        """Monthly rows of the comparison period, None where there is none."""
        if self.compare is None:
            return None
        rows = self._rows(self.compare)
        return None if rows.empty else rows

    @cached_property
    def places(self) -> pd.DataFrame:
        """Position of every item and place at the end of the period, with its category.

        Its ``max_qty`` is the target where one could be made, else ``max_cover_days`` of use.
        """
        table = with_use(
            self.rows, PAIR, max_cover_days=self.max_cover, min_days=limit("min_days_of_use")
        )
        if self.max_qty is not None:
            target = self.max_qty.reindex(pd.MultiIndex.from_frame(table[PAIR])).to_numpy()
            table["max_qty"] = table["max_qty"].where(np.isnan(target), target)
        return table.assign(category=self.category_of(table["item"]))

    @cached_property
    def items(self) -> pd.DataFrame:
        """Position of every item over all its places; its ``max_qty`` is the sum of theirs."""
        table = with_use(
            self.rows, ["item"], max_cover_days=self.max_cover, min_days=limit("min_days_of_use")
        )
        if self.max_qty is not None:
            most = self.places.groupby("item", observed=True)["max_qty"].sum()
            table["max_qty"] = table["item"].map(most).astype(float)
        return table

    @property
    def use_value(self) -> pd.Series:
        """Use of each item a day, at cost."""
        items = self.items.set_index("item")
        return items["daily"] * items["unit_cost"]

    @property
    def max_cover(self) -> float:
        """Days of use above which stock is excess."""
        return float(self.params.settings.max_cover_days)

    def category_of(self, items: pd.Series) -> pd.Series:
        """Return the category of each item; empty text where the client gave none."""
        categories = self.column("items", "category")
        if categories is None:
            return pd.Series("", index=items.index)
        master = self.tables["items"].drop_duplicates("item").set_index("item")["category"]
        return items.astype("str").map(master.astype("str")).astype("str").fillna("")

    @cached_property
    def inputs(self) -> frozenset[str]:
        """Names of the inputs that the client brought (keys of ``inputs`` in mistakes.yaml)."""
        rows, answers = self.rows, self.params.answers
        movements = self.table("movements")
        counted = movements is not None and bool(movements["type"].eq("盘点").any())
        there = {
            "stock": not rows.empty,
            "use": bool((rows["sold_qty"] > 0).any()),
            "value": bool((rows["closing_value"] > 0).any()),
            "course": rows["bucket"].nunique() >= limit("min_books"),
            "two_periods": self.rows_before is not None,
            "receipts": bool((rows["bought_qty"] > 0).any()),
            "places": len(rows["warehouse"].unique()) > 1,
            "counts": counted or self.measure("count_difference_rate") is not None,
            "counted_lines": counted,
            "quality": self.quality_score is not None,
            "files": self.quality.get("unsigned_share") is not None,
            "interview": answers.spreadsheet_based is not None,
            "functions": bool(answers.functions),
        }
        for name, needed in mistake_rules().inputs.items():
            there.setdefault(name, any(self._brought(column) for column in needed.columns))
        return frozenset(name for name, present in there.items() if present)

    def _brought(self, column: str) -> bool:
        table, _, name = column.partition(".")
        return self.column(table, name) is not None

    @property
    def quality_score(self) -> float | None:
        """Data-quality score of 0 to 100, from the measures or else from intake."""
        score = self.measure("data_quality_score")
        return self.quality.get("score") if score is None else score

    def _rows(self, span: Span) -> pd.DataFrame:
        return rows_within(self.facts.monthly, self.facts.buckets, span.start, span.end)


def no_books() -> tuple[Facts, Span]:
    """Return the facts and period of a client without any stock data: nothing at all."""
    monthly = pd.DataFrame(columns=["item", "warehouse", "bucket", *STOCK_COLUMNS, *FLOW_COLUMNS])
    places = pd.DataFrame(columns=["item", "warehouse", "closing_qty", "closing_value"])
    buckets = pd.DataFrame({"start": pd.to_datetime([]), "end": pd.to_datetime([]), "days": []})
    facts = Facts("onhand", _NO_DAY, _NO_DAY, buckets, monthly, places)
    return facts, Span(start=_NO_DAY, end=_NO_DAY)
