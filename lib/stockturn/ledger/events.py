"""What one line of the ledger does to places, layers, cost pools and flows."""

# ruff: noqa: PLR0917 - compiled functions take their arguments by position

from __future__ import annotations

import numpy as np

from stockturn.ledger import records as at
from stockturn.ledger.costs import FIFO, MONTHLY, price, receive, relieve, revalue
from stockturn.ledger.kinds import BREAKS as BREAK_NAMES
from stockturn.ledger.kinds import CODE, IS_ISSUE, IS_RECEIPT, SIGN
from stockturn.ledger.kinds import FLOW as COLUMN
from stockturn.ledger.layers import put, share, take
from stockturn.ledger.records import Books, Events, Ints, Rules, Units, inner, note, whole

OPENING, SALE, SALE_RETURN = CODE["期初"], CODE["销售出库"], CODE["销售退货"]
TRANSFER, COUNT, ADJUSTMENT = CODE["调拨"], CODE["盘点"], CODE["成本调整"]
FLOW = COLUMN + at.NOW
LATE_OPENING, NEGATIVE_VALUE, NEGATIVE_COUNT = (
    float(BREAK_NAMES.index(name)) for name in ("late_opening", "negative_value", "negative_count")
)


@inner
def apply(item: int, e: int, j: int, ev: Events, rules: Rules, units: Units, books: Books) -> None:
    """Send event ``e`` of an item that ends at ``j`` to what it does."""
    d, k, p, places = ev.day[e], ev.kind[e], ev.place[e], books.places
    o = at.NOTHING if rules.pooled else p
    if places[p, at.SINCE] < 0:
        places[p, at.SINCE] = d
    if k != ADJUSTMENT and ev.qty[e] * ev.value[e] < 0.0:
        if places[p, at.MISSIGNED] == 0:
            places[p, at.MISSIGNED_DAY] = d
        places[p, at.MISSIGNED] += 1
    if k == TRANSFER:
        transfer(e, ev, rules, units, books)
        return
    if k in (SALE, SALE_RETURN):
        sell(e, ev, units, books)
    if k == COUNT or (k == OPENING and d > 0):
        state(item, e, j, o, ev, rules, units, books)
    elif k == ADJUSTMENT or ev.qty[e] == 0.0:
        adjust(item, e, o, ev, rules, units, books)
    else:
        flow(item, e, o, ev, rules, units, books)


@inner
def book(places: Ints, p: int, column: int, qty: int, value: int) -> None:
    """Add a quantity and its value to one flow of a place's month."""
    places[p, column] += qty
    places[p, column + 1] += value


@inner
def arrive(
    p: int,
    o: int,
    k: int,
    d: int,
    qty: int,
    value: int,
    own: bool,
    date: int,
    rules: Rules,
    books: Books,
) -> int:
    """Bring ``qty`` into place ``p``: what it owes is settled first, the rest is a layer.

    Goods that come back from a customer are as old as the last ones that left.
    """
    places, pools = books.places, books.pools
    back = SIGN[k] < 0 or k == SALE_RETURN
    position = d
    if own:
        pools[o, at.KNOWN] = 1
    elif rules.costing == FIFO and back and pools[o, at.ISSUE_QTY] > 0:
        value = share(pools[o, at.ISSUE_VALUE], qty, pools[o, at.ISSUE_QTY])
        position = at.BEFORE
    else:
        value = price(pools, o, qty)
        if pools[o, at.KNOWN] == 0:
            if places[p, at.UNCOSTED] == 0:
                places[p, at.UNCOSTED_DAY] = d
            places[p, at.UNCOSTED] += qty
    receive(pools, o, books.layers, qty, value, rules.costing, position)
    debt = max(0, -places[p, at.QTY])
    places[p, at.QTY] += qty
    if qty > debt:
        if back and places[p, at.RETURN_DATE] != at.UNKNOWN:
            date = places[p, at.RETURN_DATE]
        put(places, p, books.layers, date, qty - debt, at.NOTHING, at.MERGED)
    if places[p, at.FIRST_IN] == at.NEVER:
        places[p, at.FIRST_IN] = d
    return value


