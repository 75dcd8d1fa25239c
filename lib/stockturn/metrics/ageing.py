"""How old the stock is: what is left of each receipt after first-in, first-out consumption."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from stockturn.ledger.facts import Facts

# Days since first receipt into the company: the last day of each bucket but the open one.
EDGES = (30, 60, 90, 180, 365)
PAIR = ["item", "warehouse"]


@dataclass(frozen=True)
class Ageing:
    """Stock by age at the end of the facts.

    ``buckets`` has columns ``from_day``, ``to_day`` (NaN: open end), ``qty``, ``value``;
    ``undated`` is opening stock without a receipt date; ``negative`` is what places below zero owe.
    Buckets + undated + negative = the balance, in quantity and value.
    """

    buckets: pd.DataFrame
    undated_qty: float
    undated_value: float
    negative_qty: float
    negative_value: float
    by_warehouse: pd.DataFrame
    rows: pd.DataFrame

    @property
    def qty(self) -> float:
        """Quantity of all parts."""
        return float(self.buckets["qty"].sum()) + self.undated_qty + self.negative_qty

    @property
    def value(self) -> float:
        """Value of all parts."""
        return float(self.buckets["value"].sum()) + self.undated_value + self.negative_value


def age_stock(facts: Facts, *, edges: Sequence[int] = EDGES) -> Ageing | None:
    """Put what is left of every receipt into age buckets; None where receipts are not known.

    A layer's value is its quantity times the closing unit cost of its place, so that the buckets
    tie to the balance; transfers do not reset age (design: fixed definitions).
    """
    if facts.layers is None:
        return None
    places = facts.places.set_index(PAIR)[["closing_qty", "closing_value"]]
    cost = places["closing_value"] / places["closing_qty"].where(places["closing_qty"] > 0)
    rows = facts.layers.join(cost.rename("unit_cost"), on=PAIR)
    rows = rows[rows["qty"] > 0]
    rows = rows.assign(
        value=rows["qty"] * rows["unit_cost"].fillna(0.0),
        age_days=(pd.Timestamp(facts.end) - rows["receipt_date"]).dt.days,
    )
    dated = rows[rows["receipt_date"].notna()]
    undated = rows[rows["receipt_date"].isna()]
    held = places["closing_qty"] > 0
    return Ageing(
        buckets=_bucketed(dated, edges),
        undated_qty=float(undated["qty"].sum()),
        undated_value=float(undated["value"].sum()),
        negative_qty=float(places.loc[~held, "closing_qty"].sum()),
        negative_value=float(places.loc[~held, "closing_value"].sum()),
        by_warehouse=_by_warehouse(rows, edges),
        rows=rows,
    )


def _place(age_days: pd.Series, edges: Sequence[int]) -> np.ndarray:
    return np.searchsorted(np.asarray(edges), age_days.to_numpy(), side="left")


def _bucketed(dated: pd.DataFrame, edges: Sequence[int]) -> pd.DataFrame:
    sums = dated.groupby(_place(dated["age_days"], edges))[["qty", "value"]].sum()
    sums = sums.reindex(range(len(edges) + 1), fill_value=0.0)
    starts = [0, *(edge + 1 for edge in edges)]
    ends = [*(float(edge) for edge in edges), float("nan")]
    return pd.DataFrame(
        {"from_day": starts, "to_day": ends, "qty": sums["qty"], "value": sums["value"]}
    )


def _by_warehouse(rows: pd.DataFrame, edges: Sequence[int]) -> pd.DataFrame:
    """Return one row a warehouse, one column of value a bucket, and the undated part."""
    place = pd.Series(_place(rows["age_days"].fillna(-1), edges), index=rows.index)
    place = place.where(rows["receipt_date"].notna(), len(edges) + 1)
    table = rows.assign(place=place).pivot_table(
        index="warehouse", columns="place", values="value", aggfunc="sum", observed=True
    )
    return table.reindex(columns=range(len(edges) + 2)).fillna(0.0)
