"""What is recommended, how surely, who says so, and of whom it is said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from stockturn.analysis import Analysis
from stockturn.choice.profile import Input
from stockturn.choice.result import Choice
from stockturn.exhibits.exhibit import Exhibit, exhibit
from stockturn.exhibits.html import Html, Kpi, bullets, kpi_strip, lead, note
from stockturn.exhibits.numbers import ABSENT, fixed, money, percent, text_date, whole
from stockturn.exhibits.tables import tabled
from stockturn.i18n import N_, _, sentences

MOSTLY = 0.5
ANSWERS = {
    "change_frequency": {"low": N_("低"), "medium": N_("中"), "high": N_("高")},
    "deployment": {"any": N_("不限"), "saas": "SaaS", "local": N_("本地部署")},
}


def choice_verdict(analysis: Analysis) -> Exhibit:
    """Show the verdict with its sureness and disclosure, and the client's profile."""
    choice = analysis.choice
    led = bool(choice.robustness)
    return exhibit(
        lead(verdict_sentence(choice)),
        kpi_strip(list(_kpis(choice))) if led else None,
        bullets((*choice.remarks, *_unknowns(choice))) if led else None,
        note(disclosure_sentence(choice)),
        _profile(choice),
    )


def verdict_sentence(choice: Choice) -> str:
    """Say the verdict and what its word of sureness means, or why there is none."""
    if not choice.ranking:
        text = _("本章不作推荐：{why}。需求、淘汰与能力矩阵照常列出，供核对。")
        return text.format(why=_("；").join(wanting(choice)))
    if not choice.robustness:
        return sentences(choice.verdict + _("。"), *choice.reasons)
    words = choice.base.rules.wording
    meaning = {
        _(words.steady): _("权重与分值在各自范围内变动，结论大多不变。"),
        _(words.fairly_steady): _("抽样中过半而不足八成支持这一结论，签约前须以试用核实。"),
        _(words.close): _("现有证据分不出高下，宜按本章末的办法试用后再定。"),
    }
    # The long name of the present system would run into its neighbour.
    keep = choice.base.present.id
    verdict = choice.verdict.replace(choice.names[keep], f"“{choice.short(keep)}”")
    return sentences(verdict + _("。"), meaning[choice.robustness], _unproven(choice))


def _unproven(choice: Choice) -> str:
    """Say in the same breath that most of what was scored could not be verified."""
    if choice.unverified_share <= MOSTLY:
        return ""
    text = _("计分单元格有{share}未经核实，本结论是试用的先后，不是采购的依据。")
    return text.format(share=percent(choice.unverified_share))


def wanting(choice: Choice) -> Iterator[str]:
    """Name what must be stated before anything is recommended."""
    if all(i.value is None for i in choice.inputs if i.key == "type"):
        yield _("尚未填写企业类型，规模适配与权重无从确定")
    if choice.disclosure is None:
        yield _("尚未披露评分人、评分日期与商业关系（没有也须写明）")


def _kpis(choice: Choice) -> Iterator[Kpi]:
    first, *others = [row for row in choice.ranking if row.may_lead]
    label = _("{name}得分").format(name=choice.short(first.id))
    rivals, behind = "", ""
    if others:
        second, most = others[0], max(others, key=lambda row: row.first_share)
        behind = _("次席{name} {n}").format(name=choice.short(second.id), n=fixed(second.score, 1))
        rivals = _("{name} {n}；居首者不足 {least}% 视为难分先后").format(
            name=choice.short(most.id),
            n=percent(most.first_share),
            least=fixed(100 * choice.base.rules.fairly_steady_share),
        )
    yield Kpi(label, fixed(first.score, 1), _("分，满分 100"), behind)
    if others:
        limit = _("不足 {n} 分视为难分先后").format(n=fixed(choice.base.rules.gap_points))
        yield Kpi(_("领先次席"), fixed(first.score - others[0].score, 1), _("分"), limit)
    name = _("{name}在抽样中居首").format(name=choice.short(first.id))
    yield Kpi(name, percent(first.first_share), note=rivals)
    label, basis = _("计分单元格未经核实"), _("凭记忆、文章自述或没有资料")
    yield Kpi(label, percent(choice.unverified_share), note=basis)


def _unknowns(choice: Choice) -> Iterator[str]:
    """Say what is not known and might change the ranking."""
    unknown = sum(choice.stays(c.system) and c.value is None for c in choice.matrix)
    if unknown:
        text = _("现有系统有 {n} 项准则没有资料：完成本章的功能检查表访谈后，排序可能改变。")
        yield text.format(n=unknown)
    budget = any(i.key.startswith("budget") and i.value is not None for i in choice.inputs)
    limits = [s.limits for s in choice.base.systems]
    if budget and not any(row.lowest_first_year or row.lowest_3y for row in limits):
        yield _("各系统都没有可核实的公开报价，预算尚未参与淘汰；请索取书面的首年与三年报价。")


def disclosure_sentence(choice: Choice) -> str:
    """Say who scored, when, with what ties and on how much verified knowledge."""
    share = _("计分所用单元格中 {share} 未经核实；权重为{label}。").format(
        share=percent(choice.unverified_share), label=choice.weights_label
    )
    if choice.base.supplied:
        supplied = _("其中 {n} 格由顾问另行提供，见逐格依据。").format(n=choice.base.supplied)
        share = sentences(share, supplied)
    if choice.disclosure is None:
        return sentences(_("评分披露：未填写。"), share)
    ties = _("、").join(choice.disclosure.ties)
    told = _("商业关系：{ties}").format(ties=ties) if ties else _("声明与所评厂商没有商业关系")
    stated = _("评分披露：{who}于{day}评分；{ties}；").format(
        who=choice.disclosure.scored_by, day=text_date(choice.disclosure.scored_on), ties=told
    )
    return stated + share


def _profile(choice: Choice) -> Html:
    order = list(dict.fromkeys(i.question for i in choice.inputs))
    rows = [
        {"question": i.question, "label": i.label, "value": answer(i), "origin": _origin(i)}
        for i in sorted(choice.inputs, key=lambda i: order.index(i.question))
        if i.value is not None
    ]
    unknown = [i.label for i in choice.inputs if i.value is None]
    text = _("未知的 {n} 项：{names}。它们不触发任何淘汰规则；补充后结论可能改变。")
    told = note(text.format(n=len(unknown), names=_("、").join(unknown)))
    body = tabled("profile", rows) if rows else Html("")
    return body + told if unknown else body


def _origin(row: Input) -> str:
    """Say where an answer came from, and what the data show where they say otherwise."""
    shown = answer(row, row.derived)
    if row.derived is None or shown == answer(row):
        return row.origin
    return _("{origin}（数据所示：{shown}）").format(origin=row.origin, shown=shown)


def answer(row: Input, value: Any = None) -> str:
    """Return an answer of the profile in the reader's words."""
    value = row.value if value is None else value
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, int | float):
        return money(value) if row.key.startswith("budget") else whole(value)
    if isinstance(value, tuple | list):
        return _("、").join(sorted(str(v) for v in value))
    if row.key in ANSWERS or row.key == "type":
        value = value and _(ANSWERS.get(row.key, {}).get(value, value))
    return ABSENT if value is None else str(value)
