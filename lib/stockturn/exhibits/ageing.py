"""Age of the stock on the page, tied to the balance."""

from __future__ import annotations

from typing import Any

import pandas as pd

from stockturn.analysis import Analysis
from stockturn.exhibits import charts
from stockturn.exhibits.figure import Picture, canvas, picture
from stockturn.exhibits.html import Col, Html, note
from stockturn.exhibits.numbers import money, percent, wan, whole
from stockturn.exhibits.tables import tabled
from stockturn.i18n import _
from stockturn.metrics.ageing import Ageing

OLD_FROM_DAY = 181


def ages(analysis: Analysis) -> list[Html | Picture]:
    """Show stock by age, company-wide and by warehouse; parts add up to the balance."""
    ageing = analysis.ageing
    if ageing is None:
        return [note(_("库龄数据不足：请客户补充出入库流水。"))]
    rows = _rows(ageing)
    return [_picture(rows, ageing), _table(rows, ageing), *_by_warehouse(ageing)]


def _label(first: float, last: float) -> str:
    if pd.isna(last):
        return _("{n} 天以上").format(n=whole(first - 1))
    return _("{a}～{b} 天").format(a=whole(first), b=whole(last))


def _rows(ageing: Ageing) -> list[dict[str, Any]]:
    rows = [
        {"age": _label(b["from_day"], b["to_day"]), "qty": b["qty"], "value": b["value"]}
        for b in ageing.buckets.to_dict("records")
    ]
    if ageing.undated_qty:
        undated = {"qty": ageing.undated_qty, "value": ageing.undated_value}
        rows.append({"age": _("期初前（日期不明）"), **undated})
    if ageing.negative_qty or ageing.negative_value:
        negative = {"qty": ageing.negative_qty, "value": ageing.negative_value}
        rows.append({"age": _("负库存（待补入）"), **negative})
    return rows


def _picture(rows: list[dict[str, Any]], ageing: Ageing) -> Picture:
    total = ageing.value
    old = float(ageing.buckets.loc[ageing.buckets["from_day"] >= OLD_FROM_DAY, "value"].sum())
    title = _("库龄超过 180 天的库存{value}，占 {share}").format(
        value=money(old), share=percent(old / total if total else 0.0)
    )
    if ageing.undated_value:
        title += _("；另有{value}早于数据起点").format(value=money(ageing.undated_value))
    with canvas(height=1.0 + 0.34 * len(rows)) as (figure, (ax,)):
        charts.age_classes([r["age"] for r in rows], [r["value"] for r in rows], ax=ax, title=title)
        return picture(
            figure,
            alt=_("期末库存按库龄分段的金额与占比。{title}。").format(title=title),
            caption=_("期末库存按库龄分段"),
        )


def _table(rows: list[dict[str, Any]], ageing: Ageing) -> Html:
    total = ageing.value
    shared = [{**r, "share": r["value"] / total if total else None} for r in rows]
    sums = {"age": _("合计（＝期末库存）"), "qty": sum(r["qty"] for r in rows)}
    return tabled("ageing", shared, total={**sums, "value": total, "share": 1.0 if total else None})


def _by_warehouse(ageing: Ageing) -> list[Html]:
    if len(ageing.by_warehouse) < 2:
        return []
    labels = [_label(b["from_day"], b["to_day"]) for b in ageing.buckets.to_dict("records")]
    labels.append(_("日期不明"))
    rows = [
        {"warehouse": str(place), **{f"b{i}": float(v) for i, v in enumerate(values)}}
        for place, values in zip(
            ageing.by_warehouse.index, ageing.by_warehouse.to_numpy(), strict=True
        )
    ]
    spans = [Col(f"b{i}", label, wan) for i, label in enumerate(labels)]
    shown = [tabled("ageing_by_warehouse", rows, more=spans)]
    if ageing.negative_value:
        told = _("各仓金额不含负库存 {value}，故各仓之和大于期末库存。")
        shown.append(note(told.format(value=money(ageing.negative_value))))
    return shown
