"""Numbers become the words of an export: days, codes, document numbers."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from stockturn.samples.catalog import WARM_UP_DAYS, Bools, Catalog, Ints, invented

AnyInts = npt.NDArray[np.integer[Any]]


def coded(codes: AnyInts, words: list[str]) -> pd.Categorical:
    """Return text by number; -1 is empty."""
    return pd.Categorical.from_codes(codes, pd.Index(words, dtype="str"))


def optional(values: AnyInts, present: Bools) -> pd.api.extensions.ExtensionArray:
    """Return whole numbers, empty where not present."""
    return pd.arrays.IntegerArray(values.astype(np.int64), ~present)


class Words:
    """The words of one company; days count from the first simulated day."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        start = catalog.spec.first_day - dt.timedelta(days=WARM_UP_DAYS)
        span = range(catalog.days + 400)
        self.days = [(start + dt.timedelta(days=n)).isoformat() for n in span]
        self.stamps = [day.replace("-", "") for day in self.days]
        every = invented("customers")
        self.customers = [every[n] for n in catalog.spec.chance("names").permutation(len(every))]

    def day(self, days: AnyInts) -> pd.Categorical:
        """Name days; -1 is empty."""
        return coded(days, self.days)

    def item(self, items: AnyInts) -> pd.Categorical:
        """Name items by their codes."""
        return coded(items, self.catalog.code)

    def place(self, places: AnyInts) -> pd.Categorical:
        """Name warehouses; -1 is empty."""
        return coded(places, self.catalog.warehouses)

    def customer(self, customers: AnyInts) -> pd.Categorical:
        """Name customers."""
        return coded(customers, self.customers)

    def documents(self, prefix: list[str], kind: Ints, day: Ints, group: Ints) -> pd.Categorical:
        """Give documents numbers: prefix of the kind, day, running number in the day."""
        width = int(group.max(initial=0)) + 1
        unique, code = np.unique((day * len(prefix) + kind) * width + group, return_inverse=True)
        head = unique // width
        number = np.arange(len(unique)) - np.searchsorted(head, head) + 1
        words = [
            f"{prefix[h % len(prefix)]}{self.stamps[h // len(prefix)]}{n:04d}"
            for h, n in zip(head.tolist(), number.tolist(), strict=True)
        ]
        return coded(code, words)
