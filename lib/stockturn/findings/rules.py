"""Rules as data: the YAML files beside this module, read once and validated strictly."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator
from yaml import YAMLError

from stockturn.errors import RulesError, near_match
from stockturn.i18n import _
from stockturn.params import Verdict
from stockturn.strict_yaml import read_yaml

DATA = Path(__file__).parent / "data"
SourceGrade = Literal["A", "B", "C", "D"]
Unit = Literal[
    "share", "points", "ratio", "days", "count", "per_mille", "score", "flag", "times", "turns"
]
MistakeId = Literal["W-1", "W-2", "W-3", "W-4", "W-5"]
Model = TypeVar("Model", bound="Row")


class Row(BaseModel):
    """Base of every row of rules: frozen, no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


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
    side_wording: dict[str, Wording] = {}
    sign_wording: dict[str, Wording] = {}  # where this statistic is the only sign

    @model_validator(mode="after")
    def _whole(self) -> MistakeRule:
        known = [s.id for s in self.statistics]
        _known(tuple(self.sign_wording), known, self.id)
        for side in self.sides.values():
            for group in (*side.found, *side.suspected):
                _known(group.of, known, self.id)
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
                _known(needs, list(self.inputs), rule.id)
        return self

    def export(self, needed: str) -> str:
        """Return the reader's name of the export that brings ``needed``."""
        return _(self.inputs[needed].export)


class ModelError(Row):
    """By which shares the truth may lie below and above an estimate (80 %)."""

    below: Annotated[float, Field(ge=0)]
    above: Annotated[float, Field(ge=0)]


class ErrorRules(Row):
    """How far each kind of estimate lay from the truth of simulated companies."""

    measured: dt.date
    companies: int
    models: dict[str, ModelError]


def _each(names: str | list[str]) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else tuple(names)


# The measure that tells whether an action worked: the first of them that the data allow.
Watched = Annotated[tuple[str, ...], BeforeValidator(_each)]


class Trigger(Row):
    """When a strategy becomes an action line: a mistake, and perhaps certain signs of it.

    ``quotes`` are the statistics that speak for the action: quoted where they are signs.
    """

    mistake: MistakeId
    sides: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()
    needs_mistake: bool = True
    money: bool = False
    owner_role: str | None = None
    watch: Watched = ()
    due_days: Annotated[int, Field(ge=1)]
    text: str
    evidence: str


class ActionRule(Row):
    """One strategy of the article, T-01 to T-06."""

    strategy: Annotated[str, Field(pattern=r"^T-0[1-6]$")]
    title: str
    article: str
    owner_role: str
    watch: Watched
    triggers: tuple[Trigger, ...]


class ActionRules(Row):
    """All strategies."""

    actions: tuple[ActionRule, ...]


@cache
def mistake_rules() -> MistakeRules:
    """Return the five mistakes as shipped."""
    return load(DATA / "mistakes.yaml", MistakeRules)


@cache
def error_rules() -> ErrorRules:
    """Return the errors of the estimates as shipped."""
    return load(DATA / "errors.yaml", ErrorRules)


@cache
def action_rules() -> ActionRules:
    """Return the six strategies as shipped."""
    return load(DATA / "actions.yaml", ActionRules)


def limit(name: str) -> float:
    """Return a constant of the statistics, kept with the rules."""
    return mistake_rules().limits[name]


def load(path: Path, model: type[Model]) -> Model:
    """Read one file of rules.

    Raises
    ------
    RulesError
        Where the file is not YAML or breaks the model; the text names each fault.
    """
    try:
        return model.model_validate(read_yaml(path))
    except ValidationError as error:
        faults = [_fault(dict(fault)) for fault in error.errors()]
        found = _("规则文件 {file} 不合要求：{faults}").format(
            file=path.name, faults=_("；").join(faults)
        )
    except (OSError, ValueError, YAMLError):
        found = _("规则文件 {file} 无法读取").format(file=path.name)
    raise RulesError(
        found,
        expected=_("UTF-8 编码的 YAML，键、取值和引用符合文件开头的说明"),
        action=_("对照随程序附带的文件修正所列各处后重试"),
    )


def _fault(fault: dict[str, Any]) -> str:
    told = {"extra_forbidden": _("是未知的键"), "missing": _("缺少")}.get(fault["type"])
    told = told or fault.get("ctx", {}).get("error")
    told = told or _("的值 {value} 不合要求").format(value=str(fault["input"])[:40])
    return f"{'.'.join(str(part) for part in fault['loc'])} {told}"


def _known(names: tuple[str, ...], candidates: list[str], rule: str) -> None:
    for name in names:
        if name not in candidates:
            near = near_match(name, candidates) or "—"
            raise ValueError(
                _("{rule} 引用了不存在的 {name}，最接近的是 {near}").format(
                    rule=rule, name=name, near=near
                )
            )
