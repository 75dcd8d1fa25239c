"""Closing the days: what each place held, was worth and lacked between two events."""

# ruff: noqa: PLR0917 - compiled functions take their arguments by position

from __future__ import annotations

import numpy as np

from stockturn.ledger import records as at
from stockturn.ledger.costs import last_price
from stockturn.ledger.kinds import BREAKS as BREAK_NAMES
from stockturn.ledger.kinds import COLUMNS
from stockturn.ledger.layers import share
from stockturn.ledger.records import Books, Ints, Rules, Time, Units, inner, note

NEGATIVE_BALANCE = float(BREAK_NAMES.index("negative_balance"))
IS_QTY = np.array([c.endswith("_qty") or c == "qty_days" for c in COLUMNS])
IS_COUNT = np.array([c in {"held_days", "stockout_days", "negative_days"} for c in COLUMNS])
# Values of flows: +1 where they raise the stock's value, -1 where they lower it.
RAISES = np.zeros(len(COLUMNS), np.int64)
for _name in ("purchase_value", "sales_return_cost", "other_in_value", "transfer_in_value"):
    RAISES[COLUMNS.index(_name)] = 1
for _name in ("purchase_return_value", "sales_cost", "other_out_value", "transfer_out_value"):
    RAISES[COLUMNS.index(_name)] = -1


@inner
def end_day(
    item: int,
    used: Ints,
    now: int,
    until: int,
    rules: Rules,
    units: Units,
    time: Time,
    books: Books,
) -> None:
    """Value the places, note what today ended or began, carry all to before ``until``."""
    value_places(used, rules.pooled, books)
    for p in used:
        if books.places[p, at.SINCE] >= 0:
            mark(item, p, now, rules.daily, units, books)
            carry(p, now, until, units, time, books)


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
        held += max(0, places[p, at.QTY])
        if pools[o, at.MONTH_QTY] > 0:
            places[p, at.WORTH] = share(
                pools[o, at.MONTH_VALUE], places[p, at.QTY], pools[o, at.MONTH_QTY]
            )
        elif not pooled:
            places[p, at.WORTH] = pools[p, at.POOL_VALUE]
    if not pooled or pools[0, at.MONTH_QTY] > 0:
        return
    rest, whole = pools[0, at.POOL_VALUE], pools[0, at.POOL_QTY]
    if held > 0:
        whole = held
        for p in used:
            if places[p, at.QTY] <= 0:
                places[p, at.WORTH] = last_price(pools, at.NOTHING, places[p, at.QTY])
                rest -= places[p, at.WORTH]
        if rest < 0:  # debts exceed the stock's value: the stock is worth nothing
            pools[0, at.POOL_VALUE] -= rest
            rest = 0
    seen, given = 0, 0
    for p in used:
        if places[p, at.QTY] > 0 or held == 0:
            seen += places[p, at.QTY]
            upto = share(rest, seen, whole) if whole != 0 else 0
            places[p, at.WORTH] = upto - given
            given = upto


@inner
def mark(item: int, p: int, now: int, daily: bool, units: Units, books: Books) -> None:
    """Note sales of the day, and where a spell without stock or below zero begins or ends."""
    places = books.places
    if places[p, at.SOLD] != 0:
        if daily:
            note(books, at.SALES, item, p, now, places[p, at.SOLD] / units.qty, 0.0, 0.0)
        places[p, at.SOLD] = 0
    if places[p, at.QTY] <= units.dust:
        if places[p, at.OUT_SINCE] < 0:
            places[p, at.OUT_SINCE] = now
    elif places[p, at.OUT_SINCE] >= 0:
        if daily:
            note(books, at.SPANS, item, p, places[p, at.OUT_SINCE], float(now - 1), 0.0, 0.0)
        places[p, at.OUT_SINCE] = -1
    if places[p, at.QTY] < -units.dust:
        if places[p, at.SHORT_SINCE] < 0:
            places[p, at.SHORT_SINCE], places[p, at.LOWEST] = now, 0
        if places[p, at.QTY] < places[p, at.LOWEST]:
            places[p, at.LOWEST], places[p, at.LOWEST_WORTH] = (
                places[p, at.QTY],
                places[p, at.WORTH],
            )
    elif places[p, at.SHORT_SINCE] >= 0:
        end_shortage(item, p, units, books)


@inner
def end_shortage(item: int, p: int, units: Units, books: Books) -> None:
    """Write down one spell below zero."""
    places = books.places
    lowest, worth = places[p, at.LOWEST] / units.qty, places[p, at.LOWEST_WORTH] / units.money
    note(books, at.BREAKS, item, p, places[p, at.SHORT_SINCE], NEGATIVE_BALANCE, lowest, worth)
    places[p, at.SHORT_SINCE] = -1


@inner
def carry(p: int, now: int, until: int, units: Units, time: Time, books: Books) -> None:
    """Carry a place unchanged from day ``now`` to before ``until``; close buckets on the way."""
    places = books.places
    qty, worth = places[p, at.QTY], places[p, at.WORTH]
    day, b = now, time.bucket_of[now]
    while day < until:
        last = min(time.buckets[b, 1], until - 1)
        n = last - day + 1
        places[p, at.DAYS] += qty * n
        places[p, at.DAYS + 1] += worth * n
        places[p, at.DAYS + 3] += n
        if qty > 0:
            places[p, at.DAYS + 2] += worth * n
        if qty <= units.dust:
            places[p, at.DAYS + 4] += n
            places[p, at.DAYS + 5] += n if qty < -units.dust else 0
        if last == time.buckets[b, 1]:
            close_bucket(p, b, units, books)
        day, b = last + 1, b + 1


@inner
def close_bucket(p: int, b: int, units: Units, books: Books) -> None:
    """Write a place's month in the user's units, and open the next."""
    places, out, row = books.places, books.out, books.places[p, at.ROW] + b
    # Whatever moved the value without goods is a revaluation: the row balances.
    change = places[p, at.WORTH] - places[p, at.OPENING_VALUE]
    for c in range(len(RAISES)):
        change -= RAISES[c] * places[p, at.NOW + c]
    places[p, at.REVALUATION] = change
    places[p, at.CLOSING], places[p, at.CLOSING_VALUE] = places[p, at.QTY], places[p, at.WORTH]
    for c in range(len(RAISES)):
        unit = 1.0 if IS_COUNT[c] else units.qty if IS_QTY[c] else units.money
        figure = places[p, at.NOW + c]
        out[c, row] = figure / unit if figure != 0 else 0.0
        places[p, at.NOW + c] = 0
    places[p, at.OPENING], places[p, at.OPENING_VALUE] = places[p, at.QTY], places[p, at.WORTH]
