"""What a unit costs, what it sells for, and what it is worth to have one more of it."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from stockturn.ledger.facts import Facts
from stockturn.targets.history import PAIR
from stockturn.targets.places import of_items


def unit_costs(places: pd.DataFrame, facts: Facts, tables: Mapping[str, pd.DataFrame]) -> pd.Series:
    """Return what a unit costs: by the closing stock, else the last issues, else the master."""
    keys = pd.MultiIndex.from_frame(places[PAIR])
    now = facts.places.set_index(PAIR)
    cost = (now["closing_value"] / now["closing_qty"].where(now["closing_qty"] > 0)).reindex(keys)
    cost = pd.Series(cost.to_numpy(), index=places.index)
    cost = cost.fillna(_per_unit_sold(places, facts, "sales_cost"))
    return cost.fillna(of_items(tables, "unit_cost", places["item"])).fillna(0.0).clip(lower=0.0)


def unit_prices(
    places: pd.DataFrame, facts: Facts, tables: Mapping[str, pd.DataFrame]
) -> pd.Series:
    """Return what a unit sells for: by sales, else as the master lists it; NaN where unknown."""
    price = _per_unit_sold(places, facts, "revenue")
    return price.where(price > 0).fillna(of_items(tables, "list_price", places["item"]))


def critical_ratios(
    price: pd.Series, cost: pd.Series, *, leftover: float, promised: pd.Series
) -> pd.Series:
    """Return p / (p + h): margin lost on a unit that lacks, against cost lost on one left over.

    ``leftover`` is the share of its cost that a unit brings which is not sold in time. Where no
    margin is known, or there is none, the promised service stands for it: that is the ratio at
    which its promise is right.
    """
    margin = (price - cost).where(lambda m: m > 0)
    return (margin / (margin + (1 - leftover) * cost)).where(cost > 0).fillna(promised)


def _per_unit_sold(places: pd.DataFrame, facts: Facts, money: str) -> pd.Series:
    flows = facts.monthly.groupby("item", observed=True)[["sales_qty", money]].sum()
    return places["item"].map(flows[money] / flows["sales_qty"].where(flows["sales_qty"] > 0))
