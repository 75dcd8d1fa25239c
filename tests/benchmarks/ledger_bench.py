"""How long a ledger takes: replay and measures against DuckDB's own sort of the same lines.

    python tests/benchmarks/ledger_bench.py [--lines 20_000_000] [--runs 5]
    python tests/benchmarks/ledger_bench.py --lines 100_000_000 --streamed --memory-limit 2500MB

Simulated lines (20 000 items × 5 warehouses × 2 years, text codes, one item with 5 % of the lines)
go to a temporary Parquet file in date order, as an export has them. The floor is
``SELECT * … ORDER BY item, date`` materialised as Arrow; with ``--streamed`` it is drained batch by
batch. The memory limit is the floor's; the replay keeps its own, which is lower. Floor and replay
alternate, each in a process of its own with equal threads; imports and the loading of compiled code
stay outside the clock on both sides. What was measured stands in ledger_bench.md.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

ITEMS, PLACES, DAYS = 20_000, 5, 730


def simulate(path: Path, lines: int) -> None:
    """Write a ledger: openings, then sales, receipts, returns, transfers and counts by date."""
    pairs = ITEMS * PLACES
    openings = min(pairs, lines // 10)
    duckdb.sql(
        f"""
        COPY (
            WITH dice AS (
                SELECT i, hash(i) AS a, hash(i * 7 + 1) AS b, hash(i * 13 + 5) AS c
                FROM range({lines}) t(i)
            ), drawn AS (
                SELECT *, CASE WHEN i < {openings} THEN i % {ITEMS} WHEN a % 20 = 0 THEN 0
                    ELSE (a // 20) % {ITEMS} END AS item_no,
                    CASE WHEN i < {openings} THEN i // {ITEMS} ELSE b % {PLACES} END AS place_no,
                    CASE WHEN i < {openings} THEN -1 ELSE c % 100 END AS die,
                    1 + (b // 64) % 5 AS size
                FROM dice
            )
            SELECT DATE '2023-01-01' + CASE WHEN die < 0 THEN 0
                    ELSE (i * {DAYS} // {lines}) END::INTEGER AS date,
                'D' || lpad((i // 3)::VARCHAR, 9, '0') AS doc_no,
                CASE WHEN die < 0 THEN '期初' WHEN die < 12 THEN '采购入库'
                    WHEN die < 91 THEN '销售出库' WHEN die < 94 THEN '销售退货'
                    WHEN die < 99 THEN '调拨' ELSE '盘亏' END AS type,
                'SKU-' || lpad(item_no::VARCHAR, 6, '0') AS item,
                'WH-' || place_no AS warehouse,
                CASE WHEN type = '调拨' THEN 'WH-' || ((place_no + 1) % {PLACES}) END
                    AS to_warehouse,
                (CASE WHEN die < 0 THEN 60 WHEN die < 12 THEN size * 7 ELSE size END)::DOUBLE
                    AS qty,
                CASE WHEN die < 12 THEN round(5 + item_no % 97 + (c % 1000) / 500.0, 2) END
                    AS unit_cost,
                CASE WHEN type IN ('销售出库', '销售退货')
                    THEN round(size * (9 + item_no % 97) * 1.4, 2) END AS sales_amount
            FROM drawn
        ) TO '{path}' (FORMAT parquet, COMPRESSION zstd)"""
    )


def floor(path: Path, threads: int, memory_limit: str | None, streamed: bool) -> None:
    """Sort by the text keys and hand over every row."""
    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false")
    connection.execute(f"SET threads = {threads}")
    if memory_limit:
        connection.execute(f"SET memory_limit = '{memory_limit}'")
    rows = connection.sql(f"SELECT * FROM '{path}' ORDER BY item, date")
    if streamed:
        for _batch in rows.to_arrow_reader(1_000_000):
            pass
    else:
        rows.to_arrow_table()


def measure(path: Path, threads: int) -> None:
    """Replay a ledger into facts, and make every measure of its last year from them."""
    # The floor goes without what the library loads.
    from stockturn.ledger.replay import replay_movements  # noqa: PLC0415
    from stockturn.metrics.ageing import age_stock  # noqa: PLC0415
    from stockturn.metrics.panel import Quality, measure_panel  # noqa: PLC0415
    from stockturn.metrics.proofs import book_proofs  # noqa: PLC0415
    from stockturn.metrics.structure import monthly_demand, xyz_classes  # noqa: PLC0415
    from stockturn.metrics.turnover import all_definitions  # noqa: PLC0415
    from stockturn.metrics.window import window  # noqa: PLC0415
    from stockturn.params import Settings  # noqa: PLC0415

    facts = replay_movements(str(path), daily=False, threads=threads)
    start = dt.date(facts.end.year, 1, 1)
    span = window(facts, start=start, end=facts.end, averaging="day_weighted")
    measure_panel(
        facts=facts,
        span=span,
        tables={},
        settings=Settings(),
        quality=Quality(1, 1, 1, 0),
        grade="E3",
    )
    book_proofs(facts, age_stock(facts), {})
    all_definitions(span)
    xyz_classes(monthly_demand(span))


def one(side: str, path: Path, args: argparse.Namespace) -> dict[str, float]:
    """Run one side in this process and return wall, CPU and peak memory."""
    if side == "replay":
        measure(args.warm_up, args.threads)  # compiled code is loaded
    wall, cpu = time.perf_counter(), time.process_time()
    if side == "replay":
        measure(path, args.threads)
    else:
        floor(path, args.threads, args.memory_limit, args.streamed)
    return {
        "wall": time.perf_counter() - wall,
        "cpu": time.process_time() - cpu,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20,
    }


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--lines", type=lambda text: int(text.replace("_", "")), default=20_000_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--memory-limit")
    parser.add_argument("--streamed", action="store_true")
    parser.add_argument("--file", type=Path, help="keep and reuse the simulated file")
    parser.add_argument("--side", choices=["floor", "replay"], help=argparse.SUPPRESS)
    parser.add_argument("--warm-up", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def main() -> None:
    """Print one line a run, then the medians and their ratio."""
    args = parse()
    if args.side:
        sys.stdout.write(json.dumps(one(args.side, args.file, args)))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = args.file or Path(folder) / "ledger.parquet"
        warm_up = Path(folder) / "small.parquet"
        simulate(warm_up, 10_000)
        if not path.exists():
            simulate(path, args.lines)
        results: dict[str, list[dict[str, float]]] = {"floor": [], "replay": []}
        command = [sys.executable, __file__, *sys.argv[1:], "--file", path, "--warm-up", warm_up]
        for _run in range(args.runs):
            for side, runs in results.items():
                done = subprocess.run(
                    [*command, "--side", side], check=True, capture_output=True, env=os.environ
                )
                runs.append(json.loads(done.stdout))
                sys.stdout.write(
                    f"{side:7}" + "".join(f" {k} {v:7.2f}" for k, v in runs[-1].items()) + "\n"
                )
                sys.stdout.flush()
    middle = {
        side: {name: statistics.median(run[name] for run in runs) for name in runs[0]}
        for side, runs in results.items()
    }
    for name, unit in (("wall", "s"), ("cpu", "s"), ("peak", "GiB")):
        ours, theirs = middle["replay"][name], middle["floor"][name]
        sys.stdout.write(
            f"{args.lines:,} lines, {name}: replay {ours:.2f} {unit}, sort {theirs:.2f} {unit},"
            f" ratio {ours / theirs:.2f}\n"
        )


if __name__ == "__main__":
    main()
