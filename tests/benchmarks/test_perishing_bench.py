"""A few days of the bench: what perishes is counted, and the limit never earns less."""

from __future__ import annotations

import runpy
from pathlib import Path

import numpy as np
import pytest

BENCH = runpy.run_path(str(Path(__file__).with_name("perishing_bench.py")))


def by_batches(demand: np.ndarray, level: int, lead: int, every: int, life: int) -> float:
    """Walk the same days with a list of batches: (units, last day on sale)."""
    stock: list[list[int]] = []
    coming: list[tuple[int, int]] = []
    sold = lost = 0
    for day, wanted in enumerate(demand.astype(int)):
        asked = wanted
        stock += [[units, day + life - 1] for units, on in coming if on == day]
        coming = [order for order in coming if order[1] > day]
        if day % every == 0:
            there = sum(units for units, _last in stock) + sum(units for units, _on in coming)
            coming.append((max(level - there, 0), day + lead))
        for batch in stock:
            taken = min(batch[0], asked)
            batch[0], asked, sold = batch[0] - taken, asked - taken, sold + taken
        lost += sum(units for units, last in stock if last == day)
        stock = [batch for batch in stock if batch[1] > day]
    return (0.3 * sold - 0.7 * lost) / len(demand)


@pytest.mark.parametrize(("level", "lead", "life"), [(10, 7, 7), (30, 3, 21), (12, 10, 9)])
def test_profit_is_that_of_batches_followed_one_by_one(level: int, lead: int, life: int) -> None:
    demand = BENCH["drawn"](1.3, 4.0, 900)
    found = BENCH["profit"](demand, level, lead, 7, life, 0.3)
    assert found == pytest.approx(by_batches(demand, level, lead, 7, life))


@pytest.mark.parametrize(("mean", "life"), [(0.3, 21), (2.0, 21), (0.05, 60)])
def test_the_limit_earns_no_less_than_the_promise(mean: float, life: int) -> None:
    demand = BENCH["drawn"](mean, 4.0, 4000)
    plain, held = BENCH["levels"](mean, 4.0, life, 0.2)
    assert held <= plain
    earned = [BENCH["profit"](demand, level, 7, 7, life, 0.2) for level in (plain, held)]
    assert earned[0] <= earned[1]
