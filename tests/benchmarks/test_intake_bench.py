"""The intake benchmark runs, and both of its sides read the same rows."""

import subprocess
import sys
from pathlib import Path

BENCH = Path(__file__).with_name("intake_bench.py")


def test_the_benchmark_prints_its_ratios():
    command = [sys.executable, str(BENCH), "--lines", "20_000", "--rows", "2_000", "--runs", "1"]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert printed.count("ratio") == 9
    runs = [line.split() for line in printed.splitlines() if "ratio" not in line]
    assert [run[3] for run in runs] == ["20,000.00"] * 4 + ["2,000.00"] * 2
