"""Closing the days: what each place held, was worth and lacked between two events."""

# ruff: noqa: PLR0917 - compiled functions take their arguments by position

from __future__ import annotations

from stockturn.ledger.costs import last_price
from stockturn.ledger.kinds import BREAKS as BREAK_NAMES
from stockturn.ledger.kinds import COLUMNS
from stockturn.ledger.layers import share
from stockturn.ledger.records import (
    BREAKS,
    CLOSING,
    CLOSING_VALUE,
    FIRST_DAYS,
    LOWEST,
    LOWEST_WORTH,
    MONTH_QTY,
    MONTH_VALUE,
    NOTHING,
    OPENING_VALUE,
    OUT_SINCE,
    POOL_QTY,
    POOL_VALUE,
    QTY,
    REVALUATION,
    ROW,
    SALES,
    SHORT_SINCE,
    SINCE,
    SOLD,
    SPANS,
    WORTH,
    Books,
    Ints,
    Time,
    Units,
    inner,
    note,
)

NEGATIVE_BALANCE = float(BREAK_NAMES.index("negative_balance"))
V_PURCHASE, V_PURCHASE_RETURN, V_SALES, V_SALES_RETURN = (
    COLUMNS.index(name)
    for name in ("purchase_value", "purchase_return_value", "sales_cost", "sales_return_cost")
)
V_OTHER_IN, V_OTHER_OUT, V_MOVED_IN, V_MOVED_OUT = (
    COLUMNS.index(f"{name}_value")
    for name in ("other_in", "other_out", "transfer_in", "transfer_out")
)


@inner
def end_day(
    item: int,
    used: Ints,
    now: int,
    until: int,
    pooled: bool,
    units: Units,
    time: Time,
    books: Books,
) -> None:
    """Value the places, note what today ended or began, carry all to before ``until``."""
    value_places(used, pooled, books)
    for p in used:
        if books.places[p, SINCE] >= 0:
            mark(item, p, now, units, books)
            carry(p, now, until, units.dust, time, books)


@inner
def value_places(used: Ints, pooled: bool, books: Books) -> None:
    """Say what each place's stock is worth now.

    In a company pool the places share its value by quantity, to the last unit; a place below
    zero is worth its debt at the last known cost, and the others share the rest.
    """
    places, pools = books.places, books.pools
    held = 0
    for p in used:
        o = 0 if pooled else p
        held += max(0, places[p, QTY])
        if pools[o, MONTH_QTY] > 0:
            places[p, WORTH] = share(pools[o, MONTH_VALUE], places[p, QTY], pools[o, MONTH_QTY])
        elif not pooled:
            places[p, WORTH] = pools[p, POOL_VALUE]
    if not pooled or pools[0, MONTH_QTY] > 0:
        return
    rest, whole = pools[0, POOL_VALUE], pools[0, POOL_QTY]
    if held > 0:
        whole = held
        for p in used:
            if places[p, QTY] <= 0:
                places[p, WORTH] = last_price(pools, NOTHING, places[p, QTY])
                rest -= places[p, WORTH]
        if rest < 0:  # debts exceed the stock's value: the stock is worth nothing
            pools[0, POOL_VALUE] -= rest
            rest = 0
    seen, given = 0, 0
    for p in used:
        if places[p, QTY] > 0 or held == 0:
            seen += places[p, QTY]
            upto = share(rest, seen, whole) if whole != 0 else 0
            places[p, WORTH] = upto - given
            given = upto


@inner
def mark(item: int, p: int, now: int, units: Units, books: Books) -> None:
    """Note sales of the day, and where a spell without stock or below zero begins or ends."""
    places = books.places
    if places[p, SOLD] != 0:
        note(books, SALES, item, p, now, places[p, SOLD] / units.qty, 0.0, 0.0)
        places[p, SOLD] = 0
    if places[p, QTY] <= units.dust:
        if places[p, OUT_SINCE] < 0:
            places[p, OUT_SINCE] = now
    elif places[p, OUT_SINCE] >= 0:
        note(books, SPANS, item, p, places[p, OUT_SINCE], float(now - 1), 0.0, 0.0)
        places[p, OUT_SINCE] = -1
    if places[p, QTY] < -units.dust:
        if places[p, SHORT_SINCE] < 0:
            places[p, SHORT_SINCE], places[p, LOWEST] = now, 0
        if places[p, QTY] < places[p, LOWEST]:
            places[p, LOWEST], places[p, LOWEST_WORTH] = places[p, QTY], places[p, WORTH]
    elif places[p, SHORT_SINCE] >= 0:
        end_shortage(item, p, units, books)


@inner
def end_shortage(item: int, p: int, units: Units, books: Books) -> None:
    """Write down one spell below zero."""
    places = books.places
    lowest, worth = places[p, LOWEST] / units.qty, places[p, LOWEST_WORTH] / units.money
    note(books, BREAKS, item, p, places[p, SHORT_SINCE], NEGATIVE_BALANCE, lowest, worth)
    places[p, SHORT_SINCE] = -1


@inner
def carry(p: int, now: int, until: int, dust: int, time: Time, books: Books) -> None:
    """Carry a place unchanged from day ``now`` to before ``until``; close buckets on the way."""
    places, out = books.places, books.out
    qty, worth = places[p, QTY], places[p, WORTH]
    day, b = now, time.bucket_of[now]
    while day < until:
        last = min(time.buckets[b, 1], until - 1)
        n, r = last - day + 1, places[p, ROW] + b
        out[FIRST_DAYS, r] += qty * n
        out[FIRST_DAYS + 1, r] += worth * n
        out[FIRST_DAYS + 2, r] += worth * n if qty > 0 else 0
        out[FIRST_DAYS + 3, r] += n
        out[FIRST_DAYS + 4, r] += n if qty <= dust else 0
        out[FIRST_DAYS + 5, r] += n if qty < -dust else 0
        if last == time.buckets[b, 1]:
            came = out[V_PURCHASE, r] + out[V_SALES_RETURN, r] + out[V_OTHER_IN, r]
            went = out[V_PURCHASE_RETURN, r] + out[V_SALES, r] + out[V_OTHER_OUT, r]
            moved = out[V_MOVED_IN, r] - out[V_MOVED_OUT, r]
            # Whatever moved the value without goods is a revaluation: the row balances.
            out[REVALUATION, r] = worth - out[OPENING_VALUE, r] - came + went - moved
            out[CLOSING, r], out[CLOSING_VALUE, r] = qty, worth
            if b + 1 < len(time.buckets):
                out[0, r + 1], out[OPENING_VALUE, r + 1] = qty, worth
        day, b = last + 1, b + 1
