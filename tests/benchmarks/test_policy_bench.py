"""The bench of stock rules runs on real demand, where there is any."""

from __future__ import annotations

import runpy
from pathlib import Path

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
