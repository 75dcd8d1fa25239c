"""A number never travels alone: it carries unit, definition, evidence and interval."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Lineage:
    """Where a number came from: a file, its content hash and how many of its rows were used."""

    name: str
    sha256: str
    rows: int


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure of the report, with all that is needed to check it.

    ``value`` is None exactly where ``missing`` names the exports that would allow a figure.
    ``low`` and ``high`` bound an 80 % interval and are given only where the value is estimated.
    """

    id: str
    value: float | None
    unit: str
    definition: str
    grade: str
    low: float | None = None
    high: float | None = None
    missing: tuple[str, ...] = ()
    inputs: tuple[Lineage, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        for name in ("value", "low", "high"):
            number = getattr(self, name)
            if number is not None and not math.isfinite(number):
                raise ValueError(f"measure {self.id}: {name} is {number}")
        if (self.value is None) != bool(self.missing):
            raise ValueError(f"measure {self.id}: a value or the missing exports, not both")

    @property
    def known(self) -> bool:
        """Tell whether the data allowed a figure."""
        return self.value is not None

    def to_json(self) -> dict[str, Any]:
        """Return the measure as it stands in ``result.json``."""
        told = ("value", "unit", "definition", "grade", "low", "high")
        return {**{name: getattr(self, name) for name in told}, "missing": list(self.missing)}


def lacking(measure_id: str, *, unit: str, definition: str, missing: Iterable[str]) -> Measure:
    """Return a measure that the data do not allow, naming the exports that would."""
    return Measure(
        id=measure_id,
        value=None,
        unit=unit,
        definition=definition,
        grade="",
        missing=tuple(missing),
    )
