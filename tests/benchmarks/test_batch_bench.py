"""The bench of batches runs, on chapters so small that only its own way is tried.

The stock commands are left to the bench: they take a minute of CPU for each client.
"""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "batch"))

from small import write_workbook

BENCH = Path(__file__).with_name("batch_bench.py")


@pytest.mark.slow
def test_the_bench_runs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys) -> None:
    monkeypatch.setenv("STOCKTURN_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("STOCKTURN_WORKBOOK", str(write_workbook(tmp_path / "small")))
    asked = "--clients 2 --items 20 --stock 0 --cold 0 --renders 6 --unchanged 10"
    figures = runpy.run_path(str(BENCH))["main"](asked.split())
    assert set(figures) == {"bare", "growth", "page", "unchanged"}
    assert figures["growth"] < 1.5
    assert "10 unchanged clients" in capsys.readouterr().out
