"""Month by month, and what changed turnover."""

from __future__ import annotations

import pandas as pd

from stockturn.analysis import Analysis
from stockturn.exhibits import charts
from stockturn.exhibits.exhibit import Exhibit, exhibit
from stockturn.exhibits.figure import Picture, canvas, picture
from stockturn.exhibits.html import Html, folded, lead, note
from stockturn.exhibits.numbers import (
    money,
    percent,
    signed,
)
from stockturn.exhibits.phrases import (
    insufficient,
)
from stockturn.exhibits.tables import tabled
from stockturn.i18n import _
from stockturn.metrics.decomposition import Decomposition
from stockturn.metrics.turnover import trend


def course(analysis: Analysis) -> Exhibit:
    """Show the months one by one and, against an earlier span, what changed turnover."""
    if analysis.window is None or not analysis.measures["turnover"].known:
        return exhibit(lead(insufficient(analysis.measures["turnover"])))
    months = trend(analysis.window)
    return exhibit(_trend_picture(months), _monthly_table(months), *_decomposed(analysis))


def _trend_picture(months: pd.DataFrame) -> Picture:
    stock, cost = months["closing_value"], months["cogs"]
    half = len(months) // 2
    title = _("月末库存由{a}变为{b}").format(a=money(stock.iloc[0]), b=money(stock.iloc[-1]))
    if half >= 3 and cost[:half].sum() > 0:
        change = cost[-half:].sum() / cost[:half].sum() - 1
        more = _("；后半期营业成本比前半期多 {share}")
        fewer = _("；后半期营业成本比前半期少 {share}")
        title += (more if change > 0 else fewer).format(share=percent(abs(change)))
    with canvas(height=3.1) as (figure, (ax,)):
        charts.stock_and_cost(months, ax=ax, title=title)
        low, high = stock.min(), stock.max()
        return picture(
            figure,
            alt=_(
                "按月的营业成本（柱）与月末库存金额（线）。{title}；库存最低 {low}，最高 {high}。"
            ).format(title=title, low=money(low), high=money(high)),
            caption=_("各月营业成本与月末库存金额"),
        )


def _monthly_table(months: pd.DataFrame) -> Html:
    rows = months.assign(month=months["start"].dt.strftime("%Y-%m"))
    body = tabled("monthly_table", rows)
    return folded(_("分月数据"), body)


def _decomposed(analysis: Analysis) -> list[Html | Picture]:
    parts = analysis.decomposition
    if parts is None or analysis.spans is None:
        return []
    level = _("按商品") if parts.level == "item" else _("按分类")
    pieces: list[Html | Picture] = [_decomposition_picture(parts)]
    if parts.simpson_warning:
        pieces.append(
            note(
                _("注意：各类自身的快慢与总体方向相反，总体变化来自结构，不能据总体判断各类好坏。")
            )
        )
    pieces.append(
        note(
            _(
                "分解{level}进行，采用两期占比与周转率的中点加权，四项之和等于总变化（取整后相加可差末位）。"
            ).format(level=level)
        )
    )
    return pieces


def _decomposition_picture(parts: Decomposition) -> Picture:
    names = [
        (_("各类自身快慢"), parts.rate),
        (_("结构（占比变化）"), parts.mix),
        (_("新增商品"), parts.new),
        (_("退出商品"), parts.discontinued),
    ]
    largest = max(names, key=lambda pair: abs(pair[1]))
    title = _("周转率变化 {total} 次/年，最大来源是“{name}”（{effect}）").format(
        total=signed(parts.total, 3), name=largest[0], effect=signed(largest[1], 3)
    )
    labels = [_("上期"), *(n for n, _e in names), _("本期")]
    with canvas(height=3.0) as (figure, (ax,)):
        charts.waterfall(
            labels,
            [e for _n, e in names],
            start=parts.before,
            ax=ax,
            title=title,
            unit=_("次/年"),
        )
        return picture(
            figure,
            alt=_("周转率由上期到本期的分解：{title}。").format(title=title),
            caption=_("周转率变化的分解"),
        )
