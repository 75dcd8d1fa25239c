"""Compiled loops of the room: what cannot be said as a few operations on whole arrays."""

# ruff: noqa: PLR0917 - compiled functions take their arguments by position

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

from stockturn.ledger.kinds import CODE

Floats = npt.NDArray[Any]
YEAR = 366
COUNT, OPENING, TRANSFER = CODE["盘点"], CODE["期初"], CODE["调拨"]


@njit(cache=True, nogil=True)
def changes(
    here: Floats, there: Floats, day: Floats, kind: Floats, qty: Floats, rows: int, sign: Floats
) -> Floats:
    """Return each event's change of its place's stock: stated quantities become differences."""
    level, opened = np.zeros(rows), np.full(rows, -1)
    out = np.zeros(len(here))
    for e in range(len(here)):
        p, q = here[e], qty[e]
        if kind[e] == TRANSFER:
            out[e] = -q
            level[there[e]] += q
        elif kind[e] == COUNT:
            out[e] = q - level[p] if q >= 0 else 0.0
        elif kind[e] == OPENING and day[e] > 0:
            out[e] = q - level[p] if opened[p] != day[e] else q
            opened[p] = day[e]
        else:
            out[e] = sign[kind[e]] * q
        level[p] += out[e]
    return out


@njit(cache=True, nogil=True)
def netted(out: Floats, back: Floats) -> Floats:
    """Set what comes back against what goes out from that day on."""
    net = np.zeros_like(out)
    for i in range(len(out)):
        owed = 0.0
        for t in range(out.shape[1]):
            owed += back[i, t]
            left = max(out[i, t], 0.0)
            taken = min(owed, left)
            net[i, t] = left - taken
            owed -= taken
    return net


@njit(cache=True, nogil=True)
def filled(
    met: Floats, stock: Floats, morning: Floats, first: Floats, withdrawn: int, week: int,
    dust: float,
) -> Floats:  # fmt: skip
    """Fill the days that closed without stock from earlier days of the same row.

    Which earlier day is a matter of chance, not the last one: the last big sale is why the shelf
    is empty, and would count twice. Chance is a fixed sequence (multiples of the golden ratio), so
    that neither other rows nor a second run change it.
    """
    asked = met.copy()
    for i in range(len(met)):
        empty, chance = 0, 0.5
        for t in range(first[i], met.shape[1]):
            if stock[i, t] > dust:
                empty = 0
                continue
            chance = (chance + 0.6180339887498949) % 1.0
            start = max(first[i], t - YEAR)
            if morning[i, t] > dust or met[i, t] > dust:
                empty = 0
                for step in range(t - start if met[i, t] > dust else 0):
                    s = start + (int(chance * (t - start)) + step) % (t - start)
                    if morning[i, s] > dust and asked[i, s] >= met[i, t]:
                        asked[i, t] = asked[i, s]
                        break
            else:
                empty += 1
                weeks = (t - start) // week
                if empty <= withdrawn:
                    for step in range(weeks):
                        s = t - week * (1 + (int(chance * weeks) + step) % weeks)
                        if morning[i, s] > dust:
                            asked[i, t] = asked[i, s]
                            break
    return asked
