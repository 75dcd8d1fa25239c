# ruff: noqa: T201 - a benchmark prints
"""Hundreds of reports: a batch against the stock commands on the same notebooks.

    python tests/benchmarks/batch_bench.py [--clients 60] [--stock 4] [--cold 2]
        [--renders 200] [--unchanged 1000]

Stock is ``xargs -P2`` over ``papermill`` and ``jupyter nbconvert`` for each chapter of each client,
with the analysis in the cache for both sides; then once more without any cache. Fewer clients for
stock than for the batch, and rates are compared. Start-up is counted on both sides. CPU seconds are
those of all processes a command started, found by letting orphans fall to this process.
"""

from __future__ import annotations

import argparse
import ast
import ctypes
import json
import os
import resource
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from stockturn.batch.limits import Limits
from stockturn.batch.workers import render_in_workers
from stockturn.cache import at_hand
from stockturn.params import Params, load_params
from stockturn.report.execute import chapter_parameters, execute_chapter
from stockturn.report.page import Chapter, Cover, Foot, build_page
from stockturn.report.render import Job
from stockturn.report.unchanged import report_key
from stockturn.report.workbook import CHAPTERS, notebook_path
from stockturn.samples import SampleSpec, write_sample

WORKERS = 2
COMPANIES = 20
DEFAULTS = {"clients": 60, "items": 100, "stock": 4, "cold": 2, "renders": 200, "unchanged": 1000}
SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER
BIN = Path(sys.executable).parent


def timed(command: list[str], **settings: str) -> tuple[float, float]:
    """Return wall and CPU seconds of a command and of everything it started."""
    before, start, others = cpu(), time.perf_counter(), children()
    env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"} | settings
    subprocess.run(command, check=True, env=env, stdout=subprocess.DEVNULL)
    wall = time.perf_counter() - start
    # What the command left running is ours now; what ran here before may run for ever.
    while left := children() - others:
        with suppress(ChildProcessError):
            os.waitpid(left.pop(), 0)
    return wall, cpu() - before


def children() -> set[int]:
    found: set[int] = set()
    for task in Path("/proc/self/task").glob("*/children"):
        with suppress(OSError):  # a thread may end while it is asked
            found |= {int(pid) for pid in task.read_text(encoding="ascii").split()}
    return found


def cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def write_clients(folder: Path, count: int, items: int = 100) -> list[Path]:
    """Write simulated companies, each of them a client several times over."""
    made = []
    for n in range(count):
        seed = n % COMPANIES + 1
        place = folder / f"company{seed}"
        if not place.is_dir():
            write_sample(SampleSpec(seed=seed, items=items, days=500, mistakes=("W-1",)), place)
        params = place / f"sample-{seed}.yaml"
        path = place / f"client{n:03}.yaml"
        text = params.read_text(encoding="utf-8")
        path.write_text(text.replace(f"sample-{seed}", f"client{n:03}"), encoding="utf-8")
        made.append(path)
    return made


def batch(paths: list[Path], out: Path, *more: str, **settings: str) -> tuple[float, float]:
    command = [sys.executable, "-m", "stockturn", "report", *map(str, paths)]
    return timed([*command, "--out", str(out), "--jobs", str(WORKERS), *more], **settings)


def stock(paths: list[Path], out: Path, **settings: str) -> tuple[float, float]:
    """Run the stock commands: a notebook, then its page."""
    lines = []
    for path in paths:
        place = out / path.stem
        place.mkdir(parents=True)
        # Every key is given, else the notebook's own would show through and miss the cache.
        values = place / "values.json"
        values.write_text(json.dumps(chapter_parameters(load_params(path))), encoding="utf-8")
        for name in CHAPTERS:
            made = shlex.quote(str(place / f"{name}.ipynb"))
            lines.append(
                f"{BIN}/papermill {notebook_path(name)} {made} -f {values} --cwd {path.parent} "
                f"-k python3 --no-progress-bar 2>/dev/null && "
                f"{BIN}/jupyter nbconvert --to html --no-input {made} 2>/dev/null"
            )
    work = out / "commands"
    work.write_text("\n".join(lines))
    run = ["xargs", "-a", str(work), "-P", str(WORKERS), "-d", "\n", "-I{}", "bash", "-c", "{}"]
    took = timed(run, **settings)
    pages = list(out.rglob("*.html"))
    assert len(pages) == len(lines), f"{len(pages)} of {len(lines)} stock pages were made"
    return took


def told(name: str, took: tuple[float, float], clients: int) -> None:
    wall, used = (seconds / clients for seconds in took)
    print(f"{name:<34} {clients:4} clients: {wall:7.2f} s wall, {used:7.2f} s CPU a client")


def compared(ours: tuple[float, float], n: int, theirs: tuple[float, float], m: int) -> list[float]:
    ratios = [(b / m) / (a / n) for a, b in zip(ours, theirs, strict=True)]
    print(f"  batch against stock: {ratios[0]:.1f}× by wall time, {ratios[1]:.1f}× by CPU time")
    return ratios


def bare(params: Params) -> float:
    """Return the seconds of a client's cells and export, with nothing around them."""
    start = time.process_time()
    chapters = []
    before = Path.cwd()
    os.chdir(params.resolve("."))
    for name in CHAPTERS:
        notebook = json_notebook(name)
        namespace: dict[str, object] = {}
        for cell in notebook.cells:
            if cell.cell_type != "code":
                continue
            if "parameters" in cell.metadata.get("tags", []):
                namespace |= chapter_parameters(params)
                continue
            body = ast.parse(cell.source).body
            last = body.pop() if isinstance(body[-1], ast.Expr) else None
            exec(compile(ast.Module(body, []), name, "exec"), namespace)
            if last is not None:
                shown = eval(compile(ast.Expression(last.value), name, "eval"), namespace)
                cell.outputs = [output(part) for part in getattr(shown, "parts", (shown,))]
        chapters.append(Chapter(name, notebook))
    os.chdir(before)
    build_page(chapters, cover=Cover("甲", "题"), foot=Foot())
    return time.process_time() - start


