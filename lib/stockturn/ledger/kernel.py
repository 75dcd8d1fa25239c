"""The kernel: one walk over an item's events, all its places together.

Events come sorted by item, day and order in the day. Quantities and money are integers inside
(a decimal scale for each item, money in 10⁻⁴ yuan unless an item is too large for that), so sums
do not depend on how items are spread over batches, threads or machines.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
from numba import njit

from stockturn.ledger import costs as C
from stockturn.ledger import days as D
from stockturn.ledger import events as E
from stockturn.ledger.kinds import COLUMNS, SIGN
from stockturn.ledger.layers import DATE, HEAD, NEXT, QTY
from stockturn.ledger.months import PURCHASE_RETURN, open_month

IS_QTY = np.array([c.endswith("_qty") or c == "qty_days" for c in COLUMNS])
IS_DAYS = np.array([c in {"held_days", "stockout_days", "negative_days"} for c in COLUMNS])
FEW = float(2**56)  # sums stay below: a month of days of them still fits an int64
POWERS = np.array([float(f"1e{power}") for power in range(-18, 10)])
ONE = 18  # position of 10⁰
# A pair's record: item, place, rows, three dates, closing, what its issues and receipts carried.
(R_ITEM, R_PLACE, R_ROWS, R_FIRST, R_LAST, R_ISSUED, R_CLOSING, R_WORTH, R_CARRIED) = range(9)
PAIR_WIDTH = R_CARRIED + 4


@njit
def scales(qty, value, extra, kind):
    """Choose an item's units: the coarsest decimal that holds its quantities, 10⁻⁴ for money."""
    total = money = dearest = 0.0
    power, exact, coarse = ONE, True, False
    for i in range(len(qty)):
        q = 0.0 if np.isnan(qty[i]) else abs(qty[i])
        v = 0.0 if np.isnan(value[i]) else abs(value[i])
        total += q
        money += v
        if (kind[i] == E.SALE or kind[i] == E.SALE_RETURN) and not np.isnan(extra[i]):
            money += abs(extra[i])
        if q > 0.0:
            dearest = max(dearest, v / q)
        while exact:
            scaled = q * POWERS[power]
            if abs(scaled - np.rint(scaled)) <= 1e-15 * scaled:
                break
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
    return POWERS[power], POWERS[cents], dust, coarse


@njit
def layout(item, ev, n_places, bucket_of, n_buckets):
    """Count the rows and pairs that a batch will fill, and its longest item."""
    day, place, to, kind, _qty, _value, _extra = ev
    seen = np.full(n_places, -1, np.int64)
    rows = pairs = longest = run = 0
    for i in range(len(item)):
        run = run + 1 if i and item[i] == item[i - 1] else 1
        longest = max(longest, run)
        for p in (place[i], to[i] if kind[i] == E.TRANSFER else place[i]):
            if seen[p] != item[i]:
                seen[p] = item[i]
                pairs += 1
                rows += n_buckets - bucket_of[day[i]]
    return rows, pairs, longest


@njit
def start_item(i, j, ev, n_buckets, bucket_of, row, box):
    """Reset the records of the places an item uses; return them sorted, and the next free row."""
    day, place, to, kind, _qty, _value, _extra = ev
    state, pools, ends, _nodes, heap, _out, _rec, _tops = box
    places, n, n_places = np.empty(len(state), np.int64), 0, len(state)
    for e in range(i, j):
        for p in (place[e], to[e] if kind[e] == E.TRANSFER else place[e]):
            if state[p, D.S_ROW] == D.NEVER:
                state[p, D.S_ROW] = n_buckets - bucket_of[day[e]]
                places[n] = p
                n += 1
    places = np.sort(places[:n])
    heap[0], heap[1] = -1, 0
    pools[0, :] = 0
    ends[n_places, :] = -1
    for p in places:
        s = state[p]
        rows = s[D.S_ROW]
        s[:] = 0
        s[D.S_ROW] = row + rows - n_buckets
        row += rows
        s[D.S_SINCE] = s[D.S_OUT_SINCE] = s[D.S_SHORT_SINCE] = s[D.S_OPENED] = -1
        s[D.S_FIRST_IN] = s[D.S_LAST_IN] = s[D.S_LAST_OUT] = D.NEVER
        s[D.S_RETURN_DATE] = -D.NEVER
        pools[p, :] = 0
        ends[p, :] = -1
        ends[n_places + p, :] = -1
    return places, row


