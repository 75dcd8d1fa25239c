"""全月一次加权平均: one unit cost a calendar month, known only when the month closes."""

from __future__ import annotations

import numpy as np
from numba import njit

from stockturn.ledger.costs import (
    P_LAST_QTY,
    P_LAST_VALUE,
    P_MONTH_QTY,
    P_MONTH_VALUE,
    P_MOVE_QTY,
    P_MOVE_VALUE,
    P_QTY,
    P_VALUE,
)
from stockturn.ledger.kinds import CODE
from stockturn.ledger.layers import share

TRANSFER, ADJUSTMENT, PURCHASE_RETURN = CODE["调拨"], CODE["成本调整"], CODE["采购退货"]


@njit
def whole(number, unit):
    """Turn a figure of the file into the item's integer units, 0 where it is missing."""
    return 0 if np.isnan(number) else np.int64(np.rint(number * unit))


@njit
def month_receipts(i, j, month_of, pooled, own_cost, ev, units, added):
    """Add up, by pool, what the month's costed receipts bring; return where the month ends."""
    day, place, _to, kind, qty, value, _extra = ev
    end = i
    while end < j and month_of[day[end]] == month_of[day[i]]:
        k = kind[end]
        if k == ADJUSTMENT or (own_cost[k] and not np.isnan(value[end])):
            q, v = whole(qty[end], units[0]), whole(value[end], units[1])
            if k == ADJUSTMENT:
                q = 0
            elif q != 0:
                v = abs(v) if q > 0 else -abs(v)
            sign = -1 if k == PURCHASE_RETURN else 1
            o = 0 if pooled else place[end]
            added[o, 0] += sign * v
            added[o, 1] += sign * q
        end += 1
    return end


@njit
def open_month(i, j, places, month_of, pooled, own_cost, ev, units, pools):
    """Set each pool's unit cost: (opening + receipts) ÷ (their quantities).

    Where that is not defined (nothing in stock, nothing received) the month runs on the last
    cost known, like a moving average.
    """
    day, place, to, kind, qty, _value, _extra = ev
    added = np.zeros((len(pools), 2), np.int64)
    end = month_receipts(i, j, month_of, pooled, own_cost, ev, units, added)
    owners = np.zeros(1, np.int64) if pooled else places
    for o in owners:
        pool = pools[o]
        if pool[P_MONTH_QTY] > 0:
            pool[P_VALUE] = share(pool[P_MONTH_VALUE], pool[P_QTY], pool[P_MONTH_QTY])
        # Transfers move at the cost known when the month opens: no circle between places.
        pool[P_MOVE_VALUE], pool[P_MOVE_QTY] = 0, 1
        if pool[P_QTY] > 0:
            pool[P_MOVE_VALUE], pool[P_MOVE_QTY] = pool[P_VALUE], pool[P_QTY]
        elif pool[P_LAST_QTY] > 0:
            pool[P_MOVE_VALUE], pool[P_MOVE_QTY] = pool[P_LAST_VALUE], pool[P_LAST_QTY]
        elif added[o, 1] > 0:
            pool[P_MOVE_VALUE], pool[P_MOVE_QTY] = added[o, 0], added[o, 1]
    for e in range(i, end):
        if kind[e] == TRANSFER and place[e] != to[e] and not pooled:
            q = whole(qty[e], units[0])
            source = pools[place[e] if q > 0 else to[e]]
            v = share(source[P_MOVE_VALUE], q, source[P_MOVE_QTY])
            for o, sign in ((place[e], -1), (to[e], 1)):
                added[o, 0] += sign * v
                added[o, 1] += sign * q
    for o in owners:
        pool = pools[o]
        v, q = added[o, 0], added[o, 1]
        if pool[P_QTY] > 0:  # what is owed is settled at the receipts' own cost
            v, q = v + pool[P_VALUE], q + pool[P_QTY]
        pool[P_MONTH_QTY] = 0
        if q > 0 and v >= 0:
            pool[P_MONTH_VALUE], pool[P_MONTH_QTY] = v, q
            pool[P_LAST_VALUE], pool[P_LAST_QTY] = v, q
