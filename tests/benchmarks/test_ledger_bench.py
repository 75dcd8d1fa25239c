"""The ledger benchmark runs, and what it measures is right."""

import runpy
import subprocess
import sys
from pathlib import Path

import duckdb

from stockturn.ledger.replay import replay_movements

BENCH = Path(__file__).with_name("ledger_bench.py")


def test_the_simulated_ledger_is_replayed_whole(tmp_path):
    path = tmp_path / "ledger.parquet"
    runpy.run_path(str(BENCH))["simulate"](path, 30_000)
    facts = replay_movements(path, threads=2, memory_limit="1GB")
    came, went = duckdb.sql(
        f"""SELECT sum(qty) FILTER (type IN ('期初', '采购入库', '销售退货')),
            sum(qty) FILTER (type IN ('销售出库', '盘亏')) FROM '{path}'"""
    ).fetchall()[0]
    assert facts.places["closing_qty"].sum() == came - went
    assert facts.monthly["transfer_in_qty"].sum() == facts.monthly["transfer_out_qty"].sum() > 0


def test_the_benchmark_prints_its_ratios():
    command = [sys.executable, str(BENCH), "--lines", "20_000", "--runs", "1"]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert printed.count("ratio") == 3
