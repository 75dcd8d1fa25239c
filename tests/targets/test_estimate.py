"""Estimates: against their definitions, and without a look ahead."""

from __future__ import annotations

import numpy as np
import pytest

from stockturn.targets.choose import choose_spread, window_sums
from stockturn.targets.estimate import Spread, level_grid, moments, pooled_variance
from stockturn.targets.portfolio import portfolio_grid

LEVELS = np.array([0.8, 0.9, 0.95, 0.98])


def demand(seed: int = 1, rows: int = 60, periods: int = 90) -> np.ndarray:
    rng = np.random.default_rng(seed)
    rate = rng.lognormal(0, 1, rows)[:, None]
    return rng.negative_binomial(2, 2 / (2 + rate), (rows, periods)).astype(float)


def test_moments_are_weighted_means() -> None:
    table = demand()
    known = moments(table, np.zeros(60), half_life=10)
    weight = 0.5 ** (np.arange(39, -1, -1) / 10)
    past = table[:, :40]
    mean = (weight * past).sum(axis=1) / weight.sum()
    assert known.mean[:, 40] == pytest.approx(mean, rel=1e-5)
    n = weight.sum() ** 2 / (weight**2).sum()
    spread = (weight * (past - mean[:, None]) ** 2).sum(axis=1) / weight.sum() * n / (n - 1)
    assert known.variance[:, 40] == pytest.approx(spread, rel=1e-3)
    assert known.weight[0, 40] == pytest.approx(n, rel=1e-5)
    assert known.mean.shape == (60, 91)


def test_what_comes_later_changes_nothing_before() -> None:
    table = demand()
    other = table.copy()
    other[:, 50:] = 1000.0
    grids = []
    for each in (table, other):
        known = moments(each, np.zeros(60), half_life=10)
        cover = np.full(60, 3.0)
        grids.append(
            level_grid(known, cover=cover, lead_spread=np.zeros(60), levels=LEVELS, spread=Spread())
        )
    assert (grids[0][:, :51] == grids[1][:, :51]).all()
    assert (grids[0][:, 51:] != grids[1][:, 51:]).any()


def test_levels_cover_demand_as_often_as_they_say() -> None:
    table = demand(rows=400, periods=200)
    known = moments(table, np.zeros(400), half_life=100)
    cover = np.full(400, 3.0)
    grid = level_grid(
        known, cover=cover, lead_spread=np.zeros(400), levels=LEVELS, spread=Spread(half_life=100)
    )
    ahead = window_sums(table, cover.astype(int))
    met = (ahead[:, 100:190, None] <= grid[:, 100:190]).mean(axis=(0, 1))
    assert np.abs(met - LEVELS).max() < 0.04


def test_lead_time_that_varies_takes_more() -> None:
    known = moments(demand(), np.zeros(60), half_life=20)
    plain, varying = (
        level_grid(known, cover=np.full(60, 3.0), lead_spread=np.full(60, sd), levels=LEVELS,
                   spread=Spread())[:, -1]
        for sd in (0.0, 2.0)
    )  # fmt: skip
    assert (varying[:, -1] > plain[:, -1]).all()


def test_pooled_variance_follows_the_power_law() -> None:
    table = (
        np.random.default_rng(2)
        .poisson(np.linspace(0.5, 30, 200)[:, None], (200, 120))
        .astype(float)
    )
    known = moments(table, np.zeros(200), half_life=60)
    pooled = pooled_variance(known)[:, -1]
    assert pooled == pytest.approx(known.mean[:, -1], rel=0.35)  # Poisson: variance = mean
    assert (pooled_variance(known)[:, 0] == 0).all()


def test_choice_is_one_of_those_tried_and_needs_a_past() -> None:
    table = demand()
    args = {"cover": np.full(60, 3.0), "unit_cost": np.ones(60)}
    chosen = choose_spread(table, np.zeros(60, int), **args)
    assert chosen == choose_spread(table, np.zeros(60, int), **args)
    drifting = table * np.exp(np.linspace(0, 3, 90))
    assert choose_spread(drifting, np.zeros(60, int), **args).half_life < 50
    assert choose_spread(table[:, :3], np.zeros(60, int), **args) == Spread()


def test_cheap_items_get_more_service_and_none_less_than_the_floor() -> None:
    grid = level_grid(
        moments(demand(), np.zeros(60), half_life=20), cover=np.full(60, 3.0),
        lead_spread=np.zeros(60), levels=LEVELS, spread=Spread(),
    )  # fmt: skip
    cost = np.linspace(1, 100, 60)
    lanes, service = portfolio_grid(grid, LEVELS, cost, floor=0.85)
    assert (np.diff(service, axis=0) <= 1e-12).all()
    assert (np.diff(service, axis=1) >= -1e-12).all()
    assert service.min() == 0.85
    assert (lanes >= grid[:, :, :1] - 1e-6).all() and (lanes <= grid[:, :, -1:] + 1e-6).all()
