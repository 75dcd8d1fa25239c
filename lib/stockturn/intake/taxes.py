"""Amounts that a client states with tax are used without it."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd

from stockturn.i18n import _
from stockturn.intake.record import Observation
from stockturn.params import Source

# Field names carry what they measure; a price and a cost are money as a value is.
_MONEY = re.compile(r"(?:^|_)(?:amount|cost|price|value)$")


def without_tax(table: pd.DataFrame, source: Source) -> pd.DataFrame:
    """Divide the money of a source that includes tax by 1 + its rate.

    Examples
    --------
    >>> source = Source(path="x.csv", tax="included", tax_rate=0.25)
    >>> without_tax(pd.DataFrame({"qty": [2.0], "sales_amount": [250.0]}), source).iloc[0].tolist()
    [2.0, 200.0]
    """
    if source.tax == "excluded":
        return table
    money = [c for c in table.select_dtypes("number") if _MONEY.search(str(c))]
    return table.assign(**{str(c): table[c] / (1 + source.tax_rate) for c in money})


def tax_notes(sources: Iterable[Source]) -> list[Observation]:
    """Tell of every source whose money was divided."""
    return [
        Observation(
            "tax_included",
            _("参数说明 {path} 的金额含税（税率 {rate:.0%}）").format(
                path=source.path, rate=source.tax_rate
            ),
            _("各金额与单价除以 {factor:.2f} 后使用").format(factor=1 + source.tax_rate),
        )
        for source in sources
        if source.tax == "included"
    ]
