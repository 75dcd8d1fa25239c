"""Turnover over the whole: figures, definitions and the client's own."""

from __future__ import annotations

from typing import Any

from stockturn.analysis import Analysis
from stockturn.exhibits.exhibit import Exhibit, exhibit
from stockturn.exhibits.html import Html, Kpi, folded, kpi_strip, lead, note
from stockturn.exhibits.numbers import (
    days,
    money,
    number_and_unit,
    percent,
    signed,
    text_span,
    turns,
)
from stockturn.exhibits.phrases import (
    change_between,
    insufficient,
    written,
)
from stockturn.exhibits.tables import tabled
from stockturn.i18n import _
from stockturn.measures import Measure
from stockturn.metrics.catalog import definitions, measure_name
from stockturn.metrics.panel import averaging_name
from stockturn.metrics.turnover import change_of_turnover

SHOWN = (
    "turnover",
    "dio_days",
    "avg_stock_value",
    "closing_stock_value",
    "cogs",
    "gross_margin",
    "gmroi",
    "turn_earn",
    "carrying_cost",
)


def overall(analysis: Analysis) -> Exhibit:
    """Show turnover, days and money tied up, beside the earlier span where there is one."""
    measures = analysis.measures
    if not measures["turnover"].known:
        told = lead(turnover_sentence(analysis))
        pieces = _definitions(analysis) if analysis.pieces_alone else None
        return exhibit(told, pieces, _own_figures(analysis))
    shown = ("turnover", "dio_days", "avg_stock_value", "cogs")
    kpis = [_kpi(analysis, key) for key in shown]
    return exhibit(
        lead(turnover_sentence(analysis)),
        kpi_strip(kpis),
        _before_after(analysis),
        _definitions(analysis),
        _own_figures(analysis),
    )


def _own_figures(analysis: Analysis) -> Html | None:
    """Bridge the figures that the client already has to ours; say where their words are unclear."""
    if not analysis.client_figures:
        return None
    rows = [
        f
        | {
            "metric": measure_name(f["metric"]) if f["metric"] in definitions() else f["metric"],
            "reading": _definition_name(f["id"]) if f["id"] else _("口径不明，无法换算"),
        }
        for f in analysis.client_figures
    ]
    return tabled("own_figures", rows)


def turnover_sentence(analysis: Analysis) -> str:
    """Say turnover and days, and how they changed, in one sentence; else why it cannot be said."""
    now, before = analysis.measures, analysis.before
    if not now["turnover"].known:
        return _by_units(analysis) + insufficient(now["turnover"])
    sentence = _("报告期库存周转率 {turns} 次/年，周转天数 {days} 天，平均占用资金 {value}").format(
        turns=turns(now["turnover"].value),
        days=days(now["dio_days"].value),
        value=money(now["avg_stock_value"].value),
    )
    days_now, days_before = now["dio_days"].value, before["dio_days"].value
    if days_now is None or days_before is None or analysis.spans is None:
        return sentence + _("。")
    change_turns, change_days = change_of_turnover(days_before, days_now)
    if abs(change_days) < 0.005:
        return sentence + _("；{kind}基本持平。").format(kind=analysis.spans.compare_name)
    text = (
        _("；{kind}周转天数由 {before} 天降到 {after} 天（-{d}），周转率提高 {t}。")
        if change_days < 0
        else _("；{kind}周转天数由 {before} 天升到 {after} 天（+{d}），周转率下降 {t}。")
    )
    return sentence + text.format(
        kind=analysis.spans.compare_name,
        before=days(days_before),
        after=days(days_now),
        d=percent(abs(change_days)),
        t=percent(abs(change_turns)),
    )


