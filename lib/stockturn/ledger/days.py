"""Closing the days: what each place held, was worth and lacked between two events."""

from __future__ import annotations

from numba import njit

from stockturn.ledger.costs import P_MONTH_QTY, P_MONTH_VALUE, P_QTY, P_VALUE, last_price
from stockturn.ledger.kinds import COLUMNS
from stockturn.ledger.layers import share

# A place's record while its item is walked. ROW + bucket is its row of the output.
(S_QTY, S_WORTH, S_ROW, S_SINCE, S_SOLD, S_OUT_SINCE, S_SHORT_SINCE, S_LOWEST, S_LOWEST_VALUE,
 S_RETURN_DATE, S_FIRST_IN, S_LAST_IN, S_LAST_OUT, S_OPENED, S_UNCOSTED, S_UNCOSTED_DAY,
 S_MISSIGNED, S_MISSIGNED_DAY, PLACE_WIDTH) = range(19)  # fmt: skip
NEVER = -(2**31)

C_OPENING, C_OPENING_VALUE, C_CLOSING, C_CLOSING_VALUE = range(4)
C_PURCHASE = COLUMNS.index("purchase_qty")
C_REVALUATION = COLUMNS.index("revaluation_value")
C_DAYS = COLUMNS.index("qty_days")
C_OUT = COLUMNS.index("other_out_qty")
# Quantity columns of flows in and out; the value stands in the next column.
INFLOWS = tuple(
    COLUMNS.index(name)
    for name in ("purchase_qty", "sales_return_qty", "other_in_qty", "transfer_in_qty")
)
OUTFLOWS = tuple(
    COLUMNS.index(name)
    for name in ("purchase_return_qty", "sales_qty", "other_out_qty", "transfer_out_qty")
)


@njit
def value_places(places, pooled, state, pools):
    """Say what each place's stock is worth now.

    In a company pool the places share its value by quantity, to the last unit; a place below
    zero is worth its debt at the last known cost, and the others share the rest.
    """
    if not pooled:
        for p in places:
            pool = pools[p]
            month = pool[P_MONTH_QTY]
            worth = pool[P_VALUE]
            state[p, S_WORTH] = share(pool[P_MONTH_VALUE], pool[P_QTY], month) if month else worth
        return
    pool = pools[0]
    rest, held, month = pool[P_VALUE], 0, pool[P_MONTH_QTY]
    for p in places:
        held += max(0, state[p, S_QTY])
    for p in places:
        qty = state[p, S_QTY]
        if month > 0:
            state[p, S_WORTH] = share(pool[P_MONTH_VALUE], qty, month)
        elif qty <= 0 and held > 0:
            state[p, S_WORTH] = last_price(pool, qty)
            rest -= state[p, S_WORTH]
    if month > 0:
        return
    if held > 0 and rest < 0:
        pool[P_VALUE] -= rest  # debts exceed the stock's value: the stock is worth nothing
        rest = 0
    whole = held if held > 0 else pool[P_QTY]
    seen = given = 0
    for p in places:
        qty = state[p, S_QTY]
        if qty > 0 or held == 0:
            seen += qty
            upto = share(rest, seen, whole) if whole else 0
            state[p, S_WORTH] = upto - given
            given = upto


@njit
def emit(records, tops, which, item, place, day, a, b, c):
    """Append one record (item, place, day and up to three numbers) to list ``which``."""
    top = tops[which]
    row = records[which][top]
    row[0], row[1], row[2], row[3], row[4], row[5] = item, place, day, a, b, c
    tops[which] = top + 1


SALES, SPANS, LAYERS, BREAKS, COUNTS = range(5)


@njit
def mark(records, tops, item, p, now, dust, qty_unit, value_unit, state):
    """Note sales of the day that ends, and where being out of stock or below zero begins or ends."""
    s = state[p]
    if s[S_SOLD] != 0:
        emit(records, tops, SALES, item, p, now, s[S_SOLD] / qty_unit, 0.0, 0.0)
        s[S_SOLD] = 0
    if s[S_QTY] <= dust:
        if s[S_OUT_SINCE] < 0:
            s[S_OUT_SINCE] = now
    elif s[S_OUT_SINCE] >= 0:
        emit(records, tops, SPANS, item, p, s[S_OUT_SINCE], now - 1, 0.0, 0.0)
        s[S_OUT_SINCE] = -1
    if s[S_QTY] < -dust:
        if s[S_SHORT_SINCE] < 0:
            s[S_SHORT_SINCE], s[S_LOWEST] = now, 0
        if s[S_QTY] < s[S_LOWEST]:
            s[S_LOWEST], s[S_LOWEST_VALUE] = s[S_QTY], s[S_WORTH]
    elif s[S_SHORT_SINCE] >= 0:
        end_shortage(records, tops, item, p, qty_unit, value_unit, state)


@njit
def end_shortage(records, tops, item, p, qty_unit, value_unit, state):
    """Write down one spell below zero."""
    s = state[p]
    emit(records, tops, BREAKS, item, p, s[S_SHORT_SINCE],
         0, s[S_LOWEST] / qty_unit, s[S_LOWEST_VALUE] / value_unit)  # fmt: skip
    s[S_SHORT_SINCE] = -1


@njit
def close_days(places, now, until, dust, state, out, calendar, bucket_of):
    """Carry every place unchanged from day ``now`` to before ``until``; close buckets on the way."""
    for p in places:
        s = state[p]
        if s[S_SINCE] < 0:
            continue
        qty, worth = s[S_QTY], s[S_WORTH]
        day, b = now, bucket_of[now]
        while day < until:
            last = min(calendar[b, 1], until - 1)
            n = last - day + 1
            r = s[S_ROW] + b
            out[C_DAYS, r] += qty * n
            out[C_DAYS + 1, r] += worth * n
            out[C_DAYS + 2, r] += worth * n if qty > 0 else 0
            out[C_DAYS + 3, r] += n
            out[C_DAYS + 4, r] += n if qty <= dust else 0
            out[C_DAYS + 5, r] += n if qty < -dust else 0
            if last == calendar[b, 1]:
                # Whatever moved the value without goods is a revaluation: the row balances.
                change = worth - out[C_OPENING_VALUE, r]
                for c in INFLOWS:
                    change -= out[c + 1, r]
                for c in OUTFLOWS:
                    change += out[c + 1, r]
                out[C_CLOSING, r], out[C_CLOSING_VALUE, r] = qty, worth
                out[C_REVALUATION, r] = change
                if b + 1 < len(calendar):
                    out[C_OPENING, r + 1], out[C_OPENING_VALUE, r + 1] = qty, worth
            day, b = last + 1, b + 1
