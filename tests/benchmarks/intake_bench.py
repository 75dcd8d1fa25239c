"""How long files take to become canonical tables, against the bare reader of the same file.

    python tests/benchmarks/intake_bench.py [--lines 1_000_000] [--rows 100_000] [--runs 5]

Simulated movements of 20 000 items (those of ledger_bench.py, in its date order) are written as CSV
in UTF-8 and in GB18030, and as xlsx. The floor is DuckDB's CSV scan into Arrow, with its own guess
of the types and after the bare transcoding where the file is not UTF-8; for xlsx it is calamine's
``to_python``. Against it stands the whole intake: bytes to the checked canonical table. The two
alternate, each run in a process of its own, imports outside the clock.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import runpy
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

HEADERS = {
    "date": "日期",
    "doc_no": "单据号",
    "type": "类型",
    "item": "商品编码",
    "warehouse": "仓库",
    "to_warehouse": "对方仓库",
    "qty": "数量",
    "unit_cost": "单位成本",
    "sales_amount": "销售金额",
}
TRANSCODED_CHARACTERS = 1 << 22


def simulate(folder: Path, lines: int, rows: int) -> dict[str, Path]:
    """Write the same kind of movements in three forms."""
    ledger = runpy.run_path(str(Path(__file__).with_name("ledger_bench.py")))["simulate"]
    names = ", ".join(f'{name} AS "{header}"' for name, header in HEADERS.items())
    parquet = folder / "ledger.parquet"
    ledger(parquet, lines)
    utf8, gb18030, xlsx = (folder / n for n in ("utf8.csv", "gb18030.csv", "rows.xlsx"))
    duckdb.sql(f"COPY (SELECT {names} FROM '{parquet}') TO '{utf8}' (HEADER)")
    transcode(utf8, "utf-8", gb18030, "gb18030")
    ledger(parquet, rows)
    _write_workbook(xlsx, duckdb.sql(f"SELECT {names} FROM '{parquet}'"))
    return {"utf-8": utf8, "gb18030": gb18030, "xlsx": xlsx}


def transcode(source: Path, coded: str, target: Path, encoding: str) -> None:
    """Write a text in another encoding, and do nothing else."""
    with (
        source.open(encoding=coded, newline="") as stream,
        target.open("w", encoding=encoding, newline="") as sink,
    ):
        while text := stream.read(TRANSCODED_CHARACTERS):
            sink.write(text)


def _write_workbook(path: Path, rows: duckdb.DuckDBPyRelation) -> None:
    import xlsxwriter  # noqa: PLC0415 - the measured processes go without

    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, rows.columns)
        for number, row in enumerate(rows.fetchall(), start=1):
            sheet.write_datetime(number, 0, row[0], day)
            sheet.write_row(number, 1, ["" if cell is None else cell for cell in row[1:]])


def bare(form: str, path: Path) -> int:
    """Read a file with the bare reader and return its rows."""
    if form == "xlsx":
        from python_calamine import CalamineWorkbook  # noqa: PLC0415

        book = CalamineWorkbook.from_path(str(path))
        return len(book.get_sheet_by_index(0).to_python()) - 1
    if form != "utf-8":
        plain = path.with_suffix(".utf8")
        transcode(path, form, plain, "utf-8")
        path = plain
    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false")
    return int(connection.read_csv(str(path)).to_arrow_table().num_rows)


def intake(path: Path) -> int:
    """Read a file as a client's source and return the rows of its canonical table."""
    from stockturn.intake import read_sources  # noqa: PLC0415
    from stockturn.params import Source  # noqa: PLC0415

    return len(read_sources([Source(path=path.name)], base_dir=path.parent).tables["movements"])


def one(side: str, form: str, path: Path) -> dict[str, float]:
    """Run one side in this process and return rows, wall, CPU and peak memory."""
    if side == "intake":
        import stockturn.intake.reading  # noqa: F401, PLC0415
    elif form == "xlsx":
        import python_calamine  # noqa: F401, PLC0415
    else:
        import pyarrow  # noqa: F401, PLC0415
    wall, cpu = time.perf_counter(), time.process_time()
    rows = intake(path) if side == "intake" else bare(form, path)
    return {
        "rows": rows,
        "wall": time.perf_counter() - wall,
        "cpu": time.process_time() - cpu,
        "peak": peak(),
    }


def peak() -> float:
    """Return the most memory of this process so far in GiB; a parent's is not counted."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(re.search(r"VmHWM:\s*(\d+)", status.read_text())[1]) / 2**20
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def parse() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )

    def number(text: str) -> int:
        return int(text.replace("_", ""))

    parser.add_argument("--lines", type=number, default=1_000_000)
    parser.add_argument("--rows", type=number, default=100_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--forms", nargs="+", default=["utf-8", "gb18030", "xlsx"])
    parser.add_argument("--one", nargs=3, help=argparse.SUPPRESS)
    return parser.parse_args()


def main() -> None:
    """Print one line a run, then the medians and their ratio, form by form."""
    args = parse()
    if args.one:
        side, form, path = args.one
        sys.stdout.write(json.dumps(one(side, form, Path(path))))
        return
    with tempfile.TemporaryDirectory() as folder:
        for form, path in simulate(Path(folder), args.lines, args.rows).items():
            if form in args.forms:
                compare(form, path, args.runs)


def compare(form: str, path: Path, runs: int) -> None:
    """Let the two sides alternate on one file, and print."""
    results: dict[str, list[dict[str, float]]] = {"bare": [], "intake": []}
    for _run in range(runs):
        for side, done in results.items():
            command = [sys.executable, __file__, "--one", side, form, str(path)]
            said = subprocess.run(command, check=True, capture_output=True).stdout
            done.append(json.loads(said))
            figures = "".join(f" {k} {v:9,.2f}" for k, v in done[-1].items())
            sys.stdout.write(f"{form:8} {side:7}{figures}\n")
            sys.stdout.flush()
    middle = {
        side: {name: statistics.median(run[name] for run in done) for name in done[0]}
        for side, done in results.items()
    }
    ours, theirs = middle["intake"], middle["bare"]
    for name, unit in (("wall", "s"), ("cpu", "s"), ("peak", "GiB")):
        sys.stdout.write(
            f"{form}, {ours['rows']:,.0f} rows, {name}: intake {ours[name]:.2f} {unit},"
            f" bare {theirs[name]:.2f} {unit}, ratio {ours[name] / theirs[name]:.2f}\n"
        )


if __name__ == "__main__":
    main()
