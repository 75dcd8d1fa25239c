"""The bench of stock rules runs on real demand, where there is any."""

from __future__ import annotations

import runpy
from pathlib import Path

import numpy as np
import pytest

BENCH = Path(__file__).with_name("policy_bench.py")


@pytest.mark.real
@pytest.mark.slow
def test_ours_needs_less_stock_than_the_normal_rules(shared_data, monkeypatch, capsys) -> None:
    monkeypatch.setenv("STOCKTURN_SHARED", str(shared_data.parent))
    bench = runpy.run_path(str(BENCH))
    ratios = bench["contest"]("auto", 2)
    assert ratios[0.95][0] < 1.03
    assert ratios[0.95][1] < 0.95
    assert "kept" in capsys.readouterr().out


@pytest.mark.real
def test_forecasts_err_no_more_than_the_best_single_rule(shared_data, monkeypatch, capsys) -> None:
    monkeypatch.setenv("STOCKTURN_SHARED", str(shared_data.parent))
    bench = runpy.run_path(str(BENCH))
    for name in ("carparts", "auto"):
        assert bench["forecast_errors"](name) <= bench["PEER"][name][1]
    assert "WAPE" in capsys.readouterr().out


def test_each_item_belongs_to_the_class_of_its_gaps_and_sizes() -> None:
    rows = {
        "smooth": [5, 5, 5, 5, 5, 5], "erratic": [1, 1, 30, 1, 1, 1],
        "intermittent": [0, 0, 4, 0, 0, 4], "lumpy": [1, 0, 30, 0, 1, 0], "unsold": [0] * 6,
    }  # fmt: skip
    classes = runpy.run_path(str(BENCH))["demand_classes"](np.array(list(rows.values()), float))
    assert [list(classes[name]).index(True) for name in rows] == [0, 1, 2, 3, 4]
    assert np.array_equal(sum(mine.astype(int) for mine in classes.values()), np.ones(5))
