"""The one evaluator: rules and a case become verdicts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import pandas as pd

from stockturn.findings import availability, clearing, coordination, hygiene, overstock, structure
from stockturn.findings.case import Case, no_books
from stockturn.findings.effects import affected_items, price
from stockturn.findings.rules import (
    Groups,
    MistakeRule,
    MistakeRules,
    StatisticRule,
    Wording,
    mistake_rules,
)
from stockturn.findings.verdicts import Mistake, Statistic
from stockturn.findings.wording import number
from stockturn.i18n import _
from stockturn.ledger.facts import Facts
from stockturn.measures import Measure
from stockturn.metrics.decomposition import Decomposition
from stockturn.params import Params, Span, Verdict

ROOMS = (overstock, availability, structure, hygiene, coordination, clearing)
_MOST_TOLD = 4  # statistics quoted in one sentence of evidence; all stand in the table


def diagnose(
    *,
    facts: Facts | None,
    tables: Mapping[str, pd.DataFrame],
    params: Params,
    measures: Mapping[str, Measure],
    intake_quality: Mapping[str, float | None],
    period: Span | None,
    compare: Span | None = None,
    rules: MistakeRules | None = None,
    max_qty: pd.Series | None = None,
    decomposition: Decomposition | None = None,
) -> tuple[Mistake, ...]:
    """Judge the five mistakes on one client's data.

    Parameters
    ----------
    facts, tables, measures, intake_quality
        What the ledger, intake and metrics say; facts and any table may be absent.
        ``intake_quality`` may hold ``score`` (0 to 100, where the measures have none) and
        ``check_break_share`` (breaks ÷ places checked by intake's identities), ``unsigned_share``
        (rows of sheets that bear no system's signature ÷ all rows).
    period, compare
        The spans judged, resolved by the caller; None where the data cover none.
    rules
        Another set of rules than the one shipped.
    max_qty
        Target of each item and warehouse above which stock is cash to be freed.
    decomposition
        Why turns changed since ``compare``.

    Returns
    -------
    tuple of Mistake
        In the article's order. Money is split so that no yuan counts under two mistakes.
    """
    if facts is None or period is None:
        (facts, period), compare = no_books(), None
    case = Case(
        facts, tables, params, measures, intake_quality, period, compare, max_qty, decomposition
    )
    rules = rules or mistake_rules()
    judged = [_judge(rule, rules, case) for rule in rules.mistakes]
    priorities: dict[str, int] = {rule.id: rule.priority for rule in rules.mistakes}
    effects = price(case, judged, priorities)
    return tuple(
        replace(
            mistake, effect=effects[mistake.id], items=affected_items(case, mistake, effects.cash)
        )
        for mistake in judged
    )


def _judge(rule: MistakeRule, rules: MistakeRules, case: Case) -> Mistake:
    statistics = tuple(_measure(s, case) for s in rule.statistics)
    computed, side, signs = _verdict(rule, statistics, case)
    word = case.params.findings.get(rule.id)
    verdict = word.verdict if word and word.verdict else computed
    wording = _wording(rule, verdict, side, signs)
    missing, sharpen = _lacking(rule, rules, case)
    return Mistake(
        id=rule.id,
        title=_(rule.title),
        verdict=verdict,
        computed=computed,
        side=side,
        statistics=statistics,
        conclusion=_(wording.conclusion),
        evidence=_evidence(statistics, signs, missing),
        advice=_(wording.action),
        missing=missing,
        sharpen=sharpen,
        consultant=word,
        signs=signs,
    )


def _measure(rule: StatisticRule, case: Case) -> Statistic:
    value = function(rule.id)(case) if set(rule.needs) <= case.inputs else None
    return Statistic(
        id=rule.id,
        label=_(rule.label),
        value=value,
        threshold=rule.found,
        unit=rule.unit,
        direction=rule.direction,
        level=rule.level(value),
        text="" if value is None else _phrase(rule, value, case),
    )


def function(name: str) -> Callable[[Case], float | None]:
    """Return the function behind a statistic: the one of its name in a module of the domain."""
    found: Callable[[Case], float | None] = next(
        getattr(room, name) for room in ROOMS if hasattr(room, name)
    )
    return found


def _phrase(rule: StatisticRule, value: float, case: Case) -> str:
    settings = case.params.settings
    return _(rule.phrase).format(
        value=number(value, rule.unit),
        line=_line(rule, value),
        need=_("目标上限")
        if case.max_qty is not None
        else _("{n}天用量").format(n=settings.max_cover_days),
        slow_days=settings.slow_days,
    )


def _line(rule: StatisticRule, value: float) -> str:
    """Name the line that a value crossed, or the one that it would have to cross."""
    if rule.found is None or rule.suspected_at is None:
        return ""
    if rule.level(value) == 1:
        return _("（关注线{line}）").format(line=number(rule.suspected_at, rule.unit))
    return _("（判定线{line}）").format(line=number(rule.found, rule.unit))


def _verdict(
    rule: MistakeRule, statistics: tuple[Statistic, ...], case: Case
) -> tuple[Verdict, str | None, tuple[str, ...]]:
    """Return the computed verdict, its side and the statistics that gave it."""
    if not any(set(needs) <= case.inputs for needs in rule.judged_by):
        return "数据不足", None, ()
    levels = {s.id: s.level for s in statistics}
    for name, side in rule.sides.items():
        if signs := _signs(side.found, levels):
            return "存在", name, signs
    for name, side in rule.sides.items():
        if signs := _signs(side.suspected, levels):
            return "疑似", name, signs
    return "未见", None, ()


def _signs(groups: Groups, levels: Mapping[str, int]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for group in groups for name in group.shown(levels)))


def _wording(
    rule: MistakeRule, verdict: Verdict, side: str | None, signs: tuple[str, ...]
) -> Wording:
    if verdict not in ("存在", "疑似"):
        return rule.wording[verdict]
    if len(signs) == 1 and signs[0] in rule.sign_wording:
        return rule.sign_wording[signs[0]]
    return rule.side_wording.get(side or "", rule.wording[verdict])


def _lacking(
    rule: MistakeRule, rules: MistakeRules, case: Case
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Name the exports without which nothing can be judged, and those that would add statistics."""
    gaps = [[n for n in group if n not in case.inputs] for group in rule.judged_by]
    essential = min(gaps, key=len)
    needed = [n for s in rule.statistics for n in s.needs if n not in case.inputs]
    missing = tuple(dict.fromkeys(rules.export(n) for n in essential))
    sharpen = dict.fromkeys(rules.export(n) for n in needed)
    return missing, tuple(name for name in sharpen if name not in missing)


def _evidence(
    statistics: tuple[Statistic, ...], signs: tuple[str, ...], missing: tuple[str, ...]
) -> str:
    if missing:
        return _("缺少：{exports}。").format(exports=_("、").join(missing))
    told = [s.text for s in statistics if s.id in signs] or [s.text for s in statistics if s.text]
    return _("；").join(told[:_MOST_TOLD]) + _("。") if told else _("现有数据未显示异常。")
