"""The plan: what, why, who, until when, for how much."""

from __future__ import annotations

from stockturn.analysis import Analysis
from stockturn.exhibits.exhibit import Exhibit, exhibit
from stockturn.exhibits.html import (
    lead,
    lines,
    note,
)
from stockturn.exhibits.phrases import (
    effect_range,
    written,
)
from stockturn.exhibits.tables import tabled
from stockturn.i18n import _
from stockturn.metrics.catalog import measure_name


def action_plan(analysis: Analysis) -> Exhibit:
    """Show the whole plan: what, why, who, until when, for how much, watched by what."""
    if not analysis.actions:
        return exhibit(lead(_("未触发行动项：没有误区被判为存在或疑似。")))
    rows = [
        {
            "what": lines([f"{number}. {a.text}", _("依据：{why}").format(why=a.evidence)]),
            "who": a.owner_role,
            "due": a.due.isoformat(),
            "cash": effect_range(a.one_off_cash),
            "profit": effect_range(a.annual_profit),
            "watch": _watch(a.watch, analysis),
        }
        for number, a in enumerate(analysis.actions, start=1)
    ]
    return exhibit(
        tabled("action_plan", rows),
        note(
            _("完成时间自报告日期起算；责任部门为建议，由贵司确认。")
            if analysis.params.report.date
            else _("完成时间自数据截止日起算；责任部门为建议，由贵司确认。")
        ),
    )


def _watch(measure_id: str, analysis: Analysis) -> str:
    measure = analysis.measures.get(measure_id)
    if measure is None:
        return measure_id
    return _("{a}（{b}）").format(a=measure_name(measure_id), b=written(measure))
