"""Demand: netting, censored days, and how far the estimate lies from demand that is known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from stockturn.targets.demand import unconstrained_demand
from stockturn.targets.history import BACK, BOUGHT, OTHER, SOLD, History


def history(days: int, entries: list[tuple[int, int, float]]) -> History:
    day, flow, qty = (np.array(x) for x in zip(*entries, strict=True))
    pairs = pd.DataFrame({"item": ["a"], "warehouse": [""]})
    return History(pairs, None, days, np.zeros(len(day), int), day, flow, qty.astype(float))


def test_returns_cancel_the_next_sales() -> None:
    past = history(5, [(0, OTHER, 100), (0, SOLD, 5), (1, BACK, 4), (2, SOLD, 3), (4, SOLD, 6)])
    assert unconstrained_demand(past, withdrawn_days=90).asked.tolist() == [[5, 0, 0, 0, 5]]


def test_a_day_that_sold_out_counts_at_least_what_it_sold() -> None:
    past = history(20, [(0, OTHER, 30), *((d, SOLD, 3) for d in range(9)), (9, SOLD, 3)])
    found = unconstrained_demand(past, withdrawn_days=5)
    assert found.asked[0, :10].tolist() == [3] * 10
    # Empty all day: the same weekday of an earlier week, for as long as it is carried.
    assert found.asked[0, 10:15].tolist() == [3] * 5
    assert found.asked[0, 15:].tolist() == [0] * 5
    assert found.met[0, 10:].tolist() == [0] * 10


def lost_sales(rate: float, size: float, every: int, seed: int) -> tuple[History, np.ndarray]:
    """Run many shops that are short by design; return their books and the true demand."""
    rng = np.random.default_rng(seed)
    rows, days = 200, 700
    count = rng.poisson(rate * rng.lognormal(0, 0.4, rows)[:, None], (rows, days))
    true = np.ceil(count * rng.gamma(2.0, size / 2, (rows, days))) if size > 1 else count * 1.0
    fill = np.ceil(true.mean(axis=1) * every * 1.05)
    held, entries = np.zeros(rows), []
    for t in range(days):
        came = fill - held if t % every == 0 else np.zeros(rows)
        came = np.maximum(came, 0)
        held = held + came
        sold = np.minimum(true[:, t], held)
        held = held - sold
        for flow, qty in ((BOUGHT, came), (SOLD, sold)):
            at = np.flatnonzero(qty)
            entries.append((at, np.full(len(at), t), np.full(len(at), flow), qty[at]))
    pairs = pd.DataFrame({"item": [f"{n:03}" for n in range(rows)], "warehouse": ""})
    return History(pairs, None, days, *map(np.concatenate, zip(*entries, strict=True))), true


@pytest.mark.parametrize(
    ("rate", "size", "every", "allowed"), [(0.5, 3, 14, 0.01), (3, 1, 7, 0.02), (12, 1, 7, 0.01)]
)
def test_bias_after_censoring(rate: float, size: float, every: int, allowed: float) -> None:
    books, true = lost_sales(rate, size, every, seed=3)
    found = unconstrained_demand(books, withdrawn_days=90)
    settled = slice(150, None)
    total = true[:, settled].sum()
    assert abs(found.asked[:, settled].sum() / total - 1) < allowed
    assert (found.asked >= found.met - 1e-9).all()
    if rate < 12:
        assert found.met[:, settled].sum() / total < 0.95
