"""Cost pools: what a quantity is worth when it comes, stays and goes.

A pool is all places of an item (``cost_pool: company``) or one of them (``warehouse``). Three
things always hold: a pool with stock is worth at least nothing, a pool without stock is worth
nothing, a pool that owes stock owes money. Money that would break them is a revaluation.
"""

from __future__ import annotations

from numba import njit

from stockturn.ledger.layers import HEAD, NEXT, QTY, VALUE, put, share, take

RECORDED, MOVING, MONTHLY, FIFO = range(4)

# A pool's record: quantity and value, last unit cost known as a ratio, unit cost of the last issue,
# whether any cost was ever seen, the month's unit cost, and that of the month's transfers.
(P_QTY, P_VALUE, P_LAST_VALUE, P_LAST_QTY, P_ISSUE_VALUE, P_ISSUE_QTY, P_KNOWN,
 P_MONTH_VALUE, P_MONTH_QTY, P_MOVE_VALUE, P_MOVE_QTY, POOL_WIDTH) = range(12)  # fmt: skip

FRONT = -(2**31) - 1  # a date before all others: goods that come back leave first


@njit
def last_price(pool, qty):
    """Value ``qty`` at the last unit cost known, 0 where none is."""
    return share(pool[P_LAST_VALUE], qty, pool[P_LAST_QTY]) if pool[P_LAST_QTY] > 0 else 0


@njit
def price(pool, qty):
    """Value ``qty`` at the pool's unit cost now."""
    if pool[P_MONTH_QTY] > 0:
        return share(pool[P_MONTH_VALUE], qty, pool[P_MONTH_QTY])
    if pool[P_QTY] > 0:
        return share(pool[P_VALUE], qty, pool[P_QTY])
    return last_price(pool, qty)


@njit
def receive(pool, owner, qty, value, costing, date, ends, nodes, heap):
    """Take in ``qty`` worth ``value``; what the pool owes is settled first, at this cost."""
    keep, worth = qty, value
    if pool[P_QTY] < 0:
        keep = max(0, qty + pool[P_QTY])
        worth = share(value, keep, qty)
        if keep == 0:
            pool[P_VALUE] = share(pool[P_VALUE], pool[P_QTY] + qty, pool[P_QTY])
        else:
            pool[P_VALUE] = 0
    pool[P_QTY] += qty
    pool[P_VALUE] += worth
    if costing == FIFO:
        if keep > 0:
            put(ends, nodes, heap, owner, date, keep, worth, False)
        pool[P_LAST_VALUE], pool[P_LAST_QTY] = value, qty
    elif pool[P_QTY] > 0:
        pool[P_LAST_VALUE], pool[P_LAST_QTY] = pool[P_VALUE], pool[P_QTY]


@njit
def relieve(pool, owner, qty, value, own, costing, newest, ends, nodes, heap):
    """Let ``qty`` go; return its cost and whether it took more money than there was."""
    before = pool[P_QTY]
    cost = value if own else price(pool, qty)
    if costing == FIFO:
        taken, worth, _date = take(ends, nodes, heap, owner, qty, newest, -1)
        worth += last_price(pool, qty - taken)
        pool[P_VALUE] -= worth
        cost = value if own else worth
    elif before > 0 and qty > before:
        pool[P_VALUE] = -share(cost, qty - before, qty)
    else:
        pool[P_VALUE] -= cost
    pool[P_QTY] -= qty
    overdrawn = False
    if pool[P_QTY] == 0:
        pool[P_VALUE] = 0
    elif pool[P_QTY] > 0 and pool[P_VALUE] < 0:
        pool[P_VALUE], overdrawn = 0, True
    pool[P_ISSUE_VALUE], pool[P_ISSUE_QTY] = cost, qty
    if own and pool[P_LAST_QTY] == 0:
        pool[P_LAST_VALUE], pool[P_LAST_QTY] = cost, qty
    return cost, overdrawn


@njit
def revalue(pool, owner, amount, costing, ends, nodes):
    """Add ``amount`` to the stock's value, never below nothing; return what found no stock."""
    if pool[P_MONTH_QTY] > 0:
        return 0  # the month's unit cost has it
    if pool[P_QTY] <= 0:
        return amount
    old = pool[P_VALUE]
    new = max(0, old + amount)
    pool[P_VALUE] = new
    pool[P_LAST_VALUE], pool[P_LAST_QTY] = new, pool[P_QTY]
    if costing == FIFO:
        # Spread over all layers, so that none turns negative; running sums lose nothing.
        node = ends[owner, HEAD]
        whole = old if old > 0 else pool[P_QTY]
        seen = given = 0
        while node >= 0:
            seen += nodes[node, VALUE] if old > 0 else nodes[node, QTY]
            nodes[node, VALUE] = share(new, seen, whole) - given
            given += nodes[node, VALUE]
            node = nodes[node, NEXT]
    return old + amount - new
