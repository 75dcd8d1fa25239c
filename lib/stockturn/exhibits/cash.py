"""Money: what stock ties up, what holding it costs, what fewer days would free, what grew."""

from __future__ import annotations

from typing import Any

from stockturn.analysis import Analysis
from stockturn.exhibits.exhibit import Exhibit, exhibit
from stockturn.exhibits.html import Html, Kpi, kpi_strip, lead, note, paragraph
from stockturn.exhibits.numbers import (
    days,
    fixed,
    money,
    number_and_unit,
    percent,
    signed,
    whole,
)
from stockturn.exhibits.phrases import insufficient, written
from stockturn.exhibits.tables import tabled
from stockturn.findings.change import change_of_turnover, one_off_cash
from stockturn.i18n import N_, _
from stockturn.metrics.catalog import measure_name
from stockturn.metrics.channels import sales_by_channel
from stockturn.metrics.purchasing import purchase_rhythm

LEAP = 3  # spans of the same months differ by this many days at most
CUTS = (0.05, 0.10, 0.20)
RATE_NAMES = {
    "capital": N_("资金成本"),
    "storage": N_("仓储"),
    "handling": N_("管理与搬运"),
    "obsolescence": N_("损耗与跌价"),
}


def cash_and_growth(analysis: Analysis) -> Exhibit:
    """Show the four blocks of money in stock: tied up, stale, bought, and what holding costs."""
    measures = analysis.measures
    if not measures["avg_stock_value"].known:
        return exhibit(lead(insufficient(measures["avg_stock_value"])))
    return exhibit(
        lead(_cash_sentence(analysis)),
        _blocks(analysis),
        _fewer_days(analysis),
        _carrying(analysis),
        _growth(analysis),
        _margin(analysis),
        _channels(analysis),
    )


def _cash_sentence(analysis: Analysis) -> str:
    measures = analysis.measures
    sentence = _("库存平均占用资金 {stock}，按所列费率每年持有成本约 {cost}").format(
        stock=money(measures["avg_stock_value"].value),
        cost=money(measures["carrying_cost"].value),
    )
    cogs, held = _yearly_cost(analysis), measures["dio_days"].value
    if cogs is None or held is None:
        return sentence + _("。")
    freed = one_off_cash(cogs, held, held - 1, analysis.params.settings.days_basis)
    return sentence + _("；周转天数每少 1 天，一次性释放资金约 {freed}。").format(
        freed=money(freed)
    )


def _yearly_cost(analysis: Analysis) -> float | None:
    cogs, span = analysis.measures["cogs"].value, analysis.window
    if cogs is None or span is None or cogs <= 0:
        return None
    return cogs * span.per_year(analysis.params.settings.days_basis)


def _blocks(analysis: Analysis) -> Html:
    measures, span = analysis.measures, analysis.window
    stock = measures["closing_stock_value"].value

    def share(key: str) -> str:
        value = measures[key].value
        return (
            _("占期末库存 {share}").format(share=percent(value / stock)) if value and stock else ""
        )

    def kpi(key: str, remark: str) -> Kpi:
        return Kpi(measure_name(key), *number_and_unit(written(measures[key])), remark)

    kpis = [
        kpi("avg_stock_value", _("报告期平均")),
        kpi("slow_value", share("slow_value")),
        kpi("excess_value", share("excess_value")),
    ]
    rhythm = None
    if span is not None:
        rhythm = purchase_rhythm(
            purchases=analysis.intake.tables.get("purchases"),
            movements=analysis.intake.tables.get("movements"),
            start=span.start,
            end=span.end,
        )
    if rhythm is not None:
        remark = _("每个采购商品平均每月 {n} 次").format(n=fixed(rhythm.per_item_month, 2))
        source = {"purchases": _("采购订单行"), "movements": _("采购入库行")}[rhythm.source]
        kpis.append(Kpi(source, whole(rhythm.lines), _("行"), remark))
    return kpi_strip(kpis)


