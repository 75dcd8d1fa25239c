"""FIFO layers: doubly linked lists in one pool of nodes.

A place owns age layers; under first-in-first-out costing a cost pool owns cost layers. Lists stay
sorted by date, oldest at the head; age layers of one date are one layer.
"""

# ruff: noqa: PLR0917 - compiled functions take their arguments by position

from __future__ import annotations

import numpy as np

from stockturn.ledger.records import (
    AMOUNT,
    DATE,
    HEAD,
    MERGED,
    MONEY,
    NEXT,
    PREV,
    TAIL,
    Ints,
    inner,
)

EXACT = 4.0e18  # products up to here are exact in an int64
LIMIT = 2**60


@inner
def share(value: int, part: int, whole: int) -> int:
    """Return ``value`` × ``part`` ÷ ``whole``, rounded half away from zero (``whole`` ≠ 0)."""
    negative = (value < 0) ^ (part < 0) ^ (whole < 0)
    value, part, whole = abs(value), abs(part), abs(whole)
    size = float(value) * float(part)
    if size < EXACT:
        result = (value * part + whole // 2) // whole
    elif size > float(LIMIT) * float(whole):
        result = LIMIT  # no such money exists; stay finite
    else:
        rest = value % whole
        if float(rest) * float(part) < EXACT:
            tail = (rest * part + whole // 2) // whole
        else:
            tail = int(np.rint(float(rest) * float(part) / float(whole)))
        result = value // whole * part + tail
    return -result if negative else result


@inner
def put(
    owners: Ints, owner: int, layers: Ints, date: int, qty: int, money: int, merge: bool
) -> None:
    """Add a layer in date order; behind its equals, or into them where ``merge``."""
    after, head = owners[owner, TAIL], owners[owner, HEAD]
    if head > 0 and date < layers[head, DATE]:
        after = 0
    while after > 0 and layers[after, DATE] > date:
        after = layers[after, PREV]
    if merge and after > 0 and layers[after, DATE] == date:
        layers[after, AMOUNT] += qty
        layers[after, MONEY] += money
        return
    new = layers[0, NEXT]
    if new > 0:
        layers[0, NEXT] = layers[new, NEXT]
    else:
        new = layers[0, AMOUNT] + 1
        layers[0, AMOUNT] = new
    before = layers[after, NEXT] if after > 0 else head
    layers[new, NEXT], layers[new, PREV] = before, after
    layers[new, DATE], layers[new, AMOUNT], layers[new, MONEY] = date, qty, money
    if after > 0:
        layers[after, NEXT] = new
    else:
        owners[owner, HEAD] = new
    if before > 0:
        layers[before, PREV] = new
    else:
        owners[owner, TAIL] = new


@inner
def take(
    owners: Ints, owner: int, layers: Ints, qty: int, newest: bool, to: int
) -> tuple[int, int, int]:
    """Take up to ``qty`` from the oldest (or ``newest``) end; return quantity, money, last date.

    What is taken moves with its date to the owner ``to``, or leaves where ``to`` is negative.
    """
    taken, money, date = 0, 0, 0
    end, step, back = (TAIL, PREV, NEXT) if newest else (HEAD, NEXT, PREV)
    node = owners[owner, end]
    while node > 0 and taken < qty:
        date, follow = layers[node, DATE], layers[node, step]
        here, worth = layers[node, AMOUNT], layers[node, MONEY]
        if here > qty - taken:
            worth = share(worth, qty - taken, here)
            here = qty - taken
            layers[node, AMOUNT] -= here
            layers[node, MONEY] -= worth
        else:
            owners[owner, end] = follow
            if follow > 0:
                layers[follow, back] = 0
            else:
                owners[owner, HEAD] = owners[owner, TAIL] = 0
            layers[node, NEXT] = layers[0, NEXT]
            layers[0, NEXT] = node
        taken += here
        money += worth
        if to >= 0:
            put(owners, to, layers, date, here, worth, MERGED)
        node = follow
    return taken, money, date
