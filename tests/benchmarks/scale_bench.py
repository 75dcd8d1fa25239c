# ruff: noqa: T201 - a benchmark prints
"""The policy of many places: CPU, wall and the most memory of each step, as the analysis runs them.

    python tests/benchmarks/scale_bench.py [--items 5000,20000] [--kept FILE] [--workers 2]

Made-up places over two years with sparse demand (one in ten sells on 11 % of days, the others on
fewer) go from movements to facts, daily flows, levels, rehearsal, curve and lists. Each size
has a process of its own; with ``--kept``, a size that the file holds is shown, not run again. With
``--workers``, places are walked by so many Dask workers on this machine, whose CPU is not counted.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from stockturn.cluster import Mapper, connect
from stockturn.ledger.replay import replay_movements
from stockturn.params import Settings, Span
from stockturn.simulate import policy
from stockturn.simulate.lists import buying_lists
from stockturn.targets.history import read_history

START, DAYS, LEAD_DAYS = dt.date(2024, 1, 1), 730, 21
END = START + dt.timedelta(days=DAYS - 1)
PERIOD = Span(start=END - dt.timedelta(days=364), end=END)
INSIDE = ("unconstrained_demand", "supplied_places", "rehearse", "targets", "_forecasts",
          "excess_by_cause")  # fmt: skip


def movements(items: int, seed: int = 11) -> pd.DataFrame:
    """Return opening stock, sales and a delivery a quarter, which brings what the next one sells.

    An item sells on a share of days of its own and then one to nine units; a tenth of the items
    are the quick ones.
    """
    rng = np.random.default_rng(seed)
    share = np.where(rng.random(items) < 0.1, 0.11, rng.gamma(0.8, 0.02, items).clip(max=0.11))
    sold = rng.binomial(DAYS, share)
    row = np.repeat(np.arange(items), sold)
    sales = pd.DataFrame({"row": row, "day": rng.integers(1, DAYS, len(row)),
                          "qty": rng.integers(1, 10, len(row)).astype(float)})  # fmt: skip
    sales = sales.groupby(["row", "day"], as_index=False)["qty"].sum()
    bought = sales.assign(day=sales["day"] // 91 * 91).groupby(["row", "day"], as_index=False)
    bought = bought["qty"].sum()
    opening = pd.DataFrame({"row": np.arange(items), "day": 0, "qty": rng.uniform(2, 60, items)})
    parts = {"期初": opening.round(), "采购入库": bought, "销售出库": sales}
    table = pd.concat([part.assign(type=kind) for kind, part in parts.items()])
    dates = pd.Timestamp(START) + pd.to_timedelta(table["day"], unit="D")
    cost = rng.lognormal(3, 1, items).round(2)[table["row"]]
    names = np.char.mod("%06d", np.arange(items)).astype(object)[table["row"]]
    return pd.DataFrame({"date": dates, "type": table["type"], "item": names,
                         "warehouse": "总仓", "qty": table["qty"], "unit_cost": cost})  # fmt: skip


class Steps:
    """CPU and wall seconds and the most memory of each step."""

    def __init__(self) -> None:
        self.told: dict[str, tuple[float, float, float]] = {}

    def __call__(self, name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*args: Any, **named: Any) -> Any:
            reset_peak()
            cpu, wall = time.process_time(), time.perf_counter()
            done = work(*args, **named)
            self.told[name] = (time.process_time() - cpu, time.perf_counter() - wall, peak_gib())
            return done

        return timed


def reset_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def peak_gib() -> float:
    """Return the most memory held since the last reset."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 2**20


@contextmanager
def spread(workers: int) -> Iterator[Mapper | None]:
    """Give the mapper of some Dask workers on this machine; none of them at 0."""
    if not workers:
        yield None
        return
    from distributed import LocalCluster  # noqa: PLC0415 - an optional extra

    with (
        LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=":0") as cluster,
        connect(cluster.scheduler_address) as mapper,
    ):
        yield mapper


def measure(items: int, mapper: Mapper | None) -> dict[str, Any]:
    """Take places all the way; steps inside the policy are timed where it calls them."""
    whole, abc = Steps(), {n: "ABC"[min(n * 10 // items, 2)] for n in range(items)}
    table = movements(items)
    master = pd.DataFrame({"item": sorted(table["item"].unique()), "lead_time_days": LEAD_DAYS})
    tables = {"items": master}
    facts = whole("replay", replay_movements)(table, end=END)
    history = whole("read_history", read_history)(table, end=END)
    for name in INSIDE:
        setattr(policy, name, whole(name, getattr(policy, name)))
    cpu, wall = time.process_time(), time.perf_counter()
    made = policy.make_policy(history, facts, tables, Settings(), period=PERIOD,
                              abc=pd.Series(abc.values(), index=master["item"]),
                              mapper=mapper)  # fmt: skip
    both = (time.process_time() - cpu, time.perf_counter() - wall)
    whole.told["make_policy"] = (*both, max(peak for *_t, peak in whole.told.values()))
    lists = whole("lists", buying_lists)(made, tables)
    return {"items": items, "lines": len(table), "load": os.getloadavg()[0], "steps": whole.told,
            "fill": made.outcomes["proposed"]["fill_rate"], "cash": made.cash,
            "rows": {name: len(frame) for name, frame in lists.items()}}  # fmt: skip


def show(told: dict[str, Any]) -> None:
    print(f"\n{told['items']} places, {told['lines']} lines, load {told['load']:.1f}: fill rate of"
          f" the levels {told['fill']:.4f}, cash {told['cash']}, lists {told['rows']}")  # fmt: skip
    print("| step | CPU s | wall s | peak GiB |\n|---|---|---|---|")
    for name, (cpu, wall, peak) in told["steps"].items():
        print(f"| {name} | {cpu:.1f} | {wall:.1f} | {peak:.2f} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--items", default="5000,20000")
    parser.add_argument("--kept", type=Path, help="JSON lines of sizes already measured")
    parser.add_argument("--workers", type=int, default=0, help="Dask workers on this machine")
    parser.add_argument("--alone", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    sizes = [int(size) for size in given.items.split(",")]
    if given.alone:
        with spread(given.workers) as mapper:
            print(json.dumps(measure(sizes[0], mapper)))
        return
    there = given.kept is not None and given.kept.is_file()
    lines = given.kept.read_text(encoding="utf-8").splitlines() if there else []
    known = {told["items"]: told for told in map(json.loads, lines)}
    for size in sizes:
        if size not in known:
            command = [sys.executable, __file__, "--items", str(size), "--alone",
                       "--workers", str(given.workers)]  # fmt: skip
            done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
            known[size] = json.loads(done)
            if given.kept is not None:
                with given.kept.open("a", encoding="utf-8") as kept:
                    kept.write(done)
        show(known[size])


if __name__ == "__main__":
    main()
