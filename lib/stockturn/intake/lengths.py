"""Lengths of time in days, however they are written: 90, 90天, 12个月, or 12 beside 月."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

import pandas as pd

from stockturn.intake.columns import Layout
from stockturn.intake.distinct import by_distinct
from stockturn.intake.values import numbers
from stockturn.intake.words import data

# The columns that say in a word of their own what a length is counted in.
UNITS = {"shelf_life_days": "shelf_life_unit"}


@cache
def _units() -> Mapping[str, float]:
    known = data("kinds")["lengths"]
    return {word: row["days"] for name, row in known.items() for word in (name, *row["words"])}


@cache
def _unit() -> re.Pattern[str]:
    longest_first = sorted(_units(), key=len, reverse=True)
    return re.compile(rf"({'|'.join(longest_first)})\)?$", re.IGNORECASE)


@by_distinct
def lengths(cells: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Read lengths of time as days; a bare number is days.

    Returns
    -------
    values, faults
        Days (NaN where the cell is blank or faulty) and a mask of cells that are no length.

    Examples
    --------
    >>> values, faults = lengths(pd.Series(["90", "12个月", "1.5 年", "", "不限"]))
    >>> values.tolist()[:3], faults.tolist()
    ([90.0, 365.0, 547.5], [False, False, False, False, True])
    """
    text = cells.map(lambda cell: unicodedata.normalize("NFKC", cell).strip())
    unit = text.map(_unit_days)
    values, faults = numbers(text.str.replace(_unit(), "", regex=True).str.strip())
    return (values * unit.fillna(1.0)).round(1), faults


def with_units(cells: pd.Series, field: str, body: pd.DataFrame, layout: Layout) -> pd.Series:
    """Write the unit behind bare numbers: from its own column, else from the header."""
    column = layout.column(field)
    beside = layout.column(UNITS.get(field, ""))
    header = unicodedata.normalize("NFKC", column.header if column else "")
    said = _unit().search(header)
    unit = said[1] if said and header.endswith(")") else ""
    units = body[beside.position] if beside else pd.Series(unit, index=cells.index)
    bare = cells.str.fullmatch(r"\s*[\d.,]+\s*")
    return cells.where(~bare, cells + units.where(units.ne(""), unit))


def _unit_days(text: str) -> float:
    found = _unit().search(text)
    return _units()[found[1].lower()] if found else float("nan")
