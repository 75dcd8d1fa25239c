"""FIFO layers: doubly linked lists, one per owner, in one growing-by-reuse pool.

An owner is a place (age layers) or, under first-in-first-out costing, a cost pool (cost layers).
Layers stay sorted by date, oldest at the head; age layers of one date are one layer.
"""

from __future__ import annotations

import numpy as np
from numba import njit

HEAD, TAIL = range(2)
NEXT, PREV, DATE, QTY, VALUE = range(5)
FREE, TOP = range(2)

EXACT = 4.0e18  # products up to here are exact in int64
LIMIT = 2**60


@njit(error_model="numpy")
def share(value: int, part: int, whole: int) -> int:
    """Return ``value`` × ``part`` ÷ ``whole``, rounded half away from zero (``whole`` ≠ 0)."""
    negative = (value < 0) ^ (part < 0) ^ (whole < 0)
    value, part, whole = abs(value), abs(part), abs(whole)
    if float(value) * float(part) < EXACT:
        result = (value * part + whole // 2) // whole
    elif float(value) * float(part) > float(LIMIT) * float(whole):
        result = LIMIT  # no such money exists; stay finite
    else:
        rest = value % whole
        if float(rest) * float(part) < EXACT:
            tail = (rest * part + whole // 2) // whole
        else:
            tail = np.int64(np.rint(float(rest) * float(part) / float(whole)))
        result = value // whole * part + tail
    return -result if negative else result


@njit
def put(ends, nodes, heap, owner, date, qty, value, merge):
    """Add a layer in date order; behind its equals, or into them where ``merge``."""
    after, head = ends[owner, TAIL], ends[owner, HEAD]
    if head >= 0 and date < nodes[head, DATE]:
        after = -1
    while after >= 0 and nodes[after, DATE] > date:
        after = nodes[after, PREV]
    if merge and after >= 0 and nodes[after, DATE] == date:
        nodes[after, QTY] += qty
        nodes[after, VALUE] += value
        return
    new = heap[FREE]
    if new >= 0:
        heap[FREE] = nodes[new, NEXT]
    else:
        new = heap[TOP]
        heap[TOP] += 1
    before = head if after < 0 else nodes[after, NEXT]
    nodes[new, NEXT], nodes[new, PREV] = before, after
    nodes[new, DATE], nodes[new, QTY], nodes[new, VALUE] = date, qty, value
    if after < 0:
        ends[owner, HEAD] = new
    else:
        nodes[after, NEXT] = new
    if before < 0:
        ends[owner, TAIL] = new
    else:
        nodes[before, PREV] = new


@njit
def take(ends, nodes, heap, owner, qty, newest, to):
    """Take up to ``qty`` from the oldest (or ``newest``) end; return quantity, value, last date.

    What is taken moves to the owner ``to`` with its date, or leaves where ``to`` is -1.
    """
    taken, value, date = 0, 0, 0
    end, step = (TAIL, PREV) if newest else (HEAD, NEXT)
    node = ends[owner, end]
    while node >= 0 and taken < qty:
        date = nodes[node, DATE]
        here, worth = nodes[node, QTY], nodes[node, VALUE]
        follow = nodes[node, step]
        if here > qty - taken:
            worth = share(worth, qty - taken, here)
            here = qty - taken
            nodes[node, QTY] -= here
            nodes[node, VALUE] -= worth
        else:
            ends[owner, end] = follow
            if follow < 0:
                ends[owner, HEAD] = ends[owner, TAIL] = -1
            elif newest:
                nodes[follow, NEXT] = -1
            else:
                nodes[follow, PREV] = -1
            nodes[node, NEXT] = heap[FREE]
            heap[FREE] = node
        taken += here
        value += worth
        if to >= 0:
            put(ends, nodes, heap, to, date, here, worth, True)
        node = follow
    return taken, value, date
