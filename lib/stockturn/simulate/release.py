"""Cash that the levels free, once: less stock at the service that the client gave, and how sure."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri, stdtrit

from stockturn.simulate.walk import ASKED, SERVED, Walk

Floats = npt.NDArray[Any]
BLOCK_DAYS = 91  # stock of two quarters is nearly independent, of two months it is not
UPPER = 0.9  # upper end of the 80 % interval
# What one year of books cannot tell, as a share of the stock held: the deviation that 51 simulated
# companies, drawn seven times each, leave beside the blocks (2026-11-23).
MODEL_ERROR = 0.06


class Served(NamedTuple):
    """A walk: ``totals`` by row, ``value`` of the stock by day; whether of the proposed levels."""

    totals: Floats
    value: Floats
    proposed: bool


def fill_of(totals: Floats) -> float | None:
    """Return the share of the volume asked for that was served, over all rows of totals."""
    asked = float(totals[..., ASKED].sum())
    return float(totals[..., SERVED].sum()) / asked if asked > 0 else None


def equal_service(proposed: Walk, grid: Walk, *, mine: Floats, fill: float) -> Served | None:
    """Return the walk that served ``fill`` or more of the rows ``mine``; None where none did.

    The proposed levels if they did; else the point of the exchange curve that serves as much,
    between the two lanes around it, so that a small change of service is a small change of stock.
    """
    if (fill_of(proposed.totals[mine, 0]) or 0.0) >= fill:
        return Served(proposed.totals[:, 0], proposed.value[0], proposed=True)
    fills = [fill_of(grid.totals[mine, k]) or 0.0 for k in range(grid.totals.shape[1])]
    k = next((k for k, reached in enumerate(fills) if reached >= fill), None)
    if k is None:
        return None
    part = (fill - fills[k - 1]) / (fills[k] - fills[k - 1]) if k else 1.0
    low = max(k - 1, 0)
    totals = (1 - part) * grid.totals[:, low] + part * grid.totals[:, k]
    value = (1 - part) * grid.value[low] + part * grid.value[k]
    return Served(totals, value, proposed=False)


def one_off_release(held: Floats, kept: Floats) -> dict[str, float]:
    """Return the mean of the money freed by day, and its 80 % interval.

    The variance is that of a circular block bootstrap of the days, in closed form (Künsch 1989;
    Politis, Romano 1992), all items together, because they do not move independently. The few
    blocks of a year know their own spread badly: Student's t with as many degrees of freedom.
    What another year would bring lies beyond them: ``MODEL_ERROR``. Levels that need more stock
    than there was free nothing.

    Parameters
    ----------
    held, kept
        Stock value of each day, as it was and under the levels.

    Examples
    --------
    >>> freed = one_off_release(np.full(365, 100.0), np.full(365, 20.0))
    >>> {name: round(amount, 1) for name, amount in freed.items()}
    {'value': 80.0, 'low': 72.3, 'high': 87.7}
    """
    freed = held - kept
    days = len(freed)
    size = min(BLOCK_DAYS, days // 2)
    blocks = days / max(size, 1)
    value = float(freed.mean())
    sums = np.concatenate([[0.0], np.cumsum(np.concatenate([freed, freed[: size - 1]]) - value)])
    spread = float(np.mean((sums[size:] - sums[:-size]) ** 2)) / size**2 / (blocks - 1)
    within = float(stdtrit(blocks - 1, UPPER)) * math.sqrt(spread)
    reach = math.hypot(within, float(ndtri(UPPER)) * MODEL_ERROR * float(held.mean()))
    ends = {"value": value, "low": value - reach, "high": value + reach}
    return {name: max(amount, 0.0) for name, amount in ends.items()}
