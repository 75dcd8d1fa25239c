"""Buckets: calendar months, cut where a reporting period begins or ends."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import pandas as pd


def month_buckets(start: dt.date, end: dt.date, *, cuts: Iterable[dt.date] = ()) -> pd.DataFrame:
    """Split the closed span ``start``…``end`` into calendar months, cut again at ``cuts``.

    Each cut is the first day of a new bucket; cuts outside the span are ignored.

    Returns
    -------
    DataFrame
        Index ``bucket`` 0…n-1; columns ``start``, ``end`` (closed) and ``days``.

    Examples
    --------
    >>> import datetime as dt
    >>> month_buckets(dt.date(2024, 1, 10), dt.date(2024, 2, 29), cuts=[dt.date(2024, 2, 15)])[
    ...     "days"
    ... ].tolist()
    [22, 14, 15]
    """
    first, last = pd.Timestamp(start), pd.Timestamp(end)
    months = pd.date_range(first, last, freq="MS")
    starts = {first, *months, *(pd.Timestamp(c) for c in cuts if start < c <= end)}
    begin = pd.DatetimeIndex(sorted(starts))
    finish = begin[1:].append(pd.DatetimeIndex([last + pd.Timedelta(days=1)])) - pd.Timedelta(
        days=1
    )
    frame = pd.DataFrame({"start": begin, "end": finish})
    frame["days"] = (frame["end"] - frame["start"]).dt.days + 1
    frame.index.name = "bucket"
    return frame