@inner
def leave(
    item: int, p: int, o: int, k: int, d: int, qty: int, value: int, own: bool, newest: bool,
    rules: Rules, units: Units, books: Books,
) -> int:  # fmt: skip
    """Let ``qty`` leave place ``p``, oldest layers first (a reversed receipt: newest first)."""
    places, pools = books.places, books.pools
    cost, overdrawn = relieve(pools, o, books.layers, qty, value, own, rules.costing, newest)
    if own:
        pools[o, at.KNOWN] = 1
    if overdrawn:
        note(books, at.BREAKS, item, p, d, NEGATIVE_VALUE, qty / units.qty, cost / units.money)
    taken, _money, date = take(places, p, books.layers, qty, newest, at.GONE)
    if taken > 0 and SIGN[k] < 0:
        places[p, at.RETURN_DATE] = date
    places[p, at.QTY] -= qty
    return cost


@inner
def transfer(e: int, ev: Events, rules: Rules, units: Units, books: Books) -> None:
    """Move goods between places: layers go along with their dates of first receipt."""
    places, pools, layers = books.places, books.pools, books.layers
    signed, d = whole(ev.qty[e], units.qty), ev.day[e]
    qty, here, there = abs(signed), ev.place[e], ev.to[e]
    source, target = (here, there) if signed > 0 else (there, here)
    if places[there, at.SINCE] < 0:
        places[there, at.SINCE] = d
    if rules.pooled or source == target:
        worth = price(pools, at.NOTHING if rules.pooled else source, qty)
    else:
        own = rules.own_cost[TRANSFER] and not np.isnan(ev.value[e])
        worth = abs(whole(ev.value[e], units.money))
        if rules.costing == MONTHLY:
            worth, own = share(pools[source, at.MOVE_VALUE], qty, pools[source, at.MOVE_QTY]), True
        worth, _ = relieve(pools, source, layers, qty, worth, own, rules.costing, at.OLDEST)
        pools[target, at.KNOWN] = max(pools[source, at.KNOWN], pools[target, at.KNOWN])
        receive(pools, target, layers, qty, worth, rules.costing, d)
    if source != target:
        owed = min(qty, max(0, -places[target, at.QTY]))
        take(places, source, layers, owed, at.OLDEST, at.GONE)
        moved, _, _ = take(places, source, layers, qty - owed, at.OLDEST, target)
        if moved < qty - owed:  # goods that the books did not have are as old as this line
            put(places, target, layers, d, qty - owed - moved, at.NOTHING, at.MERGED)
        places[source, at.QTY] -= qty
        places[target, at.QTY] += qty
    places[target, at.LAST_IN] = d
    if places[target, at.FIRST_IN] == at.NEVER:
        places[target, at.FIRST_IN] = d
    worth = worth if signed > 0 else -worth
    book(places, here, at.MOVED_OUT, signed, worth)
    book(places, there, at.MOVED_IN, signed, worth)


@inner
def adjust(item: int, e: int, o: int, ev: Events, rules: Rules, units: Units, books: Books) -> None:
    """Book money without goods: it joins the stock it finds; what finds none is spent at once."""
    k, p, amount = ev.kind[e], ev.place[e], whole(ev.value[e], units.money)
    if k != ADJUSTMENT:
        book(books.places, p, FLOW[k], at.NOTHING, amount)
        amount = SIGN[k] * amount
    spent = revalue(books.pools, o, books.layers, amount, rules.costing)
    book(books.places, p, at.OTHER_OUT, at.NOTHING, spent)
    if spent < 0:
        note(books, at.BREAKS, item, p, ev.day[e], NEGATIVE_VALUE, 0.0, spent / units.money)


