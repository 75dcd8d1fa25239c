"""Point forecasts: each item's champion among simple rules, crowned by what it missed so far."""

# ruff: noqa: PLR0917, PLR0912, PLR0915 - one compiled loop, its arguments by position

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

Floats = npt.NDArray[Any]
# The last value; that of a year ago; all the past; exponential smoothing (Brown 1959); of sizes and
# gaps (Croston 1972), less its bias (Syntetos, Boylan 2005); of sizes and chance (Teunter,
# Syntetos, Babai 2011).
MODELS = (
    "naive", "seasonal", "mean", "ses_slow", "ses", "ses_fast", "croston", "sba", "tsb_slow", "tsb",
)  # fmt: skip
SLOW, USUAL, FAST = 0.05, 0.15, 0.35
# The two that follow were compared on the middle third of real demand (tests/benchmarks).
BORROWED = 100.0  # periods that the errors of the class are worth against an item's own
MEMORY = 0.93  # weight of an error one period later
DENSE, EVEN = 1 / 1.32, 0.49  # share of periods with demand, squared variation of its sizes


@dataclass(frozen=True)
class Forecasts:
    """Forecasts one period ahead, each from what was known before it.

    Attributes
    ----------
    ahead
        Item × period: the champion's forecast; one column more than demand, for the next period.
    error, naive_error, actual
        Absolute errors and demand of each item over the scored periods.
    scale
        Mean absolute step from one period to the next before them; 0 where there was none.
    scored
        Periods that count.
    champion
        Position in ``MODELS`` of the rule in force after the last period.
    """

    ahead: Floats
    error: Floats
    naive_error: Floats
    actual: Floats
    scale: Floats
    scored: int
    champion: Floats

    @property
    def wape(self) -> float | None:
        """Σ|forecast − demand| ÷ Σ demand; None without demand."""
        return self._share(self.error)

    @property
    def naive_wape(self) -> float | None:
        """The same of the last value, carried forward."""
        return self._share(self.naive_error)

    @property
    def mase(self) -> float | None:
        """Mean scaled error (Hyndman, Koehler 2006): 1 is the last value's own, before."""
        known = self.scale > 0
        if not known.any() or not self.scored:
            return None
        return float((self.error[known] / self.scored / self.scale[known]).mean())

    @cached_property
    def beaten(self) -> npt.NDArray[np.bool_]:
        """Items on which no rule was better than the last value, though there was demand."""
        worse: npt.NDArray[np.bool_] = (self.actual > 0) & (self.error >= self.naive_error)
        return worse

    def _share(self, error: Floats) -> float | None:
        total = float(self.actual.sum())
        return float(error.sum()) / total if total > 0 else None


def forecasts(
    demand: Floats, first: Floats, *, season: int, scored: int, dead: int = 2**31
) -> Forecasts:
    """Forecast every period by the rule that missed least before it.

    A rule's misses are the item's own and, as far as its past is short, those of the items of its
    demand class (smooth, erratic, intermittent, lumpy, as known then); both fade with age.

    Parameters
    ----------
    demand
        Item × period, quantities.
    first
        First period of each item's life.
    season
        Periods of a year.
    scored
        First period whose errors count.
    dead
        Periods without demand after which none is expected any more.

    Examples
    --------
    >>> steady = forecasts(np.full((2, 30), 4.0), np.zeros(2), season=52, scored=20)
    >>> steady.wape, steady.ahead[:, -1].tolist()
    (0.0, [4.0, 4.0])
    """
    table = np.array(demand, np.float64, order="C")
    ahead = np.zeros((table.shape[0], table.shape[1] + 1), np.float32)
    sums = np.zeros((4, len(table)))
    champion = np.zeros(len(table), np.int64)
    _walk(table, np.asarray(first, np.int64), season, scored, dead, ahead, sums, champion)
    error, naive_error, actual, scale = sums
    periods = max(table.shape[1] - scored, 0)
    return Forecasts(ahead, error, naive_error, actual, scale, periods, champion)


@njit(cache=True, nogil=True)
def _walk(
    demand: Floats, first: Floats, season: int, scored: int, dead: int, ahead: Floats,
    sums: Floats, champion: Floats,
) -> None:  # fmt: skip
    rows, periods = demand.shape
    models = 10
    missed, guess = np.zeros((rows, models)), np.zeros((rows, models))
    size, gap, tried = np.zeros(rows), np.ones(rows), np.zeros(rows)
    chance = np.zeros((rows, 2))
    sold, spread, since, steps = np.zeros((4, rows))
    klass = np.zeros(rows, np.int64)
    pooled = np.ones((4, models))
    for t in range(periods + 1):
        for i in range(rows):
            if t <= first[i]:
                continue
            best = -1
            least = np.inf
            for m in range(models):
                miss = missed[i, m] + BORROWED * pooled[klass[i], m] * steps[i]
                if miss < least and (m != 1 or t - season >= first[i]):
                    best, least = m, miss
            champion[i], ahead[i, t] = best, guess[i, best] if since[i] <= dead else 0.0
        if t == periods:
            break
        pooled[:] = 1e-9
        for i in range(rows):
            if t < first[i]:
                continue
            x, age = demand[i, t], t - first[i]
            if age > 0:
                step = abs(x - guess[i, 0])
                if t >= scored:
                    sums[0, i] += abs(x - ahead[i, t])
                    sums[1, i] += step
                    sums[2, i] += x
                else:
                    sums[3, i] += (step - sums[3, i]) / age
                steps[i] += (step - steps[i]) / age
                for m in range(models):
                    missed[i, m] = MEMORY * missed[i, m] + abs(x - guess[i, m])
            elif t >= scored:
                sums[0, i] += x
                sums[1, i] += x
                sums[2, i] += x
            since[i] += 1.0
            for k in range(2):
                rate = SLOW if k == 0 else USUAL
                hit = 1.0 if x > 0 else 0.0
                chance[i, k] = hit if age == 0 else chance[i, k] + rate * (hit - chance[i, k])
            if x > 0:
                sold[i] += 1.0
                size[i] = x if sold[i] == 1 else size[i] + USUAL * (x - size[i])
                gap[i] = since[i] if sold[i] == 1 else gap[i] + USUAL * (since[i] - gap[i])
                before = tried[i]
                tried[i] += (x - tried[i]) / sold[i]
                spread[i] += (x - before) * (x - tried[i])
                since[i] = 0.0
            even = spread[i] <= EVEN * tried[i] * tried[i] * max(sold[i], 1.0)
            klass[i] = (0 if even else 1) + (0 if sold[i] >= DENSE * (age + 1) else 2)
            guess[i, 0] = x
            guess[i, 1] = demand[i, t + 1 - season] if t + 1 - season >= first[i] else x
            guess[i, 2] += (x - guess[i, 2]) / (age + 1)
            for k, rate in enumerate((SLOW, USUAL, FAST)):
                guess[i, 3 + k] += max(rate, 1.0 / (age + 1)) * (x - guess[i, 3 + k])
            guess[i, 6] = size[i] / gap[i]
            guess[i, 7] = (1 - USUAL / 2) * guess[i, 6]
            guess[i, 8], guess[i, 9] = chance[i, 0] * size[i], chance[i, 1] * size[i]
        for i in range(rows):
            for m in range(models):
                pooled[klass[i], m] += missed[i, m]
        for k in range(4):
            pooled[k] /= pooled[k, 0]
