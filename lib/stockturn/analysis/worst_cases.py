"""The client's own worst cases, by the placeholders of the trial plan."""

from __future__ import annotations

import pandas as pd

from stockturn.analysis.books import Books
from stockturn.ledger.facts import Facts
from stockturn.metrics.idle import excess_stock, idle_items
from stockturn.metrics.window import Window
from stockturn.params import Params

FEWEST_RECEIPTS = 5


def worst_cases(
    books: Books, window: Window | None, pairs: pd.DataFrame, params: Params
) -> dict[str, str]:
    """Return the worst case of each kind, by placeholder of the plan; "" where the data show none.

    What the data cannot tell is left out. Supplier names are given only where the report may.
    """
    if books.facts is None or window is None or pairs.empty:
        return {}
    names = pairs.drop_duplicates("item").set_index("item")["item_name"].astype("str")
    items = {
        **_by_item(pairs),
        **_over(books.facts, window, params.settings.max_cover_days),
        "slow_item": _slow(books.facts, params.settings.slow_days),
    }
    cases = {key: f"{item} {names.get(item, '')}".strip() for key, item in items.items()}
    if warehouse := _warehouse(books.facts.counts):
        cases["worst_warehouse"] = warehouse
    supplier = _supplier(books.intake.tables.get("purchases"))
    if params.report.show_names and supplier:
        cases["late_supplier"] = supplier
    return {key: name and f"“{name}”" for key, name in cases.items()}


def _largest(values: pd.Series) -> str:
    """Return the name with the largest value above zero; by name where several tie."""
    ranked = values[values > 0].sort_index().sort_values(ascending=False, kind="stable")
    return str(ranked.index[0]) if len(ranked) else ""


def _by_item(pairs: pd.DataFrame) -> dict[str, str]:
    sums = pairs.groupby(pairs["item"].astype("str")).sum(numeric_only=True)
    weighed = {
        # A day without stock hurts most where most is sold.
        "stockout_item": ["stockout_days", "cogs"],
        "negative_item": ["negative_days"],
        "returned_item": ["sales_return_qty"],
    }
    return {
        key: _largest(sums[columns].prod(axis=1))
        for key, columns in weighed.items()
        if set(columns) <= set(sums)
    }


def _over(facts: Facts, window: Window, max_cover_days: int) -> dict[str, str]:
    excess = excess_stock(facts, window, max_cover_days=max_cover_days)
    over = excess.groupby(excess["item"].astype("str"))["excess_value"].sum()
    pairs = window.pairs
    empty = pairs.loc[(pairs["closing_qty"] <= 0) & (pairs["net_sales_qty"] > 0), "item"]
    lacking = over[over.index.isin(empty.astype("str"))]
    return {"excess_item": _largest(over), "unbalanced_item": _largest(lacking)}


def _slow(facts: Facts, slow_days: int) -> str:
    idle = idle_items(facts)
    slow = idle[idle["idle_days"] >= slow_days]
    return _largest(slow.set_index(slow["item"].astype("str"))["closing_value"])


def _warehouse(counts: pd.DataFrame | None) -> str:
    if counts is None or counts.empty:
        return ""
    gap = (counts["counted_qty"] - counts["book_qty"]).abs() * counts["unit_cost"]
    return _largest(gap.groupby(counts["warehouse"].astype("str")).sum())


def _supplier(purchases: pd.DataFrame | None) -> str:
    """Return the supplier whose time from order to receipt varies most."""
    if purchases is None or not {"supplier", "order_date", "receipt_date"} <= set(purchases):
        return ""
    days = (purchases["receipt_date"] - purchases["order_date"]).dt.days
    times = days.groupby(purchases["supplier"].astype("str")).agg(["std", "count"])
    return _largest(times.loc[(times["count"] >= FEWEST_RECEIPTS) & (times.index != ""), "std"])
