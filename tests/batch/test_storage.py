"""Clients and reports on storage: the same bytes as here, and nothing left here."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import fsspec
import pytest
from small import write_client

from stockturn.batch.run import render_all
from stockturn.batch.storage import Mirror, mirrored, render_and_send, send, send_file
from stockturn.cli import app
from stockturn.errors import SourceError
from stockturn.params import load_params
from stockturn.report.render import Job, render

PLACE = "memory://bucket"


@pytest.fixture
def bucket():
    """Give an empty storage of this process that knows objects and no folders."""
    storage = fsspec.filesystem("memory")
    yield storage
    storage.store.clear()
    storage.pseudo_dirs[:] = [""]


@pytest.fixture(params=["memory", "file"])
def place(request, tmp_path: Path, monkeypatch):
    """Give the address of a storage; workers, where there are any, reach the second alone."""
    if request.param == "file":
        yield f"file://{tmp_path}/bucket"
        return
    monkeypatch.setattr("stockturn.batch.run.render_in_workers", here)
    request.getfixturevalue("bucket")
    yield "memory://bucket"


def here(jobs, **_options: object):
    return ((number, render_and_send(job)) for number, job in jobs.items())


def put(folder: Path, address: str) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            send_file(path, f"{address}/{path.relative_to(folder).as_posix()}")


def write(address: str, content: bytes) -> None:
    with fsspec.open(address, "wb") as stream:
        stream.write(content)


def held(address: str) -> dict[str, bytes]:
    storage, root = fsspec.url_to_fs(address)
    return {name.removeprefix(root + "/"): storage.cat_file(name) for name in storage.find(root)}


def report(*arguments: str) -> int:
    return app(["report", *arguments], standalone_mode=False)


def test_a_batch_on_storage_writes_the_bytes_written_here(
    jobs, place, tmp_path: Path, monkeypatch, capsys
) -> None:
    made = jobs("a", "b")
    put(tmp_path / "params", f"{place}/params")
    assert all(render(job).ok for job in made)
    assert report(f"{place}/params", "--out", f"{place}/reports") == 0
    there = held(f"{place}/reports")
    assert {"batch.json", "index.html", "a/run.json", "b/report.html"} <= set(there)
    here = {
        f"{job.params.client_id}/{name}": (job.out / job.params.client_id / name).read_bytes()
        for job in made
        for name in ("report.html", "result.json", "actions.xlsx", "notebooks/summary.ipynb")
    }
    assert {name: there[name] for name in here} == here
    assert f"{place}/reports/a/report.html" in capsys.readouterr().out
    assert report(f"{place}/params/*.yaml", "--out", f"{place}/reports") == 0
    assert capsys.readouterr().out.count("（未变化）") == 2


def test_a_changed_byte_of_input_or_of_a_report_renders_anew(
    jobs, place, tmp_path: Path, capsys
) -> None:
    jobs("a", "b", "c")
    put(tmp_path / "params", f"{place}/params")
    report(f"{place}/params", "--out", f"{place}/reports")
    whole = held(f"{place}/reports")
    write(f"{place}/reports/a/report.html", b"half")
    write(f"{place}/reports/a/stray.tmp", b"left over")
    write(f"{place}/params/b.csv", (tmp_path / "params" / "a.csv").read_bytes())
    capsys.readouterr()
    report(f"{place}/params", "--out", f"{place}/reports")
    assert capsys.readouterr().out.count("（未变化）") == 1
    now = held(f"{place}/reports")
    assert now["a/report.html"] == whole["a/report.html"]
    assert "a/stray.tmp" not in now
    assert now["b/result.json"] != whole["b/result.json"]


def test_inputs_beside_the_params_and_elsewhere(place, workbook, tmp_path: Path) -> None:
    params = write_client(tmp_path / "local", "a")
    send_file(tmp_path / "local" / "a.csv", f"{place}/exports/a.csv")
    text = params.read_text(encoding="utf-8")
    (tmp_path / "local" / "a.csv").unlink()
    for name, base in (("beside.yaml", "../exports"), ("whole.yaml", f"{place}/exports")):
        write(f"{place}/params/{name}", f"{text}base_dir: {base}\n".encode())
    write(f"{place}/exports/other_client.csv", b"not for this one")
    for name in ("beside", "whole"):
        with mirrored() as mirror:
            (path,) = mirror.bring(f"{place}/params/{name}.yaml")
            job = mirror.job(Job(load_params(path), tmp_path / name), str(tmp_path / name))
            (result,) = render_all([job])
            assert result.ok, result.error
            assert [p.name for p in mirror.folder.rglob("*.csv")] == ["a.csv"]
        assert not mirror.folder.exists()


def test_a_folder_without_its_last_file_is_unfinished(jobs, bucket, tmp_path, monkeypatch) -> None:
    (job,) = jobs("a")
    assert render(job).ok
    folder = job.out / "a"
    send(folder, f"{PLACE}/reports/a")
    real = type(bucket).put_file

    def broken(self, local, remote, *args, **options):
        if remote.endswith("result.json"):
            raise OSError("connection lost")
        return real(self, local, remote, *args, **options)

    monkeypatch.setattr(type(bucket), "put_file", broken)
    with pytest.raises(SourceError, match="connection lost"):
        send(folder, f"{PLACE}/reports/a")
    assert "run.json" not in held(f"{PLACE}/reports/a")


def test_what_cannot_be_reached_is_one_clear_row(jobs, place, tmp_path: Path, capsys) -> None:
    jobs("a", "b")
    (tmp_path / "params" / "b.csv").unlink()
    put(tmp_path / "params", f"{place}/params")
    assert report(f"{place}/params", "--out", f"{place}/reports") == 1
    assert "b.csv" in capsys.readouterr().err
    assert "a/report.html" in held(f"{place}/reports")
    with pytest.raises(SourceError, match="nosuch"):
        report("nosuch://bucket/a.yaml")


def test_a_name_that_leads_out_of_its_folder_is_refused(tmp_path: Path, monkeypatch) -> None:
    storage = fsspec.filesystem("memory")
    monkeypatch.setattr(type(storage), "glob", lambda self, path: ["/bucket/../../etc/x.yaml"])
    monkeypatch.setattr(type(storage), "isfile", lambda self, path: "etc" in path)
    with pytest.raises(SourceError):
        Mirror(tmp_path / "m").bring(f"{PLACE}/*.yaml")
    assert not [p for p in tmp_path.rglob("*") if p.is_file()]


def test_an_upload_that_fails_costs_its_client_alone(jobs, bucket, tmp_path, monkeypatch) -> None:
    made = [replace(job, out_address=f"{PLACE}/reports") for job in jobs("a", "b")]
    real = type(bucket).put_file

    def broken(self, local, remote, *args, **options):
        if "/b/" in remote:
            raise OSError("no room")
        return real(self, local, remote, *args, **options)

    monkeypatch.setattr(type(bucket), "put_file", broken)
    results = render_all(made)
    assert [r.ok for r in results] == [True, False]
    assert "no room" in results[1].error
