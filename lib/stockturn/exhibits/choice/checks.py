"""What the client's present system lacks, and the article's opinion beside ours."""

from __future__ import annotations

from collections import Counter

from stockturn.analysis import Analysis
from stockturn.choice.result import Check, Choice
from stockturn.exhibits.choice.heat import in_order
from stockturn.exhibits.exhibit import Exhibit, exhibit
from stockturn.exhibits.html import Html, folded, lead, note, paragraph, pill
from stockturn.exhibits.tables import tabled
from stockturn.i18n import _, sentences

GAP_CLASS = {"缺口": "bad", "未启用": "warn", "无缺口": "ok"}
STARS = 5


def choice_checks(analysis: Analysis) -> Exhibit:
    """Show the function checklist, needed functions first, then the article's stars."""
    choice = analysis.choice
    needed = sorted((c for c in choice.checklist if c.needed), key=lambda c: -c.needed)
    others = [c for c in choice.checklist if not c.needed]
    summary = _("其余 {n} 项功能（当前没有发现提出需求）").format(n=len(others))
    return exhibit(
        lead(_sentence(needed)),
        _checks(needed, _("现有系统功能检查表：有需求的功能")) if needed else None,
        folded(summary, _checks(others, _("现有系统功能检查表：其余功能"))) if others else None,
        paragraph(
            _(
                "与文章观点对照：“文章”指介绍这五个系统的一篇宣传文章，没有给出评分标准；"
                "它的星级与匹配表只作对照，在评分中权重为 0。"
            )
        ),
        _article(choice),
        note(_matching(choice)),
    )


def _sentence(needed: list[Check]) -> str:
    if not needed:
        return _("没有发现提出功能需求；检查表供访谈时逐项确认。")
    gaps = Counter(c.gap for c in needed)
    counted = _("、").join(_("{gap} {n} 项").format(gap=gap, n=n) for gap, n in gaps.items())
    text = _("有需求的 {n} 项功能在现有系统中：{counted}。")
    ask = _("先用下表访谈一次，把待了解的项目问清，再谈更换系统。") if gaps[_("待了解")] else ""
    return sentences(text.format(n=len(needed), counted=counted), ask)


def _checks(checks: list[Check], caption: str) -> Html:
    kinds = {_(word): kind for word, kind in GAP_CLASS.items()}
    rows = [
        {
            "name": f"{c.function} {c.name}",
            "question": c.question,
            "needed": c.needed,
            "state": c.state,
            "gap": pill(c.gap, kinds.get(c.gap, "none")),
        }
        for c in checks
    ]
    return tabled("function_checks", rows, caption=caption)


def _article(choice: Choice) -> Html:
    order = [choice.names[system] for system in in_order(choice)]
    rows = [
        {
            "system": c.system,
            "stars": "★" * c.stars + "☆" * (STARS - c.stars),
            "ours": c.ours,
            "reason": c.reason,
            **({"matched": _("列为匹配") if c.matched else _("未列")} if choice.code else {}),
        }
        for c in sorted(choice.article, key=lambda c: order.index(c.system))
    ]
    return tabled("article", rows)


def _matching(choice: Choice) -> str:
    row = choice.base.article.matching.get(choice.code or "")
    if row is None:
        return _("企业类型未定，文章的匹配表无从对照。")
    reason = _("本报告的看法：{reason}。").format(reason=_(row.reason))
    if not row.systems or row.match is None or row.effort is None or row.cost is None:
        return reason
    text = _("文章匹配表对这一类型写的是{systems}：匹配度{match}、管理难度{effort}、成本{cost}。")
    systems = _("、").join(choice.names[s] for s in row.systems)
    words = {"match": _(row.match), "effort": _(row.effort), "cost": _(row.cost)}
    return sentences(text.format(systems=systems, **words), reason)
