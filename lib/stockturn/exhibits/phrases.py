"""Measures, effects and items as running text names them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd

from stockturn.exhibits.html import text
from stockturn.exhibits.numbers import (
    ABSENT,
    arrow,
    days,
    fixed,
    money,
    percent,
    points,
    signed,
    turns,
    wan,
    whole,
)
from stockturn.findings import Estimate, Mistake
from stockturn.i18n import _
from stockturn.measures import Measure
from stockturn.metrics.catalog import measure_name


def item_label(names: pd.DataFrame) -> pd.Series:
    """Return name and spec of each item as one label."""
    return (names["item_name"].astype("str") + " " + names["spec"].astype("str")).str.strip()


def lines_crossed(mistake: Mistake) -> str:
    """Count the signs beyond the line and near it, by the words of the table of evidence."""
    counted = [s for s in mistake.statistics if s.value is not None and s.threshold is not None]
    over, near = (sum(s.level == level for s in counted) for level in (2, 1))
    told = _("{n} 项指标中 {over} 项越线").format(n=len(counted), over=over)
    return told + (_("、{near} 项临近").format(near=near) if near else "")


def effect_range(estimate: Estimate | None) -> str:
    """Return an effect in 万元 with its interval below, as markup."""
    return ABSENT if estimate is None else ranged(estimate.value, estimate.low, estimate.high)


def ranged(value: float, low: float, high: float) -> str:
    """Return money for a table in 万元 as markup; its interval below unless its ends are alike."""
    ends = wan(low), wan(high)
    if pd.isna(low) or ends[0] == ends[1]:
        return wan(value)
    told = _("{low}～{high}").format(low=ends[0], high=ends[1])
    return f'{wan(value)}<span class="range">{text(told)}</span>'


_WRITERS: dict[str, Callable[[float], str]] = {
    "元": money,
    "元/年": money,
    "次/年": lambda v: turns(v) + " " + _("次/年"),
    "天": lambda v: days(v) + " " + _("天"),
    "比率": percent,
    "商品仓日": lambda v: whole(v) + " " + _("商品仓日"),
    "商品仓月": lambda v: whole(v) + " " + _("商品仓月"),
    "件": whole,
    "倍": lambda v: fixed(v, 2),
    "分": lambda v: fixed(v, 2 if v < 10 else 1),
    "小时": lambda v: fixed(v, 1) + " " + _("小时"),
}


def written(measure: Measure) -> str:
    """Return a measure's figure as the page prints it, or 数据不足."""
    if measure.value is None:
        return _("数据不足")
    if measure.low is not None and measure.high is not None:
        bounds = _("{value}（80% 区间 {low}～{high}）")
        low, high = (
            written(replace(measure, value=v, low=None, high=None))
            for v in (measure.low, measure.high)
        )
        value = written(replace(measure, low=None, high=None))
        return bounds.format(value=value, low=low, high=high)
    writer = next((w for unit, w in _WRITERS.items() if measure.unit == _(unit)), None)
    return writer(measure.value) if writer else fixed(measure.value, 2)


def insufficient(measure: Measure) -> str:
    """Say that a figure cannot be had, and which export would allow it."""
    return _("{name}数据不足：请客户补充{exports}。").format(
        name=measure_name(measure.id), exports=_("或").join(measure.missing)
    )


def change_between(before: Measure, after: Measure) -> str:
    """Say how a figure changed: rates in percentage points, all else as a share."""
    if before.value is None or after.value is None:
        return "—"
    difference = after.value - before.value
    if before.unit == _("比率"):
        text = points(difference)
    elif before.value:
        text = f"{signed(difference / before.value * 100, 1)}%"
    else:
        return _("由零起") if difference else _("持平")
    if not any(digit in text for digit in "123456789"):
        return _("持平")
    return f"{arrow(difference)} {text.lstrip('+-')}"  # the arrow is the sign
