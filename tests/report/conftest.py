"""A stand-in for the analysis and a workbook of tiny notebooks: no other room is needed."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pandas as pd
import pytest

from stockturn.params import Params, Span, parse_params
from stockturn.report import folder, workbook

sys.path.insert(0, str(Path(__file__).parent))

from tiny_notebooks import FIGURE, TABLE, code, markdown, notebook, stand_in_result


@pytest.fixture
def params(tmp_path: Path) -> Params:
    client = tmp_path / "客户"
    client.mkdir()
    values = {"client": "甲公司", "client_id": "jia", "sources": [{"path": "x.csv"}]}
    return parse_params(values).model_copy(update={"base_dir": str(client)})


@pytest.fixture
def workbook_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Five chapters, each of a heading, a table and a figure."""
    place = tmp_path / "workbook"
    (place / "notebooks").mkdir(parents=True)
    for number, name in enumerate(workbook.CHAPTERS):
        cells = [markdown(f"# 第{number}章"), markdown("## 一节"), code(TABLE), code(FIGURE)]
        nbformat.write(notebook(*cells), place / "notebooks" / f"{name}.ipynb")
    monkeypatch.setattr(workbook, "workbook_dir", lambda: place)
    return place


@pytest.fixture
def analysed(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """Stand in for the analysis; its parts may be changed by a test before it renders."""
    intake = SimpleNamespace(
        quarantine=pd.DataFrame({"行": [3], "原因": ["数量不是数字"], "原值": ["=1+1"]}),
        files=[SimpleNamespace(name="x.csv", sha256="a" * 64)],
    )
    made = SimpleNamespace(
        result={},
        intake=intake,
        period=Span(start=dt.date(2021, 1, 1), end=dt.date(2021, 12, 31)),
        data_end=dt.date(2021, 12, 31),
    )

    def analyse(params: Params) -> SimpleNamespace:
        made.params = params
        return made

    def to_result(analysis: SimpleNamespace) -> dict[str, object]:
        return stand_in_result(analysis.params) | analysis.result

    monkeypatch.setattr(folder, "analyse", analyse)
    monkeypatch.setattr(folder, "to_result", to_result)
    monkeypatch.setattr(folder, "write_actions_book", lambda _analysis, path: path.touch())
    return made
