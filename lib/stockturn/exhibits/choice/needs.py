"""How findings ask for functions, and what each option has of them."""

from __future__ import annotations

from stockturn.analysis import Analysis
from stockturn.choice.result import Choice
from stockturn.exhibits.choice.heat import heat
from stockturn.exhibits.exhibit import Exhibit, exhibit
from stockturn.exhibits.html import Html, lead, lines, note
from stockturn.exhibits.numbers import fixed
from stockturn.exhibits.tables import tabled
from stockturn.i18n import _

NAMED = 3
# From this point a function is a standard one; below, it must be built.
PROVEN = 3.0


def choice_needs(analysis: Analysis) -> Exhibit:
    """Show the chain finding → need → function, and every option under every function."""
    choice = analysis.choice
    if not choice.needs:
        return exhibit(lead(_("现有判定与数据没有提出功能需求，各系统的功能覆盖无从计分。")))
    names = {c.function: c.name for c in choice.checklist}
    ranked = sorted(choice.needs, key=lambda f: -choice.needs[f])
    sentence = _("贵司的判定与数据提出 {n} 项功能需求，较强的是{names}；无人提出需求的功能不计分。")
    strongest = _("、").join(names[f] for f in ranked[:NAMED])
    return exhibit(
        lead(sentence.format(n=len(ranked), names=strongest)),
        _chain(choice),
        heat(
            choice,
            choice.functions,
            {f: _("{a}（{b}）").format(a=names[f], b=fixed(choice.needs[f])) for f in ranked},
            heading=_("功能（需求强度）"),
            caption=_proven(choice),
        ),
        note(_strengths(choice)),
    )


def _strengths(choice: Choice) -> str:
    points = {kind: fixed(value) for kind, value in choice.base.needs.strength.items()}
    return _(
        "强度为顾问设定：误区存在 {sure}，疑似 {likely}，数据缺口 {gap}，企业情况 {profile}，"
        "同类企业的常见要求 {kind}；同一功能相加，即它在“功能覆盖”中的份量。"
        "格子的读法见“能力矩阵与排序”。"
    ).format(
        sure=points["存在"],
        likely=points["疑似"],
        gap=points["gap"],
        profile=points["profile"],
        kind=points["type"],
    )


def _proven(choice: Choice) -> str:
    """Say how many of the needed functions some system is publicly shown to have."""
    shown = {
        c.key
        for c in choice.functions
        if c.mark == "V" and c.low >= PROVEN and not choice.stays(c.system)
    }
    text = _("{all} 项所需功能在各选项中的得分（0—4 分）：有系统能以公开资料证明具备的 {n} 项")
    return text.format(all=len(choice.needs), n=len(shown))


def _chain(choice: Choice) -> Html:
    found: dict[tuple[str, float], dict[str, list[str]]] = {}
    for link in choice.links:
        needs = found.setdefault((link.finding, link.strength), {})
        needs.setdefault(link.need, []).append(link.function_name)
    chain = _("{need} → {functions}")
    rows = [
        {
            "finding": finding,
            "needs": lines(
                chain.format(need=need, functions=_("、").join(functions))
                for need, functions in needs.items()
            ),
            "strength": strength,
        }
        for (finding, strength), needs in found.items()
    ]
    return tabled("chain", rows)
