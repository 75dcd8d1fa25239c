"""The bench of batches runs, on chapters so small that only its own way is tried.

The stock commands are left to the bench: they take a minute of CPU for each client. It runs in a
process of its own, as it does when called: what other tests have read of notebooks stays here.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "batch"))

from small import write_workbook

BENCH = Path(__file__).with_name("batch_bench.py")


@pytest.mark.slow
def test_the_bench_runs(tmp_path: Path) -> None:
    asked = "--clients 2 --items 20 --stock 0 --cold 0 --renders 6 --unchanged 10"
    places = {"STOCKTURN_CACHE": tmp_path / "cache",
              "STOCKTURN_WORKBOOK": write_workbook(tmp_path / "small")}  # fmt: skip
    done = subprocess.run(
        [sys.executable, BENCH, *asked.split()],
        env=os.environ | {name: str(place) for name, place in places.items()},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    (peaks,) = ([float(n) for n in line.split(": ")[1].split()]
                for line in lines if line.startswith("peak memory"))  # fmt: skip
    assert peaks[-1] / peaks[len(peaks) // 3] < 1.5
    assert any(line.startswith("10 unchanged clients") for line in lines)
