"""Frames: the kernel's arrays as the frames of ``Facts``."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from stockturn.ledger.kinds import BREAKS, COLUMNS
from stockturn.ledger.reading import Ledger

NEVER = -(2**31)


@dataclass(frozen=True)
class Books:
    """What the kernel wrote, batch by batch, in item order."""

    out: list[np.ndarray]  # columns × rows
    pairs: list[np.ndarray]
    sales: list[np.ndarray]
    spans: list[np.ndarray]
    layers: list[np.ndarray]
    breaks: list[np.ndarray]
    counts: list[np.ndarray]

    def share(self, part: int) -> float | None:
        """Return the pairs' column ``part`` over the column before it, None where that is nothing."""
        some, whole = (
            math.fsum(np.concatenate([p[:, c] for p in self.pairs])) for c in (part, part - 1)
        )
        return some / whole if whole else None


def calendar(buckets: pd.DataFrame, start: dt.date) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return buckets as day offsets, each day's calendar month, and each day's bucket."""
    first, days = pd.Timestamp(start), buckets["days"].to_numpy()
    spans = np.column_stack([(buckets[c] - first).dt.days for c in ("start", "end")])
    months = (buckets["start"].dt.year * 12 + buckets["start"].dt.month).to_numpy()
    return (
        np.ascontiguousarray(spans, dtype=np.int64),
        np.repeat(months, days).astype(np.int32),
        np.repeat(np.arange(len(buckets)), days).astype(np.int32),
    )


def monthly(books: Books, ledger: Ledger, n_buckets: int) -> pd.DataFrame:
    """Build the monthly frame; each batch is let go as it is copied."""
    pairs = np.concatenate(books.pairs)
    lengths = pairs[:, 2].astype(np.int64)
    block = np.empty((len(COLUMNS), lengths.sum()))
    at = 0
    while books.out:
        part = books.out.pop(0).view(np.float64)
        block[:, at : at + part.shape[1]] = part
        at += part.shape[1]
    frame = pd.DataFrame(block.T, columns=list(COLUMNS), copy=False)
    # A pair's rows run to the last bucket.
    before_end = np.repeat(np.cumsum(lengths), lengths) - np.arange(at)
    frame.insert(0, "bucket", (n_buckets - before_end).astype(np.int32))
    for position, (name, codes) in enumerate(
        (("item", ledger.items), ("warehouse", ledger.places))
    ):
        frame.insert(position, name, _names(codes, np.repeat(pairs[:, position], lengths)))
    return frame


def places(books: Books, ledger: Ledger) -> pd.DataFrame:
    """Build the frame of pairs."""
    pairs = np.concatenate(books.pairs)
    return pd.DataFrame(
        {
            **_keys(ledger, pairs),
            "first_receipt": _dates(ledger, pairs[:, 3]),
            "last_receipt": _dates(ledger, pairs[:, 4]),
            "last_issue": _dates(ledger, pairs[:, 5]),
            "closing_qty": pairs[:, 6],
            "closing_value": pairs[:, 7],
        }
    )


def layers(books: Books, ledger: Ledger) -> pd.DataFrame:
    """Build the frame of remaining layers, oldest first in each pair."""
    rows = np.concatenate(books.layers)
    return pd.DataFrame(
        {**_keys(ledger, rows), "receipt_date": _dates(ledger, rows[:, 2]), "qty": rows[:, 3]}
    )


def counts(books: Books, ledger: Ledger) -> pd.DataFrame:
    """Build the frame of stock counts."""
    rows = np.concatenate(books.counts)
    return pd.DataFrame(
        {
            **_keys(ledger, rows),
            "date": _dates(ledger, rows[:, 2]),
            "counted_qty": rows[:, 3],
            "book_qty": rows[:, 4],
            "unit_cost": rows[:, 5],
        }
    )


def breaks(books: Books, ledger: Ledger) -> pd.DataFrame:
    """Build the list of integrity breaks."""
    rows = np.concatenate(books.breaks)
    kinds = np.array(BREAKS, dtype=object)[rows[:, 3].astype(np.int64)]
    found = pd.DataFrame(
        {
            "kind": pd.Series(kinds, dtype="str"),
            **_keys(ledger, rows),
            "date": _dates(ledger, rows[:, 2]),
            "qty": rows[:, 4],
            "value": rows[:, 5],
        }
    )
    if len(ledger.untargeted):
        lost = ledger.untargeted.assign(kind="transfer_without_target", value=0.0)
        found = pd.concat([found, lost.astype({"date": "datetime64[us]"})[list(found.columns)]])
    return found.reset_index(drop=True)


def daily(books: Books, ledger: Ledger) -> pd.DataFrame:
    """Build the frame of days with net sales or without stock."""
    spans, sales = np.concatenate(books.spans), np.concatenate(books.sales)
    last = np.where(spans[:, 3] < 0, (ledger.end - ledger.start).days, spans[:, 3])
    lengths = (last - spans[:, 2] + 1).astype(np.int64)
    offsets = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    out = np.column_stack([np.repeat(spans[:, :3], lengths, axis=0), np.zeros(len(offsets))])
    out[:, 2] += offsets
    # One key a pair and day; both lists hold each key once at most.
    width = (ledger.end - ledger.start).days + 1
    keys = [
        (rows[:, 0] * len(ledger.places) + rows[:, 1]) * width + rows[:, 2] for rows in (out, sales)
    ]
    days = np.unique(np.concatenate(keys).astype(np.int64))
    sold, empty = np.zeros(len(days)), np.zeros(len(days), dtype=bool)
    sold[np.searchsorted(days, keys[1])] = sales[:, 3]
    empty[np.searchsorted(days, keys[0])] = True
    pair, day = np.divmod(days, width)
    rows = np.column_stack(np.divmod(pair, len(ledger.places)))
    return pd.DataFrame(
        {**_keys(ledger, rows), "date": _dates(ledger, day), "sales_qty": sold, "stockout": empty}
    )


def _names(codes: pa.Array, positions: np.ndarray) -> pd.Series:
    coded = pa.DictionaryArray.from_arrays(positions.astype(np.int32), codes)
    return pd.Series(coded.cast(pa.string()).to_pandas(), dtype="str")


def _keys(ledger: Ledger, rows: np.ndarray) -> dict[str, Any]:
    return {
        "item": _names(ledger.items, rows[:, 0]),
        "warehouse": _names(ledger.places, rows[:, 1]),
    }


def _dates(ledger: Ledger, days: np.ndarray) -> pd.Series:
    dates = np.datetime64(ledger.start, "D") + days.astype(np.int64).astype("timedelta64[D]")
    dates[days == NEVER] = np.datetime64("NaT")
    return pd.Series(dates.astype("datetime64[us]"))