@njit
def finish_place(item, p, rows, units, pair, box):
    """Write a place's layers, open spells and closing figures."""
    state, _pools, ends, nodes, _heap, _out, rec, tops = box
    s = state[p]
    if s[D.S_OUT_SINCE] >= 0:
        D.emit(rec, tops, D.SPANS, item, p, s[D.S_OUT_SINCE], -1.0, 0.0, 0.0)
    if s[D.S_SHORT_SINCE] >= 0:
        D.end_shortage(rec, tops, item, p, units[0], units[1], state)
    if s[D.S_UNCOSTED] > 0:
        missing = s[D.S_UNCOSTED] / units[0]
        D.emit(rec, tops, D.BREAKS, item, p, s[D.S_UNCOSTED_DAY], E.B_COST, missing, 0.0)
    if s[D.S_MISSIGNED] > 0:
        lines = float(s[D.S_MISSIGNED])
        D.emit(rec, tops, D.BREAKS, item, p, s[D.S_MISSIGNED_DAY], E.B_SIGN, lines, 0.0)
    node = ends[p, HEAD]
    while node >= 0:
        left = nodes[node, QTY] / units[0]
        D.emit(rec, tops, D.LAYERS, item, p, nodes[node, DATE], left, 0.0, 0.0)
        node = nodes[node, NEXT]
    pair[R_ITEM], pair[R_PLACE], pair[R_ROWS] = item, p, rows
    pair[R_FIRST], pair[R_LAST] = s[D.S_FIRST_IN], s[D.S_LAST_IN]
    pair[R_ISSUED] = s[D.S_LAST_OUT]
    pair[R_CLOSING], pair[R_WORTH] = s[D.S_QTY] / units[0], s[D.S_WORTH] / units[1]
    s[D.S_ROW] = D.NEVER


@njit
def show(out, first, last, units):
    """Turn an item's rows from its integer units into the user's, in place."""
    shown = out.view(np.float64)
    for c in range(len(out)):
        unit = 1.0 if IS_DAYS[c] else units[0] if IS_QTY[c] else units[1]
        for r in range(first, last):
            shown[c, r] = out[c, r] / unit


@njit
def end_day(item, places, now, until, dust, units, time, pooled, box):
    """Value the places, note what ended today, carry all to before ``until``."""
    calendar, _month_of, bucket_of = time
    state, pools, _ends, _nodes, _heap, out, rec, tops = box
    D.value_places(places, pooled, state, pools)
    for p in places:
        if state[p, D.S_SINCE] >= 0:
            D.mark(rec, tops, item, p, now, dust, units[0], units[1], state)
    D.close_days(places, now, until, dust, state, out, calendar, bucket_of)


@njit
def one(item, e, j, ev, own_cost, rules, units, bucket, pairs, places, n_pairs, box):
    """Send one event to what it does."""
    day, place, _to, kind, qty, value, _extra = ev
    state, rec, tops = box[0], box[6], box[7]
    d, k, p = day[e], kind[e], place[e]
    o, s = 0 if rules[1] else p, state[p]
    if s[D.S_SINCE] < 0:
        s[D.S_SINCE] = d
    if k != E.ADJUSTMENT and qty[e] * value[e] < 0.0:
        s[D.S_MISSIGNED_DAY] = d if s[D.S_MISSIGNED] == 0 else s[D.S_MISSIGNED_DAY]
        s[D.S_MISSIGNED] += 1
    if k == E.TRANSFER:
        E.moved(e, ev, rules, own_cost, units, bucket, box)
        return
    if k == E.SALE or k == E.SALE_RETURN:
        E.sold(e, ev, units, bucket, box)
    if k == E.COUNT or (k == E.OPENING and d > 0):
        E.stated(item, e, j, ev, o, rules, units, bucket, box)
    elif k == E.ADJUSTMENT or qty[e] == 0.0:
        E.money_only(item, e, ev, o, rules, units, bucket, box)
    else:
        pair = pairs[n_pairs + np.searchsorted(places, p), R_CARRIED:]
        E.plain(item, e, ev, o, own_cost, rules, units, bucket, pair, box)


