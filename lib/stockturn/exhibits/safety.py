"""Whether more stock is safer, on the client's own items; and what to do with those that lie."""

from __future__ import annotations

import pandas as pd

from stockturn.analysis import Analysis
from stockturn.exhibits import charts
from stockturn.exhibits.exhibit import Exhibit, exhibit
from stockturn.exhibits.figure import Picture, canvas, picture
from stockturn.exhibits.html import Html, lead, note
from stockturn.exhibits.numbers import fixed, money, percent
from stockturn.exhibits.phrases import item_label
from stockturn.exhibits.tables import tabled
from stockturn.findings.disposal import disposal_plan
from stockturn.i18n import _
from stockturn.ledger.facts import Facts
from stockturn.metrics.idle import idle_items
from stockturn.metrics.safety import stockouts_by_cover

ITEMS_SHOWN = 15


def more_is_safer(analysis: Analysis) -> Exhibit:
    """Show stock-outs of the items from least to most cover, against the belief in more stock."""
    span = analysis.window
    parts = stockouts_by_cover(span.pairs, days=span.days) if span is not None else None
    if parts is None:
        why = (
            _("需要出入库流水，才能逐日看到缺货。")
            if span is None or "stockout_days" not in span.pairs
            else _("有销售的商品太少，分组比较没有意义。")
        )
        return exhibit(lead(_("“库存越多越安全”在贵司是否成立：数据不足。")), note(why))
    told = _least_and_most(parts)
    names = [
        _("{low}～{high} 天").format(low=fixed(p["low_days"]), high=fixed(p["high_days"]))
        for p in parts.to_dict("records")
    ]
    shown = parts if parts["avg_stock_value"].sum() > 0 else parts.drop(columns="avg_stock_value")
    return exhibit(
        lead(told),
        _stockout_picture(parts["stockout_rate"], names, told),
        tabled("more_is_safer", shown.assign(group=names)),
        note(
            _(
                "备货天数＝平均库存数量÷日均净销量；只计报告期内有销售的商品，各组商品数相近。"
                "各组商品快慢不同，差别不全由备货多少引起。"
            )
        ),
    )


def _least_and_most(parts: pd.DataFrame) -> str:
    """Set the stock-outs of the items with most cover against those with least."""
    least, most = parts.iloc[0], parts.iloc[-1]
    value = parts["avg_stock_value"].sum()
    tied = (
        _("占用 {share} 的库存资金，").format(share=percent(most["avg_stock_value"] / value))
        if value > 0
        else ""
    )
    worse = most["stockout_rate"] >= least["stockout_rate"]
    told = (
        _(
            "未见“库存越多越安全”：备货最多的一组{tied}缺货率 {most}，"
            "不低于备货最少的一组的 {least}。"
        )
        if worse
        else _(
            "备货最多的一组{tied}缺货率 {most}，低于备货最少的一组的 {least}；"
            "是否值得，看目标库存一节的测算。"
        )
    )
    return told.format(
        tied=tied, most=percent(most["stockout_rate"]), least=percent(least["stockout_rate"])
    )


def _stockout_picture(rates: pd.Series, names: list[str], told: str) -> Picture:
    with canvas(height=2.4) as (figure, (ax,)):
        charts.ranked_bars(
            names,
            [100 * rate for rate in rates],
            ax=ax,
            title=_("备货天数由少到多，缺货率由 {a} 到 {b}").format(
                a=percent(rates.iloc[0]), b=percent(rates.iloc[-1])
            ),
            unit=_("缺货率，%"),
        )
        return picture(
            figure,
            alt=_("按备货天数由少到多分组的缺货率。{told}").format(told=told),
            caption=_("备货天数与缺货率（按商品分组）"),
        )


def clearing_plan(analysis: Analysis) -> Exhibit:
    """Name for each slow item the way to clear it first, and what it may bring back."""
    plan = slow_goods(analysis)
    if plan is None:
        if analysis.pieces_alone:
            why = _("清理建议数据不足：没有成本，不能估算可收回多少。")
            more = _("哪些商品不动，见“周转诊断”一章的慢动清单。")
            return exhibit(lead(why), note(more))
        return exhibit(lead(_("清理建议数据不足：尚不能判断哪些商品不动。")))
    if plan.empty:
        days = analysis.params.settings.slow_days
        none = lead(_("没有 {n} 天及以上无出库的商品。").format(n=days))
        more = _("停用的商品与一年需求以外的数量，见“补货目标与清单”一章的清理处置。")
        return exhibit(none, note(more) if analysis.policy is not None else None)
    total = {key: float(plan[key].sum()) for key in ("closing_value", "low", "high")}
    sentence = _("{n} 个慢动商品占用 {value}，按建议方式清理预计可收回 {low}～{high}（一次性）。")
    return exhibit(
        lead(
            sentence.format(
                n=len(plan),
                value=money(total["closing_value"]),
                low=money(total["low"]),
                high=money(total["high"]),
            )
        ),
        _ways(plan, total),
        _first(analysis, plan),
        note(
            _(
                "收回比例为顾问设定，有贵司历次清理记录时以记录为准；降价只是其中一种方式，"
                "且须设底价与期限。完整清单见 actions.xlsx 的“慢动清单”。"
            )
        ),
    )


def slow_goods(analysis: Analysis) -> pd.DataFrame | None:
    """Return the slow items with the way to clear each, most money first; None where unknown."""
    facts, settings = analysis.facts, analysis.params.settings
    if facts is None or analysis.window is None or not analysis.measures["slow_value"].known:
        return None
    idle = idle_items(facts)
    plan = disposal_plan(
        idle[idle["idle_days"] >= settings.slow_days],
        pairs=analysis.pairs,
        last_receipt=_last_bought(facts),
        end=pd.Timestamp(facts.end),
        dead_days=settings.dead_days,
    )
    return plan.sort_values(["closing_value", "item"], ascending=[False, True])


def _last_bought(facts: Facts) -> pd.Series:
    """Return by item the end of the last month with a purchase: transfers and counts are none."""
    bought = facts.monthly[facts.monthly["purchase_qty"] > 0]
    return bought.groupby("item", observed=True)["bucket"].max().map(facts.buckets["end"])


def _ways(plan: pd.DataFrame, total: dict[str, float]) -> Html:
    sums = plan.groupby("way", sort=False).agg(
        items=("item", "size"),
        closing_value=("closing_value", "sum"),
        low=("low", "sum"),
        high=("high", "sum"),
        why=("why", "first"),
    )
    rows = sums.reset_index().assign(way=lambda t: t["way"].map(_), why=lambda t: t["why"].map(_))
    return tabled("ways", rows, total={"way": _("合计"), "items": len(plan), "why": "", **total})


def _first(analysis: Analysis, plan: pd.DataFrame) -> Html:
    names = item_label(analysis.pairs.drop_duplicates("item").set_index("item"))
    shown = plan.head(ITEMS_SHOWN)
    rows = shown.assign(name=shown["item"].map(names).fillna(""), way=shown["way"].map(_))
    return tabled("clear_first", rows, n=len(rows))
