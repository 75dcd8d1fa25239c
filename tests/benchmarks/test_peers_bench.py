"""What the peers are asked in the bench is what they answer; each part needs its package."""

from __future__ import annotations

import runpy
from pathlib import Path

import numpy as np
import pytest

BENCH = runpy.run_path(str(Path(__file__).with_name("peers_bench.py")))
DEMAND = np.array([[0, 0, 3, 0, 2, 2, 7, 1, 0, 4, 4, 1], [2.0] * 12, [0] * 12])


def seen() -> dict[str, np.ndarray]:
    first = np.array([2, 0, 12])
    moving = BENCH["moving_mean"](DEMAND, first, 4)
    given = {"demand": DEMAND, "first": first, "start": 4, "lead": 2, "moving": moving}
    return {key: np.asarray(value) for key, value in given.items()}


def test_the_moving_mean_knows_the_last_periods_of_a_life() -> None:
    moving = seen()["moving"]
    assert moving.shape == (3, 13)
    assert moving[0, [2, 3, 4, 8, 12]].tolist() == [0, 3, 1.5, 3, 2.25]
    assert set(moving[1, 1:]) == {2.0}


@pytest.mark.parametrize(
    ("use", "told"),
    [
        ("as it comes", {}),
        ("lead time told", {"forecast_horizon": 3}),
        ("blocks", {"forecast_horizon": 3, "rmse_window": 3, "safety_stock_method": "k_rmse"}),
    ],
)
def test_levels_of_replenishment_are_its_orders_from_nothing(use: str, told: dict) -> None:
    peer = pytest.importorskip("replenishment")
    known = seen()
    levels = BENCH["replenishment_levels"](known, "moving", use)
    lanes = [("factor", z) for z in BENCH["FACTORS"]]
    lanes += [(mode, p) for mode in ("service_level", "fill_rate") for p in BENCH["PROMISES"]]
    for t in range(4, 12):
        for k, (mode, value) in enumerate(lanes):
            policy = peer.PointForecastOptimizationPolicy(
                forecast=known["moving"][0, 2 : t + 1].tolist(), actuals=DEMAND[0, 2:t].tolist(),
                lead_time=2, service_level_mode=mode, service_level_factor=value, **told,
            )  # fmt: skip
            state = peer.InventoryState(period=t - 2, on_hand=0, on_order=0, backorders=0)
            assert levels[0, t - 4, k] == policy.order_quantity_for(state)
    assert not levels[2].any()


def test_levels_of_demandplan_are_quantiles_of_all_windows() -> None:
    peer = pytest.importorskip("demandplan.proba")
    levels = BENCH["resampled_levels"](seen())
    assert (levels[1] == 6).all()
    assert not levels[2].any()
    past = DEMAND[0, 2:11]
    windows = [past[np.arange(n, n + 3) % 9].sum() for n in range(9)]
    for k, service in enumerate([*BENCH["SERVICES"], *BENCH["PROMISES"]]):
        found = peer.safety_stock_from_ltd(np.array(windows), service)
        assert levels[0, -1, k] == np.ceil(found.quantile_at_service_level - 1e-3)


def test_forecasts_of_demandplan_are_asked_in_buckets_without_what_follows() -> None:
    pytest.importorskip("demandplan")
    known = seen() | {"start": np.asarray(6)}  # two buckets of three
    before = BENCH["forecast_levels"](known)
    known["demand"] = DEMAND.copy()
    known["demand"][:, 9:] = 50
    after = BENCH["forecast_levels"](known)
    services = slice(len(BENCH["SERVICES"]) + len(BENCH["PROMISES"]))
    for use, levels in before.items():
        assert np.array_equal(levels[:, :4], after[use][:, :4])  # reviews of periods 6 to 9
        assert (levels[0, :, services].max(axis=1) > 0).all()
        assert not levels[2].any()
    assert (before["tsb, empirical"][1, :, services] == 6).all()
