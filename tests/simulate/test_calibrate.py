"""Calibration: promises are kept on what comes next, and nothing later is looked at."""

from __future__ import annotations

import numpy as np

from stockturn.simulate.calibrate import along, lanes_for
from stockturn.simulate.walk import ASKED, SERVED, plain_supply, walk

LANES = np.arange(2.0, 26.0, 2.0)


def run(demand: np.ndarray):
    levels = np.tile(LANES, (*demand.shape, 1))
    return levels, walk(
        demand, levels, plain_supply(len(demand), 2), stock=np.full(len(demand), 9.0)
    )


def test_the_promise_is_kept() -> None:
    demand = np.random.default_rng(2).poisson(3.0, (400, 120)).astype(float)
    levels, grid = run(demand)
    for promise in (0.9, 0.95, 0.98):
        lanes = lanes_for(grid, np.array([promise]), start=np.array([2.0]), settled=3)
        path = along(levels, lanes[:, :-1], np.zeros(400, int))
        done = walk(demand, path, plain_supply(400, 2), stock=np.full(400, 9.0), scored=60)
        totals = done.totals[:, 0].sum(axis=0)
        assert abs(totals[SERVED] / totals[ASKED] - promise) < 0.015


def test_no_look_ahead() -> None:
    rng = np.random.default_rng(3)
    demand = rng.poisson(3.0, (50, 80)).astype(float)
    other = demand.copy()
    other[:, 40:] = rng.poisson(30.0, (50, 40))
    chosen = [
        lanes_for(run(d)[1], np.array([0.95]), start=np.array([5.0]), settled=3)
        for d in (demand, other)
    ]
    assert (chosen[0][:, :41] == chosen[1][:, :41]).all()
    assert (chosen[0][:, 41:] != chosen[1][:, 41:]).any()


def test_new_items_are_made_up_for_by_the_rest() -> None:
    rng = np.random.default_rng(4)
    demand = rng.poisson(3.0, (400, 120)).astype(float)
    born = np.where(np.arange(400) < 300, 0, rng.integers(30, 110, 400))
    demand[np.arange(120) < born[:, None]] = 0.0
    levels = np.tile(LANES, (*demand.shape, 1))
    # A level is known from the period after the first demand on.
    levels[np.arange(120) <= born[:, None]] = 0.0
    supply = plain_supply(400, 2)
    grid = walk(demand, levels, supply, stock=np.where(born > 0, 0.0, 9.0))
    lanes = lanes_for(grid, np.array([0.95]), start=np.array([2.0]), settled=3)
    done = walk(
        demand, along(levels, lanes[:, :-1], np.zeros(400, int)), supply,
        stock=np.where(born > 0, 0.0, 9.0), scored=60,
    )  # fmt: skip
    totals = done.totals[:, 0].sum(axis=0)
    assert grid.early[0, 40:, 1].sum() > 0
    assert abs(totals[SERVED] / totals[ASKED] - 0.95) < 0.01
    # Left to the items that have levels, the promise would be kept on them alone.
    late = grid.served[0, 60:] / grid.asked[0, 60:]
    assert np.interp(lanes[0, 60:].mean(), np.arange(len(LANES)), late.mean(axis=0)) > 0.955
