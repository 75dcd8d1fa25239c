"""After the choice: twelve weeks of cleaning, trying and deciding, on the client's own cases."""

from __future__ import annotations

from stockturn.analysis import Analysis
from stockturn.choice.plans import PlanPart
from stockturn.choice.result import Choice
from stockturn.exhibits.choice import charts
from stockturn.exhibits.exhibit import Exhibit, exhibit
from stockturn.exhibits.figure import Picture, canvas, picture
from stockturn.exhibits.html import Html, lead, lines
from stockturn.exhibits.tables import tabled
from stockturn.i18n import _


def choice_plan(analysis: Analysis) -> Exhibit:
    """Show the weeks, and what to clean, to try and to demand."""
    choice = analysis.choice
    return exhibit(lead(_sentence(choice)), _weeks(choice.plan), _steps(choice.plan))


def _sentence(choice: Choice) -> str:
    if not choice.robustness:
        return _("无论以后选用哪个系统，都先清理数据，再以本报告的难题试用，第十二周才作决定。")
    if choice.stays(choice.ranking[0].id):
        return _("先清理数据、启用已有功能；第十二周仍有未通过的难题，再考虑更换系统。")
    return _("试用不等于采购：先清理数据，再以本报告的难题逐项验收，第十二周才作决定。")


def _weeks(plan: PlanPart) -> Picture:
    spans = []
    for row in plan.weeks:
        start, _dash, end = row.weeks.partition("—")
        spans.append((int(start), int(end or start)))
    told = [_("第 {weeks} 周{work}").format(weeks=r.weeks, work=r.work) for r in plan.weeks]
    title = _("十二周安排：{last}").format(last=told[-1])
    with canvas(height=0.9 + 0.36 * len(spans)) as (figure, (ax,)):
        charts.weeks(spans, [row.work for row in plan.weeks], ax=ax, title=title)
        alt = _("十二周安排：{all}。").format(all=_("；").join(told))
        return picture(figure, alt=alt, caption=_("选定之后的十二周"))


def _steps(plan: PlanPart) -> Html:
    steps = [
        (_("先清理"), plan.clean, _("清理前后各导出一次，留作对照")),
        (_("试用时测"), plan.trial, _("每项记通过或未通过，由仓库与采购共同签字")),
        (_("向供应商要回"), plan.demand, _("第 11 周实际导出，数量与金额与系统一致")),
    ]
    rows = [{"step": step, "work": lines(work), "done": done} for step, work, done in steps if work]
    return tabled("steps", rows)
