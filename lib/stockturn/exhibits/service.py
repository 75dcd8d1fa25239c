"""Service beside turnover: the client's own course, four lenses, and what is easily overlooked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from stockturn.analysis import Analysis
from stockturn.exhibits import charts
from stockturn.exhibits.cash import LEAP
from stockturn.exhibits.exhibit import Exhibit, exhibit
from stockturn.exhibits.figure import Picture, canvas, picture
from stockturn.exhibits.html import Html, bullets, lead, lines, note
from stockturn.exhibits.numbers import days, fixed, percent
from stockturn.exhibits.phrases import change_between, written
from stockturn.exhibits.tables import tabled
from stockturn.findings.doubts import service_doubts
from stockturn.findings.lenses import Detail, Lens, details, lenses, remarks
from stockturn.i18n import N_, _
from stockturn.metrics.catalog import measure_name
from stockturn.metrics.panel import unfit_service
from stockturn.metrics.service import service_course
from stockturn.metrics.turnover import trend

COURSES = ("satisfaction", "complaint_rate", "delay_rate", "ship_hours", "return_rate")
COURSES_SHOWN = 3
MONTHS_FOR_A_COURSE = 3
MEASURED = (*COURSES, "fill_rate", "otif", "repurchase_rate")


def service_level(analysis: Analysis) -> Exhibit:
    """Show service beside turnover, as the client's own course and never as cause and effect."""
    known = [k for k in MEASURED if k in analysis.measures and analysis.measures[k].known]
    if not known:
        return exhibit(
            lead(_("服务水平数据不足：没有服务月报、销售订单与退货记录，无法与周转并列。")),
            _doubts(analysis),
            _four_lenses(analysis),
        )
    course = _course(analysis)
    return exhibit(
        lead(_service_sentence(analysis, known)),
        None if course is None else _picture(course),
        _measured(analysis, known),
        _doubts(analysis),
        _four_lenses(analysis),
        note(
            _(
                "以上只列贵司自身的走势。周转与满意度同时变化，不说明前者引起后者；"
                "周转提高而服务跟不上的情形也常见，故两者并列观察。"
            )
        ),
    )


def _service_sentence(analysis: Analysis, known: list[str]) -> str:
    told = [
        _("{name} {value}").format(name=measure_name(k), value=written(analysis.measures[k]))
        for k in known[:3]
    ]
    turned = analysis.measures["dio_days"]
    if not turned.known:
        return _("报告期内，{told}。").format(told=_("，").join(told))
    sentence = _("报告期内，{told}；同期周转天数 {days} 天。")
    return sentence.format(told=_("，").join(told), days=days(turned.value))


def _course(analysis: Analysis) -> pd.DataFrame | None:
    """Return monthly turns with each service figure known for enough months."""
    span, tables = analysis.window, analysis.intake.tables
    if span is None:
        return None
    service = service_course(
        service=tables.get("service"), orders=tables.get("orders"), start=span.start, end=span.end
    )
    shown = [c for c in COURSES if c in service and service[c].count() >= MONTHS_FOR_A_COURSE]
    if not shown or not analysis.measures["turnover"].known:
        return None
    # The first month may begin late in it; service figures stand at the first of each month.
    months = trend(span)[["start", "turns"]]
    months = months.assign(start=months["start"].dt.to_period("M").dt.to_timestamp())
    return months.merge(service[["start", *shown[:COURSES_SHOWN]]], on="start", how="left")


def _picture(course: pd.DataFrame) -> Picture:
    names = {"turns": _("当月折年周转率（次/年）")} | {
        key: measure_name(key) for key in course.columns if key not in ("start", "turns")
    }
    rates = [key for key in course.columns if key.endswith("_rate")]
    drawn = course.assign(**{key: course[key] * 100 for key in rates})
    titles = {key: name + (_("（%）") if key in rates else "") for key, name in names.items()}
    with canvas(height=2.5, columns=len(names)) as (figure, axes):
        for ax, (key, title) in zip(axes, titles.items(), strict=True):
            charts.monthly_course(drawn["start"], drawn[key], ax=ax, title=title)
        told = _("；").join(_halves(name, course[key]) for key, name in names.items())
        return picture(
            figure,
            alt=_("按月并列的周转率与服务指标走势。{told}。").format(told=told),
            caption=_("周转与服务指标的逐月走势（贵司，前后半期各月平均：{told}）").format(
                told=told
            ),
        )


def _halves(name: str, values: pd.Series) -> str:
    """Say how a course went from its first half to its second."""
    half = len(values) // 2
    first, second = values.iloc[:half].mean(), values.iloc[-half:].mean()
    places = 1 if abs(first) >= 10 else 2
    if values.name is not None and str(values.name).endswith("_rate"):
        return f"{name} {percent(first)}→{percent(second)}"
    return f"{name} {fixed(first, places)}→{fixed(second, places)}"


