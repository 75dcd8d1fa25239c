from __future__ import annotations

import hashlib
import json
import pickle
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pandas as pd
import pytest
from tiny_notebooks import code, notebook

from stockturn.params import Params
from stockturn.report.render import Job, render
from stockturn.report.workbook import CHAPTERS


@pytest.mark.slow
def test_a_job_writes_the_whole_folder(
    params: Params, workbook_folder: Path, analysed: SimpleNamespace, tmp_path: Path
):
    result = render(Job(params, out=tmp_path / "reports"))
    assert result.error == ""
    assert result.ok
    assert pickle.loads(pickle.dumps(result)) == result
    place = tmp_path / "reports" / "jia"
    found = sorted(p.relative_to(place).as_posix() for p in place.rglob("*") if p.is_file())
    chapters = [f"notebooks/{name}.ipynb" for name in CHAPTERS]
    named = ["actions.xlsx", "quarantine.csv", "report.html", "result.json", "run.json"]
    assert found == sorted(named + chapters)

    page = (place / "report.html").read_text(encoding="utf-8")
    assert page.count('<section class="st-chapter"') == len(CHAPTERS)
    assert "四、第4章" in page
    assert "表5" in page
    assert str(tmp_path) not in page

    run = json.loads((place / "run.json").read_text(encoding="utf-8"))
    assert run["hashes"]["written"]["report.html"] == hashlib.sha256(page.encode()).hexdigest()
    assert run["hashes"]["files"] == {"x.csv": "a" * 64}
    assert set(CHAPTERS) < set(run["seconds"])

    quarantine = (place / "quarantine.csv").read_text(encoding="utf-8-sig")
    assert "'=1+1" in quarantine
    assert result.quarantined == 1

    elsewhere = Path(params.base_dir or "").rename(tmp_path / "elsewhere")
    moved = params.model_copy(update={"base_dir": str(elsewhere)})
    analysed.intake.quarantine = pd.DataFrame()
    again = render(Job(moved, out=tmp_path / "again"))
    for name in ("report.html", "result.json"):
        assert (tmp_path / "again/jia" / name).read_bytes() == (place / name).read_bytes()
    assert not (tmp_path / "again/jia/quarantine.csv").exists()
    assert again.ok


def test_a_failing_chapter_leaves_the_earlier_report(
    params: Params, workbook_folder: Path, analysed: SimpleNamespace, tmp_path: Path
):
    earlier = tmp_path / "reports/jia/report.html"
    earlier.parent.mkdir(parents=True)
    earlier.write_text("earlier")
    broken = notebook(
        code("from stockturn.errors import StockturnError\nraise StockturnError('缺少期末数量')")
    )
    nbformat.write(broken, workbook_folder / "notebooks/summary.ipynb")
    result = render(Job(params, out=tmp_path / "reports"))
    assert not result.ok
    assert result.error == "发现：缺少期末数量"
    assert result.exit_code == 1
    assert "Traceback" in result.detail
    assert [p.name for p in earlier.parent.parent.iterdir()] == ["jia"]
    assert earlier.read_text() == "earlier"


def test_a_result_that_breaks_its_schema_is_not_written(
    params: Params, workbook_folder: Path, analysed: SimpleNamespace, tmp_path: Path
):
    analysed.result = {"measures": {"turnover": 4.25}}
    result = render(Job(params, out=tmp_path / "reports"))
    assert not result.ok
    assert "程序出错" in result.error
    assert list((tmp_path / "reports").iterdir()) == []
