"""The pages that every test of this folder looks at."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from browser import CHROMIUM, chromium
from playwright.sync_api import Browser, Page
from specimen import specimen

from sample_clients import RENDERED, SAMPLE_CLIENTS, render_params
from stockturn.analysis import analyse
from stockturn.params import load_params


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


SHARED = Path(os.environ.get("STOCKTURN_SHARED", Path(__file__).parents[3] / "shared"))
FOTOLEI = SHARED / "data" / "cn_fotolei_psi"


def _specimen(folder: Path) -> Path:
    path = folder / "report.html"
    path.write_text(specimen(), encoding="utf-8")
    return path


def _real(folder: Path) -> Path:
    """Render twelve real months, read without any help."""
    if not FOTOLEI.is_dir():
        pytest.skip("the shared real data are not here")
    files = sorted(str(path) for path in FOTOLEI.glob("*.csv"))
    command = [str(Path(sys.executable).with_name("stockturn")), "init", "real", *files]
    command += ["--out", str(folder)]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    return render_params(folder / "real.yaml", folder)


@pytest.fixture(
    scope="session",
    params=["specimen", *SAMPLE_CLIENTS, pytest.param("real", marks=pytest.mark.real)],
)
def report(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    sample_report: Callable[[str], Path],
) -> Path:
    """Return a report.html, rendered by the product itself but for the specimen."""
    if request.param in SAMPLE_CLIENTS:
        return sample_report(request.param)
    return {"specimen": _specimen, "real": _real}[request.param](tmp_path_factory.mktemp("page"))


@pytest.fixture(scope="session")
def own_text(report: Path) -> list[str]:
    """Return what the client's own files say, and how they are named and written."""
    if report not in RENDERED:
        return ["a.csv", "b.csv"]
    params = load_params(RENDERED[report])
    intake = analyse(params).intake
    texts = {params.client, params.client_id}
    texts |= {text for file in intake.files for text in (file.name, file.encoding or "")}
    for table in intake.tables.values():
        for column in table.select_dtypes(["str", "object", "category"]):
            texts |= {str(value) for value in table[column].unique()}
    return sorted(texts)


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