def _measured(analysis: Analysis, known: list[str]) -> Html:
    rows = [
        {
            "name": measure_name(key),
            "before": written(analysis.before[key]) if analysis.before[key].known else "—",
            "after": written(analysis.measures[key]),
            "change": change_between(analysis.before[key], analysis.measures[key]),
            "definition": analysis.measures[key].definition,
        }
        for key in ("dio_days", *known)
        if analysis.measures[key].known
    ]
    kind = analysis.spans.compare_name if analysis.spans and analysis.spans.compare else ""
    if not kind:
        rows = [{k: v for k, v in row.items() if k not in ("before", "change")} for row in rows]
    return tabled("service_and_turnover", rows, kind=kind)


def _doubts(analysis: Analysis) -> Html | None:
    unfit = unfit_service(analysis.intake.tables.get("service"), analysis.window)
    doubts = list(service_doubts(analysis.measures, unfit))
    spans = analysis.spans
    if spans is not None and spans.compare and abs(spans.compare.days - spans.period.days) > LEAP:
        told = _("对比期 {a} 天，报告期 {b} 天，长短不同：只比较比率与年化数，不比较总额。")
        doubts.append(told.format(a=spans.compare.days, b=spans.period.days))
    return bullets(doubts) if doubts else None


def _four_lenses(analysis: Analysis) -> Html:
    rows = [
        {
            "lens": _(lens.name),
            "found": lines([*_told(analysis, lens), *_figures(analysis, lens.measures)]),
            "read": _(lens.reading),
        }
        for lens in lenses()
    ]
    return tabled("four_lenses", rows)


def overlooked_details(analysis: Analysis) -> Exhibit:
    """Show what is easily overlooked: the client's own figures, else what to ask."""
    rows = [
        {
            "name": _(detail.name),
            "found": lines(
                [
                    *_told(analysis, detail),
                    *_figures(analysis, detail.measures),
                    *_functions(analysis, detail.functions),
                ]
            ),
            "ask": _(detail.ask),
            "advice": _(detail.advice),
        }
        for detail in details()
    ]
    return exhibit(
        lead(_("以下细节不在误区之列，却常使周转的改善得不到客户认可。")),
        tabled("overlooked_details", rows),
        _qualitative(analysis),
    )


def _qualitative(analysis: Analysis) -> Html:
    """Show what no figure shows: the consultant's remarks, and what is still to be asked."""
    said = {str(name): text for name, text in analysis.params.answers.remarks.items()}
    rows = [
        {"name": _(remark.name), "told": said[remark.name]}
        for remark in remarks()
        if said.get(remark.name)
    ]
    asked = [
        _("{name}（{ask}）").format(name=_(remark.name), ask=_(remark.ask))
        for remark in remarks()
        if not said.get(remark.name)
    ]
    unsaid = _("未作定性判断，可在访谈中了解：{asks}。").format(asks=_("；").join(asked))
    return (tabled("qualitative", rows) if rows else Html("")) + (
        note(unsaid) if asked else Html("")
    )


# What the interview answers: its name, unit and decimals.
ASKED = {
    "response_hours": (N_("答复时长"), N_("小时"), 1),
    "manual_steps": (N_("订单到出库的手工环节"), N_("个"), 0),
}


def _told(analysis: Analysis, row: Lens | Detail) -> list[str]:
    if row.answer is None:
        return []
    value = getattr(analysis.params.answers, row.answer)
    name, unit, places = (_(ASKED[row.answer][0]), _(ASKED[row.answer][1]), ASKED[row.answer][2])
    if value is None:
        return [_("{name}：访谈未填").format(name=name)]
    told = _("{name} {value} {unit}（访谈）")
    return [told.format(name=name, value=fixed(value, places), unit=unit)]


STATES = {"used": N_("已用"), "owned": N_("有而未用"), "absent": N_("没有")}


def _functions(analysis: Analysis, named: Mapping[str, str]) -> list[str]:
    known = analysis.params.answers.functions
    return [
        _("{name}：{state}（访谈）").format(name=_(name), state=_(STATES[known[key]]))
        for key, name in named.items()
        if known.get(key) in STATES
    ]


def _figures(analysis: Analysis, keys: Sequence[str]) -> list[str]:
    return [_figure(analysis, key) for key in keys]


def _figure(analysis: Analysis, key: str) -> str:
    measure, total = analysis.measures.get(key), analysis.measures["closing_stock_value"].value
    name = measure_name(key)
    if measure is None or measure.value is None:
        return _("{name} 数据不足").format(name=name)
    if key.endswith("_value") and total:
        return _("{name} {value}（占期末库存 {share}）").format(
            name=name, value=written(measure), share=percent(measure.value / total)
        )
    return f"{name} {written(measure)}"
