"""Lengths of time in days, however they are written: 90, 90天, 12个月, or 12 beside 月."""

from __future__ import annotations

import re
import unicodedata

import pandas as pd

from stockturn.intake.columns import Layout
from stockturn.intake.distinct import by_distinct
from stockturn.intake.values import numbers

_DAYS = {
    **dict.fromkeys(("天", "日", "d", "day", "days"), 1.0),
    **dict.fromkeys(("周", "星期", "week", "weeks"), 7.0),
    **dict.fromkeys(("月", "个月", "m", "month", "months"), 365 / 12),
    **dict.fromkeys(("年", "y", "year", "years"), 365.0),
}
_UNIT = re.compile(rf"({'|'.join(sorted(_DAYS, key=len, reverse=True))})\)?$", re.IGNORECASE)
# The columns that say in a word of their own what a length is counted in.
UNITS = {"shelf_life_days": "shelf_life_unit"}


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
    >>> values.round(1).tolist()[:3], faults.tolist()
    ([90.0, 365.0, 547.5], [False, False, False, False, True])
    """
    text = cells.map(lambda cell: unicodedata.normalize("NFKC", cell).strip())
    unit = text.map(_unit_days)
    values, faults = numbers(text.str.replace(_UNIT, "", regex=True).str.strip())
    return (values * unit.fillna(1.0)).round(6), faults


def with_units(cells: pd.Series, field: str, body: pd.DataFrame, layout: Layout) -> pd.Series:
    """Write the unit behind bare numbers: from its own column, else from the header."""
    column = layout.column(field)
    beside = layout.column(UNITS.get(field, ""))
    header = unicodedata.normalize("NFKC", column.header if column else "")
    said = _UNIT.search(header)
    unit = said[1] if said and header.endswith(")") else ""
    units = body[beside.position] if beside else pd.Series(unit, index=cells.index)
    bare = cells.str.fullmatch(r"\s*[\d.,]+\s*")
    return cells.where(~bare, cells + units.where(units.ne(""), unit))


def _unit_days(text: str) -> float:
    found = _UNIT.search(text)
    return _DAYS[found[1].lower()] if found else float("nan")
