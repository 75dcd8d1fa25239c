"""What stands in a client's folder: page, result, executed notebooks, quarantine, run."""

from __future__ import annotations

import hashlib
import platform
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
from nbformat import NotebookNode

import stockturn
from stockturn.analysis import Analysis, analyse
from stockturn.cache import at_hand
from stockturn.intake import file_sha256, whole_files
from stockturn.params import Params
from stockturn.portfolio import glance
from stockturn.report.actions_book import write_actions_book
from stockturn.report.cover import make_cover, make_foot, make_running_foot
from stockturn.report.execute import execute_chapter
from stockturn.report.page import Chapter, build_page
from stockturn.report.result_json import canonical_json, validate_result
from stockturn.report.unchanged import notebook_hashes, report_key
from stockturn.report.workbook import CHAPTERS, UNNUMBERED, notebook_path
from stockturn.result import to_result

VERSIONED = ("pandas", "duckdb", "numba", "matplotlib", "papermill", "nbconvert")


class Clock:
    """Seconds by phase, for run.json and for the order of the next batch."""

    def __init__(self) -> None:
        self.phases: dict[str, float] = {}
        self._start = self._last = time.perf_counter()

    def lap(self, phase: str) -> None:
        """Book the time since the last lap."""
        now = time.perf_counter()
        self.phases[phase], self._last = round(now - self._last, 3), now

    @property
    def total(self) -> float:
        """Seconds since the start."""
        return round(time.perf_counter() - self._start, 3)


def fill_folder(folder: Path, params: Params, *, engine: str, clock: Clock) -> int:
    """Write everything of one client into ``folder``; return how many rows were set aside."""
    with at_hand():
        return _fill(folder, params, engine, clock)


def _fill(folder: Path, params: Params, engine: str, clock: Clock) -> int:
    analysis = analyse(params)
    result = to_result(analysis)
    validate_result(result)
    clock.lap("analysis")
    chapters = [_chapter(name, params, engine, clock) for name in CHAPTERS]
    page = _page(chapters, analysis)
    clock.lap("page")
    _write(folder / "report.html", page)
    _write(folder / "result.json", canonical_json(result))
    for chapter in chapters:
        text = nbformat.writes(chapter.notebook) + "\n"  # type: ignore[no-untyped-call]
        _write(folder / "notebooks" / f"{chapter.name}.ipynb", text)
    write_actions_book(analysis, folder / "actions.xlsx")
    quarantine: pd.DataFrame = analysis.intake.quarantine
    if len(quarantine):
        # The mark at its start tells Excel that the file is UTF-8.
        quarantine.map(harmless).to_csv(
            folder / "quarantine.csv", index=False, encoding="utf-8-sig"
        )
    _write(folder / "run.json", canonical_json(_run(analysis, result, engine, folder, clock)))
    return len(quarantine)


def _chapter(name: str, params: Params, engine: str, clock: Clock) -> Chapter:
    notebook: NotebookNode = execute_chapter(notebook_path(name), params, engine=engine)
    clock.lap(name)
    return Chapter(name, notebook, numbered=name not in UNNUMBERED)


def _page(chapters: list[Chapter], analysis: Analysis) -> str:
    params = analysis.params
    cover = make_cover(params, period=analysis.period, data_end=analysis.data_end)
    return build_page(
        chapters,
        cover=cover,
        foot=make_foot(data_end=analysis.data_end, files=whole_files(analysis.intake.files)),
        running_foot=make_running_foot(cover, params),
    )


def _run(
    analysis: Analysis, result: dict[str, Any], engine: str, folder: Path, clock: Clock
) -> dict[str, Any]:
    """Return what allows a later reader to tell how this folder came to be."""
    params = analysis.params
    given = canonical_json(params.model_dump(mode="json", exclude={"base_dir"}))
    written = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file()}
    return {
        "client_id": params.client_id,
        "key": report_key(params),
        "glance": glance(result),
        "rows_quarantined": len(analysis.intake.quarantine),
        "hashes": {
            "params": hashlib.sha256(given.encode()).hexdigest(),
            "files": {file.name: file.sha256 for file in analysis.intake.files},
            "notebooks": notebook_hashes(),
            "written": {name: file_sha256(path) for name, path in sorted(written.items())},
        },
        "versions": {
            "stockturn": stockturn.__version__,
            "python": platform.python_version(),
            **{name: version(name) for name in VERSIONED},
        },
        "engine": engine,
        "seconds": {**clock.phases, "total": clock.total},
    }


def harmless(cell: object) -> object:
    r"""Return a cell of a CSV that a spreadsheet shows as text and never runs as a formula.

    Examples
    --------
    >>> harmless('=HYPERLINK("x")'), harmless("-5"), harmless("-cmd"), harmless(3)
    ('\'=HYPERLINK("x")', '-5', "'-cmd", 3)
    """
    if not isinstance(cell, str) or not cell.startswith(("=", "+", "-", "@", "\t", "\r")):
        return cell
    try:
        float(cell.replace(",", ""))
    except ValueError:
        return f"'{cell}"
    return cell


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
