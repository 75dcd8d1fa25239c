"""The bench of many places runs, and remembers what it has measured."""

import json
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).with_name("scale_bench.py")


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="memory is read from Linux")
def test_places_go_all_the_way_and_a_size_is_measured_once(tmp_path):
    kept = tmp_path / "kept.jsonl"
    command = [sys.executable, str(BENCH), "--items", "300", "--kept", str(kept)]
    first, again = (
        subprocess.run(command, check=True, capture_output=True, text=True).stdout for _ in "12"
    )
    told = json.loads(kept.read_text(encoding="utf-8"))
    assert first == again
    assert {"replay", "rehearse", "make_policy", "lists"} <= set(told["steps"])
    assert 0.5 < told["fill"] <= 1
    assert all(cpu >= 0 and 0 < peak < 4 for cpu, _wall, peak in told["steps"].values())


def test_demand_is_sparse_and_what_was_bought_is_what_was_sold():
    table = runpy.run_path(str(BENCH))["movements"](400)
    qty = table.groupby(["type", "item"])["qty"].sum()
    assert (qty["采购入库"] == qty["销售出库"]).all()
    sold = table[table["type"].eq("销售出库")].groupby("item").size() / 730
    assert 0.09 < sold.max() < 0.16
    assert sold.median() < 0.03
