"""The same inputs give the same bytes: twice, in two places, by both engines, cached or not."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from stockturn.params import load_params
from stockturn.report.render import Job, render
from stockturn.report.workbook import CHAPTERS
from stockturn.samples import SampleSpec, write_sample

WRITTEN = ("report.html", "result.json", *(f"notebooks/{name}.ipynb" for name in CHAPTERS))


def rendered(params: Path, out: Path, engine: str) -> dict[str, bytes]:
    result = render(Job(load_params(params), out, engine))
    assert result.error == ""
    assert result.report is not None
    return {name: (result.report.parent / name).read_bytes() for name in WRITTEN}


@pytest.mark.slow
def test_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = write_sample(SampleSpec(seed=5, items=25, days=400, mistakes=("W-3",)), tmp_path / "a")
    shutil.copytree(tmp_path / "a", tmp_path / "b" / "deeper")
    second = tmp_path / "b" / "deeper" / first.name
    monkeypatch.setenv("STOCKTURN_CACHE", str(tmp_path / "cache"))
    here = rendered(first, tmp_path / "out", "warm")
    cached = rendered(second, tmp_path / "elsewhere", "nbclient")
    monkeypatch.setenv("STOCKTURN_CACHE", "off")
    fresh = rendered(second, tmp_path / "third", "nbclient")
    assert here == cached
    assert here == fresh
    assert str(tmp_path).encode() not in here["report.html"]
