"""Four ways to look at service, and the details that are easily overlooked: data, not verdicts."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from stockturn.findings.rule_files import DATA, Row
from stockturn.strict_yaml import read_yaml


class Lens(Row):
    """One angle: the figures that show it, what the interview adds, how it is read."""

    name: str
    measures: tuple[str, ...]
    answer: str | None = None
    reading: str


class Detail(Row):
    """One thing that is easily overlooked: its figures, else the question to ask."""

    name: str
    measures: tuple[str, ...]
    answer: str | None = None
    functions: Mapping[str, str] = {}
    ask: str
    advice: str


class Remark(Row):
    """One side that no figure shows: what the consultant is asked to judge."""

    name: str
    ask: str


@cache
def lenses() -> tuple[Lens, ...]:
    """Return the four lenses in the order of the page."""
    return tuple(Lens.model_validate(row) for row in read_yaml(DATA / "lenses.yaml")["lenses"])


@cache
def details() -> tuple[Detail, ...]:
    """Return the details that are easily overlooked."""
    return tuple(Detail.model_validate(row) for row in read_yaml(DATA / "lenses.yaml")["details"])


@cache
def remarks() -> tuple[Remark, ...]:
    """Return the sides that only a consultant can judge."""
    return tuple(Remark.model_validate(row) for row in read_yaml(DATA / "lenses.yaml")["remarks"])
