"""What a unit costs by tables that do not tell of stock movements, or by other books of stock."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

Tables = Mapping[str, pd.DataFrame]

LAST = {
    "balances": ("period_end", "closing_qty", "closing_value"),
    "onhand": ("date", "onhand_qty", "onhand_value"),
}
"""Tables that state what stock is worth on a day: the day, the quantity, the value."""

PRICED_AS_SOLD = 0.98
"""From this share of the selling price on, for the median item, a "cost" is a selling price."""


def unit_costs(tables: Tables, truth: str) -> pd.DataFrame:
    """Return by item ``unit_cost`` and its ``origin``, from the best table that states one."""
    sources = {
        "books": _of_books(tables, truth),
        "master": _of_master(tables, "unit_cost"),
        "purchases": _of_purchases(tables),
    }
    found = pd.concat(
        pd.DataFrame({"unit_cost": c.astype(float), "origin": pd.Series(name, c.index, object)})
        for name, c in sources.items()
    )
    return found[~found.index.duplicated()]


def sold_at_stated_cost(tables: Tables) -> bool:
    """Tell whether the item master's cost is what goods sell for: then it is no cost."""
    cost = _of_master(tables, "unit_cost")
    share = (cost / _sold_for(tables).reindex(cost.index)).dropna()
    return bool(len(share)) and float(share.median()) >= PRICED_AS_SOLD


def _of_books(tables: Tables, truth: str) -> pd.Series:
    """Return by item the value of a unit on the last day that other tables of stock tell of."""
    for kind, (day, qty, value) in LAST.items():
        table = tables.get(kind)
        if kind == truth or table is None or not {qty, value} <= set(table):
            continue
        last = table[table[day].eq(table[day].max()) & table[qty].gt(0) & table[value].gt(0)]
        sums = last.groupby("item", observed=True)[[qty, value]].sum()
        if len(sums):
            return (sums[value] / sums[qty]).astype(float)
    return pd.Series(dtype=float)


def _of_master(tables: Tables, column: str) -> pd.Series:
    """Return by item a positive figure of the master."""
    master = tables.get("items")
    if master is None or column not in master:
        return pd.Series(dtype=float)
    stated = master[master[column].gt(0)].drop_duplicates("item")
    return stated.set_index("item")[column].astype(float)


def _of_purchases(tables: Tables) -> pd.Series:
    """Return by item the mean price of what was ordered, by quantity."""
    bought = tables.get("purchases")
    if bought is None or "unit_price" not in bought:
        return pd.Series(dtype=float)
    lines = bought[bought["unit_price"].gt(0) & bought["ordered_qty"].gt(0)]
    paid = (lines["unit_price"] * lines["ordered_qty"]).groupby(lines["item"], observed=True).sum()
    return paid / lines.groupby("item", observed=True)["ordered_qty"].sum()


def _sold_for(tables: Tables) -> pd.Series:
    """Return by item what it sold for on average; as the master lists it where no sale says."""
    for kind in ("sales", "movements"):
        if "sales_amount" in tables.get(kind, ()):
            sold = tables[kind]
            sold = sold[sold["sales_amount"].gt(0) & sold["qty"].gt(0)]
            sums = sold.groupby("item", observed=True)[["sales_amount", "qty"]].sum()
            if len(sums):
                return sums["sales_amount"] / sums["qty"]
    return _of_master(tables, "list_price")
