# ruff: noqa: T201 - a benchmark prints
"""What the limit on goods that perish is worth, where what perishes is known.

    python tests/benchmarks/perishing_bench.py [--days 40000]

One item at a time under periodic review, with Poisson or lumpier demand that is known: an order
comes after the lead time, fresh; the oldest is sold first; what is older than the shelf life is
thrown away; unmet demand is lost. Profit a day is margin on what was sold less the cost of what
perished. Three levels are walked through the same days: that of 95 % cycle service, the same but
no more than is worth having (``targets.perishing``), and the level that earned most of all, found
by trying every one. Profits are shares of that best, which no rule could know.
"""

from __future__ import annotations

import argparse
import itertools
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

from stockturn.targets.estimate import Moments, Spread, level_grid
from stockturn.targets.perishing import perishing_grid
from stockturn.targets.selling import Selling

Floats = npt.NDArray[Any]
PROMISED = np.array([0.95])
REVIEW, LEAD = 7, 7
RATES, DISPERSIONS = (0.05, 0.3, 2.0), (1.0, 4.0)
LIVES, RATIOS = (7, 21, 60, 180), (0.2, 0.5)


@njit  # no cache: what is run by its path has no name to be found under again
def profit(demand: Floats, level: int, lead: int, every: int, life: int, ratio: float) -> float:
    """Return the mean profit a day: ``ratio`` on a unit sold, less the rest of 1 on one lost."""
    fresh = np.zeros(life + 1)  # units by days left to sell them
    due = np.zeros(lead + 1)
    earned = 0.0
    for t in range(len(demand)):
        came = due[t % (lead + 1)]
        due[t % (lead + 1)] = 0.0
        fresh[life] += came
        if t % every == 0:
            due[(t + lead) % (lead + 1)] += max(level - fresh.sum() - due.sum(), 0.0)
        asked = demand[t]
        for age in range(1, life + 1):
            sold = min(fresh[age], asked)
            fresh[age] -= sold
            asked -= sold
            earned += ratio * sold
        earned -= (1 - ratio) * fresh[1]
        for age in range(1, life):
            fresh[age] = fresh[age + 1]
        fresh[life] = 0.0
    return earned / len(demand)


def levels(mean: float, dispersion: float, life: int, ratio: float) -> tuple[int, int]:
    """Return the level of the promise, and the same where no more is held than is worth having."""
    parts = (mean, mean * dispersion, 1e6, 1 - np.exp(-mean / dispersion), 0.0)
    known = Moments(*(np.full((1, 1), part, dtype=np.float32) for part in parts))
    cover, until = float(LEAD + REVIEW), float(LEAD + life)
    spread, none = Spread(lumpy=0.0), np.zeros(1)
    plain = level_grid(known, cover=np.array([cover]), lead_spread=none, levels=PROMISED,
                       spread=spread)  # fmt: skip
    turn = min(1.0, REVIEW / life)
    spans = [np.full((1, 1), each) for each in (min(cover, until), until, turn, until)]
    held = perishing_grid(
        known, Selling(*spans, np.zeros((1, 1), bool)), block_days=1.0, levels=PROMISED,
        critical_ratio=np.array([ratio]), lead_spread=none, spread=spread,
        variance=known.variance,
    )  # fmt: skip
    return round(float(plain[0, 0, 0])), round(float(held[0, 0, 0]))


def drawn(mean: float, dispersion: float, days: int) -> Floats:
    """Draw days of demand with this mean and this ratio of variance to mean."""
    rng = np.random.default_rng([round(1000 * mean), round(dispersion)])
    if dispersion == 1:
        return rng.poisson(mean, days).astype(float)
    size = mean / (dispersion - 1)
    return rng.negative_binomial(size, 1 / dispersion, days).astype(float)


def main() -> None:
    """Print the levels and what they earn."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--days", type=int, default=40_000)
    days = parser.parse_args().days
    print(
        "  a day | var/mean | life | p/(p+h) | level: promise, worth, best | profit: promise, worth"
    )
    gained = []
    for case in itertools.product(RATES, DISPERSIONS, LIVES, RATIOS):
        mean, dispersion, life, ratio = case
        demand = drawn(mean, dispersion, days)
        plain, held = levels(mean, dispersion, life, ratio)
        tried = np.array([
            profit(demand, level, LEAD, REVIEW, life, ratio)
            for level in range(max(plain, held, 2) * 2)
        ])  # fmt: skip
        most = tried.max()
        shares = (tried[plain] / most, tried[held] / most) if most > 0 else (np.nan, np.nan)
        gained.append(tried[held] - tried[plain])
        print(f"  {mean:5} | {dispersion:8} | {life:4} | {ratio:7} | {plain:5} {held:5} "
              f"{int(tried.argmax()):5} | {shares[0]:8.3f} {shares[1]:8.3f}")  # fmt: skip
    more, less = (int((np.array(gained) * sign > 1e-9).sum()) for sign in (1, -1))
    print(f"  worth having earns more in {more} of {len(gained)} cases, less in {less}")


if __name__ == "__main__":
    main()
