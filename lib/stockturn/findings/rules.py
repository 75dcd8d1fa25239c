"""The rules of the five mistakes: signs, thresholds, words, and the errors of the estimates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Literal

import numpy as np
from pydantic import BeforeValidator, Field, model_validator

from stockturn.findings.rule_files import DATA, Row, known_names, load
from stockturn.findings.verdicts import Estimate
from stockturn.i18n import _
from stockturn.params import Verdict

SourceGrade = Literal["A", "B", "C", "D"]
Unit = Literal[
    "share", "points", "ratio", "days", "count", "fine_share", "score", "flag", "times", "turns"
]
MistakeId = Literal["W-1", "W-2", "W-3", "W-4", "W-5"]


class StatisticRule(Row):
    """One statistic: what it is called, where it becomes a sign, which inputs it needs.

    ``found`` and ``suspected`` are the thresholds of the two levels; ``suspected`` defaults to
    ``found``; without either the statistic only informs.
    """

    id: str
    label: str
    unit: Unit
    direction: Literal["above", "below"] = "above"
    found: float | None = None
    suspected: float | None = None
    needs: tuple[str, ...]
    phrase: str

    def level(self, value: float | None) -> int:
        """Return 2 beyond the threshold of 存在, 1 beyond that of 疑似, else 0."""
        return 2 * self._beyond(value, self.found) or int(self._beyond(value, self.suspected_at))

    @property
    def suspected_at(self) -> float | None:
        """Threshold of 疑似."""
        return self.found if self.suspected is None else self.suspected

    def _beyond(self, value: float | None, threshold: float | None) -> bool:
        if value is None or threshold is None:
            return False
        return value > threshold if self.direction == "above" else value < threshold


def _spelt_out(value: object) -> object:
    # A plain list of statistics means: all of them.
    return {"of": value, "n": len(value)} if isinstance(value, list) else value


class Signs(Row):
    """At least ``n`` of these statistics at a level: of 存在, or where ``weak`` of 疑似."""

    of: Annotated[tuple[str, ...], Field(min_length=1)]
    n: Annotated[int, Field(ge=1)]
    weak: bool = False

    def shown(self, levels: Mapping[str, int]) -> tuple[str, ...]:
        """Return the statistics at the level, none where they are too few."""
        least = 1 if self.weak else 2
        signs = tuple(name for name in self.of if levels[name] >= least)
        return signs if len(signs) >= self.n else ()


Groups = tuple[Annotated[Signs, BeforeValidator(_spelt_out)], ...]


class Side(Row):
    """One direction in which a mistake can be made, and the signs that show it."""

    label: str
    found: Groups = ()
    suspected: Groups = ()

    @model_validator(mode="after")
    def _weak(self) -> Side:
        weak = tuple(group.model_copy(update={"weak": True}) for group in self.suspected)
        object.__setattr__(self, "suspected", weak)
        return self


class Wording(Row):
    """Conclusion and advice of one verdict; the evidence between them comes from the statistics."""

    conclusion: str
    action: str


class MistakeRule(Row):
    """One mistake of the article as a test on the client's own data."""

    id: MistakeId
    title: str
    article: str
    source_grade: SourceGrade
    priority: int
    judged_by: tuple[tuple[str, ...], ...]
    statistics: tuple[StatisticRule, ...]
    sides: dict[str, Side]
    wording: dict[Verdict, Wording]
    side_wording: dict[str, Wording] = Field(default_factory=dict)
    # Where this statistic is the only sign.
    sign_wording: dict[str, Wording] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _whole(self) -> MistakeRule:
        known = [s.id for s in self.statistics]
        known_names(tuple(self.sign_wording), known, self.id)
        for side in self.sides.values():
            for group in (*side.found, *side.suspected):
                known_names(group.of, known, self.id)
        if lacking := {"存在", "疑似", "未见", "数据不足"} - set(self.wording):
            raise ValueError(_("{id} 缺少判定 {words} 的措辞").format(id=self.id, words=lacking))
        return self


class Input(Row):
    """Something a statistic can need: the export to ask for, and the columns that show it is there.

    ``columns`` are ``table.column``, any of which will do; without them ``Case`` decides.
    """

    export: str
    columns: tuple[str, ...] = ()


class MistakeRules(Row):
    """All mistakes, and the exports that their statistics need."""

    limits: dict[str, float]
    inputs: dict[str, Input]
    mistakes: tuple[MistakeRule, ...]

    @model_validator(mode="after")
    def _inputs_named(self) -> MistakeRules:
        for rule in self.mistakes:
            for needs in (*(s.needs for s in rule.statistics), *rule.judged_by):
                known_names(needs, list(self.inputs), rule.id)
        return self

    def export(self, needed: str) -> str:
        """Return the reader's name of the export that brings ``needed``."""
        return _(self.inputs[needed].export)


class ModelError(Row):
    """By which shares the truth may lie below and above an estimate (80 %)."""

    below: Annotated[float, Field(ge=0)]
    above: Annotated[float, Field(ge=0)]

    def around(self, value: float, below: float = 0.0, above: float = 0.0) -> Estimate:
        """Return an estimate with its 80 % interval.

        The client's own error to each side, as shares of the value, and that of the model, found on
        companies whose truth is known (``errors.yaml``), are independent.
        """
        low, high = np.hypot(self.below, below), np.hypot(self.above, above)
        return Estimate(value, value * max(1 - float(low), 0.0), value * (1 + float(high)))


class ErrorRules(Row):
    """How far each kind of estimate lay from the truth of simulated companies."""

    measured: dt.date
    companies: int
    models: dict[str, ModelError]


@cache
def mistake_rules() -> MistakeRules:
    """Return the five mistakes as shipped."""
    return load(DATA / "mistakes.yaml", MistakeRules)


@cache
def error_rules() -> ErrorRules:
    """Return the errors of the estimates as shipped."""
    return load(DATA / "errors.yaml", ErrorRules)


def limit(name: str) -> float:
    """Return a constant of the statistics, kept with the rules."""
    return mistake_rules().limits[name]
