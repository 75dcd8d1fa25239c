"""Cash that the levels free: at which service it is counted, and how sure it is."""

from __future__ import annotations

import numpy as np
import pytest

from stockturn.simulate.release import equal_service, fill_of, one_off_release
from stockturn.simulate.walk import ASKED, CLOSING, SERVED, Walk


def walked(fills: list[float], held: list[float], days: int = 4) -> Walk:
    totals = np.zeros((1, len(fills), CLOSING + 1))
    totals[0, :, ASKED], totals[0, :, SERVED] = 100.0, 100.0 * np.array(fills)
    value = np.repeat(np.array(held)[:, None], days, axis=1)
    none = np.zeros((1, 1, len(fills)))
    return Walk(totals, none, none, value, none, none)


ALL = np.array([True])
GRID = walked([0.90, 0.95, 0.99], [10.0, 20.0, 40.0])


def test_proposed_levels_count_where_they_serve_as_well() -> None:
    kept = equal_service(walked([0.97], [15.0]), GRID, mine=ALL, fill=0.96)
    assert kept is not None
    assert kept.proposed
    assert kept.value.tolist() == [15.0] * 4


def test_else_the_curve_between_two_lanes_counts() -> None:
    kept = equal_service(walked([0.90], [8.0]), GRID, mine=ALL, fill=0.97)
    assert kept is not None
    assert not kept.proposed
    assert fill_of(kept.totals[ALL]) == pytest.approx(0.97)
    assert kept.value == pytest.approx(np.full(4, 30.0))


def test_nothing_counts_where_no_lane_serves_as_well() -> None:
    assert equal_service(walked([0.90], [8.0]), GRID, mine=ALL, fill=0.995) is None


def test_blocks_hold_the_mean_of_days_that_hang_together(monkeypatch: pytest.MonkeyPatch) -> None:
    rng, hits, runs = np.random.default_rng(4), 0, 400
    none = np.zeros(730)
    for _ in range(runs):
        noise = rng.normal(size=730)
        freed = 100 + np.convolve(noise, np.ones(30), mode="full")[:730]
        monkeypatch.setattr("stockturn.simulate.release.MODEL_ERROR", 0.0)
        found = one_off_release(freed, none)
        hits += found["low"] <= 100 <= found["high"]
    assert 0.74 <= hits / runs <= 0.88


def test_levels_that_need_more_free_nothing() -> None:
    found = one_off_release(np.full(365, 5.0), np.full(365, 10.0))
    assert set(found.values()) == {0.0}


def test_more_stock_held_is_less_surely_freed() -> None:
    small, large = (one_off_release(np.full(365, n + 9.0), np.full(365, n)) for n in (1.0, 91.0))
    assert small["value"] == large["value"] == 9.0
    assert large["high"] > small["high"]
