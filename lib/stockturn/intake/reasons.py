"""Why rows are left out or set aside: a text for each of them, and nothing for the rest."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

import numpy as np
import pandas as pd

Part = TypeVar("Part", pd.Series, pd.DataFrame)


def reason(why: str, hit: pd.Series) -> pd.Series:
    """Give the rows that are marked one reason."""
    return pd.Series(why, index=hit.index[hit], dtype="str")


def first_of(parts: Iterable[pd.Series]) -> pd.Series:
    """Return each row's first reason, in the order of the rows.

    Examples
    --------
    >>> hits = [pd.Series([False, True, True]), pd.Series([True, True, False])]
    >>> first_of(map(reason, ["合计行", "表尾"], hits)).to_dict()
    {0: '表尾', 1: '合计行', 2: '合计行'}
    """
    joined = pd.concat([pd.Series(dtype="str", index=pd.Index([], dtype="int64")), *parts])
    first: pd.Series = joined[~joined.index.duplicated()].sort_index()
    return first


def without(part: Part, reasons: pd.Series) -> Part:
    """Return the rows that have no reason; without a copy where none has."""
    return part if reasons.empty else part[~part.index.isin(reasons.index)]


def only(part: Part, rows: pd.Series) -> Part:
    """Return the rows that are marked; without a copy where all of them are."""
    return part if rows.all() else part.take(np.flatnonzero(rows))
