"""What does not move, and what is too much or too little."""

from __future__ import annotations

import pandas as pd

from stockturn.analysis import Analysis
from stockturn.exhibits import charts
from stockturn.exhibits.ageing import ages
from stockturn.exhibits.exhibit import Exhibit, exhibit
from stockturn.exhibits.figure import Picture, canvas, picture
from stockturn.exhibits.html import Html, lead, note
from stockturn.exhibits.numbers import days, money, percent, whole
from stockturn.exhibits.phrases import (
    insufficient,
    item_label,
    written,
)
from stockturn.exhibits.tables import tabled
from stockturn.i18n import _, sentences
from stockturn.metrics.idle import idle_items

TOP = 15


SIDES = {"excess": 10, "shortage": 5}


def idle(analysis: Analysis) -> Exhibit:
    """Show slow, stagnant, dead and excess stock, with the items behind them."""
    facts, measures = analysis.facts, analysis.measures
    if facts is None or not measures["slow_value"].known:
        why = lead(insufficient(measures["slow_value"]))
        if facts is None or not analysis.pieces_alone:
            return exhibit(why)
        return exhibit(why, *_idle_pieces(analysis, idle_items(facts)))
    table_ = idle_items(facts)
    stock = measures["closing_stock_value"].value or 0.0
    return exhibit(
        lead(_idle_sentence(analysis, stock)),
        _idle_picture(analysis, stock),
        _idle_list(analysis, table_),
        *ages(analysis),
        _excess(analysis),
    )


def _idle_pieces(analysis: Analysis, idle_table: pd.DataFrame) -> tuple[Html, ...]:
    """Tell what does not move of goods whose cost is unknown, most pieces first."""
    slow_days = analysis.params.settings.slow_days
    slow = idle_table[idle_table["idle_days"] >= slow_days]
    told = _("没有成本，只计件数：{n} 个商品共 {qty} 件，{days} 天及以上无出库。").format(
        n=len(slow), qty=whole(slow["closing_qty"].sum()), days=slow_days
    )
    return (note(told), _idle_list(analysis, slow, valued=False)) if len(slow) else ()


def _idle_sentence(analysis: Analysis, stock: float) -> str:
    values = {k: analysis.measures[k].value for k in ("slow_value", "stagnant_value", "dead_value")}
    settings = analysis.params.settings
    slow = values["slow_value"] or 0.0
    text = _("{days} 天及以上无出库的慢动库存 {value}，占期末库存 {share}").format(
        days=settings.slow_days, value=money(slow), share=percent(slow / stock if stock else 0.0)
    )
    if values["stagnant_value"] is not None:
        text += _("；其中呆滞（{n} 天）{v}").format(
            n=settings.stagnant_days, v=money(values["stagnant_value"])
        )
    if values["dead_value"] is not None:
        text += _("，死库存（{n} 天）{v}").format(
            n=settings.dead_days, v=money(values["dead_value"])
        )
    else:
        text += _("；数据长度不足以判断死库存（{n} 天）").format(n=settings.dead_days)
    return text + _("。")


def _idle_picture(analysis: Analysis, stock: float) -> Picture:
    settings, measures = analysis.params.settings, analysis.measures
    slow = measures["slow_value"].value or 0.0
    stagnant = measures["stagnant_value"].value
    dead = measures["dead_value"].value
    steps = [(_("{n} 天内有出库").format(n=settings.slow_days), stock - slow)]
    edges = [settings.slow_days, settings.stagnant_days, settings.dead_days]
    values = [slow, stagnant, dead]
    for i, (edge, value) in enumerate(zip(edges, values, strict=True)):
        if value is None:
            break
        following = values[i + 1] if i + 1 < len(values) else None
        label = (
            _("{a}～{b} 天无出库").format(a=edge, b=edges[i + 1] - 1)
            if following is not None
            else _("{a} 天及以上无出库").format(a=edge)
        )
        steps.append((label, value - (following or 0.0)))
    title = _("期末库存{stock}中，{share} 在 {n} 天及以上没有出库").format(
        stock=money(stock), share=percent(slow / stock if stock else 0.0), n=settings.slow_days
    )
    with canvas(height=1.0 + 0.38 * len(steps)) as (figure, (ax,)):
        charts.age_classes([n for n, _v in steps], [v for _n, v in steps], ax=ax, title=title)
        return picture(
            figure,
            alt=_("期末库存按距上次出库的天数分段。{title}。").format(title=title),
            caption=_("期末库存按无出库天数分段"),
        )


def _idle_list(analysis: Analysis, idle_table: pd.DataFrame, *, valued: bool = True) -> Html:
    settings = analysis.params.settings
    slow = idle_table[idle_table["idle_days"] >= settings.slow_days]
    if slow.empty:
        return note(_("没有慢动商品。"))
    names = analysis.pairs.drop_duplicates("item").set_index("item")
    by = "closing_value" if valued else "closing_qty"
    rows = slow.sort_values([by, "item"], ascending=[False, True]).head(TOP)
    issued = rows["last_issue"].dt.strftime("%Y-%m-%d")
    rows = rows.assign(
        name=rows["item"].map(item_label(names)),
        issued=issued.where(rows["last_issue"].notna(), _("期内无出库")),
    )
    if not valued:
        return tabled("idle_pieces", rows, n=len(rows), all=len(slow))
    return tabled("idle_list", rows, n=len(rows), all=len(slow))


def _excess(analysis: Analysis) -> Html:
    measure = analysis.measures["excess_value"]
    if analysis.facts is None or analysis.window is None or not measure.known:
        return note(insufficient(measure))
    shortage, coming = (
        analysis.measures[key] for key in ("shortage_value", "on_order_excess_value")
    )
    shown = {f"{k}_value": n for k, n in SIDES.items() if k == "excess" or shortage.known}
    rows = pd.concat([analysis.positions.nlargest(n, key) for key, n in shown.items()])
    rows = rows.drop_duplicates(["item", "warehouse"])
    rows = rows[rows[list(shown)].gt(0).any(axis=1)]
    names = analysis.pairs.drop_duplicates("item").set_index("item")
    rows = rows.assign(
        name=rows["item"].map(item_label(names)),
        cover=[days(c) if c < 9999 else _("无需求") for c in rows["days_of_cover"]],
    )
    if not rows["warehouse"].ne("").any():
        rows = rows.drop(columns="warehouse")
    if shortage.known:
        caption = _("超量最多的 {excess} 项与缺口最多的 {shortage} 项").format(**SIDES)
        both = _("超量{excess}与缺口{shortage}同时存在，逐商品逐仓计算后分别相加，不相抵。")
        told = [both.format(excess=money(measure.value), shortage=money(shortage.value))]
    else:
        rows = rows.drop(columns="shortage_value")
        caption = _("超量最多的 {excess} 项").format(**SIDES)
        told = [insufficient(shortage)]
    if coming.value is not None:
        told.append(_("未到货的采购中还有{value}到货后将成超量。").format(value=written(coming)))
    return tabled("excess", rows, caption=caption) + note(sentences(*told))
