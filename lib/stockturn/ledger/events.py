"""What one line of the ledger does to places, layers, cost pools and flows."""

from __future__ import annotations

import numpy as np
from numba import njit

from stockturn.ledger import costs as C
from stockturn.ledger import days as D
from stockturn.ledger.costs import price, receive, relieve, revalue
from stockturn.ledger.kinds import CODE, COLUMNS, FLOW, IS_ISSUE, IS_RECEIPT, SIGN
from stockturn.ledger.layers import put, share, take
from stockturn.ledger.months import whole

OPENING, SALE, SALE_RETURN = CODE["期初"], CODE["销售出库"], CODE["销售退货"]
TRANSFER, COUNT, ADJUSTMENT = CODE["调拨"], CODE["盘点"], CODE["成本调整"]
F_IN, F_OUT = COLUMNS.index("other_in_qty"), COLUMNS.index("other_out_qty")
F_MOVED_IN, F_MOVED_OUT = COLUMNS.index("transfer_in_qty"), COLUMNS.index("transfer_out_qty")
(B_NEGATIVE, B_LATE_OPENING, B_SIGN, B_COST, B_VALUE, B_COUNT, B_PRECISION, B_TARGET) = range(8)


@njit
def book(out, state, p, bucket, flow, qty, value):
    """Add a quantity and its value to one flow of a place and bucket."""
    r = state[p, D.S_ROW] + bucket
    out[flow, r] += qty
    out[flow + 1, r] += value


@njit
def came(p, o, k, d, qty, value, own, date, rules, box):
    """Bring ``qty`` into place ``p``: what it owes is settled first, the rest is a layer."""
    costing, _pooled, n_places = rules
    state, pools, ends, nodes, heap, _out, _rec, _tops = box
    s, pool = state[p], pools[o]
    back = SIGN[k] < 0 or k == SALE_RETURN
    arrival = d
    if own:
        pool[C.P_KNOWN] = 1
    elif costing == C.FIFO and back and pool[C.P_ISSUE_QTY] > 0:
        value = share(pool[C.P_ISSUE_VALUE], qty, pool[C.P_ISSUE_QTY])
        arrival = C.FRONT
    else:
        value = price(pool, qty)
        if pool[C.P_KNOWN] == 0:
            s[D.S_UNCOSTED_DAY] = d if s[D.S_UNCOSTED] == 0 else s[D.S_UNCOSTED_DAY]
            s[D.S_UNCOSTED] += qty
    receive(pool, n_places + o, qty, value, costing, arrival, ends, nodes, heap)
    debt = max(0, -s[D.S_QTY])
    s[D.S_QTY] += qty
    if qty > debt:
        if back and s[D.S_RETURN_DATE] != -D.NEVER:
            date = s[D.S_RETURN_DATE]
        put(ends, nodes, heap, p, date, qty - debt, 0, True)
    s[D.S_FIRST_IN] = d if s[D.S_FIRST_IN] == D.NEVER else s[D.S_FIRST_IN]
    return value


@njit
def went(item, p, o, k, d, qty, value, own, newest, rules, units, box):
    """Let ``qty`` leave place ``p``, oldest layers first (a reversed receipt: newest first)."""
    costing, _pooled, n_places = rules
    state, pools, ends, nodes, heap, _out, rec, tops = box
    s = state[p]
    cost, short = relieve(
        pools[o], n_places + o, qty, value, own, costing, newest, ends, nodes, heap
    )
    if own:
        pools[o, C.P_KNOWN] = 1
    if short and pools[o, C.P_MONTH_QTY] == 0:
        D.emit(rec, tops, D.BREAKS, item, p, d, B_VALUE, qty / units[0], cost / units[1])
    taken, _worth, date = take(ends, nodes, heap, p, qty, newest, -1)
    if taken > 0 and SIGN[k] < 0:
        s[D.S_RETURN_DATE] = date
    s[D.S_QTY] -= qty
    return cost


@njit
def moved(e, ev, rules, own_cost, units, bucket, box):
    """Transfer: layers move with their dates of first receipt."""
    day, place, to, _kind, qty, value, _extra = ev
    costing, pooled, n_places = rules
    state, pools, ends, nodes, heap, out, _rec, _tops = box
    signed = whole(qty[e], units[0])
    q, d = abs(signed), day[e]
    a, b = (place[e], to[e]) if signed > 0 else (to[e], place[e])
    if pooled or a == b:
        worth = price(pools[0 if pooled else a], q)
    else:
        own = own_cost[TRANSFER] and not np.isnan(value[e])
        worth = abs(whole(value[e], units[1]))
        if costing == C.MONTHLY:
            worth = share(pools[a, C.P_MOVE_VALUE], q, pools[a, C.P_MOVE_QTY])
            own = True
        worth, _short = relieve(
            pools[a], n_places + a, q, worth, own, costing, False, ends, nodes, heap
        )
        pools[b, C.P_KNOWN] = max(pools[a, C.P_KNOWN], pools[b, C.P_KNOWN])
        receive(pools[b], n_places + b, q, worth, costing, d, ends, nodes, heap)
    if a != b:
        pay = min(q, max(0, -state[b, D.S_QTY]))
        took, _worth, _date = take(ends, nodes, heap, a, pay, False, -1)
        took, _worth, _date = take(ends, nodes, heap, a, q - pay, False, b)
        if took < q - pay:  # goods that the books did not have are as old as this line
            put(ends, nodes, heap, b, d, q - pay - took, 0, True)
        state[a, D.S_QTY] -= q
        state[b, D.S_QTY] += q
    if state[to[e], D.S_SINCE] < 0:
        state[to[e], D.S_SINCE] = d
    state[b, D.S_LAST_IN] = d
    state[b, D.S_FIRST_IN] = d if state[b, D.S_FIRST_IN] == D.NEVER else state[b, D.S_FIRST_IN]
    worth = worth if signed > 0 else -worth
    book(out, state, place[e], bucket, F_MOVED_OUT, signed, worth)
    book(out, state, to[e], bucket, F_MOVED_IN, signed, worth)


