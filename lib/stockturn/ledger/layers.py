"""FIFO layers: doubly linked lists in one pool of nodes.

A place owns age layers; under first-in-first-out costing a cost pool owns cost layers. Lists stay
sorted by date, oldest at the head; age layers of one date are one layer.
"""

# ruff: noqa: PLR0917 - compiled functions take their arguments by position

from __future__ import annotations

import numpy as np

from stockturn.ledger import records as at
from stockturn.ledger.records import Ints, inner

SMALL = 4.0e15  # up to here a quotient of floats, cut off, is the integer quotient; it is faster
EXACT = 4.0e18  # products up to here are exact in an int64
LIMIT = 2**60


@inner
def share(value: int, part: int, whole: int) -> int:
    """Return ``value`` × ``part`` ÷ ``whole``, rounded half away from zero (``whole`` ≠ 0)."""
    negative = (value < 0) ^ (part < 0) ^ (whole < 0)
    value, part, whole = abs(value), abs(part), abs(whole)
    size = float(value) * float(part)
    if size + float(whole) < SMALL:
        result = int(float(value * part + whole // 2) / float(whole))
    elif size + float(whole) < EXACT:
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
    after, head = owners[owner, at.TAIL], owners[owner, at.HEAD]
    if head > 0 and date < layers[head, at.DATE]:
        after = 0
    while after > 0 and layers[after, at.DATE] > date:
        after = layers[after, at.PREV]
    if merge and after > 0 and layers[after, at.DATE] == date:
        layers[after, at.AMOUNT] += qty
        layers[after, at.MONEY] += money
        return
    new = layers[0, at.NEXT]
    if new > 0:
        layers[0, at.NEXT] = layers[new, at.NEXT]
    else:
        new = layers[0, at.AMOUNT] + 1
        layers[0, at.AMOUNT] = new
    before = layers[after, at.NEXT] if after > 0 else head
    layers[new, at.NEXT], layers[new, at.PREV] = before, after
    layers[new, at.DATE], layers[new, at.AMOUNT], layers[new, at.MONEY] = date, qty, money
    if after > 0:
        layers[after, at.NEXT] = new
    else:
        owners[owner, at.HEAD] = new
    if before > 0:
        layers[before, at.PREV] = new
    else:
        owners[owner, at.TAIL] = new


@inner
def take(
    owners: Ints, owner: int, layers: Ints, qty: int, newest: bool, to: int
) -> tuple[int, int, int]:
    """Take up to ``qty`` from the oldest (or ``newest``) end; return quantity, money, last date.

    What is taken moves with its date to the owner ``to``, or leaves where ``to`` is negative.
    """
    taken, money, date = 0, 0, 0
    end, step, back = (at.TAIL, at.PREV, at.NEXT) if newest else (at.HEAD, at.NEXT, at.PREV)
    node = owners[owner, end]
    while node > 0 and taken < qty:
        date, follow = layers[node, at.DATE], layers[node, step]
        here, worth = layers[node, at.AMOUNT], layers[node, at.MONEY]
        if here > qty - taken:
            worth = share(worth, qty - taken, here)
            here = qty - taken
            layers[node, at.AMOUNT] -= here
            layers[node, at.MONEY] -= worth
        else:
            owners[owner, end] = follow
            if follow > 0:
                layers[follow, back] = 0
            else:
                owners[owner, at.HEAD] = owners[owner, at.TAIL] = 0
            layers[node, at.NEXT] = layers[0, at.NEXT]
            layers[0, at.NEXT] = node
        taken += here
        money += worth
        if to >= 0:
            put(owners, to, layers, date, here, worth, at.MERGED)
        node = follow
    return taken, money, date
