"""After the choice: what to clean, to try and to demand, in twelve weeks."""

from __future__ import annotations

from collections.abc import Mapping

from stockturn.i18n import _
from stockturn.params import Section


class Weeks(Section):
    """A stretch of the trial."""

    weeks: str
    work: str


class PlanPart(Section):
    """What to clean, to try and to demand."""

    clean: tuple[str, ...]
    trial: tuple[str, ...]
    demand: tuple[str, ...]
    weeks: tuple[Weeks, ...] = ()


class Plans(Section):
    """The common plan, the additions by type and the placeholders they use."""

    placeholders: dict[str, str]
    common: PlanPart
    types: dict[str, PlanPart]


def plan_for(plans: Plans, code: str | None, cases: Mapping[str, str]) -> PlanPart:
    """Return the common plan with the additions of enterprise type ``code``.

    Lines on what the client is known not to have (a case that is "") are left out.

    Examples
    --------
    >>> from stockturn.choice.knowledge import knowledge
    >>> plan_for(knowledge().plans, "E-1", {"slow_item": "A-17"}).trial[1]
    '查A-17的库龄，与本报告核对'
    """
    parts = [plans.common] + ([plans.types[code]] if code else [])
    # A case that the data cannot tell is called by its kind, for the consultant to choose.
    filled = {key: cases.get(key) or _(what) for key, what in plans.placeholders.items()}
    none = [f"{{{key}}}" for key, name in cases.items() if not name]

    def lines(kind: str) -> tuple[str, ...]:
        told = [text for part in parts for text in getattr(part, kind)]
        return tuple(_(t).format(**filled) for t in told if not any(key in t for key in none))

    return PlanPart(
        clean=lines("clean"),
        trial=lines("trial"),
        demand=lines("demand"),
        weeks=tuple(
            Weeks(weeks=row.weeks, work=_(row.work)) for part in parts for row in part.weeks
        ),
    )
