"""From verdicts to action lines: who does what until when, for how much money."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from stockturn.findings.strategies import ActionRule, ActionRules, Trigger, action_rules
from stockturn.findings.verdicts import Effect, Estimate, Mistake
from stockturn.i18n import _
from stockturn.ledger.facts import Facts
from stockturn.measures import Measure
from stockturn.params import Params


@dataclass(frozen=True, slots=True)
class Action:
    """One line of the plan. ``watch`` is the id of the measure by which to follow it."""

    id: str
    strategy: str
    mistake: str
    title: str
    text: str
    trigger: str
    evidence: str
    owner_role: str
    due: dt.date
    one_off_cash: Estimate | None
    annual_profit: Estimate | None
    watch: str
    watch_value: float | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the action as it stands in ``result.json``."""
        return {**asdict(self), "due": self.due.isoformat()}


def plan_actions(
    mistakes: Sequence[Mistake],
    facts: Facts | None,
    measures: Mapping[str, Measure],
    params: Params,
    *,
    rules: ActionRules | None = None,
) -> tuple[Action, ...]:
    """Turn mistakes in force into action lines, most money first.

    Due dates count from the report's date, else from the last day of the data; the clock is
    never read, so without either there is no plan. Each mistake's yuan stands on exactly one of
    its actions.
    """
    by_id = {mistake.id: mistake for mistake in mistakes}
    start = params.report.date or (facts.end if facts else None)
    if start is None:
        return ()
    plan: dict[str, Action] = {}
    paid: set[str] = set()
    for rule, trigger in _triggers(rules or action_rules()):
        mistake = by_id.get(trigger.mistake)
        if mistake is None or not fires(trigger, mistake):
            continue
        carries = trigger.money and mistake.id not in paid
        action = _action(
            rule,
            trigger,
            mistake,
            start=start,
            measures=measures,
            effect=mistake.effect if carries else Effect(),
        )
        if plan.setdefault(action.id, action) is action and trigger.money:
            paid.add(mistake.id)
    return tuple(sorted(plan.values(), key=_by_money))


def fires(trigger: Trigger, mistake: Mistake) -> bool:
    """Tell whether a trigger applies to a mistake as judged."""
    if trigger.needs_mistake and not mistake.affirmed:
        return False
    if trigger.sides and mistake.side not in trigger.sides:
        # A mistake affirmed by the consultant alone has no computed side: take the first rule.
        return mistake.side is None and mistake.affirmed and "too_little" not in trigger.sides
    return not trigger.any_of or any(
        (s := mistake.statistic(name)) is not None and s.level > 0 for name in trigger.any_of
    )


def _triggers(rules: ActionRules) -> Iterator[tuple[ActionRule, Trigger]]:
    for rule in rules.actions:
        for trigger in rule.triggers:
            yield rule, trigger


def _action(
    rule: ActionRule,
    trigger: Trigger,
    mistake: Mistake,
    *,
    start: dt.date,
    measures: Mapping[str, Measure],
    effect: Effect,
) -> Action:
    watched = trigger.watch or rule.watch
    known = (name for name in watched if name in measures and measures[name].known)
    watch = next(known, watched[0])
    return Action(
        id=f"{rule.strategy}/{mistake.id}",
        strategy=rule.strategy,
        mistake=mistake.id,
        title=_(rule.title),
        text=_(trigger.text),
        trigger=_("{mistake} {title}：{verdict}").format(
            mistake=mistake.id, title=mistake.title, verdict=_(mistake.verdict)
        ),
        evidence=_evidence(trigger, mistake),
        owner_role=_(trigger.owner_role or rule.owner_role),
        due=start + dt.timedelta(days=trigger.due_days),
        one_off_cash=effect.one_off_cash,
        annual_profit=effect.annual_profit,
        watch=watch,
        watch_value=measures[watch].value if watch in measures else None,
    )


def _evidence(trigger: Trigger, mistake: Mistake) -> str:
    told = {s.id: s.text for s in mistake.statistics}
    shown = {s.id for s in mistake.statistics if s.level > 0}
    names = [name for name in trigger.quotes or trigger.any_of if name in shown] or mistake.signs
    signs = [told[name] for name in names if told.get(name)]
    text = _(trigger.evidence).format(signs=_("；").join(signs), **told)
    if any(char.isalnum() for char in text):
        return text
    # Affirmed by the consultant alone: there is no computed sign to quote.
    word = mistake.consultant.reason if mistake.consultant else None
    return _("顾问判定：{reason}。").format(reason=word.rstrip("。")) if word else mistake.evidence


def _by_money(action: Action) -> tuple[float, str]:
    parts = (action.one_off_cash, action.annual_profit)
    return -max((p.value for p in parts if p is not None), default=0.0), action.id
