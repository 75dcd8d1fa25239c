"""The walk: stock under a rule, day by day, through the demand that there was."""

# ruff: noqa: PLR0912, PLR0915, PLR0917 - one loop, compiled, its arguments by position

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

Floats = npt.NDArray[Any]
# What a walk tells of an item-place and lane, over the scored days.
STOCK_DAYS, SERVED, ASKED, OUT_DAYS, ORDERS, ORDERED, CLOSING = range(7)


class Supply(NamedTuple):
    """How each item-place (row) is replenished.

    ``lead`` in whole days; an order is at least ``lot`` and a multiple of ``pack`` (0: any
    quantity), and fills up to ``stretch`` above the level that triggers it.
    """

    lead: Floats
    lot: Floats
    pack: Floats
    stretch: Floats


class Walk(NamedTuple):
    """What a walk tells.

    ``totals`` is row × lane × (STOCK_DAYS … CLOSING); ``served`` and ``asked`` are class × review
    × lane, ``value`` lane × day of the stock of all rows in money, ``trace`` row × day × lane of
    closing stock where it was asked for. ``early`` is class × review × (served, asked) before an
    order under a row's first level could have come; ``served`` and ``asked`` leave it out.
    """

    totals: Floats
    served: Floats
    asked: Floats
    value: Floats
    trace: Floats
    early: Floats


@njit(cache=True, nogil=True)
def _walk(
    demand: Floats, inflow: Floats, stock: Floats, first: int, lead: Floats, lot: Floats,
    pack: Floats, stretch: Floats, levels: Floats, group: Floats, cost: Floats, every: int,
    scored: int, backorders: bool, out: Floats, served: Floats, asked: Floats, value: Floats,
    trace: Floats, early: Floats,
) -> None:  # fmt: skip
    rows, days = demand.shape
    lanes, traced = levels.shape[2], len(trace) > 0
    due = np.zeros(lead.max() + 1 if rows else 1)
    for i in range(rows):
        ring, g = lead[i] + 1, group[i]
        for k in range(lanes):
            on_hand, on_order, slot = stock[i], 0.0, 0
            due[:ring] = 0.0
            held = gave = wanted = ordered = 0.0
            empty, orders, review, wait, since = 0, 0, -1, 0, days
            for t in range(first, days):
                came = due[slot]
                due[slot] = 0.0
                on_order -= came
                if wait == 0:
                    review += 1
                    wait = every
                    level = levels[i, review, k]
                    if levels[i, review, lanes - 1] <= 0.0:
                        since = days
                    elif since == days:
                        since = t
                    position = on_hand + came + on_order
                    if position < level:
                        lots = max(level + stretch[i] - position, lot[i])
                        if pack[i] > 0.0:
                            lots = np.ceil(lots / pack[i] - 1e-9) * pack[i]
                        if lead[i] == 0:
                            came += lots
                        else:
                            to = slot + lead[i]
                            due[to - ring if to >= ring else to] += lots
                            on_order += lots
                        if t >= scored:
                            orders += 1
                            ordered += lots
                wait -= 1
                on_hand += came + inflow[i, t]
                x = demand[i, t]
                given = min(x, max(on_hand, 0.0))
                on_hand -= x if backorders else given
                if t >= scored:
                    if on_hand > 0.0:
                        held += on_hand
                        value[k, t] += on_hand * cost[i]
                    else:
                        empty += 1
                    gave += given
                    wanted += x
                # What no order of any lane could have served tells nothing of the lanes.
                if t >= since + lead[i]:
                    served[g, review, k] += given
                    asked[g, review, k] += x
                elif k == 0:
                    early[g, review, 0] += given
                    early[g, review, 1] += x
                if traced:
                    trace[i, t, k] = on_hand
                slot = slot + 1 if slot + 1 < ring else 0
            out[i, k, 0], out[i, k, 1], out[i, k, 2] = held, gave, wanted
            out[i, k, 3], out[i, k, 4], out[i, k, 5] = empty, orders, ordered
            out[i, k, 6] = on_hand


def walk(
    demand: Floats,
    levels: Floats,
    supply: Supply,
    *,
    stock: Floats,
    inflow: Floats | None = None,
    group: Floats | None = None,
    groups: int = 1,
    cost: Floats | None = None,
    start: int = 0,
    every: int = 1,
    scored: int = 0,
    backorders: bool = True,
    traced: bool = False,
) -> Walk:
    """Walk stock through demand under levels that a review compares the position with.

    On a review morning an item-place whose position (on hand and on order) is below its level
    orders; the order is there ``lead`` mornings later. So a level has to last for the lead time
    and until the next review.

    Parameters
    ----------
    demand
        Row × day, not negative.
    levels
        Row × review × lane; the first review is on day ``start``, then every ``every`` days.
    stock
        On hand before day ``start``.
    inflow
        Row × day: what came and went besides (returns, counts), signed.
    group
        Class of each row, of ``groups``, by which ``served`` and ``asked`` are added up.
    cost
        Money a unit, for ``value`` on the scored days; nothing where it is not given.
    scored
        First day that counts in the totals.
    backorders
        Whether unmet demand waits, or goes elsewhere.
    """
    rows, days = demand.shape
    group = np.zeros(rows, np.int64) if group is None else np.asarray(group, np.int64)
    inflow = np.zeros((rows, 1)) if inflow is None else inflow
    if inflow.shape[1] == 1:
        inflow = np.broadcast_to(inflow, demand.shape)
    lanes, reviews = levels.shape[2], levels.shape[1]
    out, (served, asked) = np.zeros((rows, lanes, 7)), np.zeros((2, groups, reviews, lanes))
    trace = np.zeros((rows, days, lanes) if traced else (0, 0, 0))
    value, early = np.zeros((lanes, days)), np.zeros((groups, reviews, 2))
    _walk(
        np.ascontiguousarray(demand, np.float64), np.ascontiguousarray(inflow, np.float64),
        np.asarray(stock, np.float64), start, np.asarray(supply.lead, np.int64),
        np.asarray(supply.lot, np.float64), np.asarray(supply.pack, np.float64),
        np.asarray(supply.stretch, np.float64), np.asarray(levels, np.float64), group,
        np.zeros(rows) if cost is None else np.asarray(cost, np.float64), every, scored,
        backorders, out, served, asked, value, trace, early,
    )  # fmt: skip
    return Walk(out, served, asked, value, trace, early)


def plain_supply(rows: int, lead: int) -> Supply:
    """Return a supply without lots or packs."""
    none = np.zeros(rows)
    return Supply(np.full(rows, lead), none, none, none)
