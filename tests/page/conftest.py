"""The pages that every test of this folder looks at: the specimen and the demo client's report."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from browser import CHROMIUM, chromium
from playwright.sync_api import Browser, Page
from specimen import specimen

from stockturn.params import load_params
from stockturn.report.render import Job, render
from stockturn.report.workbook import CHAPTERS, demo_params, notebook_path


@dataclass
class Opened:
    """A page in the browser, with what it asked for and complained about."""

    page: Page
    complaints: list[str]
    requests: list[str]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    with chromium() as started:
        yield started


@pytest.fixture(scope="session", params=["specimen", "demo"])
def report(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a report.html; the demo's is rendered by the product itself."""
    folder: Path = tmp_path_factory.mktemp(request.param)
    if request.param == "specimen":
        path = folder / "report.html"
        path.write_text(specimen(), encoding="utf-8")
        return path
    if not demo_params().is_file() or not all(notebook_path(c).is_file() for c in CHAPTERS):
        pytest.skip("the notebooks are not there yet")
    result = render(Job(load_params(demo_params()), out=folder))
    assert result.report, result.error + result.detail
    return result.report


@pytest.fixture(scope="session")
def result(report: Path) -> dict[str, Any]:
    path = report.with_name("result.json")
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


@pytest.fixture(params=[1280, 390])
def width(request: pytest.FixtureRequest) -> int:
    return request.param


@pytest.fixture
def opened(browser: Browser, report: Path) -> Iterator[Opened]:
    """Open the report at desktop width, with everything that folds unfolded."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    found = Opened(page, [], [])
    page.on("console", lambda message: found.complaints.append(message.text))
    page.on("pageerror", lambda error: found.complaints.append(str(error)))
    page.on("request", lambda request: found.requests.append(request.url))
    page.goto(report.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    yield found
    page.close()
