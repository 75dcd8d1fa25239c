"""The kernel: one walk over an item's events, all its places together.

Events come sorted by item, day and order in the day. Quantities and money are integers inside
(a decimal scale for each item, money in 10⁻⁴ yuan unless an item is too large for that), so sums
do not depend on how items are spread over batches, threads or machines.
"""

# ruff: noqa: PLR0917 - compiled functions take their arguments by position

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
from numba import njit

from stockturn.ledger import records as at
from stockturn.ledger.costs import MONTHLY, RECORDED
from stockturn.ledger.days import end_day, end_shortage
from stockturn.ledger.events import SALE, SALE_RETURN, TRANSFER, apply
from stockturn.ledger.kinds import BREAKS as BREAK_NAMES
from stockturn.ledger.kinds import COLUMNS, SIGN
from stockturn.ledger.months import PURCHASE_RETURN, open_month
from stockturn.ledger.records import (
    Books,
    Events,
    Floats,
    Ints,
    Rules,
    Time,
    Units,
    inner,
    making,
    note,
)

SIGN_MISMATCH, COST_MISSING, PRECISION = (
    float(BREAK_NAMES.index(name)) for name in ("sign_mismatch", "cost_missing", "precision")
)
FEW = float(2**56)  # sums stay below: a month of days of them still fits an int64
POWERS = np.array([float(f"1e{power}") for power in range(-18, 10)])
ONE = 18  # position of 10⁰


@making
def scales(qty: Floats, value: Floats, extra: Floats, kind: Ints) -> tuple[Units, bool]:
    """Choose an item's units: the coarsest decimal that holds its quantities, 10⁻⁴ for money.

    Returns also whether the quantities are too large for their decimals and will be rounded.
    """
    total, money, dearest = 0.0, 0.0, 0.0
    power, exact, coarse = ONE, True, False
    for i in range(len(qty)):
        q = 0.0 if np.isnan(qty[i]) else abs(qty[i])
        v = 0.0 if np.isnan(value[i]) else abs(value[i])
        total += q
        money += v
        if (kind[i] == SALE or kind[i] == SALE_RETURN) and not np.isnan(extra[i]):
            money += abs(extra[i])
        if q > 0.0:
            dearest = max(dearest, v / q)
        while (
            exact
            and abs(q * POWERS[power] - np.rint(q * POWERS[power])) > 1e-15 * q * POWERS[power]
        ):
            exact = power + 1 < len(POWERS)
            power += 1 if exact else 0
    while power > 0 and total * POWERS[power] > FEW:
        power, coarse = power - 1, True
    money += dearest * total
    cents = ONE + 4
    while cents > 0 and money * POWERS[cents] > FEW:
        cents -= 1
    # Thirds and the like leave crumbs of 10⁻⁹ a line: they are neither stock nor shortage.
    dust = 0 if exact and not coarse else len(qty)
    return Units(POWERS[power], POWERS[cents], dust), coarse


@making
def layout(item: Ints, ev: Events, n_places: int, time: Time) -> tuple[int, int, int]:
    """Count the rows and pairs that a batch will fill, and its longest item."""
    seen = np.full(n_places, -1, np.int64)
    rows, pairs, longest, run = 0, 0, 0, 0
    for i in range(len(item)):
        run = run + 1 if i > 0 and item[i] == item[i - 1] else 1
        longest = max(longest, run)
        for p in (ev.place[i], ev.to[i] if ev.kind[i] == TRANSFER else ev.place[i]):
            if seen[p] != item[i]:
                seen[p] = item[i]
                pairs += 1
                rows += len(time.buckets) - time.bucket_of[ev.day[i]]
    return rows, pairs, longest


@making
def start_item(
    i: int, j: int, ev: Events, time: Time, pair: int, row: int, books: Books
) -> tuple[Ints, int]:
    """Reset the records of the places an item uses; return them sorted, and the next free row."""
    places, pools, n = books.places, books.pools, 0
    used = np.empty(len(places), np.int64)
    for e in range(i, j):
        for p in (ev.place[e], ev.to[e] if ev.kind[e] == TRANSFER else ev.place[e]):
            if places[p, at.ROW] == at.NEVER:
                places[p, at.ROW] = time.bucket_of[ev.day[e]]
                slot = n
                while slot > 0 and used[slot - 1] > p:  # few places an item: insertion keeps order
                    used[slot] = used[slot - 1]
                    slot -= 1
                used[slot] = p
                n += 1
    used = used[:n]
    books.layers[0, at.NEXT] = books.layers[0, at.AMOUNT] = 0
    pools[0, :] = 0
    for p in used:
        first = places[p, at.ROW]
        places[p, :] = 0
        pools[p, :] = 0
        places[p, at.ROW] = row - first
        row += len(time.buckets) - first
        places[p, at.SINCE] = places[p, at.OUT_SINCE] = places[p, at.SHORT_SINCE] = places[
            p, at.OPENED
        ] = -1
        places[p, at.FIRST_IN] = places[p, at.LAST_IN] = places[p, at.LAST_OUT] = at.NEVER
        places[p, at.RETURN_DATE] = at.UNKNOWN
        places[p, at.PAIR] = pair
        pair += 1
    return used, row


