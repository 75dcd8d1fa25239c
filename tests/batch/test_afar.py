"""Two workers of a real scheduler write the bytes that this machine writes."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from stockturn.batch.afar import absolute, spread_over
from stockturn.batch.run import Plan, render_all
from stockturn.cluster import connect
from stockturn.report.render import render

distributed = pytest.importorskip("distributed")
pytestmark = pytest.mark.slow


@pytest.fixture
def scheduler(workbook: Path):
    """Start a scheduler and two workers, as two machines would be."""
    cluster = distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0"
    )
    with cluster:
        cluster.scheduler.allowed_failures = 0
        yield cluster.scheduler_address


def written(folder: Path) -> dict[str, bytes]:
    paths = (
        p for p in folder.rglob("*") if p.is_file() and p.name not in ("run.json", "batch.json")
    )
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in paths}


def test_reports_from_a_cluster_are_those_of_this_machine(jobs, scheduler, tmp_path) -> None:
    names = ["a", "b", "c", "killed"]
    made = jobs(*names)
    for job in made[:3]:
        assert render(replace(job, out=tmp_path / "here")).ok
    with connect(scheduler) as dask:
        results = render_all(made, Plan(spread=spread_over(dask.executor())))
    assert [r.ok for r in results] == [True, True, True, False]
    assert "中途退出" in results[3].error
    assert written(tmp_path / "reports") == written(tmp_path / "here")


def test_the_command_sends_a_batch_to_a_cluster(jobs, scheduler, tmp_path: Path) -> None:
    jobs("a", "b")
    command = [sys.executable, "-m", "stockturn", "report", "params", "--cluster", scheduler]
    told = subprocess.run(
        command, cwd=tmp_path, env=dict(os.environ), capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stderr
    found = sorted(p.name for p in (tmp_path / "reports").iterdir())
    assert found == ["a", "b", "batch.json", "index.html"]


def test_a_cluster_reads_from_storage_and_writes_to_it(jobs, scheduler, tmp_path: Path) -> None:
    made = jobs("a", "b")
    for job in made:
        assert render(replace(job, out=tmp_path / "here")).ok
    bucket = f"file://{tmp_path}"
    command = [sys.executable, "-m", "stockturn", "report", f"{bucket}/params", "--cluster"]
    command += [scheduler, "--out", f"{bucket}/reports"]
    told = subprocess.run(
        command, cwd=tmp_path, env=dict(os.environ), capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stderr
    assert f"{bucket}/reports/index.html" in told.stdout
    for name in "ab":
        assert written(tmp_path / "reports" / name) == written(tmp_path / "here" / name)


def test_a_job_for_elsewhere_names_whole_paths(jobs, monkeypatch, tmp_path: Path) -> None:
    (job,) = jobs("a")
    monkeypatch.chdir(tmp_path)
    near = replace(
        job, out=Path("reports"), params=job.params.model_copy(update={"base_dir": "params"})
    )
    assert absolute(near) == job
