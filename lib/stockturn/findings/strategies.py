"""The strategies of the article as rules: when each becomes a line of the action plan."""

from __future__ import annotations

from functools import cache
from typing import Annotated

from pydantic import BeforeValidator, Field

from stockturn.findings.rule_files import DATA, Row, load
from stockturn.findings.rules import MistakeId


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
def action_rules() -> ActionRules:
    """Return the six strategies as shipped."""
    return load(DATA / "actions.yaml", ActionRules)