@njit
def money_only(item, e, ev, o, rules, units, bucket, box):
    """Money without goods: it joins the stock it finds; what finds none is spent at once."""
    day, place, _to, kind, _qty, value, _extra = ev
    costing, _pooled, n_places = rules
    state, pools, ends, nodes, _heap, out, rec, tops = box
    k, p, amount = kind[e], place[e], whole(value[e], units[1])
    if k != ADJUSTMENT:
        book(out, state, p, bucket, FLOW[k], 0, amount)
        amount = SIGN[k] * amount
    spent = revalue(pools[o], n_places + o, amount, costing, ends, nodes)
    book(out, state, p, bucket, F_OUT, 0, spent)
    if spent < 0:
        D.emit(rec, tops, D.BREAKS, item, p, day[e], B_VALUE, 0.0, spent / units[1])


@njit
def stated(item, e, j, ev, o, rules, units, bucket, box):
    """Count or late 期初: the stated quantity holds; the difference comes in or goes out."""
    day, place, _to, kind, qty, value, extra = ev
    state, pools, _ends, _nodes, _heap, out, rec, tops = box
    k, p, d = kind[e], place[e], day[e]
    s, pool = state[p], pools[o]
    q, v = whole(qty[e], units[0]), abs(whole(value[e], units[1]))
    has, date = not np.isnan(value[e]), d
    if k == COUNT:
        if q < 0:
            D.emit(rec, tops, D.BREAKS, item, p, d, B_COUNT, qty[e], 0.0)
            return
        said = s[D.S_QTY] / units[0] if np.isnan(extra[e]) else extra[e]
        one = max(1, np.int64(units[0]))
        unit_cost = price(pool, one) / units[1] / (one / units[0])
        D.emit(rec, tops, D.COUNTS, item, p, d, qty[e], said, unit_cost)
    else:
        if s[D.S_OPENED] == d:
            return  # an earlier row of this day took them all together
        s[D.S_OPENED] = d
        for x in range(e + 1, j):
            if day[x] != d or kind[x] != OPENING:
                break
            if place[x] == p:
                q += whole(qty[x], units[0])
                v += abs(whole(value[x], units[1]))
        date = D.NEVER if np.isnan(extra[e]) else np.int64(extra[e])
    change = q - s[D.S_QTY]
    if k == OPENING and change != 0:
        D.emit(rec, tops, D.BREAKS, item, p, d, B_LATE_OPENING, change / units[0], 0.0)
    own = has and q > 0 and (pool[C.P_KNOWN] == 0 or (k == OPENING and s[D.S_QTY] == 0))
    if change > 0:
        v = share(v, change, q) if own else 0
        v = came(p, o, k, d, change, v, own, date, rules, box)
        book(out, state, p, bucket, F_IN, change, v)
    elif change < 0:
        v = went(item, p, o, k, d, -change, 0, False, False, rules, units, box)
        book(out, state, p, bucket, F_OUT, -change, v)


@njit
def plain(item, e, ev, o, own_cost, rules, units, bucket, pair, box):
    """Receipts, issues, returns and first openings; a negative quantity reverses its own kind."""
    day, place, _to, kind, qty, value, extra = ev
    state, _pools, _ends, _nodes, _heap, out, _rec, _tops = box
    k, p, d = kind[e], place[e], day[e]
    q, v = whole(qty[e], units[0]), abs(whole(value[e], units[1]))
    has, red = not np.isnan(value[e]), q < 0
    delta, own = SIGN[k] * q, has and own_cost[k]
    if delta > 0:
        date = d
        if k == OPENING:
            date = D.NEVER if np.isnan(extra[e]) else np.int64(extra[e])
        v = came(p, o, k, d, delta, v, own, date, rules, box)
    elif delta < 0:
        v = went(item, p, o, k, d, -delta, v, own, red and k != OPENING, rules, units, box)
    book(out, state, p, bucket, FLOW[k], q, -v if red else v)
    if not red:
        if IS_ISSUE[k]:
            state[p, D.S_LAST_OUT] = d
        if IS_RECEIPT[k]:
            state[p, D.S_LAST_IN] = d
        if SIGN[k] < 0:
            pair[0] += qty[e]
            pair[1] += 0.0 if has else qty[e]
        elif k != SALE_RETURN:
            pair[2] += qty[e]
            pair[3] += 0.0 if has else qty[e]


@njit
def sold(e, ev, units, bucket, box):
    """Revenue at selling price, and what the day sold net of what came back."""
    _day, place, _to, kind, qty, _value, extra = ev
    state, out = box[0], box[5]
    k, p, q = kind[e], place[e], whole(qty[e], units[0])
    revenue = whole(extra[e], units[1])
    if k == SALE_RETURN or q < 0:
        revenue = -abs(revenue) if q < 0 else abs(revenue)
    out[FLOW[k] + 2, state[p, D.S_ROW] + bucket] += revenue
    state[p, D.S_SOLD] += q if k == SALE else -q
