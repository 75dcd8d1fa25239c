"""A few kills; the benchmark makes fifty."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).parents[1] / "benchmarks" / "kill_bench.py"


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_killed_batch_is_taken_up_where_it_stood() -> None:
    made = runpy.run_path(str(BENCH))["main"](["--kills", "1", "--seed", "3"])
    assert made
