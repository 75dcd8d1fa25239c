"""Opening rows of a ledger: a balance brought forward, stated and no movement."""

from __future__ import annotations

import pandas as pd

from stockturn.intake import days
from stockturn.intake.columns import Layout
from stockturn.intake.reports import words
from stockturn.intake.values import clean_header
from stockturn.intake.words import fields


def find(body: pd.DataFrame, layout: Layout) -> pd.Series:
    """Tell which rows of a ledger with running balances bring a balance forward."""
    hit = pd.Series(False, index=body.index)
    if layout.kind != "movements" or not layout.has("closing_qty"):
        return hit
    said = {w for w, type_ in words("types").items() if type_ == "期初"}
    known = fields("movements")
    numeric = {c.position for c in layout.columns if c.field and known[c.field].type == "number"}
    for position in body.columns.difference(list(numeric)):
        cells = body[position]
        hit |= cells.isin([w for w in cells.unique() if w and clean_header(w) in said])
    return hit


def undated(body: pd.DataFrame, opening: pd.Series, layout: Layout) -> pd.DataFrame:
    """Date opening rows that carry no day by the month that the ledger begins in."""
    column = layout.column("date")
    if column is None or not opening.any():
        return body
    cells = body[column.position]
    values, _faults = days.dates(cells, keep_time=False)
    first = values[~opening].min()
    blank = opening & values.isna()
    if pd.isna(first) or not blank.any():
        return body
    dated = body.copy()
    dated[column.position] = cells.mask(blank, f"{first:%Y-%m}-01")
    return dated


def stated(table: pd.DataFrame, opening: pd.Series) -> pd.DataFrame:
    """Let opening rows state the running balance that they carry."""
    if not opening.any():
        return table
    table = table.copy()
    table.loc[opening, "type"] = "期初"
    table.loc[opening, "qty"] = table.loc[opening, "closing_qty"].fillna(table.loc[opening, "qty"])
    if "closing_value" in table:
        if "amount" not in table:
            table["amount"] = float("nan")
        table.loc[opening, "amount"] = table.loc[opening, "closing_value"]
    return table
