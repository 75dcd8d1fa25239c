"""The stock itself on the page: where it lies, what moves, what does not, what is missing."""

from __future__ import annotations

from typing import Any

import pandas as pd

from stockturn.analysis import Analysis
from stockturn.exhibits import charts
from stockturn.exhibits.ageing import ages
from stockturn.exhibits.evidence import written
from stockturn.exhibits.exhibit import Exhibit, exhibit
from stockturn.exhibits.figure import Picture, canvas, picture
from stockturn.exhibits.html import Html, lead, note
from stockturn.exhibits.numbers import days, money, percent, wan
from stockturn.exhibits.tables import tabled
from stockturn.exhibits.turnover import insufficient
from stockturn.i18n import N_, _, sentences
from stockturn.metrics.catalog import measure_name
from stockturn.metrics.idle import idle_items
from stockturn.metrics.structure import by_key
from stockturn.metrics.turnover import with_turns

TOP = 15
BARS = 12
PARTS = 30
APART = 0.01  # share of the revenue
SIDES = {"excess": 10, "shortage": 5}
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
    apart = ["gmroi"] if _sold_apart(analysis) else []
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
    hidden = "" if analysis.params.report.show_names else _("供应商名称默认不显示。")
    body = tabled("suppliers", sums.head(10))
    said = sentences(told, hidden)
    return body + (note(said) if said else Html(""))


def structure(analysis: Analysis) -> Exhibit:
    """Show how the money lies over ABC and XYZ classes, and the items that hold most."""
    if analysis.pairs.empty or not analysis.measures["closing_stock_value"].known:
        return exhibit(lead(insufficient(analysis.measures["closing_stock_value"])))
    share = analysis.measures["concentration_top20"].value
    return exhibit(
        lead(
            _("库存金额最高的 20% 商品占期末库存的 {share}。").format(share=percent(share))
            if share is not None
            else _("期末没有库存。")
        ),
        _class_picture(analysis),
        _rhythms(analysis),
        _largest(analysis),
        note(
            _(
                "ABC 按报告期营业成本：排在其前的累计占比低于 80% 为 A，低于 95% 为 B，其余为 C。"
                "XYZ 按月需求的变异系数（无销售的月份计零，自首次有货起算）："
                "低于 0.5 为 X，低于 1.0 为 Y，其余为 Z。"
                "FSN 按有净销售的月份所占比重：75% 以上为 F，其余为 S，全无为 N。"
                "需求形态按 Syntetos 与 Boylan（2005）：ADI＝月数÷有需求的月数，以 1.32 为界；"
                "CV² 为有需求各月销量的变异系数平方，以 0.49 为界。"
            )
        ),
    )


RHYTHMS = {
    "smooth": N_("平稳"),
    "erratic": N_("波动"),
    "intermittent": N_("间断"),
    "lumpy": N_("块状"),
    "none": N_("无需求"),
}


def _rhythms(analysis: Analysis) -> Html:
    """Set how often goods sell (FSN) against how their demand comes (ADI and CV²)."""
    pairs = analysis.pairs
    items = pairs.groupby(["demand", "fsn"], observed=True)["item"].nunique().unstack(fill_value=0)
    value = pairs.groupby("demand", observed=True)["closing_value"].sum()
    rows = [
        {"name": _(RHYTHMS[d]), "value": value[d], **{c: items.loc[d].get(c, 0) for c in "FSN"}}
        for d in RHYTHMS
        if d in items.index
    ]
    total = {"name": _("合计"), "value": value.sum(), **{c: sum(r[c] for r in rows) for c in "FSN"}}
    return tabled("rhythms", rows, total=total)


def _class_picture(analysis: Analysis) -> Picture:
    value = analysis.pairs.pivot_table(
        index="abc", columns="xyz", values="closing_value", aggfunc="sum", fill_value=0.0
    )
    value = value.reindex(index=list("ABC"), columns=list("XYZ"), fill_value=0.0)
    items = analysis.pairs.pivot_table(
        index="abc", columns="xyz", values="item", aggfunc="nunique", fill_value=0
    ).reindex(index=list("ABC"), columns=list("XYZ"), fill_value=0)
    written_cells = pd.DataFrame(
        {
            c: [
                _("{v} 万元\n{n} 个商品").format(v=wan(value.loc[r, c]), n=items.loc[r, c])
                for r in value.index
            ]
            for c in value.columns
        },
        index=value.index,
    )
    total = value.to_numpy().sum()
    tail = value.loc["C"].sum() / total if total else 0.0
    title = _("C 类商品占期末库存 {share}，波动最大的 Z 列占 {z}").format(
        share=percent(tail), z=percent(value["Z"].sum() / total if total else 0.0)
    )
    with canvas(height=2.7) as (figure, (ax,)):
        charts.heat_matrix(value, ax=ax, title=title, written=written_cells)
        ax.set_ylabel(_("ABC（按营业成本）"))
        ax.set_xlabel(_("XYZ（按需求波动）"))
        return picture(
            figure,
            alt=_("期末库存金额按 ABC 与 XYZ 分布的矩阵。{title}。").format(title=title),
            caption=_("期末库存按 ABC 与 XYZ 的分布"),
        )


