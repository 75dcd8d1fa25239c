"""Numbers become the words of an export: days, codes, document numbers."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from stockturn.samples import bookkeeping as bk
from stockturn.samples.catalog import WARM_UP_DAYS, Bools, Catalog
from stockturn.samples.spec import LAST_DAY


def coded(codes: npt.NDArray[np.integer[Any]], words: list[str]) -> pd.Categorical:
    """Text by number; -1 is empty."""
    return pd.Categorical.from_codes(codes, pd.Index(words, dtype="str"))


def optional(
    values: npt.NDArray[np.integer[Any]], present: Bools
) -> pd.api.extensions.ExtensionArray:
    """Return whole numbers, empty where not present."""
    return pd.arrays.IntegerArray(values.astype(np.int64), ~present)


def day_words(catalog: Catalog) -> list[str]:
    """Return the booked days as text, earlier ones and later ones besides."""
    start, end = catalog.spec.first_day - dt.timedelta(days=WARM_UP_DAYS), LAST_DAY
    span = (end - start).days + 400
    return [(start + dt.timedelta(days=n)).isoformat() for n in range(span)]


def document_numbers(book: pd.DataFrame, catalog: Catalog) -> pd.Categorical:
    """Give documents numbers by day of booking: kind, date, running number."""
    day, kind = book["entered"].to_numpy(), book["kind"].to_numpy()
    group = (day * len(bk.KINDS) + kind) * (int(book["doc"].max()) + 1) + book["doc"].to_numpy()
    unique, code = np.unique(group, return_inverse=True)
    head = unique // (int(book["doc"].max()) + 1)
    first = np.searchsorted(head, head)
    number = np.arange(len(unique)) - first + 1
    stamps = [word.replace("-", "") for word in day_words(catalog)[WARM_UP_DAYS:]]
    words = [
        f"{bk.DOCUMENTS[h % len(bk.KINDS)]}{stamps[h // len(bk.KINDS)]}{n:04d}"
        for h, n in zip(head.tolist(), number.tolist(), strict=True)
    ]
    if "unnumbered" in book:
        code = np.where(book["unnumbered"].to_numpy(), -1, code)
    return coded(code, words)
