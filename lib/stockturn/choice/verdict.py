"""The verdict and its wording, by rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stockturn.choice.knockouts import related
from stockturn.choice.knowledge import Knowledge
from stockturn.choice.result import Ranked
from stockturn.choice.rules import Rules
from stockturn.i18n import _

# The number of systems that the word for “none of the five” speaks of.
FIVE = 5


@dataclass(frozen=True)
class Verdict:
    """One word of the rules, how steady it is, its sentence, what supports it and what follows."""

    status: str
    robustness: str
    verdict: str
    reasons: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


def refuse(base: Knowledge, *, lacking: Sequence[str], disclosed: bool) -> Verdict:
    """Say why no recommendation is made."""
    words = base.rules.wording
    missing = _("请在 profile 中填写{labels}").format(labels=_("、").join(lacking))
    silent = _("请在参数 disclosure 中写明评分人、评分日期与商业关系（没有也要写明）")
    why = ([missing] if lacking else []) + ([] if disclosed else [silent])
    status = _(words.lacking if lacking else words.undisclosed)
    verdict = _("{status}：{why}").format(status=status, why=_("；").join(why))
    return Verdict(status, "", verdict, (_("需求、淘汰与评分矩阵照常列出，供核对。"),))


def judge(
    base: Knowledge, ranking: Sequence[Ranked], *, unverified: float, present: Sequence[str] = ()
) -> Verdict:
    """Word the ranking: recommended, kept, too close to tell, or none of the five.

    ``present`` names what the client has: a leader of the same maker is no new system.
    """
    rules, words = base.rules, base.rules.wording
    contest = [row for row in ranking if row.may_lead]
    leader, keep = contest[0], base.present.id
    if not any(row.id != keep and row.score >= rules.floor for row in contest):
        count = sum(not system.present for system in base.systems)
        none = _(words.none) if count == FIVE else _(words.none_of).format(n=count)
        return Verdict(_(words.none), "", none, _why_none(rules, contest, keep))
    steadiness = _steadiness(rules, contest)
    reasons = _why(leader, contest, unverified)
    remarks = (*_held_back(leader, ranking), *_at_hand(base, leader, present))
    if steadiness == words.close:
        *names, last = (row.system for row in rivals(contest, rules.rival_share))
        text = _("{word}，请试用比较{names}与{last}").format(
            word=_(words.close), names=_("、").join(names), last=last
        )
        return Verdict(_(words.close), _(steadiness), text, reasons, remarks)
    if leader.id == keep:
        text = _("{word}（{steadiness}）").format(word=_(words.keep), steadiness=_(steadiness))
        advice = _("先治理基础数据，并把已有而未使用的功能用起来，再谈更换。")
        return Verdict(_(words.keep), _(steadiness), text, reasons, (*remarks, advice))
    text = _("{word}{system}（{steadiness}）").format(
        word=_(words.recommend), system=leader.system, steadiness=_(steadiness)
    )
    return Verdict(_(words.recommend), _(steadiness), text, reasons, remarks)


def rivals(contest: Sequence[Ranked], share: float) -> Sequence[Ranked]:
    """Return who should be tried against each other: the leader and those that lead as often.

    That is ``share`` of what the most frequent leader reaches, or more; where nobody else leads
    so often, the next by score.
    """
    often = share * max(row.first_share for row in contest)
    alike = [row for row in contest if row is contest[0] or row.first_share >= often]
    return alike if len(alike) > 1 else contest[:2]


def _steadiness(rules: Rules, contest: Sequence[Ranked]) -> str:
    leader = contest[0]
    gap = leader.score - contest[1].score if len(contest) > 1 else 100.0
    if gap < rules.gap_points or leader.first_share < rules.fairly_steady_share:
        return rules.wording.close
    steady = leader.first_share >= rules.steady_share
    return rules.wording.steady if steady else rules.wording.fairly_steady


def _why(leader: Ranked, contest: Sequence[Ranked], unverified: float) -> tuple[str, ...]:
    reasons = []
    if len(contest) > 1:
        text = _("{leader}得分{score:.1f}，比{second}高{gap:.1f}分。")
        gap = leader.score - contest[1].score
        reasons.append(
            text.format(leader=leader.system, score=leader.score, second=contest[1].system, gap=gap)
        )
    text = _("权重与单元格同时变动的抽样中，{leader}居首的占{share:.1%}。")
    reasons.append(text.format(leader=leader.system, share=leader.first_share))
    reasons.append(_("本评分中{share:.1%}的单元格未经核实。").format(share=unverified))
    return tuple(reasons)


def _held_back(leader: Ranked, ranking: Sequence[Ranked]) -> tuple[str, ...]:
    text = _("{system}得分更高，但{why}，不得居首。")
    return tuple(
        text.format(system=row.system, why=row.barred)
        for row in ranking
        if not row.may_lead and row.score > leader.score
    )


def _at_hand(base: Knowledge, leader: Ranked, present: Sequence[str]) -> tuple[str, ...]:
    systems = [s for s in base.systems if s.id == leader.id and related(s, present)]
    text = _("贵司已在使用{system}的产品：先核对版本与已购模块、启用未用的功能，再谈升级或新购。")
    return tuple(text.format(system=_(system.name)) for system in systems)


def _why_none(rules: Rules, contest: Sequence[Ranked], keep: str) -> tuple[str, ...]:
    below = _("、").join(
        _("{system} {score:.1f} 分").format(system=row.system, score=row.score)
        for row in contest
        if row.id != keep
    )
    if below:
        text = _("未淘汰的系统均低于及格分{floor:g}：{below}。")
        first = text.format(floor=rules.floor, below=below)
    else:
        first = _("没有可以居首的系统：或在评分前淘汰，或资料待核实，原因见“一票否决”。")
    return (first, _("建议先治理基础数据，并考察本清单以外的系统。"))