def _largest(analysis: Analysis) -> Html:
    assert analysis.window is not None
    pairs = analysis.pairs
    names = pairs.drop_duplicates("item").set_index("item")
    sums = with_turns(
        by_key(pairs, "item"), analysis.window, basis=analysis.params.settings.days_basis
    )
    rows = sums.sort_values(["closing_value", "item"], ascending=[False, True]).head(TOP)
    total = pairs["closing_value"].sum()
    rows = rows.assign(
        name=rows["item"].map(item_label(names)),
        abc=rows["item"].map(names["abc"]),
        share=rows["closing_value"] / total if total else 0.0,
    )
    return tabled("largest", rows, n=len(rows))


def item_label(names: pd.DataFrame) -> pd.Series:
    """Return name and spec of each item as one label."""
    return (names["item_name"].astype("str") + " " + names["spec"].astype("str")).str.strip()


def idle(analysis: Analysis) -> Exhibit:
    """Show slow, stagnant, dead and excess stock, with the items behind them."""
    facts, measures = analysis.facts, analysis.measures
    if facts is None or not measures["slow_value"].known:
        return exhibit(lead(insufficient(measures["slow_value"])))
    table_ = idle_items(facts)
    stock = measures["closing_stock_value"].value or 0.0
    return exhibit(
        lead(_idle_sentence(analysis, stock)),
        _idle_picture(analysis, stock),
        _idle_list(analysis, table_),
        *ages(analysis),
        _excess(analysis),
    )


def _idle_sentence(analysis: Analysis, stock: float) -> str:
    values = {k: analysis.measures[k].value for k in ("slow_value", "stagnant_value", "dead_value")}
    settings = analysis.params.settings
    slow = values["slow_value"] or 0.0
    text = _("超过 {days} 天无出库的慢动库存 {value}，占期末库存 {share}").format(
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
    title = _("期末库存{stock}中，{share}超过 {n} 天没有出库").format(
        stock=money(stock), share=percent(slow / stock if stock else 0.0), n=settings.slow_days
    )
    with canvas(height=1.0 + 0.38 * len(steps)) as (figure, (ax,)):
        charts.age_classes([n for n, _v in steps], [v for _n, v in steps], ax=ax, title=title)
        return picture(
            figure,
            alt=_("期末库存按距上次出库的天数分段。{title}。").format(title=title),
            caption=_("期末库存按无出库天数分段"),
        )


def _idle_list(analysis: Analysis, idle_table: pd.DataFrame) -> Html:
    settings = analysis.params.settings
    slow = idle_table[idle_table["idle_days"] >= settings.slow_days]
    if slow.empty:
        return note(_("没有慢动商品。"))
    names = analysis.pairs.drop_duplicates("item").set_index("item")
    rows = slow.sort_values(["closing_value", "item"], ascending=[False, True]).head(TOP)
    issued = rows["last_issue"].dt.strftime("%Y-%m-%d")
    rows = rows.assign(
        name=rows["item"].map(item_label(names)),
        issued=issued.where(rows["last_issue"].notna(), _("数据期内无出库")),
    )
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


AVAILABILITY = (
    "stockout_rate",
    "stockout_days",
    "days_in_stock_rate",
    "cycle_service",
    "fill_rate",
    "lost_sales_value",
    "negative_balance_count",
    "return_rate",
)


def availability(analysis: Analysis) -> Exhibit:
    """Show stock-outs and negative balances as far as the data have days."""
    measures = analysis.measures
    rate = measures["stockout_rate"]
    rows = [
        {
            "name": measure_name(k),
            "value": written(measures[k]),
            "definition": measures[k].definition,
        }
        for k in AVAILABILITY
    ]
    body = tabled("availability", rows)
    if rate.value is None:
        return exhibit(lead(insufficient(rate)), body)
    sentence = _("在管商品仓日中有 {rate} 处于缺货（结存不大于零）。").format(
        rate=percent(rate.value)
    )
    return exhibit(lead(sentence), body, _stockouts_by_class(analysis))


def _stockouts_by_class(analysis: Analysis) -> Html:
    sums = analysis.pairs.groupby("abc", observed=True)[["stockout_days", "held_days"]].sum()
    sums = sums[sums["held_days"] > 0].reset_index()
    rows = sums.assign(rate=sums["stockout_days"] / sums["held_days"])
    total = {
        "abc": _("合计"),
        "held_days": sums["held_days"].sum(),
        "stockout_days": sums["stockout_days"].sum(),
        "rate": sums["stockout_days"].sum() / max(sums["held_days"].sum(), 1),
    }
    return tabled("stockouts_by_class", rows, total=total)


__all__ = ["availability", "idle", "item_label", "places_and_categories", "structure"]
