"""An independent writer: what LibreOffice saves again reads the same."""

import shutil
import subprocess

import pytest

from stockturn.samples import SampleSpec, simulate
from stockturn.samples.layouts import WRITERS
from stockturn.samples.layouts.forms import recoverable

OFFICE = shutil.which("soffice")
SEED = 2  # 金蝶KIS: workbooks that call themselves .xls
CHINESE = {"标准": 76, "进销存宝": 67}  # UTF-8, GBK, as LibreOffice counts them
EVERY_SHEET = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed"),
]


@pytest.fixture(scope="module")
def companies(tmp_path_factory):
    """Write one company in every layout: system → company, files."""
    folder, written = tmp_path_factory.mktemp("written"), {}
    for system, write in WRITERS.items():
        company = simulate(SampleSpec(seed=SEED, items=4, days=75, system=system))
        (folder / system).mkdir()
        written[system] = company, write(company, folder / system)
    return written


@pytest.fixture(scope="module")
def resaved(companies, tmp_path_factory):
    """Save a company's files in another format; a dump stays what it is."""
    home, known = tmp_path_factory.mktemp("office"), {}

    def convert(paths, target, folder, charset=None):
        # Opened by hand, a column of codes is text.
        columns = "/".join(f"{n}/2" for n in range(1, 31))
        as_text = [f"--infilter=CSV:44,34,{charset},1,{columns}"] if charset else []
        call = [OFFICE, f"-env:UserInstallation=file://{home}", "--headless", *as_text]
        call += ["--convert-to", target, "--outdir", folder, *paths]
        subprocess.run(call, check=True, capture_output=True, timeout=300)

    def of(system, target):
        if (system, target) not in known:
            folder = known[system, target] = tmp_path_factory.mktemp("resaved")
            paths = companies[system][1]
            tables = [path for path in paths if path.suffix != ".json"]
            charset = CHINESE.get(system)
            if target == "csv":
                convert(sorted(of(system, "ods").glob("*.ods")), EVERY_SHEET, folder)
            else:
                convert(tables, target, folder, charset)
            for path in set(paths) - set(tables):
                shutil.copy(path, folder)
        return known[system, target]

    return of


@pytest.mark.parametrize("target", ["xls", "xlsx", "csv", "html"])
@pytest.mark.parametrize("system", WRITERS)
def test_libreoffice_changes_nothing(system, target, companies, resaved, differences):
    company, _ = companies[system]
    told = differences(resaved(system, target), recoverable(company, system))
    assert not told, "\n".join(told)
