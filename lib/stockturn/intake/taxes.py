"""Amounts that a client states with tax are used without it, row by row where rows say so."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd

from stockturn.i18n import _
from stockturn.intake.columns import Layout
from stockturn.intake.observations import Observation, observed
from stockturn.intake.values import says_tax
from stockturn.params import Source

# Field names carry what they measure; a price and a cost are money as a value is.
_MONEY = re.compile(r"(?:^|_)(?:amount|cost|price|value)$")


def without_tax(table: pd.DataFrame, source: Source, layout: Layout | None = None) -> pd.DataFrame:
    """Divide money that includes tax by 1 + its rate.

    What the row and its columns say wins over what the parameters say of the source: money under
    不含税 is left as it is; under 含税 it is divided by the row's own 税率, where it states one.

    Examples
    --------
    >>> source = Source(path="x.csv", tax="included", tax_rate=0.25)
    >>> without_tax(pd.DataFrame({"qty": [2.0], "sales_amount": [250.0]}), source).iloc[0].tolist()
    [2.0, 200.0]
    """
    money = [str(c) for c in table.select_dtypes("number") if _MONEY.search(str(c))]
    included = source.tax == "included"
    own = table.get("tax_rate", pd.Series(float("nan"), index=table.index))
    own = own.where(own.lt(1), own / 100)
    done = {}
    for name in money:
        said = _said(name, layout)
        if said is not False and (included or (said and own.notna().any())):
            done[name] = table[name] / (1 + own.fillna(source.tax_rate if included else 0.0))
    return table.assign(**done)


def _said(name: str, layout: Layout | None) -> bool | None:
    """Return what the column of a field says; the amount of a sale may come of its price."""
    fields = (name, "unit_price") if name == "sales_amount" else (name,)
    columns = (layout.column(field) for field in fields) if layout else ()
    return next((says_tax(column.header) for column in columns if column), None)


def tax_notes(sources: Iterable[Source]) -> list[Observation]:
    """Tell of every source whose money was divided."""
    return [
        observed("tax_included", path=source.path, rate=source.tax_rate, factor=1 + source.tax_rate)
        for source in sources
        if source.tax == "included"
    ]


def column_notes(layout: Layout, source: Source, file: str) -> list[Observation]:
    """Tell of columns whose headers say that their money includes tax."""
    taxed = [c.header for c in layout.columns if c.field and _MONEY.search(c.field)]
    taxed = [header for header in taxed if says_tax(header)]
    if not taxed or source.tax == "included":
        return []
    case = "tax_column.by_row" if layout.has("tax_rate") else "tax_column.no_rate"
    return [observed(case, file=file, headers=_("、").join(taxed))]
