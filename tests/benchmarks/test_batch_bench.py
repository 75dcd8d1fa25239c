"""The bench of batches runs, and what does not hang on the machine's load is held to its bounds."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

BENCH = Path(__file__).with_name("batch_bench.py")


@pytest.mark.slow
def test_the_bench_runs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys) -> None:
    monkeypatch.setenv("STOCKTURN_CACHE", str(tmp_path))
    wanted = ["--clients", "2", "--stock", "1", "--cold", "0", "--unchanged", "10"]
    figures = runpy.run_path(str(BENCH))["main"](wanted)
    assert figures["cached"] > 1  # start-up of a batch is spread over two clients only
    assert figures["page"] < 1.5
    assert "unchanged clients" in capsys.readouterr().out
