"""Shapes of the rules: knock-outs, thresholds, wording."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Annotated, Literal

from pydantic import Field, model_validator

from stockturn.choice.models import Condition, Points
from stockturn.i18n import _
from stockturn.params import Section

Share = Annotated[float, Field(ge=0, le=1)]


class CellTest(Section):
    """A knock-out by capability: known to be absent, or not proven."""

    id: str
    need: Points
    by: Literal["absent", "proven"]


class LimitTest(Section):
    """A knock-out by size or money."""

    input: str
    limit: Literal["users", "items", "lowest_first_year", "lowest_3y"]
    out_if: Literal["above", "below"]


class Knockout(Section):
    """One rule applied before any score."""

    id: str
    when: tuple[Condition, ...] = ()
    cell: CellTest | None = None
    limit: LimitTest | None = None
    spare_related: bool = False
    reason: str

    @model_validator(mode="after")
    def _one_test(self) -> Knockout:
        if (self.cell is None) == (self.limit is None):
            raise ValueError(_("每条淘汰规则须写 cell 或 limit 之一，且只写一个"))
        return self


class Special(Section):
    """A special requirement that makes up K3 where it applies."""

    when: Condition
    cell: str


class Shown(Section):
    """The cell that data fill: 4 points where they show the thing, ``lacking`` where not."""

    cell: str
    lacking: Points


class CleanCell(Section):
    """Value, low and high of the present system under one criterion, and how they are known."""

    scale: tuple[Points, Points, Points]
    mark: Literal["V", "M"]


class CleanBooks(Section):
    """What changes for the present system where its data were found clean: no gap of those named.

    Clean books show that nothing need be cleaned first; that the system fits the company's size
    is only inferred from them, and marked so.
    """

    verdicts: dict[str, str]
    without: tuple[str, ...]
    cells: dict[str, CleanCell]
    source: str

    def shown(self, verdicts: Mapping[str, str], gaps: Collection[str]) -> bool:
        """Tell whether the client's data are known to be clean."""
        stated = all(verdicts.get(key) == word for key, word in self.verdicts.items())
        return stated and not set(self.without) & set(gaps)


class Present(Section):
    """How interview and data become cells of the client's present system."""

    answers: dict[Literal["used", "owned", "absent"], tuple[Points, Points, Points]]
    alias: dict[str, str]
    derived: dict[str, Shown]
    clean: CleanBooks


class Wording(Section):
    """The words of the verdict."""

    steady: str
    fairly_steady: str
    close: str
    recommend: str
    keep: str
    none: str
    none_of: str
    undisclosed: str
    lacking: str


class Rules(Section):
    """Knock-outs, thresholds and wording."""

    knockouts: tuple[Knockout, ...]
    special: tuple[Special, ...]
    present: Present
    memory_spread: Points
    floor: Annotated[float, Field(ge=0, le=100)]
    gap_points: Annotated[float, Field(ge=0, le=100)]
    steady_share: Share
    fairly_steady_share: Share
    rival_share: Share
    draws: Annotated[int, Field(ge=100, le=1_000_000)]
    concentration: Annotated[float, Field(gt=0)]
    swing: Annotated[float, Field(gt=0, lt=1)]
    interval: tuple[Share, Share]
    wording: Wording