def _by_units(analysis: Analysis) -> str:
    """Say how often the pieces turned, where nothing is known of their cost."""
    if analysis.window is None or not analysis.pieces_alone:
        return ""
    own = analysis.window.averaging
    key = f"{own}-units-{analysis.params.settings.days_basis}"
    pieces = next((d for d in analysis.definitions if d["id"] == key), None)
    if pieces is None or not pieces["turns"]:
        return ""
    return _(
        "按件数计，库存周转率 {turns} 次/年，周转天数 {days} 天"
        "（各商品件数相加，单价悬殊时不代表资金的周转）；"
    ).format(turns=turns(pieces["turns"]), days=days(pieces["days"]))


def _kpi(analysis: Analysis, key: str) -> Kpi:
    measure, before = analysis.measures[key], analysis.before[key]
    value, unit = _split(measure)
    return Kpi(measure_name(key), value, unit, _change_note(measure, before, analysis))


def _split(measure: Measure) -> tuple[str, str]:
    if measure.value is None:
        return _("数据不足"), ""
    if measure.unit == _("次/年"):
        return turns(measure.value), _("次/年")
    if measure.unit == _("天"):
        return days(measure.value), _("天")
    return number_and_unit(written(measure))


def _change_note(now: Measure, before: Measure, analysis: Analysis) -> str:
    if now.value is None or not before.value or analysis.spans is None:
        return ""
    return f"{analysis.spans.compare_name} {change_between(before, now)}"


def _before_after(analysis: Analysis) -> Html | None:
    """Set the earlier span beside this one, days and turns both, so that neither is mistaken."""
    if analysis.compare is None or analysis.spans is None or analysis.spans.compare is None:
        return note(_("数据不含可比的更早期间，故不列前后对比。"))
    rows = [
        {
            "name": measure_name(key),
            "before": written(analysis.before[key]),
            "after": written(analysis.measures[key]),
            "change": change_between(analysis.before[key], analysis.measures[key]),
        }
        for key in SHOWN
        if analysis.before[key].known and analysis.measures[key].known
    ]
    spans = analysis.spans
    assert spans.compare is not None
    told = note(_("变化按未取整的数计算，与表中取整后的数相减可差一位。"))
    compared = tabled(
        "before_after",
        rows,
        kind=spans.compare_name,
        earlier=text_span(spans.compare.start, spans.compare.end),
        now=text_span(spans.period.start, spans.period.end),
    )
    return compared + told


def _definitions(analysis: Analysis) -> Html | None:
    """Put turnover under every common definition side by side, ours marked."""
    settings = analysis.params.settings
    if analysis.window is None or not analysis.definitions:
        return None
    ours = f"{analysis.window.averaging}-cost-{settings.days_basis}"
    numerators = {
        "cost": _("营业成本"),
        "revenue": _("销售收入"),
        "units": _("数量"),
    }
    rows: list[dict[str, Any]] = [
        {
            "averaging": averaging_name(d["averaging"]).split(_("："))[0],
            "numerator": numerators[d["numerator"]],
            "basis": str(d["basis"]),
            "turns": d["turns"],
            "days": d["days"],
            "mark": _("本报告采用") if d["id"] == ours else "",
        }
        for d in analysis.definitions
        if d["basis"] == settings.days_basis or d["numerator"] == "cost"
    ]
    body = tabled("definitions", rows)
    spread = sorted(d["turns"] for d in analysis.definitions)
    summary = _("口径不同，结果由 {low} 到 {high} 次/年不等：逐一对照").format(
        low=turns(spread[0]), high=turns(spread[-1])
    )
    steps = [
        _("由“{a}”换成“{b}”：{effect} 次/年").format(
            a=_definition_name(s["from"]),
            b=_definition_name(s["to"]),
            effect=signed(s["turns_effect"], 2),
        )
        for s in analysis.bridge
    ]
    bridge = note(_("逐步换算：{steps}。").format(steps=_("；").join(steps))) if steps else Html("")
    return folded(summary, body + bridge)


def _definition_name(key: str) -> str:
    averaging, numerator, _basis = key.split("-")
    names = {"cost": _("成本"), "revenue": _("收入"), "units": _("数量")}
    return f"{names[numerator]}÷{averaging_name(averaging).split(_('：'))[0]}"
