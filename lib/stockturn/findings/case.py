"""One client's case: everything the statistics may look at, for one period."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, wraps
from typing import Any, TypeVar

import pandas as pd

from stockturn.findings.positions import PAIR, rows_within, with_use
from stockturn.findings.rules import limit
from stockturn.ledger.facts import FLOW_COLUMNS, STOCK_COLUMNS, Facts
from stockturn.measures import Measure
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
        """Position of every item and place at the end of the period, with its category."""
        table = with_use(
            self.rows, PAIR, max_cover_days=self.max_cover, min_days=limit("min_days_of_use")
        )
        return table.assign(category=self.category_of(table["item"]))

    @cached_property
    def items(self) -> pd.DataFrame:
        """Position of every item over all its places at the end of the period."""
        return with_use(
            self.rows, ["item"], max_cover_days=self.max_cover, min_days=limit("min_days_of_use")
        )

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
        return items.astype(object).map(master.astype(object)).fillna("").astype(str)

    @cached_property
    def inputs(self) -> frozenset[str]:
        """Names of the inputs that the client brought (keys of ``inputs`` in mistakes.yaml)."""
        return frozenset(name for name, there in self._presence().items() if there)

    def _presence(self) -> dict[str, bool]:
        stocked = not self.rows.empty
        used = stocked and bool((self.rows["sold_qty"] > 0).any())
        movements = self.table("movements")
        counted = movements is not None and bool(movements["type"].eq("盘点").any())
        priced = self.column("sales", "sales_amount") is not None
        priced = priced or self.column("movements", "sales_amount") is not None
        listed = self.column("prices", "price") is not None
        return {
            "stock": stocked,
            "use": used,
            "value": stocked and bool((self.rows["closing_value"] > 0).any()),
            "two_periods": self.rows_before is not None,
            "receipts": stocked and bool((self.rows["bought_qty"] > 0).any()),
            "days": stocked and self.facts.has_days,
            "movements": movements is not None,
            "documents": self.column("movements", "doc_no") is not None,
            "counts": counted or self.measure("count_difference_rate") is not None,
            "counted_lines": counted,
            "purchases": self.column("purchases", "order_date") is not None,
            "receipt_dates": self.column("purchases", "receipt_date") is not None,
            "shipments": self.column("orders", "shipped_qty") is not None,
            "moq": self.column("items", "min_order_qty") is not None,
            "categories": self.column("items", "category") is not None,
            "places": stocked and len(self.rows["warehouse"].unique()) > 1,
            "prices": priced,
            "list_prices": listed or self.column("items", "list_price") is not None,
            "quality": self.quality_score is not None,
            "interview": self.params.answers.spreadsheet_based is not None,
            "functions": bool(self.params.answers.functions),
            "clearing_answer": bool(self.params.answers.clearing_methods),
        }

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
