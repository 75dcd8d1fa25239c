"""Whose books a file is of: companies of a group, told apart by the places that hold stock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from stockturn.intake.observations import Observation, observed
from stockturn.intake.ownership import STOCK
from stockturn.intake.sheets import Sheet


def placed_apart(sheets: Sequence[Sheet]) -> tuple[list[Sheet], list[Observation]]:
    """Give each company of a group places of its own, where its sources name it.

    A company whose stock names no place is one place, called as the company is; a place that two
    companies have is called after both company and place. All else stays as it was.
    """
    sheets = [_placed(sheet, sheets) for sheet in sheets]
    owners: dict[str, set[str]] = {}
    for sheet in sheets:
        for place in _places(sheet):
            owners.setdefault(place, set()).add(sheet.source.company or "")
    shared = {place for place, companies in owners.items() if len(companies - {""}) > 1}
    notes = [observed("shared_place", place=place) for place in sorted(shared)]
    return [_renamed(sheet, shared) for sheet in sheets], notes


def with_companies(
    tables: Mapping[str, pd.DataFrame], sheets: Sequence[Sheet]
) -> dict[str, pd.DataFrame]:
    """Return the tables with the company of each place that a source names one for."""
    named = {p: s.source.company for s in sheets if s.source.company for p in sorted(_places(s))}
    if not named:
        return dict(tables)
    given = tables.get("warehouses", pd.DataFrame({"warehouse": pd.Series(dtype="str")}))
    missing = [place for place in named if place not in set(given["warehouse"])]
    listed = pd.concat([given, pd.DataFrame({"warehouse": missing})], ignore_index=True)
    stated = listed.get("company", pd.Series("", index=listed.index)).fillna("")
    own = listed["warehouse"].map(named).fillna("")
    return {**tables, "warehouses": listed.assign(company=stated.where(stated.ne(""), own))}


def _places(sheet: Sheet) -> set[str]:
    table = sheet.rows.table
    if sheet.layout.kind not in STOCK or "warehouse" not in table:
        return set()
    return {str(place) for place in table["warehouse"].unique()} - {""}


def _placed(sheet: Sheet, sheets: Sequence[Sheet]) -> Sheet:
    company = sheet.source.company
    if company is None or sheet.layout.kind not in STOCK:
        return sheet
    if any(_places(other) for other in sheets if other.source.company == company):
        return sheet
    return sheet.with_table(sheet.rows.table.assign(warehouse=company))


def _renamed(sheet: Sheet, shared: set[str]) -> Sheet:
    company, table = sheet.source.company, sheet.rows.table
    if company is None or not shared:
        return sheet
    called = {place: f"{company}·{place}" for place in shared}
    columns = {"warehouse", "to_warehouse"} & set(table)
    return sheet.with_table(table.assign(**{c: table[c].replace(called) for c in columns}))
