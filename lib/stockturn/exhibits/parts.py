"""Turnover of the parts: by category, warehouse and supplier."""

from __future__ import annotations

from typing import Any

import pandas as pd

from stockturn.analysis import Analysis
from stockturn.exhibits import charts
from stockturn.exhibits.exhibit import Exhibit, exhibit
from stockturn.exhibits.figure import Picture, canvas, picture
from stockturn.exhibits.html import Html, lead, note
from stockturn.exhibits.numbers import days, percent
from stockturn.exhibits.phrases import (
    insufficient,
)
from stockturn.exhibits.tables import tabled
from stockturn.i18n import N_, _, sentences
from stockturn.metrics.structure import by_key
from stockturn.metrics.turnover import with_turns

BARS = 12


PARTS = 30


APART = 0.01  # share of the revenue


NO_NAME = N_("未注明")


def places_and_categories(analysis: Analysis) -> Exhibit:
    """Show turnover by category, warehouse and supplier; totals are ratios of sums."""
    if analysis.window is None or not analysis.measures["turnover"].known:
        return exhibit(lead(insufficient(analysis.measures["turnover"])))
    pieces: list[Html | Picture] = []
    categories = _broken_down(analysis, "category")
    if (categories["key"] != _(NO_NAME)).any():
        pieces += [_category_picture(analysis, categories)]
        pieces += [_breakdown_table(analysis, categories, _("分类"), _("按分类的周转"))]
    else:
        pieces.append(note(_("商品档案没有分类，故不按分类列示；请客户补充含分类的商品档案。")))
    companies = _broken_down(analysis, "company")
    if (companies["key"] != _(NO_NAME)).sum() > 1:
        pieces.append(_breakdown_table(analysis, companies, _("公司"), _("按公司的周转")))
    warehouses = _broken_down(analysis, "warehouse")
    if len(warehouses) > 1:
        pieces.append(_breakdown_table(analysis, warehouses, _("仓库"), _("按仓库的周转")))
    else:
        pieces.append(note(_("数据只有一个仓库或不分仓，故不按仓库列示。")))
    pieces.append(_suppliers(analysis))
    if _sold_apart(analysis):
        pieces.append(
            note(
                _("部分销售收入记在没有库存的编码（如组合商品）上，拆不到各部分，故不列毛利回报。")
            )
        )
    return exhibit(*pieces)


def _sold_apart(analysis: Analysis) -> bool:
    """Tell whether codes that never hold stock sell: parts would miss margin of the whole."""
    pairs = analysis.pairs
    stocked = pairs["avg_stock_value"].ne(0) | pairs["cogs"].ne(0)
    return bool(pairs["net_revenue"][~stocked].sum() > APART * pairs["net_revenue"].sum() > 0)


def _broken_down(analysis: Analysis, key: str) -> pd.DataFrame:
    assert analysis.window is not None
    named = analysis.pairs.assign(**{key: analysis.pairs[key].astype("str")})
    named[key] = named[key].where(named[key].ne(""), _(NO_NAME))
    basis = analysis.params.settings.days_basis
    sums = with_turns(by_key(named, key), analysis.window, basis=basis)
    held = sums["avg_stock_value"].ne(0) | sums["cogs"].ne(0) | sums["closing_value"].ne(0)
    unknown = not analysis.measures["gmroi"].known
    apart = ["gmroi"] if unknown or _sold_apart(analysis) else []
    return sums[held].rename(columns={key: "key"}).drop(columns=apart)


def _breakdown_table(analysis: Analysis, sums: pd.DataFrame, heading: str, caption: str) -> Html:
    total = float(sums["avg_stock_value"].sum())
    rows = sums.head(PARTS).assign(share=sums["avg_stock_value"] / total if total else 0.0)
    measures = analysis.measures
    total_row: dict[str, Any] = {
        "key": _("合计"),
        "avg_stock_value": total,
        "share": 1.0,
        "cogs": float(sums["cogs"].sum()),
        "turns": measures["turnover"].value,
        "days": measures["dio_days"].value,
        "gmroi": measures["gmroi"].value,
        "closing_value": float(sums["closing_value"].sum()),
    }
    return tabled("breakdown", rows, total=total_row, heading=heading, caption=caption)


def _category_picture(analysis: Analysis, sums: pd.DataFrame) -> Picture:
    ranked = sums[sums["days"].notna()].sort_values("days", ascending=False).head(BARS)
    overall = analysis.measures["dio_days"].value
    assert overall is not None
    slower = ranked[ranked["days"] > overall]
    title = _("{n} 个分类慢于总体 {days} 天，占平均库存 {share}").format(
        n=len(slower),
        days=days(overall),
        share=percent(slower["avg_stock_value"].sum() / sums["avg_stock_value"].sum()),
    )
    with canvas(height=0.9 + 0.3 * len(ranked)) as (figure, (ax,)):
        charts.ranked_bars(
            ranked["key"].tolist(),
            ranked["days"].tolist(),
            ax=ax,
            title=title,
            unit=_("周转天数"),
            reference=overall,
            reference_name=_("总体"),
        )
        return picture(
            figure,
            alt=_("各分类的周转天数，由慢到快。{title}。").format(title=title),
            caption=_("各分类周转天数"),
        )


def _suppliers(analysis: Analysis) -> Html:
    sums = _broken_down(analysis, "supplier")
    known = sums[sums["key"] != _(NO_NAME)]
    if known.empty:
        return note(_("数据没有供应商，故不按供应商列示。"))
    if not analysis.params.report.show_names:
        masked = [
            _("供应商{n:02d}").format(n=i + 1) if k != _(NO_NAME) else k
            for i, k in enumerate(sums["key"])
        ]
        sums = sums.assign(key=masked)
    share = analysis.measures["supplier_top3_share"].value
    told = _("资金最多的三家供应商占 {share}。").format(share=percent(share)) if share else ""
    hidden = "" if analysis.params.report.show_names else _("供应商以代号列示。")
    body = tabled("suppliers", sums.head(10))
    said = sentences(told, hidden)
    return body + (note(said) if said else Html(""))