def _fewer_days(analysis: Analysis) -> Html | None:
    """Say what fewer days would free, once, and save, every year; days and turns both."""
    cogs, held = _yearly_cost(analysis), analysis.measures["dio_days"].value
    if cogs is None or held is None:
        return None
    settings = analysis.params.settings
    rows = []
    for cut in CUTS:
        after = held * (1 - cut)
        change = change_of_turnover(held, after)
        freed = one_off_cash(cogs, held, after, settings.days_basis)
        rows.append(
            {
                "cut": _("天数减少 {cut}%").format(cut=fixed(cut * 100)),
                "days": f"{days(held)} → {days(after)}",
                "turns": f"+{percent(change.turns)}",
                "freed": freed,
                "saved": freed * settings.carrying_rates.total,
            }
        )
    formula = _(
        "释放资金＝年营业成本×减少的天数÷{basis}，只发生一次，不是每月；"
        "每年节约＝释放资金×持有成本率。两者性质不同，不相加。减少多少为宜，以缺货不增加为限。"
    )
    return tabled("fewer_days", rows) + note(formula.format(basis=settings.days_basis))


def _carrying(analysis: Analysis) -> Html:
    rates = analysis.params.settings.carrying_rates
    stock = analysis.measures["avg_stock_value"].value or 0.0
    rows: list[dict[str, Any]] = [
        {"name": _(name), "rate": getattr(rates, key), "cost": getattr(rates, key) * stock}
        for key, name in RATE_NAMES.items()
    ]
    total = {"name": _("合计"), "rate": rates.total, "cost": rates.total * stock}
    return tabled("carrying", rows, total=total) + note(
        _("费率为本次测算的设定，请以贵司财务数据核定；以平均库存金额为基数。")
    )


def _growth(analysis: Analysis) -> Html | None:
    """Set growth of sales beside growth of stock."""
    spans, now, before = analysis.spans, analysis.measures, analysis.before
    grown = {
        key: (now[key].value or 0.0) / value - 1
        for key in ("revenue", "cogs", "avg_stock_value")
        if (value := before[key].value) and now[key].known
    }
    sold = grown.get("revenue", grown.get("cogs"))
    if spans is None or spans.compare is None or sold is None or "avg_stock_value" not in grown:
        return None
    if abs(spans.compare.days - spans.period.days) > LEAP:
        told = _("对比期 {a} 天，报告期 {b} 天，长短不同，故不比较销售与库存的增速。")
        return note(told.format(a=spans.compare.days, b=spans.period.days))
    gap = grown["avg_stock_value"] - sold
    told = _("{kind}：{sales} {sold}%，平均库存 {stock}%，库存增速{faster} {gap}。")
    return paragraph(
        told.format(
            kind=spans.compare_name,
            sales=measure_name("revenue" if "revenue" in grown else "cogs"),
            sold=signed(sold * 100, 1),
            stock=signed(grown["avg_stock_value"] * 100, 1),
            faster=_("高出") if gap > 0 else _("低"),
            gap=_("{n}个百分点").format(n=fixed(abs(gap) * 100, 1)),
        )
    )


def _margin(analysis: Analysis) -> Html | None:
    """Say what holding stock takes from the client's profit margin, in percentage points."""
    margin, span = analysis.params.answers.profit_margin, analysis.window
    revenue, cost = (analysis.measures[key].value for key in ("revenue", "carrying_cost"))
    if margin is None or span is None or not revenue or cost is None:
        return None
    taken = cost / (revenue * span.per_year(analysis.params.settings.days_basis))
    told = _("访谈所述年利润率 {margin}；持有成本相当于年销售收入的 {taken}，即 {n}个百分点。")
    return paragraph(
        told.format(margin=percent(margin), taken=percent(taken), n=fixed(taken * 100, 1))
    )


def _channels(analysis: Analysis) -> Html | None:
    """Show through which channels the goods went, where the sales tell."""
    span, sales = analysis.window, analysis.intake.tables.get("sales")
    if span is None:
        return None
    found = sales_by_channel(sales, start=span.start, end=span.end)
    if found is None:
        return None
    rows = found.assign(channel=found["channel"].replace("", _("未填渠道")))
    advice = _("库存没有按渠道分设时，渠道之间共用同一批货；占比变化大的渠道应单独看缺货与备货。")
    return tabled("channels", rows) + note(advice)
