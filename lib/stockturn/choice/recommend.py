"""Compose the choice: needs, knock-outs, matrix, ranking, verdict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from stockturn.choice.article import compare
from stockturn.choice.knockouts import KnockedOut, knock_out
from stockturn.choice.knowledge import Knowledge, knowledge
from stockturn.choice.matrix import Board, board, function_matrix, matrix, recipes, with_present
from stockturn.choice.matrix import unverified_share as share_unverified
from stockturn.choice.needs import chain, function_weights
from stockturn.choice.plans import plan_for
from stockturn.choice.profile import Input, derive_profile, known_values
from stockturn.choice.result import Check, Choice, Ranked
from stockturn.choice.robustness import Swing, draw, point_scores, swings
from stockturn.choice.verdict import judge, refuse
from stockturn.i18n import _
from stockturn.params import Disclosure, Profile


def recommend(
    *,
    profile: Profile,
    derived: Mapping[str, Any],
    verdicts: Mapping[str, str],
    gaps: Iterable[str],
    functions: Mapping[str, str],
    disclosure: Disclosure | None,
    cases: Mapping[str, str] | None = None,
    seed: int = 20221122,
    base: Knowledge | None = None,
) -> Choice:
    """Judge the options for one client in the open.

    Parameters
    ----------
    profile, derived
        What the consultant states and what the data tell (``items``, ``documents_per_month``,
        ``warehouses``, ``batch_expiry``, ``channels``, ``legal_entities``, ``present_systems``),
        and ``cost_exported``: whether stock comes out of the present system with amounts.
    verdicts
        W-1 … W-5 → 存在, 疑似, 未见 or 数据不足.
    gaps
        Names from ``data/needs.yaml``, such as ``stockout``.
    functions
        ``answers.functions``: what the present system has and uses.
    disclosure
        Who scored and with what ties; without it nothing is recommended.
    cases
        The client's own worst cases for the trial plan, by placeholder.

    Examples
    --------
    >>> choice = recommend(
    ...     profile=Profile(type="大型集团", legal_entities=12), derived={}, verdicts={}, gaps=(),
    ...     functions={}, disclosure=Disclosure(scored_by="甲", scored_on="2026-11-22"))
    >>> choice.verdict, len(choice.knocked_out)
    ('五者均不推荐', 2)
    """
    base = base or knowledge()
    code = base.code(profile.type)
    gaps = tuple(gaps)
    facts = with_present(
        base, code=code, functions=functions, derived=derived, verdicts=verdicts, gaps=gaps
    )
    inputs = derive_profile(profile, derived, facts)
    values = known_values(inputs)
    links = chain(facts, code=code, values=values, verdicts=verdicts, gaps=gaps)
    needed = function_weights(links)
    made = recipes(facts, code=code, needed=needed, values=values)
    failed = knock_out(facts, values)
    out = tuple(k for k in failed if k.out)
    held = tuple(k for k in failed if not k.out)
    unverified = share_unverified(facts, made)
    weights = facts.weights(code) if code else {}
    ranking: tuple[Ranked, ...] = ()
    moved: tuple[Swing, ...] = ()
    lacking = _missing(facts, inputs)
    if lacking or disclosure is None:
        result = refuse(facts, lacking=lacking, disclosed=disclosure is not None)
    else:
        grid = board(facts, made, _left(facts, out))
        ranking, moved = _contest(facts, grid, weights, _barred(facts, held), seed)
        present = values.get("present_systems", ())
        result = judge(facts, ranking, unverified=unverified, present=present)
    return Choice(
        base=facts,
        code=code,
        inputs=inputs,
        links=links,
        needs=needed,
        functions=function_matrix(facts, needed),
        matrix=matrix(facts, made),
        knocked_out=out,
        held_back=held,
        ranking=ranking,
        swings=moved,
        **vars(result),
        weights=weights,
        unverified_share=unverified,
        disclosure=disclosure,
        checklist=_checklist(facts, functions, needed),
        article=compare(facts, code, ranking, failed),
        plan=plan_for(facts.plans, code, _with_traits(cases or {}, values)),
    )


def _with_traits(cases: Mapping[str, str], values: Mapping[str, Any]) -> dict[str, str]:
    """Return the cases with those that the profile denies: no bill of material, none to check."""
    return {**cases, "bom": ""} if values.get("bom") is False else dict(cases)


def _missing(base: Knowledge, inputs: Iterable[Input]) -> list[str]:
    obligatory = {row.key for row in base.profile.inputs if row.obligatory}
    return [i.label for i in inputs if i.key in obligatory and i.value is None]


def _left(base: Knowledge, out: Iterable[KnockedOut]) -> list[str]:
    gone = {k.id for k in out}
    return [s.id for s in base.systems if s.id not in gone]


def _barred(base: Knowledge, held: Iterable[KnockedOut]) -> dict[str, str]:
    """Return who may be ranked but not first, and why."""
    unknown = {s.id: _("厂商与产品未能核实") for s in base.systems if not s.may_lead}
    return unknown | {k.id: _("可能不符合硬性要求（待核实）") for k in held}


def _contest(
    base: Knowledge,
    grid: Board,
    weights: Mapping[str, float],
    barred: Mapping[str, str],
    seed: int,
) -> tuple[tuple[Ranked, ...], tuple[Swing, ...]]:
    """Rank who is left, and tell which changes of weight would put another first."""
    eligible = set(grid.systems) - set(barred)
    moved = swings(grid, weights, rules=base.rules, eligible=eligible)
    return _rank(base, grid, weights, barred, seed), moved


def _rank(
    base: Knowledge,
    grid: Board,
    weights: Mapping[str, float],
    barred: Mapping[str, str],
    seed: int,
) -> tuple[Ranked, ...]:
    eligible = set(grid.systems) - set(barred)
    scores = point_scores(grid, weights)
    drawn = draw(grid, weights, rules=base.rules, eligible=eligible, seed=seed)
    order = sorted(scores, key=lambda s: (-scores[s], s))
    leader = next(s for s in order if s in eligible)
    order = [leader, *(s for s in order if s != leader)]
    names = {s.id: _(s.name) for s in base.systems}
    return tuple(
        Ranked(
            id=s,
            system=names[s],
            place=place,
            score=scores[s],
            low=min(drawn.low[s], scores[s]),
            high=max(drawn.high[s], scores[s]),
            first_share=drawn.first_share[s],
            barred=barred.get(s, ""),
        )
        for place, s in enumerate(order, start=1)
    )


def _checklist(
    base: Knowledge, functions: Mapping[str, str], needed: Mapping[str, float]
) -> tuple[Check, ...]:
    states = {
        "used": (_("已使用"), _("无缺口")),
        "owned": (_("有功能，未使用"), _("未启用")),
        "absent": (_("没有"), _("缺口")),
    }
    unknown = (_("未知"), _("待了解"))
    rows = []
    for f in base.functions.functions:
        state, gap = states.get(functions.get(f.id, ""), unknown)
        need = needed.get(f.id, 0.0)
        rows.append(
            Check(f.id, _(f.name), _(f.question), state, need, gap if need else _("暂不需要"))
        )
    return tuple(rows)
