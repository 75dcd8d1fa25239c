"""Levels by marginal return: service where a unit of it is cheap, with a floor for each item."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[Any]
PRICES = 25  # returns on stock value that are tried


def portfolio_grid(
    grid: Floats, levels: Floats, unit_cost: Floats, *, floor: float
) -> tuple[Floats, Floats]:
    """Return item × period × lane, ever lower returns on stock value demanded, and their levels.

    Raising an item's stock by one unit serves one more unit with probability 1 − F and holds one
    more with probability F; at a return of λ units served a yuan held it pays up to
    F = 1 / (1 + λ c), c being the unit's cost. No item falls below ``floor``, so that dear items
    are not starved for cheap ones; value fill should be shown beside unit fill all the same.

    Parameters
    ----------
    grid
        Item × period × cycle service, from ``estimate.level_grid``; ``levels`` its services.
    unit_cost
        Money a unit; items without a cost take the mean of the others.

    Returns
    -------
    tuple
        The grid by lane, and item × lane: the cycle service each item is given.
    """
    known = unit_cost > 0
    cost = np.where(known, unit_cost, unit_cost[known].mean() if known.any() else 1.0)
    cost = cost / np.exp(np.log(cost).mean())
    odds = np.exp(np.linspace(np.log(2.0), np.log(2e-4), PRICES))
    service = np.clip(1 / (1 + odds[None, :] * cost[:, None]), floor, levels[-1])
    lanes = np.interp(service, levels, np.arange(len(levels)))
    low = np.floor(lanes).astype(int)
    high = np.minimum(low + 1, len(levels) - 1)
    rows = np.arange(len(grid))[:, None]
    part = (lanes - low)[:, None, :]
    below, above = (np.moveaxis(grid[rows, :, at], 1, 2) for at in (low, high))
    return below + part * (above - below), service
