"""How often goods were not there: stock-out days, else month ends without stock."""

from __future__ import annotations

import pandas as pd

from stockturn.findings.case import Case
from stockturn.findings.positions import ratio


def stockout_parts(rows: pd.DataFrame) -> pd.DataFrame:
    """Return ``out`` and ``held`` per monthly row: days where days are known, else month ends.

    Only item-places that had use in the span count; a place without use lacks nothing. A balance
    below zero is an error of the books (goods were issued), not an empty shelf: it is left out.
    """
    used = rows["used_qty"].clip(lower=0).groupby([rows["item"], rows["warehouse"]], observed=True)
    active = used.transform("sum") > 0
    if "stockout_days" in rows.columns:
        negative = rows["negative_days"].astype(float)
        out, held = rows["stockout_days"] - negative, rows["held_days"] - negative
    else:
        out, held = (
            (rows["closing_qty"] == 0).astype(float),
            (rows["closing_qty"] >= 0).astype(float),
        )
    return pd.DataFrame({"out": out.where(active, 0.0), "held": held.where(active, 0.0)})


def stockout_rate(case: Case) -> float | None:
    """Stock-out share of the item-place days (or month ends) of goods in use."""
    parts = stockout_parts(case.rows)
    return ratio(parts["out"].sum(), parts["held"].sum())


def stockout_rate_by(rows: pd.DataFrame, keys: pd.Series) -> pd.Series:
    """Stock-out share per key, for example per category."""
    sums = stockout_parts(rows).groupby(keys).sum()
    return (sums["out"] / sums["held"].where(sums["held"] > 0)).dropna()
