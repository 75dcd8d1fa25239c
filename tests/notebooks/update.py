"""Make the notebooks anew from their paired scripts and run them on the demo client.

The one explicit command for it: make notebooks-update.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import jupytext
import nbformat
from nbclient import NotebookClient
from nbconvert import MarkdownExporter

ROOT = Path(__file__).parents[2]
NOTEBOOKS = ROOT / "notebooks"
GUIDE = ROOT / "docs" / "analyst_guide.md"
STYLE = re.compile(r"<style.*?</style>\n?", re.DOTALL)


def main() -> None:
    """Write every notebook with the results that an analyst sees on opening it."""
    wanted = sys.argv[1:]
    for script in sorted((NOTEBOOKS / "py").glob("*.py")):
        if wanted and script.stem not in wanted:
            continue
        target = NOTEBOOKS / f"{script.stem}.ipynb"
        target.write_text(executed(script), encoding="utf-8", newline="\n")
        sys.stdout.write(f"{target.relative_to(ROOT)}\n")
        if script.stem == GUIDE.stem:
            GUIDE.write_text(guide(target), encoding="utf-8", newline="\n")


def executed(script: Path) -> str:
    """Return the text of the notebook that belongs to ``script``, free of times and random ids."""
    notebook = jupytext.read(script)
    for number, cell in enumerate(notebook.cells):
        cell.id = f"{script.stem}-{number:02}"
    resources = {"metadata": {"path": str(NOTEBOOKS)}}
    client = NotebookClient(notebook, kernel_name="python3", timeout=900, resources=resources)
    done = client.execute()
    for cell in done.cells:
        cell.metadata.pop("execution", None)
    done.metadata = {
        "jupytext": {"formats": "notebooks//ipynb,notebooks/py//py:percent"},
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    done.nbformat, done.nbformat_minor = 4, 5
    return nbformat.writes(done) + "\n"


def guide(notebook: Path) -> str:
    """Return the executed guide as a page that a repository's browser can show."""
    body, _resources = MarkdownExporter().from_filename(str(notebook))
    return STYLE.sub("", body).strip() + "\n"


if __name__ == "__main__":
    main()
