"""全月一次加权平均: one unit cost a calendar month, known only when the month closes."""

# ruff: noqa: PLR0917 - compiled functions take their arguments by position

from __future__ import annotations

import numpy as np

from stockturn.ledger import records as at
from stockturn.ledger.kinds import CODE
from stockturn.ledger.layers import share
from stockturn.ledger.records import Books, Events, Ints, Rules, Time, Units, inner, making, whole

TRANSFER, ADJUSTMENT, PURCHASE_RETURN = CODE["调拨"], CODE["成本调整"], CODE["采购退货"]


@making
def open_month(
    i: int, j: int, used: Ints, ev: Events, time: Time, rules: Rules, units: Units, books: Books
) -> None:
    """Set each pool's unit cost: (opening + receipts) ÷ (their quantities).

    Where that is not defined (nothing in stock, nothing received) the month runs on the last
    cost known, like a moving average. Transfers between pools move at the cost known when the
    month opens, so that no circle arises.
    """
    pools = books.pools
    added = np.zeros((len(pools), 2), np.int64)
    end = month_receipts(i, j, ev, time, rules, units, added)
    owners = np.zeros(1, np.int64) if rules.pooled else used
    for o in owners:
        if pools[o, at.MONTH_QTY] > 0:
            pools[o, at.POOL_VALUE] = share(
                pools[o, at.MONTH_VALUE], pools[o, at.POOL_QTY], pools[o, at.MONTH_QTY]
            )
        pools[o, at.MOVE_VALUE], pools[o, at.MOVE_QTY] = 0, 1
        if pools[o, at.POOL_QTY] > 0:
            pools[o, at.MOVE_VALUE], pools[o, at.MOVE_QTY] = (
                pools[o, at.POOL_VALUE],
                pools[o, at.POOL_QTY],
            )
        elif pools[o, at.LAST_QTY] > 0:
            pools[o, at.MOVE_VALUE], pools[o, at.MOVE_QTY] = (
                pools[o, at.LAST_VALUE],
                pools[o, at.LAST_QTY],
            )
        elif added[o, 1] > 0:
            pools[o, at.MOVE_VALUE], pools[o, at.MOVE_QTY] = max(0, added[o, 0]), added[o, 1]
    if not rules.pooled:
        month_transfers(i, end, ev, units, pools, added)
    for o in owners:
        v, q = added[o, 0], added[o, 1]
        if pools[o, at.POOL_QTY] > 0:  # what is owed is settled at the receipts' own cost
            v, q = v + pools[o, at.POOL_VALUE], q + pools[o, at.POOL_QTY]
        pools[o, at.MONTH_QTY] = 0
        if q > 0 and v >= 0:
            pools[o, at.MONTH_VALUE] = pools[o, at.LAST_VALUE] = v
            pools[o, at.MONTH_QTY] = pools[o, at.LAST_QTY] = q


@inner
def month_receipts(
    i: int, j: int, ev: Events, time: Time, rules: Rules, units: Units, added: Ints
) -> int:
    """Add up, by pool, what the month's costed receipts bring; return where the month ends."""
    end = i
    while end < j and time.month_of[ev.day[end]] == time.month_of[ev.day[i]]:
        k = ev.kind[end]
        if k == ADJUSTMENT or (rules.own_cost[k] and not np.isnan(ev.value[end])):
            q, v = whole(ev.qty[end], units.qty), whole(ev.value[end], units.money)
            if k == ADJUSTMENT:
                q = 0
            elif q != 0:
                v = abs(v) if q > 0 else -abs(v)
            o = 0 if rules.pooled else ev.place[end]
            added[o, 0] += -v if k == PURCHASE_RETURN else v
            added[o, 1] += -q if k == PURCHASE_RETURN else q
        end += 1
    return end


@inner
def month_transfers(i: int, end: int, ev: Events, units: Units, pools: Ints, added: Ints) -> None:
    """Move the month's transfers between pools."""
    for e in range(i, end):
        a, b = ev.place[e], ev.to[e]
        if ev.kind[e] == TRANSFER and a != b:
            q = whole(ev.qty[e], units.qty)
            source = a if q > 0 else b
            v = share(pools[source, at.MOVE_VALUE], q, pools[source, at.MOVE_QTY])
            added[a, 0] -= v
            added[a, 1] -= q
            added[b, 0] += v
            added[b, 1] += q
