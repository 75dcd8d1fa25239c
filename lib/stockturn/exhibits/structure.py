"""Where the money lies: classes, rhythms of demand and the items that hold most."""

from __future__ import annotations

import pandas as pd

from stockturn.analysis import Analysis
from stockturn.exhibits import charts
from stockturn.exhibits.exhibit import Exhibit, exhibit
from stockturn.exhibits.figure import Picture, canvas, picture
from stockturn.exhibits.html import Html, lead, note
from stockturn.exhibits.numbers import money, percent
from stockturn.exhibits.phrases import (
    insufficient,
    item_label,
)
from stockturn.exhibits.tables import tabled
from stockturn.i18n import N_, _
from stockturn.metrics.structure import by_key
from stockturn.metrics.turnover import with_turns

TOP = 15


RHYTHMS = {
    "smooth": N_("平稳"),
    "erratic": N_("波动"),
    "intermittent": N_("间断"),
    "lumpy": N_("块状"),
    "none": N_("无需求"),
}


def structure(analysis: Analysis) -> Exhibit:
    """Show how the money lies over ABC and XYZ classes, and the items that hold most."""
    if analysis.pairs.empty or not analysis.measures["closing_stock_value"].known:
        return exhibit(lead(insufficient(analysis.measures["closing_stock_value"])))
    share = analysis.measures["concentration_top20"].value
    told = lead(
        _("库存金额最高的 20% 商品占期末库存的 {share}。").format(share=percent(share))
        if share is not None
        else _("期末没有库存。")
    )
    if analysis.facts is not None and analysis.facts.source == "onhand":
        why = _("只有库存快照，没有出入，分不出 ABC、XYZ 与动销，周转也不可知。")
        return exhibit(told, _largest(analysis), note(why))
    return exhibit(
        told,
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
                _("{v}\n{n} 个商品").format(v=money(value.loc[r, c]), n=items.loc[r, c])
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
    if analysis.facts is not None and analysis.facts.source == "onhand":
        rows = rows.drop(columns=["abc", "turns", "days"])
    return tabled("largest", rows, n=len(rows))
