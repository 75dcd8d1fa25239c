"""Frames: the kernel's arrays as the frames of ``Facts``."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from stockturn.ledger.kinds import BREAKS, COLUMNS
from stockturn.ledger.reading import Ledger

Figures = npt.NDArray[Any]
NEVER = -(2**31)
# Columns of a pair's record and of a note's (records.py, which is not read here: importing numba
# takes a second, and frames are also made where nothing is replayed).
ITEM, PLACE, ROWS, FIRST_IN, LAST_IN, LAST_OUT, QTY, WORTH, ISSUED, BARE, RECEIVED, BARE_IN = range(
    12
)
SALES, SPANS, LAYERS, NOTED, COUNTS = range(5)


@dataclass(frozen=True)
class Walked:
    """What the kernel wrote: monthly columns by batch, and all pairs and notes, in item order."""

    ledger: Ledger
    columns: list[Figures]
    pairs: Figures
    notes: Figures

    def rows(self, which: int) -> Figures:
        """Return the notes of one list: item, place, day, three figures."""
        chosen: Figures = self.notes[self.notes[:, 0] == which, 1:]
        return chosen

    def share(self, part: int, whole: int) -> float | None:
        """Return one sum over the pairs divided by another, None where that is nothing."""
        total = math.fsum(self.pairs[:, whole])
        return math.fsum(self.pairs[:, part]) / total if total else None

    def keys(self, rows: Figures) -> dict[str, Any]:
        """Return the item and warehouse codes that stand in the first two columns."""
        codes = {"item": self.ledger.items, "warehouse": self.ledger.places}
        return {name: names(codes[name], rows[:, c]) for c, name in enumerate(codes)}

    def dates(self, days: Figures) -> pd.Series:
        """Turn day counts into dates, ``NEVER`` into NaT."""
        dates = np.datetime64(self.ledger.start, "D") + days.astype(np.int64).astype("m8[D]")
        dates[days == NEVER] = np.datetime64("NaT")
        return pd.Series(dates.astype("datetime64[us]"))


def names(codes: pa.Array, positions: Figures) -> pd.Series:
    """Look codes up by position."""
    coded = pa.DictionaryArray.from_arrays(positions.astype(np.int32), codes)
    return pd.Series(coded.cast(pa.string()).to_pandas(), dtype="str")


def calendar(buckets: pd.DataFrame, start: dt.date) -> tuple[Figures, Figures, Figures]:
    """Return buckets as day counts, each day's bucket, and each day's calendar month."""
    first, days = pd.Timestamp(start), buckets["days"].to_numpy()
    spans = np.column_stack([(buckets[c] - first).dt.days for c in ("start", "end")])
    months = (buckets["start"].dt.year * 12 + buckets["start"].dt.month).to_numpy()
    return (
        np.ascontiguousarray(spans, dtype=np.int64),
        np.repeat(np.arange(len(buckets)), days),
        np.repeat(months, days).astype(np.int64),
    )


def monthly(walked: Walked, n_buckets: int) -> pd.DataFrame:
    """Build the monthly frame; each batch is let go as it is copied."""
    lengths = walked.pairs[:, ROWS].astype(np.int64)
    block, at = np.empty((len(COLUMNS), lengths.sum())), 0
    while walked.columns:
        part = walked.columns.pop(0)
        block[:, at : at + part.shape[1]] = part
        at += part.shape[1]
    frame = pd.DataFrame(block.T, columns=list(COLUMNS), copy=False)
    # A pair's rows run to the last bucket.
    before_end = np.repeat(np.cumsum(lengths), lengths) - np.arange(at)
    frame.insert(0, "bucket", (n_buckets - before_end).astype(np.int32))
    ledger = walked.ledger
    for position, (name, codes) in enumerate(
        (("item", ledger.items), ("warehouse", ledger.places))
    ):
        frame.insert(position, name, names(codes, np.repeat(walked.pairs[:, position], lengths)))
    return frame


def places(walked: Walked) -> pd.DataFrame:
    """Build the frame of pairs."""
    pairs = walked.pairs
    return pd.DataFrame(
        {
            **walked.keys(pairs),
            "first_receipt": walked.dates(pairs[:, FIRST_IN]),
            "last_receipt": walked.dates(pairs[:, LAST_IN]),
            "last_issue": walked.dates(pairs[:, LAST_OUT]),
            "closing_qty": pairs[:, QTY],
            "closing_value": pairs[:, WORTH],
        }
    )


def layers(walked: Walked) -> pd.DataFrame:
    """Build the frame of remaining layers, oldest first in each pair."""
    rows = walked.rows(LAYERS)
    return pd.DataFrame(
        {**walked.keys(rows), "receipt_date": walked.dates(rows[:, 2]), "qty": rows[:, 3]}
    )


def counts(walked: Walked) -> pd.DataFrame:
    """Build the frame of stock counts."""
    rows = walked.rows(COUNTS)
    figures = zip(("counted_qty", "book_qty", "unit_cost"), rows[:, 3:6].T, strict=True)
    return pd.DataFrame({**walked.keys(rows), "date": walked.dates(rows[:, 2]), **dict(figures)})


def breaks(walked: Walked) -> pd.DataFrame:
    """Build the list of integrity breaks."""
    rows = walked.rows(NOTED)
    kinds = np.array(BREAKS, dtype=object)[rows[:, 3].astype(np.int64)]
    found = pd.DataFrame(
        {
            "kind": pd.Series(kinds, dtype="str"),
            **walked.keys(rows),
            "date": walked.dates(rows[:, 2]),
            "qty": rows[:, 4],
            "value": rows[:, 5],
        }
    )
    lost = walked.ledger.untargeted
    if len(lost):
        lost = lost.assign(kind="transfer_without_target", value=0.0)
        lost = lost.astype({"date": "datetime64[us]"})[list(found.columns)]
        found = pd.concat([found, lost], ignore_index=True)
    return found


def days_without_stock(walked: Walked) -> Figures:
    """Return the length of each spell without stock; one without an end lasts to the last day."""
    spans, end = walked.rows(SPANS), (walked.ledger.end - walked.ledger.start).days
    days: Figures = np.where(spans[:, 3] < 0, end, spans[:, 3]) - spans[:, 2] + 1
    return days.astype(np.int64)


def daily(walked: Walked) -> pd.DataFrame:
    """Build the frame of days with net sales or without stock."""
    ledger, lengths = walked.ledger, days_without_stock(walked)
    sales, spans = walked.rows(SALES), walked.rows(SPANS)
    width, n_places = (ledger.end - ledger.start).days + 1, len(ledger.places)
    into = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)

    def key(rows: Figures) -> Figures:
        codes = rows[:, :3].astype(np.int64)
        number: Figures = (codes[:, 0] * n_places + codes[:, 1]) * width + codes[:, 2]
        return number

    # One number a pair and day; each list holds each number once at most.
    sold, empty = key(sales), np.repeat(key(spans), lengths) + into
    every = np.unique(np.concatenate([sold, empty]))
    qty, stockout = np.zeros(len(every)), np.zeros(len(every), dtype=bool)
    qty[np.searchsorted(every, sold)] = sales[:, 3]
    stockout[np.searchsorted(every, empty)] = True
    pair, day = np.divmod(every, width)
    keys = walked.keys(np.column_stack(np.divmod(pair, n_places)))
    return pd.DataFrame({**keys, "date": walked.dates(day), "sales_qty": qty, "stockout": stockout})
