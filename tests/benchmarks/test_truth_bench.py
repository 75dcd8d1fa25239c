"""The bench of estimates against the truth runs, and its truths are what they are called."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))

import truth_bench as bench

pytestmark = pytest.mark.slow


def test_what_was_asked_is_served_or_lost():
    case = bench.Case(bench.Drawn(seed=3, items=12, days=bench.DAYS, mistakes=("W-2",)))
    year = slice(-bench.YEAR, None)
    assert (case.true[:, year].sum(axis=1) >= case.demand.met[:, year].sum(axis=1) - 1e-9).all()
    raw, estimate = case.bias()
    assert raw < 0
    assert abs(estimate) < abs(raw)


def test_draws_share_the_company_and_not_its_demand():
    first, second = (
        bench.Shop(bench.Drawn(seed=3, items=12, days=bench.DAYS, mistakes=("W-1",), draw=n))
        for n in (0, 1)
    )
    assert (first.catalog.cost == second.catalog.cost).all()
    assert not np.array_equal(first.asked, second.asked)


def test_intervals_are_counted(capsys):
    runs = bench.cash_intervals(3, 1, 2)
    assert {"low", "high", "truth", "covered"} <= set(runs)
    assert "80 % interval covers" in capsys.readouterr().out
