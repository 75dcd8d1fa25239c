"""The five verdicts side by side."""

from __future__ import annotations

from stockturn.analysis import Analysis
from stockturn.exhibits.exhibit import Exhibit, exhibit
from stockturn.exhibits.html import (
    Html,
    bullets,
    lead,
    note,
    paragraph,
    verdict_pill,
)
from stockturn.exhibits.phrases import (
    effect_range,
    lines_crossed,
)
from stockturn.exhibits.tables import tabled
from stockturn.findings import Mistake
from stockturn.findings.doubts import answer_doubts
from stockturn.i18n import _

UNJUDGED = "数据不足"


def verdicts(analysis: Analysis) -> Exhibit:
    """Show the verdict on each of the five mistakes, its price, and the consultant's word."""
    mistakes = analysis.mistakes
    found = [m for m in mistakes if m.verdict == "存在"]
    suspected = [m for m in mistakes if m.verdict == "疑似"]
    unjudged = [m for m in mistakes if m.verdict == UNJUDGED]
    sentence = _("五项误区中，存在 {a} 项、疑似 {b} 项、未见 {c} 项、数据不足 {d} 项。").format(
        a=len(found),
        b=len(suspected),
        c=len(mistakes) - len(found) - len(suspected) - len(unjudged),
        d=len(unjudged),
    )
    rows = [
        {
            "title": m.title,
            "verdict": verdict_pill(m.verdict),
            "cash": effect_range(m.effect.one_off_cash),
            "profit": effect_range(m.effect.annual_profit),
            "basis": _basis(m),
        }
        for m in mistakes
    ]
    return exhibit(
        lead(sentence),
        tabled("verdicts", rows),
        note(
            _(
                "判定为统计检验的结论：存在、疑似、未见、数据不足。同一笔资金只计入一项误区；"
                "一次性资金与每年利润性质不同，不相加；“—”表示未见该误区或现有数据不足以估算。"
            )
        ),
        _contradictions(analysis),
    )


def _contradictions(analysis: Analysis) -> Html | None:
    span = analysis.window
    returned = 0.0 if span is None else float(span.pairs["purchase_return_value"].sum())
    doubts = answer_doubts(analysis.params, analysis.measures, returned)
    if not doubts:
        return None
    return paragraph(_("访谈与数据相互矛盾，判定前请核实：")) + bullets(doubts)


def _basis(mistake: Mistake) -> str:
    if mistake.consultant and mistake.consultant.verdict:
        return _("顾问认定；系统计算为“{computed}”。理由：{reason}").format(
            computed=_(mistake.computed), reason=mistake.consultant.reason or _("未说明")
        )
    if mistake.missing:
        return _("缺少：{missing}").format(missing=_("、").join(mistake.missing))
    return lines_crossed(mistake)
