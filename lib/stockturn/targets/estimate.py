"""What the past says of an item's demand a period: weighted by age, shrunk towards its like."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from stockturn.targets.distribution import grid

Floats = npt.NDArray[Any]
FLOOR = 1e-9
PERIODS = 32  # that are fitted at once: what is held, not what comes out


class Moments(NamedTuple):
    """Demand of each item (row) as known before each period (column).

    ``weight`` is the number of periods that the weighted past is worth, ``share`` the share of
    periods with demand, ``age`` the periods since the last demand.
    """

    mean: Floats
    variance: Floats
    weight: Floats
    share: Floats
    age: Floats

    def of(self, rows: Any) -> Moments:
        """Return the moments of some items."""
        return Moments(*(known[rows] for known in self))


@njit(cache=True, nogil=True)
def _moments(demand: Floats, first: Floats, keep: float, prior: float, out: Floats) -> None:
    rows, periods = demand.shape
    for i in range(rows):
        w = w2 = s1 = s2 = sp = 0.0
        age = 0.0
        for t in range(periods + 1):
            weight = w * w / w2 if w2 > 0 else 0.0
            mean = s1 / (w + prior) if w > 0 else 0.0
            raw = s2 / w - (s1 / w) ** 2 if w > 0 else 0.0
            spread = raw * weight / (weight - 1.0) if weight > 1.5 else raw
            out[0, i, t] = mean
            out[1, i, t] = max(spread, 0.0)
            out[2, i, t] = weight
            out[3, i, t] = sp / w if w > 0 else 0.0
            out[4, i, t] = age
            if t == periods or t < first[i] or np.isnan(demand[i, t]):
                continue
            x = demand[i, t]
            w, w2 = keep * w + 1.0, keep * keep * w2 + 1.0
            s1, s2 = keep * s1 + x, keep * s2 + x * x
            sp = keep * sp + (1.0 if x > 0 else 0.0)
            age = 0.0 if x > 0 else age + 1.0


def moments(demand: Floats, first: Floats, *, half_life: float, prior: float = 0.0) -> Moments:
    """Return moments of demand before each period, and after the last: columns are periods + 1.

    Parameters
    ----------
    demand
        Item × period, quantities; NaN where a period tells nothing, as out of season.
    first
        First period of each item's life; earlier ones tell nothing.
    half_life
        Periods after which an observation counts half.
    prior
        Periods without demand that every item is thought to have had before its first.
    """
    out = np.zeros((5, demand.shape[0], demand.shape[1] + 1), dtype=np.float32)
    _moments(demand, np.asarray(first, dtype=np.int64), 0.5 ** (1 / half_life), prior, out)
    return Moments(*out)


def pooled_variance(m: Moments) -> Floats:
    """Return the variance that a like item has: a power of the mean, fitted over all items.

    Taylor's law (Taylor 1961): log variance = a + b log mean, by least squares weighted with the
    length of each past; fitted for each period anew, from what was known then.
    """
    # Periods do not know of one another: some at a time, so that less is held at once.
    some = np.array_split(np.arange(m.mean.shape[1]), -(-m.mean.shape[1] // PERIODS))
    parts = [_pooled(Moments(*(each[:, at[0] : at[-1] + 1] for each in m))) for at in some]
    return np.concatenate(parts, axis=1)


def _pooled(m: Moments) -> Floats:
    known = (m.mean > FLOOR) & (m.variance > FLOOR) & (m.weight > 2)
    x = np.log(np.where(known, m.mean, 1.0)).astype(np.float64)
    y = np.log(np.where(known, m.variance, 1.0)).astype(np.float64)
    w = np.where(known, m.weight, 0.0).astype(np.float64)
    total = w.sum(axis=0) + FLOOR
    mx, my = (w * x).sum(axis=0) / total, (w * y).sum(axis=0) / total
    sxx = (w * (x - mx) ** 2).sum(axis=0)
    slope = np.where(sxx > FLOOR, (w * (x - mx) * (y - my)).sum(axis=0) / (sxx + FLOOR), 1.0)
    slope = np.clip(slope, 1.0, 2.0)
    # A mean of logarithms lies below the logarithm of the mean: the ratio of sums puts it right.
    fitted = np.exp(my + slope * (np.log(np.maximum(m.mean, FLOOR)) - mx))
    scale = (w * m.variance).sum(axis=0) / ((w * fitted).sum(axis=0) + FLOOR)
    fair = np.clip(np.where(scale > 0, scale, 1.0), 0.5, 4.0)
    return np.where(m.mean > FLOOR, fitted * fair, 0.0).astype(np.float32)


class Spread(NamedTuple):
    """Constants of the method, chosen on held-out windows of real demand."""

    half_life: float = 13.0
    like: float = 20.0  # periods that the items alike are worth against an item's own variance
    lumpy: float = 0.5  # share of the lumpy view
    prior: float = 2.0


def blended_variance(m: Moments, spread: Spread) -> Floats:
    """Return the variance of each item: the longer it is known its own, else that of its like."""
    own = m.weight / (m.weight + spread.like)
    blended: Floats = (own * m.variance + (1 - own) * pooled_variance(m)).astype(np.float32)
    return blended


def level_grid(
    m: Moments, *, cover: Floats, lead_spread: Floats, levels: Floats, spread: Spread,
    variance: Floats | None = None,
) -> Floats:  # fmt: skip
    """Return item × period × level: the stock position that demand will not exceed so often.

    Parameters
    ----------
    cover
        Periods to be covered: lead time and the time to the next review.
    lead_spread
        Standard deviation of the lead time, in periods.
    levels
        Probabilities, ascending.
    variance
        Of ``blended_variance`` over all items, where ``m`` are some of them.
    """
    out = np.zeros((*m.mean.shape, len(levels)), dtype=np.float32)
    grid(
        m.mean,
        blended_variance(m, spread) if variance is None else variance,
        m.weight,
        m.share,
        np.asarray(cover, np.float64),
        np.asarray(lead_spread, np.float64),
        spread.lumpy,
        np.asarray(levels, np.float64),
        out,
    )
    return out
