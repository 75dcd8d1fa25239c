"""The notebooks are short, paired, and say what the demo's params say."""

from __future__ import annotations

import ast
from pathlib import Path

import jupytext
import nbformat
import pytest

from stockturn.params import Params, load_params, parse_params
from stockturn.report.workbook import CHAPTERS, notebook_path

ROOT = Path(__file__).parents[2]
MOST_CELLS = 15


NOTEBOOKS = (*CHAPTERS, "portfolio")


@pytest.fixture(params=NOTEBOOKS)
def notebook(request: pytest.FixtureRequest) -> nbformat.NotebookNode:
    return nbformat.read(notebook_path(request.param), as_version=4)


def _code(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_is_short(notebook: nbformat.NotebookNode) -> None:
    assert len(notebook.cells) <= MOST_CELLS


def test_holds_calls_and_no_logic(notebook: nbformat.NotebookNode) -> None:
    forbidden = (ast.FunctionDef, ast.For, ast.While, ast.If, ast.Lambda, ast.ClassDef, ast.Try)
    for cell in _code(notebook):
        assert not [n for n in ast.walk(ast.parse(cell.source)) if isinstance(n, forbidden)]


def test_shows_one_exhibit_a_section(notebook: nbformat.NotebookNode) -> None:
    for cell in _code(notebook)[2:]:
        body = ast.parse(cell.source).body
        assert len(body) == 1
        assert isinstance(body[0], ast.Expr)
        assert isinstance(body[0].value, ast.Call)


def test_opens_with_results(notebook: nbformat.NotebookNode) -> None:
    for cell in _code(notebook)[1:]:
        assert cell.outputs, cell.source
        assert not [o for o in cell.outputs if o.output_type in ("error", "stream")], cell.source


def test_the_guide_shows_what_its_notebook_found() -> None:
    shown = (ROOT / "docs" / "analyst_guide.md").read_text(encoding="utf-8")
    made = nbformat.read(notebook_path("analyst_guide"), as_version=4)
    for cell in made.cells:
        assert cell.source.splitlines()[0] in shown
    found = [o.data["text/plain"] for c in _code(made) for o in c.outputs if "data" in o]
    assert any(text.splitlines()[0] in shown for text in found if text.startswith("("))


@pytest.mark.parametrize("chapter", (*NOTEBOOKS, "analyst_guide"))
def test_pair_is_in_step(chapter: str) -> None:
    path = notebook_path(chapter)
    script = jupytext.read(path.parent / "py" / f"{chapter}.py")
    cells = [(c.cell_type, c.source, c.metadata.get("tags", [])) for c in script.cells]
    made = nbformat.read(path, as_version=4)
    assert cells == [(c.cell_type, c.source, c.metadata.get("tags", [])) for c in made.cells]


@pytest.mark.parametrize("chapter", (*CHAPTERS, "analyst_guide"))
def test_parameters_cell_is_the_demo(chapter: str) -> None:
    notebook = nbformat.read(notebook_path(chapter), as_version=4)
    cell = next(c for c in notebook.cells if "parameters" in c.metadata.get("tags", []))
    namespace: dict[str, object] = {}
    exec(cell.source, namespace)
    given = {k: v for k, v in namespace.items() if not k.startswith("__")}
    assert set(given) == set(Params.model_fields)
    demo = load_params(ROOT / "params" / "demo.yaml").model_copy(update={"base_dir": None})
    assert parse_params(given) == demo
