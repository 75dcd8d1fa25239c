"""What every test may ask for."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of real data sets, or skip: they are not part of the project."""
    folder = Path(os.environ.get("STOCKTURN_SHARED", ROOT.parent / "shared")) / "data"
    if not folder.is_dir():
        pytest.skip("the shared real data sets are not here")
    return folder


@pytest.fixture(autouse=True, scope="session")
def _cache_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep what tests compute out of the user's cache."""
    os.environ.setdefault("STOCKTURN_CACHE", str(tmp_path_factory.mktemp("cache")))


@pytest.fixture(scope="session")
def sample_report(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Render a sample client by its name when it is first asked for; return its page."""
    from sample_clients import SAMPLE_CLIENTS, render_params  # noqa: PLC0415 - takes seconds

    @cache
    def rendered(name: str) -> Path:
        folder = tmp_path_factory.mktemp(name)
        return render_params(SAMPLE_CLIENTS[name](folder), folder / "reports")

    return rendered
