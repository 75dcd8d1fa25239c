"""Forecasts: the rules by their definitions, no look ahead, and a champion that is worth it."""

from __future__ import annotations

import numpy as np
import pytest

from stockturn.targets.forecast import MODELS, forecasts


def demand(seed: int = 1, rows: int = 40, periods: int = 120) -> np.ndarray:
    rng = np.random.default_rng(seed)
    rate = rng.lognormal(0, 1, rows)[:, None]
    return rng.negative_binomial(2, 2 / (2 + rate), (rows, periods)).astype(float)


def test_what_comes_later_changes_nothing_before() -> None:
    table = demand()
    other = table.copy()
    other[:, 60:] = 500.0
    one, two = (forecasts(d, np.zeros(40), season=52, scored=40).ahead for d in (table, other))
    assert (one[:, :61] == two[:, :61]).all()
    assert (one[:, 61:] != two[:, 61:]).any()


def test_errors_are_those_of_the_forecasts() -> None:
    table = demand()
    seen = forecasts(table, np.zeros(40), season=52, scored=80)
    miss = np.abs(seen.ahead[:, 80:-1] - table[:, 80:]).sum()
    assert seen.wape == pytest.approx(miss / table[:, 80:].sum(), rel=1e-6)
    steps = np.abs(np.diff(table, axis=1))
    assert seen.naive_wape == pytest.approx(steps[:, 79:].sum() / table[:, 80:].sum())
    assert seen.scale == pytest.approx(steps[:, :79].mean(axis=1))
    scaled = np.abs(seen.ahead[:, 80:-1] - table[:, 80:]).mean(axis=1) / seen.scale
    assert seen.mase == pytest.approx(scaled.mean(), rel=1e-5)


def test_noise_is_smoothed_and_a_walk_is_not() -> None:
    noise = demand(rows=200)
    smooth = forecasts(noise, np.zeros(200), season=52, scored=80)
    assert smooth.wape < 0.9 * smooth.naive_wape
    walk = 1000 + np.cumsum(np.random.default_rng(2).normal(0, 5, (60, 120)), axis=1)
    seen = forecasts(walk, np.zeros(60), season=52, scored=80)
    assert np.mean([MODELS[c] == "naive" for c in seen.champion]) > 0.9
    assert seen.beaten.any()


def test_a_season_is_seen() -> None:
    year = np.tile(np.where(np.arange(12) == 11, 90.0, 10.0), (30, 6))
    noisy = np.random.default_rng(3).poisson(year).astype(float)
    seen = forecasts(noisy, np.zeros(30), season=12, scored=48)
    assert {MODELS[c] for c in seen.champion} == {"seasonal"}


@pytest.mark.parametrize("row", [np.zeros(30), np.eye(30)[7], np.eye(30)[29]])
def test_next_to_nothing_has_an_answer(row: np.ndarray) -> None:
    seen = forecasts(row[None, :], np.zeros(1), season=52, scored=20, dead=10)
    assert np.isfinite(seen.ahead).all() and (seen.ahead >= 0).all()
    assert (seen.wape is None) == (row[20:].sum() == 0)


def test_the_dead_are_not_expected_back() -> None:
    table = demand(rows=3)
    table[0, 40:] = 0.0
    ahead = forecasts(table, np.zeros(3), season=52, scored=80, dead=30).ahead
    assert (ahead[0, 75:] == 0).all() and (ahead[1:, 75:] > 0).any()


def test_the_order_of_items_changes_nothing() -> None:
    table = demand()
    turn = np.random.default_rng(4).permutation(40)
    one = forecasts(table, np.zeros(40), season=52, scored=80)
    two = forecasts(table[turn], np.zeros(40), season=52, scored=80)
    assert np.mean(one.champion[turn] == two.champion) > 0.97  # sums in another order
    assert two.wape == pytest.approx(one.wape, rel=1e-3)
