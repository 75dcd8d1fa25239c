"""Cost pools: what a quantity is worth when it comes, stays and goes.

A pool is all places of an item (``cost_pool: company``) or one of them (``warehouse``). Three
things always hold: a pool with stock is worth at least nothing, a pool without stock is worth
nothing, a pool that owes stock owes money. Money that would break them is a revaluation.
"""

# ruff: noqa: PLR0917 - compiled functions take their arguments by position

from __future__ import annotations

from stockturn.ledger import records as at
from stockturn.ledger.layers import put, share, take
from stockturn.ledger.records import Ints, inner

RECORDED, MOVING, MONTHLY, FIFO = range(4)


@inner
def last_price(pools: Ints, o: int, qty: int) -> int:
    """Value ``qty`` at the last unit cost known, 0 where none is."""
    return (
        share(pools[o, at.LAST_VALUE], qty, pools[o, at.LAST_QTY])
        if pools[o, at.LAST_QTY] > 0
        else 0
    )


@inner
def price(pools: Ints, o: int, qty: int) -> int:
    """Value ``qty`` at the pool's unit cost now."""
    if pools[o, at.MONTH_QTY] > 0:
        return share(pools[o, at.MONTH_VALUE], qty, pools[o, at.MONTH_QTY])
    if pools[o, at.POOL_QTY] > 0:
        return share(pools[o, at.POOL_VALUE], qty, pools[o, at.POOL_QTY])
    return last_price(pools, o, qty)


@inner
def receive(
    pools: Ints, o: int, layers: Ints, qty: int, value: int, costing: int, date: int
) -> None:
    """Take in ``qty`` worth ``value``; what the pool owes is settled first, at this cost."""
    keep, worth, before = qty, value, pools[o, at.POOL_QTY]
    if before < 0:
        keep = max(0, qty + before)
        worth = share(value, keep, qty)
        left = share(pools[o, at.POOL_VALUE], before + qty, before) if keep == 0 else 0
        pools[o, at.POOL_VALUE] = left
    pools[o, at.POOL_QTY] += qty
    pools[o, at.POOL_VALUE] += worth
    if costing == FIFO:
        if keep > 0:
            put(pools, o, layers, date, keep, worth, at.SEPARATE)
        pools[o, at.LAST_VALUE], pools[o, at.LAST_QTY] = value, qty
    elif pools[o, at.POOL_QTY] > 0:
        pools[o, at.LAST_VALUE], pools[o, at.LAST_QTY] = (
            pools[o, at.POOL_VALUE],
            pools[o, at.POOL_QTY],
        )


@inner
def relieve(
    pools: Ints, o: int, layers: Ints, qty: int, value: int, own: bool, costing: int, newest: bool
) -> tuple[int, bool]:
    """Let ``qty`` go; return its cost, and whether it took more money than there was."""
    before = pools[o, at.POOL_QTY]
    cost = value
    if costing == FIFO:
        taken, worth, _date = take(pools, o, layers, qty, newest, at.GONE)
        worth += last_price(pools, o, qty - taken)
        pools[o, at.POOL_VALUE] -= worth
        cost = value if own else worth
    else:
        cost = value if own else price(pools, o, qty)
        if before > 0 and qty > before:
            pools[o, at.POOL_VALUE] = -share(cost, qty - before, qty)
        else:
            pools[o, at.POOL_VALUE] -= cost
    pools[o, at.POOL_QTY] -= qty
    overdrawn = pools[o, at.POOL_QTY] > 0 and pools[o, at.POOL_VALUE] < 0
    if overdrawn or pools[o, at.POOL_QTY] == 0:
        pools[o, at.POOL_VALUE] = 0
    pools[o, at.ISSUE_VALUE], pools[o, at.ISSUE_QTY] = cost, qty
    if own and pools[o, at.LAST_QTY] == 0:
        pools[o, at.LAST_VALUE], pools[o, at.LAST_QTY] = cost, qty
    return cost, overdrawn and pools[o, at.MONTH_QTY] == 0


@inner
def revalue(pools: Ints, o: int, layers: Ints, amount: int, costing: int) -> int:
    """Add ``amount`` to what the stock (or debt) is worth, never past nothing; return the rest."""
    if pools[o, at.MONTH_QTY] > 0:
        return 0  # the month's unit cost has it
    held = pools[o, at.POOL_QTY]
    if held == 0:
        return amount
    old = pools[o, at.POOL_VALUE]
    new = max(0, old + amount) if held > 0 else min(0, old + amount)
    pools[o, at.POOL_VALUE] = new
    pools[o, at.LAST_VALUE], pools[o, at.LAST_QTY] = abs(new), abs(held)
    if costing == FIFO:
        # Spread over all layers, so that none turns negative; running sums lose nothing.
        node, seen, given = pools[o, at.HEAD], 0, 0
        while node > 0:
            seen += layers[node, at.MONEY] if old > 0 else layers[node, at.AMOUNT]
            layers[node, at.MONEY] = share(new, seen, old if old > 0 else held) - given
            given += layers[node, at.MONEY]
            node = layers[node, at.NEXT]
    rest: int = old + amount - new
    return rest
