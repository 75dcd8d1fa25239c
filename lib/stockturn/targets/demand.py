"""Demand: what was asked for, step by step, also when there was nothing to sell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from stockturn.targets.history import BACK, SENT, SOLD, USED, History

Floats = npt.NDArray[Any]
DUST = 1e-6
OUTLIER = 8.0  # times the usual quantity of a day with demand, above which a day is flagged


@dataclass(frozen=True)
class Demand:
    """Demand of every pair and step: a day, or a period where no days are known.

    Attributes
    ----------
    asked
        Sales net of returns, use and transfers to other places; on steps without stock, what the
        place is thought to have been asked for.
    met
        The part of it that was met.
    first
        First step on which the pair was held or sold.
    outliers
        Steps whose demand was many times the usual; flagged, and kept.
    """

    asked: Floats
    met: Floats
    first: Floats
    outliers: Floats

    def lately(self, steps: int) -> Floats:
        """Return the mean demand a step of each pair over the last ``steps``, or since its first.

        A pair that is newer than a quarter of them is held to have asked for nothing before.
        """
        steps = min(steps, self.asked.shape[1])
        known = np.clip(self.asked.shape[1] - self.first, steps // 4 or 1, steps)
        mean: Floats = self.asked[:, self.asked.shape[1] - steps :].sum(axis=1) / known
        return mean

    def blocks(self, steps: int) -> tuple[Floats, Floats]:
        """Add up demand by blocks of ``steps`` that end with the last; also each first block."""
        cut = self.asked.shape[1] % steps
        table = self.asked[:, cut:].reshape(len(self.asked), -1, steps).sum(axis=2)
        return table, np.maximum(-(-(self.first - cut) // steps), 0)


def unconstrained_demand(history: History, *, withdrawn_days: int) -> Demand:
    """Return demand by step, censored steps filled from the pair's own past.

    Notes
    -----
    A day that closes without stock shows only how much of its demand was met. Where goods were
    there in the morning, demand was at least what was sold: it is taken from the last day that
    sold as much or more (a random draw from demand above that bound, as redistribution to the
    right does: Efron 1967). Where there was nothing all day, it is that of the same weekday the
    week before. After ``withdrawn_days`` without stock the place is held not to carry the item any
    more. Returned goods cancel the next sales, so that no day's demand is negative. Months are
    filled like days, one from another; what ran out and was filled up within one is not seen.
    """
    from stockturn.targets.kernels import filled, netted  # noqa: PLC0415 - numba loads slowly

    met = netted(history.dense(SOLD, USED, SENT), history.dense(BACK))
    stock = history.stock
    morning = history.dense(SOLD, USED, SENT)
    morning += stock
    seen = (morning > DUST) | (met > 0)
    first = np.where(seen.any(axis=1), seen.argmax(axis=1), history.steps)
    withdrawn, week = history.steps_in(withdrawn_days), history.steps_in(7)
    asked = filled(met, stock, morning, first, withdrawn, week, DUST)
    del morning
    usual = np.array([np.median(row[row > 0]) if (row > 0).any() else np.inf for row in asked])
    # What is many times the usual is above nothing.
    return Demand(asked, met, first, (asked > OUTLIER * usual[:, None]).sum(axis=1))
