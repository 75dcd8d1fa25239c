from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from tiny_notebooks import TABLE, code, markdown, notebook

from stockturn.params import Params, parse_params
from stockturn.report.execute import ChapterError, chapter_parameters, execute_chapter


@pytest.fixture
def chapter(tmp_path: Path) -> Path:
    path = tmp_path / "turnover_diagnosis.ipynb"
    cells = [
        markdown("# 周转诊断"),
        code(TABLE),
        code("import os, sys, warnings\nwarnings.warn('x')\nprint(os.path.basename(os.getcwd()))"),
    ]
    nbformat.write(notebook(*cells), path)
    return path


def test_runs_in_the_clients_folder_on_its_parameters(chapter: Path, params: Params):
    executed = execute_chapter(chapter, params)
    assert executed.cells[-1].outputs == [
        {"output_type": "stream", "name": "stdout", "text": "客户\n"}
    ]
    assert "甲公司" in executed.cells[3].outputs[0].data["text/html"]


def test_saved_bytes_hold_no_time_no_path_and_do_not_change(
    chapter: Path, params: Params, tmp_path: Path
):
    texts = {nbformat.writes(execute_chapter(chapter, params)) for _ in range(2)}
    assert len(texts) == 1
    text = texts.pop()
    assert str(tmp_path) not in text
    assert sys.prefix not in text
    assert "papermill" not in text
    assert "iopub" not in text
    injected = next(c for c in json.loads(text)["cells"] if c["id"] == "injected-parameters")
    assert 'client = "甲公司"\n' in injected["source"]


def test_absolute_paths_are_told_from_the_clients_folder(params: Params):
    source = params.sources[0].model_copy(update={"path": f"{params.base_dir}/a/*.csv"})
    given = params.model_copy(update={"sources": (source,), "previous": "/old/result.json"})
    mapping = chapter_parameters(given)
    assert mapping["base_dir"] == "."
    assert mapping["sources"][0]["path"] == "a/*.csv"
    assert not mapping["previous"].startswith("/")


def test_an_error_for_the_consultant_arrives_without_traceback(tmp_path: Path, params: Params):
    path = tmp_path / "data_evidence.ipynb"
    raising = code(
        "from stockturn.errors import SourceError\n"
        "raise SourceError('没有文件 x.csv', expected='一个文件', action='补上')"
    )
    nbformat.write(notebook(raising), path)
    with pytest.raises(ChapterError) as caught:
        execute_chapter(path, params)
    assert str(caught.value) == "发现：没有文件 x.csv\n应为：一个文件\n处理：补上"
    assert "Traceback" in caught.value.detail


def test_any_other_error_names_chapter_and_cell(tmp_path: Path, params: Params):
    path = tmp_path / "summary.ipynb"
    nbformat.write(notebook(code("1 / 0")), path)
    with pytest.raises(ChapterError, match=r"“summary”第 3 个单元.*ZeroDivisionError"):
        execute_chapter(path, params)


def test_no_value_of_the_parameters_cell_shows_through(params: Params):
    mapping = chapter_parameters(params)
    assert set(mapping) == set(Params.model_fields)
    assert mapping["disclosure"] is None
    assert mapping["answers"] == {}
    again = parse_params(mapping)
    assert again == params.model_copy(update={"base_dir": "."})


def test_what_was_stated_arrives_as_stated_though_it_be_the_default(params: Params):
    values = chapter_parameters(params) | {"profile": {"deployment": "any"}}
    stated = parse_params(values)
    assert parse_params(chapter_parameters(stated)).profile.model_fields_set == {"deployment"}
    assert parse_params(chapter_parameters(params)).profile.model_fields_set == set()


@pytest.mark.slow
def test_plain_papermill_runs_the_same_notebook(chapter: Path, tmp_path: Path):
    out, values = tmp_path / "out.ipynb", tmp_path / "demo.yaml"
    values.write_text("client: 乙公司\nclient_id: yi\nsources: [{path: x.csv}]\n", encoding="utf-8")
    command = [sys.executable, "-m", "papermill", str(chapter), str(out), "-f", str(values)]
    subprocess.run(command, check=True, capture_output=True, cwd=tmp_path)
    assert "乙公司" in out.read_text(encoding="utf-8")
