"""Goods that perish or go out of season: no more of them than is worth the risk of a rest.

The textbook's newsvendor (``textbook.newsvendor``) buys once for one season; here the question is
asked at every review, and what is bought has longer to be sold than the next delivery takes.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

from stockturn.targets.estimate import Moments, Spread, blended_variance, level_grid
from stockturn.targets.selling import Selling

Floats = npt.NDArray[Any]
# Chances at which demand is looked at: as fine as a verdict on one more unit needs it.
CHANCES = np.array([0.005, *np.arange(0.02, 0.99, 0.04), 0.995, 0.999, 0.9999, 0.99999])


def perishing_grid(
    m: Moments, selling: Selling, *, block_days: float, critical_ratio: Floats, levels: Floats,
    lead_spread: Floats, spread: Spread, variance: Floats,
) -> Floats:  # fmt: skip
    """Return place × review × level for goods that cannot be sold for ever.

    No level is above what is worth having, however much service it would give. One more unit earns
    p at a review if it is asked for before the next order can come, and loses h once in its time on
    sale, of which a review is the share τ, if it is not sold in it: it is worth having while
    p P(D_cover ≥ S) ≥ τ h P(D_until < S). Where all has to be sold from one review to the next that
    is the newsvendor's F(S) ≤ p / (p + h) (Arrow, Harris, Marschak 1951). Units are thought to be
    sold in the order in which they come, and to outlast the time that is covered.

    Parameters
    ----------
    critical_ratio
        p / (p + h) of each place.
    levels
        Probabilities, as ``level_grid`` takes them; it tells the rest of what is asked for here.
    """
    # Each review is a row of its own: its cover is its own too.
    flat = Moments(*(known.reshape(-1, 1) for known in m))
    cover, until = (np.ravel(span) / block_days for span in (selling.cover, selling.until))
    ends, reviews = np.isfinite(until), m.mean.shape[1]

    def quantiles(span: Floats, chances: Floats) -> Floats:
        found = level_grid(
            flat, cover=span, lead_spread=np.repeat(lead_spread, reviews), levels=chances,
            spread=spread, variance=variance.reshape(-1, 1),
        )  # fmt: skip
        return found[:, 0]

    near, far = quantiles(cover, CHANCES), quantiles(np.where(ends, until, 0.0), CHANCES)
    ratio = np.repeat(critical_ratio, reviews)
    most = _worth_having(near, far, CHANCES, ratio, selling.turn.ravel() * (1 - ratio))
    most = np.where(ends, most, np.inf)
    return np.minimum(quantiles(cover, levels), most[:, None]).reshape(*m.mean.shape, -1)


def most_worth_having(
    past: Moments, selling: Selling, *, block_days: float, critical_ratio: Floats,
    lead_spread: Floats, spread: Spread,
) -> Floats:  # fmt: skip
    """Return the position today beyond which one more unit is not worth its risk, of each place."""
    ends, most = selling.ends, np.full(len(critical_ratio), np.inf)
    if not ends.any():
        return most
    now = Moments(*(known[:, -1:] for known in past))
    certain = np.array([1.0 - 1e-9])  # the highest level of all stays below what is worth having
    most[ends] = perishing_grid(
        now.of(ends), Selling(*(known[ends, -1:] for known in selling)), block_days=block_days,
        critical_ratio=critical_ratio[ends], levels=certain, lead_spread=lead_spread[ends],
        spread=spread, variance=blended_variance(now, spread)[ends],
    )[:, 0, 0]  # fmt: skip
    return most


@njit(cache=True, nogil=True)
def _worth_having(near: Floats, far: Floats, chances: Floats, gain: Floats, loss: Floats) -> Floats:
    most = np.zeros(len(near))
    for i in range(len(near)):
        for k in range(len(chances)):
            unit = near[i, k]
            below = 0
            while below < len(chances) and far[i, below] < unit:
                below += 1
            left = 0.0 if below == 0 else 1.0
            if 0 < below < len(chances):
                left = (chances[below - 1] + chances[below]) / 2
            if gain[i] * (1 - chances[k]) >= loss[i] * left:
                most[i] = max(most[i], unit)
    return most
