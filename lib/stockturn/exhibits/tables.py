"""Tables by name: headings, forms of figures, captions and units are data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from stockturn.errors import RulesError
from stockturn.exhibits import numbers
from stockturn.exhibits.html import Col, Format, Html, table
from stockturn.i18n import _
from stockturn.strict_yaml import read_yaml

FORMS: dict[str, Format] = {
    "text": str,
    "wan": numbers.wan,
    "percent": numbers.percent,
    "change": lambda v: numbers.signed(v * 100, 1) + "%",
    "step": lambda v: numbers.signed(v, 2),
    "turns": numbers.turns,
    "days": numbers.days,
    "whole": numbers.whole,
    "tenths": lambda v: numbers.fixed(v, 1),
    "hundredths": lambda v: numbers.fixed(v, 2),
    "plain": lambda v: numbers.fixed(v, 2).removesuffix(".00"),
}
FLAGS = {"markup", "wide", "optional"}


class Printed(BaseModel):
    """One table: its caption, the unit above it, and heading and form of each column.

    A column is its heading alone, or the heading, a form of ``FORMS`` and flags: ``markup`` (the
    value is HTML), ``wide`` (it holds sentences), ``optional`` (left out where the rows lack it).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    caption: str
    unit: str = ""
    columns: dict[str, tuple[str, ...]]

    @field_validator("columns", mode="before")
    @classmethod
    def _listed(cls, columns: Mapping[str, str | list[str]]) -> dict[str, tuple[str, ...]]:
        listed = {k: (c,) if isinstance(c, str) else tuple(c) for k, c in columns.items()}
        if unknown := {w for c in listed.values() for w in c[1:]} - {*FORMS, *FLAGS}:
            raise ValueError(str(unknown))
        return listed


@cache
def printed_tables() -> dict[str, Printed]:
    """Return table id → how it is printed.

    Raises
    ------
    RulesError
        Where the file does not say what a table needs.
    """
    path = Path(__file__).with_name("tables.yaml")
    try:
        return {key: Printed.model_validate(value) for key, value in read_yaml(path).items()}
    except ValidationError as error:
        raise RulesError(
            _("{file} 中的表格定义不完整").format(file=path.name), expected=str(error)
        ) from error


def headings(table_id: str) -> dict[str, str]:
    """Return the heading of each column of a table, in the reader's language."""
    return {key: _(title) for key, (title, *_how) in printed_tables()[table_id].columns.items()}


def tabled(
    table_id: str,
    rows: pd.DataFrame | Sequence[Mapping[str, Any]],
    *,
    more: Sequence[Col] = (),
    total: Mapping[str, Any] | None = None,
    numbered: bool = True,
    **said: object,
) -> Html:
    """Return one table of ``tables.yaml``; ``said`` fills the placeholders of its words.

    ``more`` are columns whose headings come from the data, to the right of those named.
    """
    it = printed_tables()[table_id]
    held = set(rows) if isinstance(rows, pd.DataFrame) else {key for row in rows for key in row}
    columns = [
        Col(
            key,
            _fill(title, said),
            next((FORMS[word] for word in how if word in FORMS), None),
            markup="markup" in how,
            wide="wide" in how,
        )
        for key, (title, *how) in it.columns.items()
        if "optional" not in how or key in held
    ]
    return table(
        rows,
        [*columns, *more],
        caption=_fill(it.caption, said),
        unit=_fill(it.unit, said),
        total=total,
        numbered=numbered,
    )


def _fill(words: str, said: Mapping[str, object]) -> str:
    return _(words).format(**said) if words else ""
