"""Shapes of the knowledge base: systems, cells, functions, criteria, needs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from stockturn.i18n import _
from stockturn.params import EnterpriseType, Section

Points = Annotated[float, Field(ge=0, le=4)]
Anchors = tuple[str, str, str, str, str]


class Condition(Section):
    """A question to the profile; an unknown answer never meets it."""

    input: str
    equals: bool | float | str | None = None
    at_least: float | None = None
    contains: tuple[str, ...] = ()

    def met(self, values: dict[str, Any]) -> bool:
        """Tell whether the profile is known to meet the condition.

        Examples
        --------
        >>> Condition(input="users", at_least=10).met({"users": 12})
        True
        >>> Condition(input="users", at_least=10).met({})
        False
        """
        value = values.get(self.input)
        if value is None:
            return False
        if self.contains:
            text = value if isinstance(value, str) else _("、").join(value)
            return any(word in text for word in self.contains)
        if self.at_least is not None:
            count = len(value) if isinstance(value, tuple | list) else value
            return bool(count >= self.at_least)
        return bool(value == self.equals)


class Limits(Section):
    """What a system can hold and costs; empty where no public document says."""

    users: int | None = None
    items: int | None = None
    lowest_first_year: float | None = None
    lowest_3y: float | None = None


class System(Section):
    """One option; ``maker`` is empty where it could not be verified."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]
    name: str
    maker: str | None
    nature: str
    size: str
    deployment: str
    pricing: str
    present: bool = False
    related: tuple[str, ...] = ()
    limits: Limits = Limits()

    @property
    def may_lead(self) -> bool:
        """Tell whether the option may rank first: its maker is verified."""
        return self.maker is not None


class CellRow(Section):
    """One line of ``cells.csv``: how well a system does one thing, and how that is known."""

    system: str
    cell: str
    value: Points | None = None
    low: Points | None = None
    high: Points | None = None
    mark: Literal["V", "M", ""] = ""
    source: str = ""
    date: dt.date | None = None
    note: str = ""

    @model_validator(mode="after")
    def _coherent(self) -> CellRow:
        if (self.value is None) != (self.mark == ""):
            raise ValueError(_("有值须有标记 V 或 M，无值则标记留空"))
        if self.value is None:
            if self.low is not None or self.high is not None:
                raise ValueError(_("没有值的单元格不写上下限"))
            return self
        low = self.value if self.low is None else self.low
        high = self.value if self.high is None else self.high
        if not low <= self.value <= high:
            raise ValueError(_("须满足 low ≤ value ≤ high"))
        if not self.source or self.date is None:
            raise ValueError(_("有值的单元格须写来源 source 与日期 date"))
        return self


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as scored: spread by how it is known; empty means the whole scale."""

    value: float | None
    low: float = 0.0
    high: float = 4.0
    mark: str = ""
    source: str = ""
    date: str = ""
    note: str = ""

    @property
    def point(self) -> float:
        """Value in the printed score; the middle of the scale where nothing is known."""
        return 2.0 if self.value is None else self.value


class Function(Section):
    """One function a system should have, and the question that checks it."""

    id: str
    name: str
    question: str


class Functions(Section):
    """The checklist F-01 … with the meaning of its points."""

    anchors: Anchors
    functions: tuple[Function, ...]


class Criterion(Section):
    """One criterion and the meaning of its points 0 to 4."""

    id: str
    name: str
    anchors: Anchors


class TypeWeights(Section):
    """Weights of the named criteria; the rest share what remains evenly."""

    named: dict[str, Annotated[float, Field(ge=0)]]
    rest: Annotated[float, Field(ge=0)]

    @model_validator(mode="after")
    def _hundred(self) -> TypeWeights:
        total = sum(self.named.values()) + self.rest
        if abs(total - 100) > 1e-9:
            raise ValueError(_("权重合计为 {total}，应为 100").format(total=total))
        return self


class Criteria(Section):
    """Criteria, enterprise types and starting weights."""

    label: str
    types: dict[EnterpriseType, str]
    criteria: tuple[Criterion, ...]
    weights: dict[str, TypeWeights]


class Need(Section):
    """What a finding asks for, and the functions that answer it."""

    text: str
    functions: Annotated[tuple[str, ...], Field(min_length=1)]
    unless: Condition | None = None


class Trigger(Section):
    """A finding, gap, type or trait, and the needs it brings."""

    name: str
    needs: tuple[Need, ...]
    when: tuple[Condition, ...] = ()


class Needs(Section):
    """All triggers, and how strongly each kind asks."""

    strength: dict[Literal["存在", "疑似", "gap", "type", "profile"], Annotated[float, Field(gt=0)]]
    mistakes: dict[str, Trigger]
    gaps: dict[str, Trigger]
    types: dict[str, Trigger]
    profile: tuple[Trigger, ...]


class InputRow(Section):
    """One input of the profile and the question it belongs to."""

    key: str
    label: str
    question: str
    obligatory: bool = False


class ProfileInputs(Section):
    """The four questions and every input of the choice."""

    questions: tuple[str, ...]
    inputs: tuple[InputRow, ...]
