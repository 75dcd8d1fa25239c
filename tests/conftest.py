"""What every test may ask for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


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
