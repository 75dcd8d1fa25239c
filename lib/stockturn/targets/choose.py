"""Choosing the method's constants on windows held out of the client's own past."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from stockturn.targets.estimate import Moments, Spread, level_grid, moments

Floats = npt.NDArray[Any]
HALF_LIVES = (4.0, 8.0, 13.0, 26.0, 52.0)
LUMPY = (0.0, 0.5, 1.0)
PROBED = np.array([0.9, 0.95, 0.98])
MOST_ROWS = 2000


def choose_spread(blocks: Floats, first: Floats, cover: Floats, *, unit_cost: Floats) -> Spread:
    """Return the constants whose quantiles lost least on held-out windows.

    The loss is the quantile score (Koenker, Bassett 1978) of demand over the cover, in money; the
    windows are those of the middle third of the past, each judged from what was known before it.
    """
    rows = slice(None, None, max(1, len(blocks) // MOST_ROWS))
    blocks, first, cover = blocks[rows], first[rows], np.ceil(cover[rows]).astype(int)
    begin, end = blocks.shape[1] // 3, 2 * blocks.shape[1] // 3
    if end - begin < 2 or not len(blocks):
        return Spread()
    ahead = window_sums(blocks, cover)[:, begin:end]
    weight = np.where(np.isnan(ahead), 0.0, np.maximum(unit_cost[rows], 0.0)[:, None])
    losses = {}
    for half_life in HALF_LIVES:
        known = moments(blocks, first, half_life=half_life, prior=Spread().prior)
        known = Moments(*(part[:, begin:end] for part in known))
        for lumpy in LUMPY:
            spread = Spread(half_life=half_life, lumpy=lumpy)
            levels = level_grid(
                known, cover=cover, lead_spread=np.zeros(len(cover)), levels=PROBED, spread=spread
            )
            gap = np.nan_to_num(ahead)[:, :, None] - levels
            loss = np.maximum(PROBED * gap, (PROBED - 1) * gap).sum(axis=2)
            losses[spread] = float((weight * loss).sum())
    return min(losses, key=lambda s: (losses[s], s))


def window_sums(blocks: Floats, cover: Floats) -> Floats:
    """Return the demand of the ``cover`` blocks from each block on; NaN where they are not over."""
    total = np.concatenate([np.zeros((len(blocks), 1)), np.cumsum(blocks, axis=1)], axis=1)
    at = np.arange(blocks.shape[1])[None, :] + cover[:, None]
    inside = at <= blocks.shape[1]
    sums = np.take_along_axis(total, np.where(inside, at, 0), axis=1) - total[:, :-1]
    return np.where(inside, sums, np.nan)
