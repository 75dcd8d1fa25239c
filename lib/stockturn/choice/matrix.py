"""Systems × criteria: every criterion is a weighted mean of cells, so all of it can be shown."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stockturn.choice.knowledge import Knowledge
from stockturn.choice.models import Cell
from stockturn.errors import ParamsError, near_match
from stockturn.i18n import _

Recipes = dict[str, dict[str, float]]
Array = NDArray[np.float64]

# Criterion K3 where the client has no special requirement: alike for all.
ALIKE = "-"


@dataclass(frozen=True)
class MatrixCell:
    """One printed cell: a system under a criterion or a function."""

    system: str
    key: str
    value: float | None
    low: float
    high: float
    mark: str
    source: str = ""
    date: str = ""
    note: str = ""


@dataclass(frozen=True)
class Board:
    """The cells of the options as arrays, and how criteria are made of them."""

    systems: tuple[str, ...]
    criteria: tuple[str, ...]
    point: Array
    low: Array
    high: Array
    verified: NDArray[np.bool_]
    mix: Array

    def scores(self, cells: Array, weights: Array) -> Array:
        """Return the weighted sum on a scale of 0 to 100; ``weights`` sum to one."""
        return np.asarray((cells @ self.mix * weights).sum(axis=-1) * 25.0)


def with_present(
    base: Knowledge,
    *,
    code: str | None,
    functions: Mapping[str, str],
    derived: Mapping[str, Any],
    verdicts: Mapping[str, str],
    gaps: Collection[str] = (),
) -> Knowledge:
    """Return the knowledge with the client's present system filled in from interview and data."""
    rule, me = base.rules.present, base.present.id
    cells = dict(base.cells)
    for key, (value, low, high) in _answered(base, functions):
        cells[me, key] = Cell(value, low, high, "V", _("客户访谈"))
    for key, function in rule.alias.items():
        if (me, function) in cells:
            cells[me, key] = cells[me, function]
    for key, shown in rule.derived.items():
        if derived.get(key) is not None:
            value = 4.0 if derived[key] else shown.lacking
            cells[me, shown.cell] = Cell(value, value, value, "V", _("客户数据"))
    if rule.clean.shown(verdicts, gaps):
        for key, known in rule.clean.cells.items():
            cell = f"K2.{code}" if key == "K2" else key
            cells[me, cell] = Cell(*known.scale, known.mark, _(rule.clean.source))
    cells |= {(s.id, ALIKE): Cell(4.0, 4.0, 4.0, "V") for s in base.systems}
    return replace(base, cells=cells)


def _answered(
    base: Knowledge, functions: Mapping[str, str]
) -> Iterator[tuple[str, tuple[float, float, float]]]:
    known = [f.id for f in base.functions.functions]
    scales = {str(word): scale for word, scale in base.rules.present.answers.items()}
    for key, answer in functions.items():
        if key not in known:
            raise ParamsError.of(
                "no_such_function", key=key, last=known[-1], near=near_match(key, known) or known[0]
            )
        if answer in scales:
            yield key, scales[answer]


def recipes(
    base: Knowledge, *, code: str | None, needed: Mapping[str, float], values: dict[str, Any]
) -> Recipes:
    """Return the cells that make up each criterion, with shares that sum to one."""
    asked = dict.fromkeys(s.cell for s in base.rules.special if s.when.met(values))
    special = list(asked) or [ALIKE]
    made: Recipes = {key: {key: 1.0} for key in base.criterion_ids}
    if needed:
        total = sum(needed.values())
        made["K1"] = {function: weight / total for function, weight in needed.items()}
    made["K2"] = {f"K2.{code}": 1.0}
    made["K3"] = {cell: 1.0 / len(special) for cell in special}
    return made


def matrix(base: Knowledge, made: Recipes) -> tuple[MatrixCell, ...]:
    """Return every option under every criterion."""
    return tuple(
        _mixed(base, system.id, key, shares)
        for system in base.systems
        for key, shares in made.items()
    )


def function_matrix(base: Knowledge, needed: Iterable[str]) -> tuple[MatrixCell, ...]:
    """Return every option under every function that is needed, with the source of each cell."""
    return tuple(_mixed(base, s.id, key, {key: 1.0}) for s in base.systems for key in needed)


def unverified_share(base: Knowledge, made: Recipes) -> float:
    """Return the share of scored cells that rest on memory or on nothing."""
    used = {cell for shares in made.values() for cell in shares} - {ALIKE}
    marks = [base.cell(s.id, cell).mark for s in base.systems for cell in used]
    return sum(mark != "V" for mark in marks) / len(marks)


def board(base: Knowledge, made: Recipes, systems: Iterable[str]) -> Board:
    """Return the arrays that scores and draws are made of."""
    ids = tuple(sorted(systems))
    atoms = sorted({cell for shares in made.values() for cell in shares})
    grid = [[base.cell(system, atom) for atom in atoms] for system in ids]
    return Board(
        systems=ids,
        criteria=tuple(made),
        point=np.array([[cell.point for cell in row] for row in grid]),
        low=np.array([[cell.low for cell in row] for row in grid]),
        high=np.array([[cell.high for cell in row] for row in grid]),
        verified=np.array([[cell.mark == "V" for cell in row] for row in grid]),
        mix=np.array([[made[key].get(atom, 0.0) for key in made] for atom in atoms]),
    )


def _mixed(base: Knowledge, system: str, key: str, shares: Mapping[str, float]) -> MatrixCell:
    parts = [(base.cell(system, cell), share) for cell, share in shares.items()]
    marks = {cell.mark for cell, _share in parts}
    only = parts[0][0] if len(parts) == 1 else Cell(None)
    return MatrixCell(
        system=system,
        key=key,
        value=None if marks == {""} else sum(c.point * share for c, share in parts),
        low=sum(c.low * share for c, share in parts),
        high=sum(c.high * share for c, share in parts),
        mark=marks.pop() if len(marks) == 1 else "M",
        source=only.source,
        date=only.date,
        note=only.note,
    )
