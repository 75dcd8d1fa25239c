"""Records: how the kernel lays out its integer arrays, and the bundles it passes around.

Arrays rather than objects, because numba compiles and runs them fastest; constants rather than
offsets, so that the walk reads like the rules it follows.
"""

# ruff: noqa: PLR0917 - compiled functions take their arguments by position

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar, cast

import numpy as np
import numpy.typing as npt
from numba import njit

from stockturn.ledger.kinds import COLUMNS

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

NEVER = -(2**31)  # a day before all days: no date, or goods of unknown age
UNKNOWN = 2**31

# Both places and cost pools own FIFO layers: the ends of their lists come first in their records.
HEAD, TAIL = range(2)

# A place: quantity, worth, and ROW + bucket = its row of the output; what the day and the spells
# so far hold, its dates, what is told about it at the end; from NOW on the columns of its month.
(QTY, WORTH, ROW, SINCE, SOLD, OUT_SINCE, SHORT_SINCE, LOWEST, LOWEST_WORTH, RETURN_DATE,
 FIRST_IN, LAST_IN, LAST_OUT, OPENED, UNCOSTED, UNCOSTED_DAY, MISSIGNED, MISSIGNED_DAY, PAIR,
 NOW) = range(2, 22)  # fmt: skip
PLACE_WIDTH = NOW + len(COLUMNS)

# A cost pool: quantity and value; unit costs as ratios of value to quantity: the last known, of
# the last issue, of the month, of the month's transfers; and whether any cost was ever seen.
(POOL_QTY, POOL_VALUE, LAST_VALUE, LAST_QTY, ISSUE_VALUE, ISSUE_QTY, MONTH_VALUE, MONTH_QTY,
 MOVE_VALUE, MOVE_QTY, KNOWN, POOL_WIDTH) = range(2, 14)  # fmt: skip

# A layer. Node 0 is the pool of free nodes: NEXT is the first free one, AMOUNT the highest used.
NEXT, PREV, DATE, AMOUNT, MONEY = range(5)

# A pair's summary: three dates, closing, and what its issues and receipts carried.
(PAIR_ITEM, PAIR_PLACE, PAIR_ROWS, PAIR_FIRST, PAIR_LAST, PAIR_ISSUED, PAIR_QTY, PAIR_WORTH,
 ISSUED, ISSUED_BARE, RECEIVED, RECEIVED_BARE, PAIR_WIDTH) = range(13)  # fmt: skip


def _fixed(*values: int) -> Any:
    # Numba compiles a function anew for each literal that it is called with, not for NumPy scalars.
    return np.array(values)


NOTHING, GONE, BEFORE = _fixed(0, -1, NEVER - 1)
BARE, OLDEST, SEPARATE, MERGED = _fixed(False, False, False, True)

# Lists written while walking: one row each of (list, item, place, day, three figures).
SALES, SPANS, LAYERS, BREAKS, COUNTS = _fixed(*range(5))
NOTE_WIDTH = 7

# Columns of the month that runs, as positions in a place's record.
OPENING, OPENING_VALUE, CLOSING, CLOSING_VALUE = range(NOW, NOW + 4)
OTHER_IN, OTHER_OUT, MOVED_IN, MOVED_OUT = _fixed(
    *(NOW + COLUMNS.index(f"{flow}_qty") for flow in ("other_in", "other_out")),
    *(NOW + COLUMNS.index(f"transfer_{way}_qty") for way in ("in", "out")),
)
REVALUATION = NOW + COLUMNS.index("revaluation_value")
DAYS = NOW + COLUMNS.index("qty_days")


Function = TypeVar("Function", bound=Callable[..., object])


def _options(*, counts_references: bool) -> Any:
    # Only compiled code calls the helpers: without wrappers they compile faster. Those that make no
    # arrays need not count references to them, which takes half the time of a walk.
    wrappers = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    return {"error_model": "numpy", "_nrt": counts_references, **wrappers}


def inner(function: Function) -> Function:
    """Mark a helper of the kernel."""
    return cast(Function, njit(**_options(counts_references=False))(function))


def making(function: Function) -> Function:
    """Mark a helper of the kernel that makes or slices arrays."""
    return cast(Function, njit(**_options(counts_references=True))(function))


class Events(NamedTuple):
    """Event columns, sorted: day counts from the ledger's first; NaN is a missing figure."""

    day: Ints
    place: Ints
    to: Ints
    kind: Ints
    qty: Floats
    value: Floats
    extra: Floats  # 期初: day of first receipt; 盘点: 账面数量; sales: 销售金额


class Time(NamedTuple):
    """Buckets (first and last day of each), and each day's bucket and calendar month."""

    buckets: Ints
    bucket_of: Ints
    month_of: Ints


class Rules(NamedTuple):
    """How to cost (method, one pool an item or one a place, own costs) and what to list."""

    costing: int
    pooled: bool
    daily: bool
    own_cost: Bools


class Units(NamedTuple):
    """An item's integer units, and the crumb that is still nothing."""

    qty: float
    money: float
    dust: int


class Books(NamedTuple):
    """All that an item's walk reads and writes."""

    places: Ints
    pools: Ints
    layers: Ints
    out: Floats  # columns × rows, in the user's units
    pairs: Floats
    notes: Floats  # row 0 counts the rows used


@inner
def note(
    books: Books, which: int, item: int, place: int, day: int, a: float, b: float, c: float
) -> None:
    """Append one row to a list."""
    notes = books.notes
    top = int(notes[0, 0]) + 1
    notes[0, 0] = top
    notes[top, 0], notes[top, 1], notes[top, 2], notes[top, 3] = which, item, place, day
    notes[top, 4], notes[top, 5], notes[top, 6] = a, b, c


@inner
def whole(figure: float, unit: float) -> int:
    """Turn a figure of the file into the item's integer units, 0 where it is missing."""
    return 0 if np.isnan(figure) else int(np.rint(figure * unit))