def json_notebook(name: str):
    import nbformat  # noqa: PLC0415

    return nbformat.read(notebook_path(name), as_version=4)


def output(part: object):
    from nbformat.v4 import new_output  # noqa: PLC0415

    made = getattr(part, "_repr_mimebundle_", None)
    data, about = made() if made else ({"text/html": part._repr_html_()}, {})
    return new_output("display_data", data=data, metadata=about)


def engine(params: Params) -> float:
    """Return the seconds of the same through papermill and the warm engine."""
    start = time.process_time()
    chapters = [
        Chapter(n, execute_chapter(notebook_path(n), params, engine="warm")) for n in CHAPTERS
    ]
    build_page(chapters, cover=Cover("甲", "题"), foot=Foot())
    return time.process_time() - start


def against_bare(path: Path, rounds: int) -> float:
    params = load_params(path)
    with at_hand():
        engine(params), bare(params)
        pairs = [(engine(params), bare(params)) for _ in range(rounds)]
    ratio = min(a for a, _ in pairs) / min(b for _, b in pairs)
    print(f"warm engine against bare cells and export: {ratio:.2f}× (CPU, best of {rounds} each)")
    return ratio


def unchanged(paths: list[Path], out: Path, count: int, folder: Path) -> float:
    """Return the seconds of a batch of ``count`` clients none of whom has changed."""
    listed, reports = folder / "many", folder / "many-reports"
    listed.mkdir()
    for n in range(count):
        path = paths[n % len(paths)]
        params = load_params(path).model_copy(update={"client_id": f"same{n:04}"})
        place = reports / params.client_id
        shutil.copytree(out / path.stem, place, copy_function=os.link)
        diary = json.loads((place / "run.json").read_text(encoding="utf-8"))
        (place / "run.json").unlink()
        diary |= {"key": report_key(params), "client_id": params.client_id}
        (place / "run.json").write_text(json.dumps(diary), encoding="utf-8")
        text = path.read_text(encoding="utf-8").replace(path.stem, params.client_id)
        (listed / f"{n:04}.yaml").write_text(f"base_dir: {path.parent}\n{text}", encoding="utf-8")
    command = [sys.executable, "-m", "stockturn", "report", str(listed), "--out", str(reports)]
    wall, used = timed(command)
    rows = json.loads((reports / "batch.json").read_text(encoding="utf-8"))["clients"]
    assert all(row["unchanged"] for row in rows)
    print(f"{count} unchanged clients: {wall:.1f} s wall, {used:.1f} s CPU, start-up included")
    return wall


def memory(paths: list[Path], folder: Path, count: int) -> list[float]:
    """Print how much memory one worker has held at most, client by client, never recycled."""
    jobs = {n: Job(load_params(paths[n % len(paths)]), folder / "one") for n in range(count)}
    done = render_in_workers(jobs, workers=1, limits=Limits(), recycle=0)
    peaks = [result.peak_mib or 0.0 for _, result in done]
    tenth = max(len(peaks) // 10, 1)
    shown = " ".join(f"{peak:.0f}" for peak in peaks[tenth - 1 :: tenth])
    print(f"peak memory of one worker over {count} reports, a tenth at a time, MiB: {shown}")
    return peaks


def main(arguments: list[str]) -> dict[str, float]:
    parser = argparse.ArgumentParser()
    for name, default in DEFAULTS.items():
        parser.add_argument(f"--{name}", type=int, default=default)
    asked = parser.parse_args(arguments)
    with suppress(OSError):
        ctypes.CDLL(None).prctl(SUBREAPER, 1, 0, 0, 0)
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="stockturn-bench-") as passing:
        folder = Path(passing)
        os.environ["STOCKTURN_CACHE"] = str(folder / "cache")
        paths = write_clients(folder / "clients", asked.clients, asked.items)
        batch(paths[:1], folder / "first")  # compiles kernels and bytecode for both sides
        print(f"load {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores, {WORKERS} workers")
        shutil.rmtree(folder / "cache")
        out = folder / "reports"
        cold = batch(paths, out)
        told("batch, nothing cached", cold, len(paths))
        if asked.cold:
            theirs = stock(paths[: asked.cold], folder / "stock-cold", STOCKTURN_CACHE="off")
            told("stock, nothing cached", theirs, asked.cold)
            figures["cold"] = compared(cold, len(paths), theirs, asked.cold)[1]
        ours = batch(paths, out, "--force")
        told("batch, analysis cached", ours, len(paths))
        if asked.stock:
            theirs = stock(paths[: asked.stock], folder / "stock")
            told("stock, analysis cached", theirs, asked.stock)
            figures["cached"] = compared(ours, len(paths), theirs, asked.stock)[1]
        figures["bare"] = against_bare(paths[0], 5)
        peaks = memory(paths, folder, asked.renders)
        figures["growth"] = peaks[-1] / peaks[len(peaks) // 3]
        figures["page"] = max(p.stat().st_size for p in out.glob("*/report.html")) / 1e6
        print(f"largest page: {figures['page']:.2f} MB")
        if asked.unchanged:
            figures["unchanged"] = unchanged(paths, out, asked.unchanged, folder)
        print(f"load {os.getloadavg()[0]:.1f}")
    return figures


if __name__ == "__main__":
    main(sys.argv[1:])
