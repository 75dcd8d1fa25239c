"""Workers are warm, alike, limited, and mortal without harm to the others."""

from __future__ import annotations

import multiprocessing
import os
import sys
from pathlib import Path

import pytest

from stockturn.batch import workers
from stockturn.batch.limits import Limits
from stockturn.batch.run import Plan, render_all
from stockturn.batch.scratch import scratch
from stockturn.batch.workers import render_in_workers
from stockturn.params import load_params
from stockturn.report.render import Job, render
from stockturn.samples import SampleSpec, write_sample

pytestmark = pytest.mark.slow
linux = pytest.mark.skipif(sys.platform != "linux", reason="fork is not to be had")


def files(folder: Path) -> dict[str, bytes]:
    """Return what a client's folder holds, its diary of times apart."""
    paths = (p for p in folder.rglob("*") if p.is_file() and p.name != "run.json")
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in paths}


def probe() -> tuple[bool, int, bool, str]:
    """Tell what a worker is; grammars are what nobody needs and papermill would build at import."""
    preload = sys.modules["stockturn.batch.preload"]
    heavy = {"pandas", "duckdb", "numba", "matplotlib", "nbconvert", "papermill", "IPython"}
    forked = os.getpid() != preload.PROCESS
    loaded = heavy <= set(sys.modules) and "lark" not in sys.modules
    return forked, preload.THREADS, loaded, os.environ["TMPDIR"]


@linux
def test_a_worker_is_forked_from_a_process_that_has_loaded_everything_in_one_thread() -> None:
    with workers._pool("forkserver", 1, Limits(), 1) as pool:
        forked, threads, loaded, temporary = pool.schedule(probe).result()
    assert forked
    assert threads == 1
    assert loaded
    assert temporary == str(scratch())


def test_a_recycled_worker_a_fresh_one_and_a_kernel_write_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STOCKTURN_CACHE", str(tmp_path / "cache"))
    specs = [
        SampleSpec(seed=s, items=20, days=400, mistakes=m) for s, m in ((3, ("W-1",)), (4, ()))
    ]
    params = [load_params(write_sample(s, tmp_path / f"in{s.seed}")) for s in specs]
    again = [*params, params[0]]  # the last in a worker that has made both
    recycled = {n: Job(p, tmp_path / f"recycled{n}") for n, p in enumerate(again)}
    told = dict(render_in_workers(recycled, workers=1, limits=Limits()))
    assert [told[n].error for n in recycled] == [""] * len(again)
    fresh = Job(params[0], tmp_path / "fresh")
    (result,) = dict(render_in_workers({0: fresh}, workers=1, limits=Limits())).values()
    assert result.ok
    kernel = Job(params[0], tmp_path / "kernel", "nbclient")
    assert render(kernel).error == ""
    client = params[0].client_id
    expected = files(tmp_path / "kernel" / client)
    assert len(expected) > 9
    for name in ("recycled0", "recycled2", "fresh"):
        assert files(tmp_path / name / client) == expected


POISON = {
    "loop": "20 秒内没有完成",
    "exit": "中途退出（3）",
    "killed": "中途退出（SIGKILL）",
    "memory": "内存不足",
    "figure": "ValueError",
    "missing": "没有文件 missing.csv",
}
"""What a client may bring, and what is told of it."""


def test_nineteen_reports_and_one_clear_row(jobs, tmp_path: Path) -> None:
    good = jobs(*(f"good{n:02}" for n in range(19)))
    plan = Plan(workers=2, limits=Limits(seconds=20, memory_bytes=3 << 30))
    for name, told in POISON.items():
        (poisoned,) = jobs(name)
        if name == "missing":
            (tmp_path / "params" / "missing.csv").unlink()
        results = render_all([*good[:9], poisoned, *good[9:]], plan)
        assert [r.client_id for r in results if r.ok] == [job.params.client_id for job in good]
        (error,) = [r.error for r in results if not r.ok]
        assert told in error
        assert error.startswith("发现：")
        assert "处理：" in error
        assert "Traceback" not in error
    reports = tmp_path / "reports"
    assert sorted(p.name for p in reports.iterdir()) == [job.params.client_id for job in good]


def test_where_fork_is_not_to_be_had_workers_are_spawned(jobs, monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(workers, "start_methods", lambda: ["spawn"])
    (done,) = dict(render_in_workers({0: jobs("a")[0]}, workers=1, limits=Limits())).values()
    assert done.ok
    assert (tmp_path / "reports" / "a" / "report.html").is_file()


def test_a_pool_that_cannot_start_tells_each_client(jobs, monkeypatch) -> None:
    monkeypatch.setattr(workers, "start_worker", refuse)
    monkeypatch.setattr(workers, "start_methods", lambda: ["spawn"])
    made = dict(enumerate(jobs("a", "b")))
    done = dict(render_in_workers(made, workers=1, limits=Limits()))
    assert {"工作进程无法启动" in result.error for result in done.values()} == {True}


def refuse(*_settings: object) -> None:
    raise RuntimeError


@linux
def test_no_worker_outlives_the_batch(jobs) -> None:
    list(render_in_workers(dict(enumerate(jobs("a"))), workers=2, limits=Limits()))
    assert multiprocessing.active_children() == []
