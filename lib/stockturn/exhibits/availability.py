"""What was missing: stock-outs, negative balances, returns."""

from __future__ import annotations

from stockturn.analysis import Analysis
from stockturn.exhibits.exhibit import Exhibit, exhibit
from stockturn.exhibits.html import Html, lead, note
from stockturn.exhibits.numbers import percent
from stockturn.exhibits.phrases import (
    insufficient,
    written,
)
from stockturn.exhibits.tables import tabled
from stockturn.i18n import _
from stockturn.metrics.catalog import measure_name

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
        told = _("误区检查中的缺货率按在售商品月末结存为零的比重推断，不能代替逐日的缺货率。")
        return exhibit(lead(insufficient(rate)), body, note(told) if analysis.facts else None)
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
    table = tabled("stockouts_by_class", rows, total=total)
    if analysis.measures["avg_stock_value"].known:
        return table
    return table + note(_("没有成本，ABC 按销售额划分；没有销售额的，按销售数量。"))
