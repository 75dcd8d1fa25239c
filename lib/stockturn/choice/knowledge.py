"""The knowledge base: data files → one validated, immutable object."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from stockturn.choice.article import Article
from stockturn.choice.checks import cell_ids, check_references, expect, explain, fault_at
from stockturn.choice.models import Cell, CellRow, Criteria, Functions, Needs, ProfileInputs, System
from stockturn.choice.plans import Plans
from stockturn.choice.rules import Rules
from stockturn.errors import RulesError
from stockturn.i18n import _
from stockturn.params import Section

DATA = Path(__file__).parent / "data"
EMPTY = Cell(None)

Shape = TypeVar("Shape", bound=Section)


class Supplement(Section):
    """A consultant's own file: further systems, corrected cells; by id and by cell."""

    systems: tuple[System, ...] = ()
    cells: tuple[CellRow, ...] = ()


class Systems(Section):
    """The list of options, and attributes that only knock-outs ask for."""

    attributes: dict[str, str]
    systems: tuple[System, ...]


@dataclass(frozen=True)
class Knowledge:
    """Everything the choice knows before it meets a client; nothing depends on file order."""

    systems: tuple[System, ...]
    attributes: Mapping[str, str]
    cells: Mapping[tuple[str, str], Cell]
    functions: Functions
    criteria: Criteria
    needs: Needs
    rules: Rules
    profile: ProfileInputs
    article: Article
    plans: Plans
    supplied: int = 0

    def cell(self, system: str, cell: str) -> Cell:
        """Return one cell; what nobody filled in is empty."""
        return self.cells.get((system, cell), EMPTY)

    @property
    def present(self) -> System:
        """The option to keep what the client has."""
        return next(s for s in self.systems if s.present)

    def code(self, enterprise_type: str | None) -> str | None:
        """Return E-1 … E-5 for an enterprise type, or None where it is not stated."""
        return next((c for t, c in self.criteria.types.items() if t == enterprise_type), None)

    @property
    def criterion_ids(self) -> tuple[str, ...]:
        """Criteria in the order of their numbers."""
        return tuple(sorted((c.id for c in self.criteria.criteria), key=number_order))

    def weights(self, code: str) -> dict[str, float]:
        """Return the weight of every criterion for enterprise type ``code``; they sum to 100.

        Examples
        --------
        >>> weights = knowledge().weights("E-3")
        >>> weights["K8"], round(sum(weights.values()), 9)
        (30.0, 100.0)
        """
        row = self.criteria.weights[code]
        others = [c for c in self.criterion_ids if c not in row.named]
        return {
            c: row.named[c] if c in row.named else row.rest / len(others)
            for c in self.criterion_ids
        }


def number_order(code: str) -> tuple[str, int]:
    """Return a key that sorts K2 before K10.

    Examples
    --------
    >>> sorted(["K10", "K2"], key=number_order)
    ['K2', 'K10']
    """
    digits = re.search(r"\d+$", code)
    return (code[: digits.start()], int(digits.group())) if digits else (code, 0)


@cache
def knowledge() -> Knowledge:
    """Return the packaged knowledge base."""
    return load_knowledge(DATA)


def load_knowledge(folder: Path) -> Knowledge:
    """Read and validate a folder of data files.

    Raises
    ------
    RulesError
        Where a file is missing, a cell is wrong or a reference leads nowhere.
    """
    options = _read(folder / "systems.yaml", Systems)
    base = Knowledge(
        systems=tuple(sorted(options.systems, key=lambda s: s.id)),
        attributes=options.attributes,
        cells={},
        functions=_read(folder / "functions.yaml", Functions),
        criteria=_read(folder / "criteria.yaml", Criteria),
        needs=_read(folder / "needs.yaml", Needs),
        rules=_read(folder / "rules.yaml", Rules),
        profile=_read(folder / "profile.yaml", ProfileInputs),
        article=_read(folder / "article.yaml", Article),
        plans=_read(folder / "plans.yaml", Plans),
    )
    check_references(base)
    return replace(base, cells=_read_cells(folder / "cells.csv", base))


def supplemented(base: Knowledge, path: Path) -> Knowledge:
    """Return the knowledge with a consultant's file laid over it; the package stays untouched.

    A system with a known id replaces that system, another joins the list; a cell replaces the
    cell of the same system and name.

    Raises
    ------
    RulesError
        Where the file is missing, a cell is wrong or a reference leads nowhere.
    """
    given = _read(path, Supplement)
    listed = {s.id: s for s in (*base.systems, *given.systems)}
    wider = replace(base, systems=tuple(sorted(listed.values(), key=lambda s: s.id)))
    check_references(wider)
    rows = ((_("cells 第 {n} 项").format(n=n), row) for n, row in enumerate(given.cells, start=1))
    cells = _spread_cells(path.name, rows, wider)
    return replace(wider, cells={**base.cells, **cells}, supplied=len(cells))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise RulesError.of("rules_unreadable", file=path.name) from error


def _read(path: Path, shape: type[Shape]) -> Shape:
    try:
        return shape.model_validate(YAML(typ="safe", pure=True).load(_text(path)))
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = _("第 {line} 行").format(line=mark.line + 1) if mark else path.name
        raise fault_at(path.name, where, _("不是有效的 YAML")) from error
    except ValidationError as error:
        raise explain(path.name, error) from error


def _read_cells(path: Path, base: Knowledge) -> dict[tuple[str, str], Cell]:
    return _spread_cells(path.name, _rows(path), base)


def _rows(path: Path) -> Iterator[tuple[str, CellRow]]:
    for line, record in enumerate(csv.DictReader(io.StringIO(_text(path))), start=2):
        where = _("第 {line} 行").format(line=line)
        try:
            row = CellRow.model_validate({k: v for k, v in record.items() if v not in ("", None)})
        except ValidationError as error:
            raise explain(path.name, error, where) from error
        yield where, row


def _spread_cells(
    file: str, rows: Iterable[tuple[str, CellRow]], base: Knowledge
) -> dict[tuple[str, str], Cell]:
    systems = {s.id for s in base.systems}
    known = cell_ids(base)
    cells: dict[tuple[str, str], Cell] = {}
    for where, row in rows:
        expect(file, where, [row.system], systems)
        expect(file, where, [row.cell], known)
        if (row.system, row.cell) in cells:
            text = _("{system} 的 {cell} 重复").format(system=row.system, cell=row.cell)
            raise fault_at(file, where, text)
        cells[row.system, row.cell] = _spread(row, base.rules.memory_spread)
    return cells


def _spread(row: CellRow, memory: float) -> Cell:
    if row.value is None:
        return Cell(None, note=row.note)
    spread = memory if row.mark == "M" else 0.0
    low = min(row.value if row.low is None else row.low, row.value - spread)
    high = max(row.value if row.high is None else row.high, row.value + spread)
    date = row.date.isoformat() if row.date else ""
    return Cell(row.value, max(low, 0.0), min(high, 4.0), row.mark, row.source, date, row.note)
