"""对标: reference figures, each with its definition, year, source and grade."""

from __future__ import annotations

import datetime as dt
from functools import cache
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from stockturn.findings.rule_files import DATA, Row, load
from stockturn.findings.rules import SourceGrade
from stockturn.i18n import _

_TURNS = Annotated[float, Field(gt=0)]


class Definition(Row):
    """How a reference figure is computed."""

    text: str
    scope: str
    basis: Literal[360, 365] | None


class ReferenceRow(Row):
    """One reference figure as filed."""

    id: str
    industries: tuple[str, ...]
    name: str
    metric: Literal["dio_days"]
    definition: str
    year: str
    low: _TURNS
    high: _TURNS
    source: str
    document: str
    source_grade: SourceGrade
    mark: Literal["V", "derived", "article"]
    retrieved: dt.date
    n: int
    warning: str = ""

    @property
    def grey(self) -> bool:
        """Tell whether the row stands in grey: shown for honesty, never judged by."""
        return self.source_grade == "D"

    @property
    def kind(self) -> str:
        """What the figure is called on the page."""
        if self.grey:
            return _("文章自述（未核实）")
        return _("国家统计局口径") if self.definition == "nbs_finished" else _("上市公司参照")

    def to_json(self) -> dict[str, Any]:
        """Return plain values."""
        return {**self.model_dump(mode="json"), "kind": self.kind}


class ReferenceFile(Row):
    """All references, with the definitions that they name."""

    version: dt.date
    definitions: dict[str, Definition]
    references: tuple[ReferenceRow, ...]

    @model_validator(mode="after")
    def _whole(self) -> ReferenceFile:
        for row in self.references:
            if row.definition not in self.definitions:
                raise ValueError(
                    _("{id} 的口径 {name} 未定义").format(id=row.id, name=row.definition)
                )
            if row.low > row.high:
                raise ValueError(_("{id} 的下限大于上限").format(id=row.id))
            if row.source_grade == "D" and not row.warning:
                raise ValueError(_("{id} 为D级来源，须写明警示 warning").format(id=row.id))
        return self


class StandardValue(Row):
    """One row of 企业绩效评价标准值, copied from the printed book (turns a year)."""

    industry: str
    size: Literal["全行业", "大型", "中型", "小型"]
    year: Annotated[int, Field(ge=2000, le=2100)]
    page: str
    excellent: _TURNS
    good: _TURNS
    average: _TURNS
    low: _TURNS
    poor: _TURNS

    @model_validator(mode="after")
    def _descending(self) -> StandardValue:
        grades = [self.excellent, self.good, self.average, self.low, self.poor]
        if any(better < worse for better, worse in pairwise(grades)):
            raise ValueError(_("{name} 的五档数值须由高到低").format(name=self.industry))
        return self

    def grade(self, turns: float) -> str:
        """Return the grade that ``turns`` a year reach."""
        steps = (self.excellent, self.good, self.average, self.low)
        names = (_("优秀值"), _("良好值"), _("平均值"), _("较低值"))
        return next((n for s, n in zip(steps, names, strict=True) if turns >= s), _("较差值"))


class StandardValues(Row):
    """The consultant's table, empty as shipped."""

    values: tuple[StandardValue, ...] = ()


@cache
def reference_file() -> ReferenceFile:
    """Return all references as shipped."""
    return load(DATA / "references.yaml", ReferenceFile)


@cache
def standard_values() -> tuple[StandardValue, ...]:
    """Return 企业绩效评价标准值 as filled by the consultant; empty as shipped."""
    return load(DATA / "standard_values.yaml", StandardValues).values


def references(industry: str | None = None) -> tuple[ReferenceRow, ...]:
    """Return the rows of an industry, public ones before the article's; all where none is named.

    Examples
    --------
    >>> [row.name for row in references("医药流通")]
    ['九州通', '文章自述：医药流通']
    >>> references("没有的行业")
    ()
    """
    rows = reference_file().references
    chosen = [row for row in rows if industry is None or industry in row.industries]
    return tuple(sorted(chosen, key=lambda row: row.grey))


def definition(row: ReferenceRow) -> Definition:
    """Return the definition behind a reference."""
    return reference_file().definitions[row.definition]


def comparison_note(row: ReferenceRow, *, basis: int) -> str:
    """Return the note that must stand beside a comparison with the client's whole-stock days.

    Empty only where both are days of all stock on the same basis.
    """
    theirs = definition(row)
    notes = []
    if theirs.scope != "全部存货":
        notes.append(_("对方口径为{scope}，本报告为全部存货").format(scope=_(theirs.scope)))
    if theirs.basis is not None and theirs.basis != basis:
        notes.append(
            _("对方按{theirs}天、本报告按{ours}天计").format(theirs=theirs.basis, ours=basis)
        )
    if row.definition == "disclosed":
        notes.append(_("对方为自行披露口径"))
    if row.warning:
        notes.append(_(row.warning))
    return _("口径不同，不可直接比较：{notes}。").format(notes=_("；").join(notes)) if notes else ""
