"""The client's hardest cases are the largest of their kind, and named only where allowed."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from stockturn.analysis import worst_cases
from stockturn.params import Settings


def test_the_largest_case_is_named_and_ties_go_by_name():
    assert worst_cases._largest(pd.Series({"乙": 3.0, "甲": 3.0, "丙": 1.0})) == "乙"
    assert worst_cases._largest(pd.Series({"甲": 0.0})) == ""
    assert worst_cases._largest(pd.Series(dtype="float64")) == ""


def test_worst_items_are_weighed_by_what_they_sell():
    pairs = pd.DataFrame(
        {
            "item": ["A", "B", "C"],
            "stockout_days": [90.0, 30.0, 0.0],
            "cogs": [1.0, 100.0, 500.0],
            "negative_days": [0.0, 0.0, 0.0],
            "sales_return_qty": [0.0, 2.0, 9.0],
        }
    )
    found = worst_cases._by_item(pairs)
    assert found == {"stockout_item": "B", "negative_item": "", "returned_item": "C"}
    assert "stockout_item" not in worst_cases._by_item(pairs.drop(columns="stockout_days"))


def test_worst_warehouse_and_supplier():
    counts = pd.DataFrame(
        {
            "warehouse": ["一仓", "二仓"],
            "counted_qty": [5.0, 9.0],
            "book_qty": [15.0, 10.0],
            "unit_cost": [1.0, 2.0],
        }
    )
    assert worst_cases._warehouse(counts) == "一仓"
    assert worst_cases._warehouse(None) == ""
    ordered = pd.Timestamp("2025-01-01")
    days = [1, 1, 1, 1, 1, 1, 40, 1, 40, 1, 90]
    purchases = pd.DataFrame(
        {
            "supplier": ["稳"] * 5 + ["晃"] * 5 + ["少"],
            "order_date": ordered,
            "receipt_date": [ordered + pd.Timedelta(days=d) for d in days],
        }
    )
    assert worst_cases._supplier(purchases) == "晃"
    assert worst_cases._supplier(purchases.drop(columns="supplier")) == ""


@pytest.mark.parametrize("show_names", [True, False])
def test_supplier_names_only_where_allowed(monkeypatch, show_names):
    monkeypatch.setattr(worst_cases, "_over", lambda *_a, **_k: {})
    monkeypatch.setattr(worst_cases, "_slow", lambda *_a: "A")
    monkeypatch.setattr(worst_cases, "_supplier", lambda _table: "某供应商")
    found = worst_cases.worst_cases(
        SimpleNamespace(facts=SimpleNamespace(counts=None), intake=SimpleNamespace(tables={})),
        object(),
        pd.DataFrame({"item": ["A"], "item_name": ["扳手"]}),
        SimpleNamespace(settings=Settings(), report=SimpleNamespace(show_names=show_names)),
    )
    assert found["slow_item"] == "“A 扳手”"
    assert ("late_supplier" in found) == show_names