@inner
def state(
    item: int, e: int, j: int, o: int, ev: Events, rules: Rules, units: Units, books: Books
) -> None:
    """Hold a place to a stated quantity (盘点, late 期初): the difference comes in or goes out."""
    k, p, d, places, pools = ev.kind[e], ev.place[e], ev.day[e], books.places, books.pools
    qty, value = whole(ev.qty[e], units.qty), abs(whole(ev.value[e], units.money))
    before, date, has = places[p, at.QTY], d, not np.isnan(ev.value[e])
    if k == COUNT:
        if qty < 0:
            note(books, at.BREAKS, item, p, d, NEGATIVE_COUNT, ev.qty[e], 0.0)
            return
        said = before / units.qty if np.isnan(ev.extra[e]) else ev.extra[e]
        one = max(1, whole(1.0, units.qty))
        unit_cost = price(pools, o, one) / units.money * units.qty / one
        note(books, at.COUNTS, item, p, d, ev.qty[e], said, unit_cost)
    else:
        if places[p, at.OPENED] == d:
            return  # an earlier row of this day took them all together
        places[p, at.OPENED] = d
        for x in range(e + 1, j):
            if ev.day[x] != d or ev.kind[x] != OPENING:
                break
            if ev.place[x] == p:
                qty += whole(ev.qty[x], units.qty)
                value += abs(whole(ev.value[x], units.money))
        date = at.NEVER if np.isnan(ev.extra[e]) else int(ev.extra[e])
    change = qty - before
    if k == OPENING and change != 0:
        note(books, at.BREAKS, item, p, d, LATE_OPENING, change / units.qty, 0.0)
    if change > 0:
        own = has and qty > 0 and (pools[o, at.KNOWN] == 0 or (k == OPENING and before == 0))
        value = share(value, change, qty) if own else 0
        value = arrive(p, o, k, d, change, value, own, date, rules, books)
        book(books.places, p, at.OTHER_IN, change, value)
    elif change < 0:
        value = leave(
            item, p, o, k, d, -change, at.NOTHING, at.BARE, at.OLDEST, rules, units, books
        )
        book(books.places, p, at.OTHER_OUT, -change, value)


@inner
def flow(item: int, e: int, o: int, ev: Events, rules: Rules, units: Units, books: Books) -> None:
    """Book receipts, issues, returns, openings; a negative quantity reverses its own kind."""
    k, p, d, places = ev.kind[e], ev.place[e], ev.day[e], books.places
    qty, value = whole(ev.qty[e], units.qty), abs(whole(ev.value[e], units.money))
    bare, red = np.isnan(ev.value[e]), qty < 0
    delta, own = SIGN[k] * qty, rules.own_cost[k] and not bare
    if delta > 0:
        date = d
        if k == OPENING:
            date = at.NEVER if np.isnan(ev.extra[e]) else int(ev.extra[e])
        value = arrive(p, o, k, d, delta, value, own, date, rules, books)
    elif delta < 0:
        newest = red and k != OPENING
        value = leave(item, p, o, k, d, -delta, value, own, newest, rules, units, books)
    book(books.places, p, FLOW[k], qty, -value if red else value)
    if red:
        return
    if IS_ISSUE[k]:
        places[p, at.LAST_OUT] = d
    if IS_RECEIPT[k]:
        places[p, at.LAST_IN] = d
    pair = places[p, at.PAIR]
    if SIGN[k] < 0:
        books.pairs[pair, at.ISSUED] += ev.qty[e]
        books.pairs[pair, at.ISSUED_BARE] += ev.qty[e] if bare else 0.0
    elif k != SALE_RETURN:
        books.pairs[pair, at.RECEIVED] += ev.qty[e]
        books.pairs[pair, at.RECEIVED_BARE] += ev.qty[e] if bare else 0.0


@inner
def sell(e: int, ev: Events, units: Units, books: Books) -> None:
    """Book revenue at selling price, and what the day sold net of what came back."""
    k, p, qty = ev.kind[e], ev.place[e], whole(ev.qty[e], units.qty)
    revenue = whole(ev.extra[e], units.money)
    if k == SALE_RETURN or qty < 0:
        revenue = -abs(revenue) if qty < 0 else abs(revenue)
    books.places[p, FLOW[k] + 2] += revenue
    books.places[p, at.SOLD] += qty if k == SALE else -qty