@inner
def finish_place(item: int, p: int, daily: bool, time: Time, units: Units, books: Books) -> None:
    """Write a place's layers, open spells, breaks and closing figures."""
    places, pairs, layers = books.places, books.pairs, books.layers
    if daily and places[p, at.OUT_SINCE] >= 0:
        note(books, at.SPANS, item, p, places[p, at.OUT_SINCE], -1.0, 0.0, 0.0)
    if places[p, at.SHORT_SINCE] >= 0:
        end_shortage(item, p, units, books)
    if places[p, at.UNCOSTED] > 0:
        missing = places[p, at.UNCOSTED] / units.qty
        note(books, at.BREAKS, item, p, places[p, at.UNCOSTED_DAY], COST_MISSING, missing, 0.0)
    if places[p, at.MISSIGNED] > 0:
        lines = float(places[p, at.MISSIGNED])
        note(books, at.BREAKS, item, p, places[p, at.MISSIGNED_DAY], SIGN_MISMATCH, lines, 0.0)
    node = places[p, at.HEAD]
    while node > 0:
        note(
            books,
            at.LAYERS,
            item,
            p,
            layers[node, at.DATE],
            layers[node, at.AMOUNT] / units.qty,
            0.0,
            0.0,
        )
        node = layers[node, at.NEXT]
    pair = places[p, at.PAIR]
    pairs[pair, at.PAIR_ITEM], pairs[pair, at.PAIR_PLACE] = item, p
    pairs[pair, at.PAIR_ROWS] = len(time.buckets) - time.bucket_of[places[p, at.SINCE]]
    pairs[pair, at.PAIR_FIRST], pairs[pair, at.PAIR_LAST] = (
        places[p, at.FIRST_IN],
        places[p, at.LAST_IN],
    )
    pairs[pair, at.PAIR_ISSUED], pairs[pair, at.PAIR_QTY] = (
        places[p, at.LAST_OUT],
        places[p, at.QTY] / units.qty,
    )
    pairs[pair, at.PAIR_WORTH] = places[p, at.WORTH] / units.money
    places[p, at.ROW] = at.NEVER


@making
def walk(
    item: Ints, ev: Events, n_places: int, time: Time, rules: Rules
) -> tuple[Floats, Floats, Floats]:
    """Replay a batch of whole items; return monthly columns, pairs and notes."""
    n_rows, n_all, longest = layout(item, ev, n_places, time)
    books = Books(
        np.zeros((n_places, at.PLACE_WIDTH), np.int64),
        np.zeros((n_places, at.POOL_WIDTH), np.int64),
        np.empty((4 * longest + 8, 5), np.int64),
        np.empty((len(COLUMNS), n_rows)),
        np.zeros((n_all, at.PAIR_WIDTH)),
        # An event opens at most two spells of each sort, leaves two layers, notes three things.
        np.empty((10 * len(item) + 5 * n_all + 1, at.NOTE_WIDTH)),
    )
    books.places[:, at.ROW] = at.NEVER
    books.notes[0, 0] = 0.0
    pair, row, i = at.NOTHING, at.NOTHING, at.NOTHING
    while i < len(item):
        j = i + 1
        while j < len(item) and item[j] == item[i]:
            j += 1
        code, now = item[i], ev.day[i]
        units, coarse = scales(ev.qty[i:j], ev.value[i:j], ev.extra[i:j], ev.kind[i:j])
        used, row = start_item(i, j, ev, time, pair, row, books)
        if coarse:
            note(books, at.BREAKS, code, ev.place[i], now, PRECISION, 0.0, 0.0)
        for e in range(i, j):
            if ev.day[e] != now:
                end_day(code, used, now, ev.day[e], rules, units, time, books)
            if rules.costing == MONTHLY and (
                e == i or time.month_of[ev.day[e]] != time.month_of[now]
            ):
                open_month(e, j, used, ev, time, rules, units, books)
            now = ev.day[e]
            apply(code, e, j, ev, rules, units, books)
        end_day(code, used, now, time.buckets[-1, 1] + 1, rules, units, time, books)
        for p in used:
            finish_place(code, p, rules.daily, time, units, books)
        pair += len(used)
        i = j
    return books.out, books.pairs, books.notes[1 : int(books.notes[0, 0]) + 1].copy()


def rules(costing: int, *, pooled: bool, daily: bool) -> Rules:
    """Say which kinds bring their own cost: all where recorded, else what comes from outside."""
    own = np.full(len(SIGN), costing == RECORDED) | (SIGN > 0)
    own[SALE_RETURN] = costing == RECORDED
    own[PURCHASE_RETURN] = True
    return Rules(costing, pooled, daily, own)


# All that is compiled into ``run``. Numba's cache watches the file of the function it caches, and
# no other: the stamp makes an edit of any of these compile anew.
SOURCES = ("costs", "days", "events", "facts", "kernel", "kinds", "layers", "months", "records")


def _source_stamp() -> str:
    files = (Path(__file__).with_name(f"{name}.py") for name in SOURCES)
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def _compiled(stamp: str) -> Any:
    @njit(cache=True, nogil=True)
    def run(item, ev, n_places, time, rules):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        _ = stamp
        return walk(item, ev, n_places, time, rules)

    return run


run = _compiled(_source_stamp())
