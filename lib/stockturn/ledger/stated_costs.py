"""Costs for items whose stock was written down without any: what other tables state.

What other tables of stock value a unit at goes first, then the item master's cost, then the mean of
what purchases paid. One cost holds for all the time: it says what stock is worth, not how costs
moved.
"""

from __future__ import annotations

import pandas as pd

from stockturn.ledger.cost_sources import Tables, unit_costs
from stockturn.ledger.facts import Facts
from stockturn.ledger.kinds import KINDS
from stockturn.tables import canonical_tables

COSTS = {
    "movements": ("amount", "unit_cost"),
    "balances": ("opening_value", "in_value", "out_value", "closing_value", "purchase_value"),
    "onhand": ("onhand_value",),
}
"""Stock truth, best first, and the columns of each that tell what stock cost."""

CAME = frozenset(kind.name for kind in KINDS if kind.receipt)


def uncosted(tables: Tables) -> pd.Index:
    """Return the items of the table that stock truth comes from which carry no cost there.

    Amounts of zero are costs, unless the table has no others.
    """
    kind = _truth(tables)
    if kind is None:
        return pd.Index([])
    table = tables[kind]
    money = table.reindex(columns=list(COSTS[kind])).astype(float)
    has = money.notna() & (money.ne(0) | bool(money.fillna(0.0).ne(0).any(axis=None)))
    costed = pd.Index(table.loc[has.any(axis=1), "item"].unique())
    items: pd.Index = pd.Index(table["item"].unique())
    return items[~items.isin(costed)]


def with_stated_costs(tables: Tables, items: pd.Index) -> tuple[dict[str, pd.DataFrame], pd.Series]:
    """Value the stock of ``items``, which carry no cost of their own, at what other tables state.

    Returns
    -------
    tables, origin
        The tables, the filled one replaced; and by item valued so, where its cost came from:
        ``books`` (other tables of stock), ``master`` or ``purchases``.

    Examples
    --------
    >>> moved = pd.DataFrame({"type": ["采购入库"], "item": ["A"], "qty": [4.0]})
    >>> master = pd.DataFrame({"item": ["A"], "unit_cost": [2.5]})
    >>> tables, origin = with_stated_costs(
    ...     {"movements": moved, "items": master}, pd.Index(["A"])
    ... )
    >>> tables["movements"]["unit_cost"].tolist(), origin.to_dict()
    ([2.5], {'A': 'master'})
    """
    kind = _truth(tables)
    if kind is None or items.empty:
        return dict(tables), pd.Series(dtype=object)
    costs = unit_costs(tables, kind)
    costs = costs[costs.index.isin(items)]
    filled = _filled(tables[kind], kind, costs["unit_cost"])
    return {**tables, kind: filled}, costs["origin"]


def _truth(tables: Tables) -> str | None:
    return next((kind for kind in COSTS if kind in tables), None)


def with_opening_costs(movements: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Value openings that carry no cost at what the item first came in for, else went out for.

    Left without, they would be worth nothing, and would drag down the average of all that follows.

    Returns
    -------
    movements, rows
        The table, and how many openings were valued so.

    Examples
    --------
    >>> moved = pd.DataFrame({
    ...     "date": pd.to_datetime(["2025-01-01", "2025-01-08"]), "type": ["期初", "采购入库"],
    ...     "item": ["A", "A"], "qty": [10.0, 4.0], "amount": [None, 20.0],
    ... })
    >>> with_opening_costs(moved)[0]["unit_cost"].tolist()
    [5.0, nan]
    """
    opening = movements["type"].eq("期初")
    if not opening.any():
        return movements, 0
    unit = _unit_costs(movements)
    bare = opening & unit.isna()
    if not bare.any() or not unit.gt(0).any():
        return movements, 0
    costed = movements.assign(unit=unit, came=~movements["type"].isin(CAME))[unit.gt(0)]
    first = costed.sort_values(["came", "date"], kind="stable").drop_duplicates("item")
    stated = movements["item"].map(first.set_index("item")["unit"]).astype(float).where(bare)
    old = movements.get("unit_cost", pd.Series(float("nan"), index=movements.index))
    return movements.assign(unit_cost=old.fillna(stated)), int(stated.notna().sum())


def _unit_costs(movements: pd.DataFrame) -> pd.Series:
    none = pd.Series(float("nan"), index=movements.index)
    by_amount = (movements.get("amount", none) / movements["qty"]).astype(float)
    return by_amount.fillna(movements.get("unit_cost", none)).abs()


def value_share(facts: Facts, items: pd.Index) -> float:
    """Return the share of the closing stock's value that these items hold."""
    closing = facts.places["closing_value"]
    total = float(closing.sum())
    mine = float(closing[facts.places["item"].isin(items)].sum())
    return mine / total if total > 0 else 0.0


def worthless(facts: Facts) -> pd.Series:
    """Return by item the closing quantity that no cost values; empty where nothing has a value."""
    held = facts.places.groupby("item", observed=True)[["closing_qty", "closing_value"]].sum()
    if not held["closing_value"].ne(0).any():
        return held["closing_qty"].iloc[:0]
    return held.loc[held["closing_qty"].gt(0) & held["closing_value"].eq(0), "closing_qty"]


def _filled(table: pd.DataFrame, kind: str, costs: pd.Series) -> pd.DataFrame:
    """Put costs into the rows of these items: by the unit, or as the value of each quantity."""
    here = table["item"].isin(costs.index)
    unit = table["item"].map(costs).astype(float)

    def old(column: str) -> pd.Series:
        return table[column] if column in table else pd.Series(float("nan"), index=table.index)

    if kind == "movements":
        return table.assign(
            unit_cost=old("unit_cost").mask(here, unit), amount=old("amount").mask(here)
        )
    values = [f for f in canonical_tables()[kind] if f.endswith("_value")]
    counted = {v: v.removesuffix("value") + "qty" for v in values}
    return table.assign(
        **{v: old(v).mask(here, table[qty] * unit) for v, qty in counted.items() if qty in table}
    )
