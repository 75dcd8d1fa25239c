"""Small clients, and a cache of their own."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from small import write_client, write_workbook

from stockturn.params import load_params
from stockturn.report.render import Job


@pytest.fixture(scope="session")
def small_workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_workbook(tmp_path_factory.mktemp("workbook") / "small")


@pytest.fixture
def workbook(small_workbook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let every report be made of the small chapters, with a cache of its own."""
    monkeypatch.setenv("STOCKTURN_WORKBOOK", str(small_workbook))
    monkeypatch.setenv("STOCKTURN_CACHE", str(tmp_path / "cache"))
    return small_workbook


@pytest.fixture
def jobs(tmp_path: Path, workbook: Path):
    """Make jobs of small clients by their names."""

    def make(*names: str, **options: object) -> list[Job]:
        folder = tmp_path / "params"
        paths = [write_client(folder, n, seed=i, **options) for i, n in enumerate(names)]
        return [Job(load_params(path), tmp_path / "reports") for path in paths]

    return make
