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

    A trial of what the data know the client not to have (a case that is "") is left out.

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
    return PlanPart(
        clean=tuple(_(text) for part in parts for text in part.clean),
        trial=tuple(
            _(text).format(**filled)
            for part in parts
            for text in part.trial
            if not any(key in text for key in none)
        ),
        demand=tuple(_(text) for part in parts for text in part.demand),
        weeks=tuple(
            Weeks(weeks=row.weeks, work=_(row.work)) for part in parts for row in part.weeks
        ),
    )
