"""The warm engine shows what a real kernel shows, and leaves nothing behind."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import nbformat
import papermill
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from papermill.exceptions import PapermillExecutionError

from stockturn.report import warm

SPEC = {"name": "python3", "display_name": "Python 3", "language": "python"}
CELLS = [
    "print('甲')\nfrom IPython.display import HTML, display\n"
    "display(HTML('<b>乙</b>'))\nprint('丙')",
    "import sys\nprint('错', file=sys.stderr)",
    "1 + 1",
    "class Both:\n    def _repr_html_(self):\n        return '<i>x</i>'\n"
    "    def __repr__(self):\n"
    "        return 'x'\nBoth()",
    "x = 3;",
    "None",
    "import os\nos.path.basename(os.getcwd())",
]


def run(engine: str, folder: Path, sources: list[str] = CELLS) -> nbformat.NotebookNode:
    cells = [new_markdown_cell("# 题"), *(new_code_cell(s) for s in sources)]
    notebook = new_notebook(cells=cells, metadata={"kernelspec": SPEC})
    return papermill.execute_notebook(
        notebook,
        None,
        engine_name=engine,
        kernel_name="python3",
        language="python",
        progress_bar=False,
        resources={"metadata": {"path": str(folder)}},
    )


def shown(notebook: nbformat.NotebookNode) -> list[object]:
    return [c.outputs for c in notebook.cells if c.cell_type == "code"]


@pytest.fixture
def client(tmp_path: Path) -> Path:
    folder = tmp_path / "client"
    folder.mkdir()
    return folder


def test_same_outputs_as_a_kernel(client: Path) -> None:
    assert shown(run("warm", client)) == shown(run("nbclient", client))


def test_variables_do_not_reach_the_next_notebook(client: Path) -> None:
    run("warm", client, ["secret = 'of one client'"])
    (outputs,) = shown(run("warm", client, ["'secret' in globals()"]))
    assert outputs[0].data["text/plain"] == "False"


def test_folder_and_display_are_put_back(client: Path) -> None:
    before, hook, main = Path.cwd(), sys.displayhook, sys.modules["__main__"]
    run("warm", client, ["1"])
    assert sys.modules["__main__"] is main
    assert Path.cwd() == before
    assert sys.displayhook is hook


def test_failure_stops_the_notebook_and_is_told(client: Path) -> None:
    with pytest.raises(PapermillExecutionError, match="十分具体"):
        run("warm", client, ["raise ValueError('十分具体')", "open('after', 'w')"])
    assert not (client / "after").exists()
    assert Path.cwd() != client


def test_engine_is_registered() -> None:
    assert papermill.engines.papermill_engines.get_engine(warm.ENGINE) is warm.WarmEngine


@pytest.mark.parametrize("first", ["papermill", "stockturn.report.warm", "stockturn.cli"])
def test_engine_is_whole_whatever_is_imported_first(first: str) -> None:
    code = f"import {first}, papermill.engines as e; e.papermill_engines.get_engine('warm')"
    subprocess.run([sys.executable, "-c", code], check=True)