@njit(nogil=True)
def walk(item, ev, n_places, time, costing, pooled):
    """Replay a batch of whole items: events in, integer books out."""
    calendar, month_of, bucket_of = time
    day, n, n_buckets = ev[0], len(item), len(calendar)
    n_rows, n_all, longest = layout(item, ev, n_places, bucket_of, n_buckets)
    out = np.zeros((len(IS_QTY), n_rows), np.int64)
    pairs = np.zeros((n_all, PAIR_WIDTH))
    rec = (
        np.empty((n, 6)),
        np.empty((2 * n + n_all, 6)),
        np.empty((2 * n, 6)),
        np.empty((5 * n + 3 * n_all, 6)),
        np.empty((n, 6)),
    )
    tops = np.zeros(5, np.int64)
    state = np.empty((n_places, D.PLACE_WIDTH), np.int64)
    state[:, D.S_ROW] = D.NEVER
    pools = np.zeros((n_places, C.POOL_WIDTH), np.int64)
    ends = np.full((2 * n_places, 2), -1, np.int64)
    nodes, heap = np.empty((4 * longest + 8, 5), np.int64), np.empty(2, np.int64)
    box = (state, pools, ends, nodes, heap, out, rec, tops)
    own_cost = np.array([costing == C.RECORDED] * len(SIGN)) | (SIGN > 0)
    own_cost[E.SALE_RETURN] = costing == C.RECORDED
    own_cost[PURCHASE_RETURN] = True
    rules = (costing, pooled, n_places)
    n_pairs = row = i = 0
    while i < n:
        j = i + 1
        while j < n and item[j] == item[i]:
            j += 1
        code, first, now = item[i], row, day[i]
        sq, sv, dust, coarse = scales(ev[4][i:j], ev[5][i:j], ev[6][i:j], ev[3][i:j])
        units = (sq, sv)
        places, row = start_item(i, j, ev, n_buckets, bucket_of, row, box)
        if coarse:
            D.emit(rec, tops, D.BREAKS, code, ev[1][i], now, E.B_PRECISION, 0.0, 0.0)
        for e in range(i, j):
            if day[e] != now:
                end_day(code, places, now, day[e], dust, units, time, pooled, box)
            if costing == C.MONTHLY and (e == i or month_of[day[e]] != month_of[now]):
                open_month(e, j, places, month_of, pooled, own_cost, ev, units, pools)
            now = day[e]
            one(code, e, j, ev, own_cost, rules, units, bucket_of[now], pairs, places, n_pairs, box)
        end_day(code, places, now, calendar[-1, 1] + 1, dust, units, time, pooled, box)
        for p in places:
            rows = n_buckets - bucket_of[state[p, D.S_SINCE]]
            finish_place(code, p, rows, units, pairs[n_pairs], box)
            n_pairs += 1
        show(out, first, row, units)
        i = j
    return (
        out,
        pairs,
        rec[0][: tops[0]].copy(),
        rec[1][: tops[1]].copy(),
        rec[2][: tops[2]].copy(),
        rec[3][: tops[3]].copy(),
        rec[4][: tops[4]].copy(),
    )


def _source_stamp() -> str:
    # Numba's cache watches only the file of the function it caches; the stamp watches the room.
    sources = sorted(Path(__file__).parent.glob("*.py"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()


def _compiled(stamp: str) -> Any:
    @njit(cache=True, nogil=True)
    def run(item, ev, n_places, time, costing, pooled):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        _ = stamp
        return walk(item, ev, n_places, time, costing, pooled)

    return run


run = _compiled(_source_stamp())
