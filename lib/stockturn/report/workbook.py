"""Where the notebooks live: beside the sources in a checkout, inside the package in a wheel."""

from __future__ import annotations

import os
from pathlib import Path

import stockturn
from stockturn.errors import StockturnError

CHAPTERS = (
    "summary",
    "data_evidence",
    "turnover_diagnosis",
    "mistake_checklist",
    "service_and_cash",
    "stock_targets",
    "system_choice",
)
"""The notebooks of a client's report, in reading order."""

UNNUMBERED = frozenset({"summary"})
"""Chapters that stand before 一、 as a summary does in a Chinese report."""


def workbook_dir() -> Path:
    """Return the folder that holds ``notebooks/`` and the demo's ``params/``.

    ``STOCKTURN_WORKBOOK`` names another one, with a house's own edition of the chapters.
    """
    package = Path(stockturn.__file__).parent
    own = os.environ.get("STOCKTURN_WORKBOOK")
    for folder in [Path(own)] if own else [package / "_workbook", package.parents[1]]:
        if (folder / "notebooks").is_dir():
            return folder
    raise StockturnError.of("no_notebooks")


def notebook_path(chapter: str) -> Path:
    """Return the file of one chapter."""
    return workbook_dir() / "notebooks" / f"{chapter}.ipynb"


def demo_params() -> Path:
    """Return the parameters of the client that ships with the workbook."""
    return workbook_dir() / "params" / "demo.yaml"
