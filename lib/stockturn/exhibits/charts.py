"""Charts: data and axes in, axes out; the message stands in the title, never in colour alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

from stockturn.exhibits.figure import ACCENT, BLUE, GREEN, INK, MUTED, PALE
from stockturn.exhibits.numbers import fixed, percent, signed, table_scale, wan
from stockturn.i18n import _

AGES = LinearSegmentedColormap.from_list("ages", [BLUE, PALE, "#e3c4b3", ACCENT])
SHADES = LinearSegmentedColormap.from_list("st", ["#f4f7fa", PALE, BLUE])


def stock_and_cost(trend: pd.DataFrame, *, ax: Axes, title: str) -> Axes:
    """Draw monthly cost of goods as bars and closing stock as a line, both in 万元."""
    x = np.arange(len(trend))
    ax.bar(x, trend["cogs"] / table_scale(), color=PALE, width=0.62, label=_("当月营业成本"))
    ax.plot(
        x,
        trend["closing_value"] / table_scale(),
        color=BLUE,
        marker="o",
        markersize=4,
        linewidth=1.8,
        label=_("月末库存金额"),
    )
    labels = [
        f"{day.month}" if i and day.month != 1 else f"{day.month}\n{day.year}"
        for i, day in enumerate(trend["start"])
    ]
    ax.set_xticks(x, labels)
    ax.set_ylabel(_("万元"))
    ax.set_ylim(bottom=min(0.0, float(trend["closing_value"].min()) / table_scale()))
    ax.grid(visible=False, axis="x")
    ax.set_title(title)
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.14), ncols=2)
    return ax


def ranked_bars(
    names: Sequence[str],
    values: Sequence[float],
    *,
    ax: Axes,
    title: str,
    unit: str,
    places: int = 1,
    reference: float | None = None,
    reference_name: str = "",
) -> Axes:
    """Draw one horizontal bar a name, longest first, with its figure written at its end."""
    y = np.arange(len(names))[::-1]
    colors = [ACCENT if reference is not None and value > reference else BLUE for value in values]
    ax.barh(y, values, color=colors, height=0.62)
    ax.set_yticks(y, [shortened(n) for n in names])
    top = max([*values, reference or 0.0, 1e-9])
    for place, value in zip(y, values, strict=True):
        # On white, so that the dashed line does not run through a figure.
        ax.text(
            value + top * 0.01,
            place,
            fixed(value, places),
            va="center",
            fontsize=8.5,
            color=INK,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6},
        )
    if reference is not None:
        ax.axvline(reference, color=MUTED, linewidth=1, linestyle="--")
    ax.set_xlim(0, top * 1.14)
    named = _("{unit}（虚线：{name} {value}）").format(
        unit=unit, name=reference_name, value=fixed(reference, places)
    )
    ax.set_xlabel(unit if reference is None else named)
    ax.grid(visible=False, axis="y")
    ax.set_title(title)
    return ax


def waterfall(
    labels: Sequence[str],
    effects: Sequence[float],
    *,
    start: float,
    ax: Axes,
    title: str,
    unit: str,
) -> Axes:
    """Draw how a figure goes from ``start`` through its effects to its end.

    ``labels`` names the start, each effect, and the end. Start and end are lines, not bars, and
    the axis covers what changes: against bars from zero a small effect could not be seen.
    """
    levels = np.concatenate([[start], start + np.cumsum(effects)])
    x, half = np.arange(len(labels)), 0.29
    colors = [GREEN if effect >= 0 else ACCENT for effect in effects]
    ax.bar(x[1:-1], effects, bottom=levels[:-1], color=colors, width=2 * half)
    ax.hlines(levels, x[:-1] - half, x[1:] + half, color=MUTED, linewidth=0.8)
    ax.hlines(levels[[0, -1]], x[[0, -1]] - half, x[[0, -1]] + half, color=BLUE, linewidth=3)
    texts = [fixed(start, 3), *(signed(e, 3) for e in effects), fixed(levels[-1], 3)]
    tops = np.maximum([start, *levels], [*levels, levels[-1]])
    for place, top, label in zip(x, tops, texts, strict=True):
        ax.annotate(label, (place, top), (0, 4), textcoords="offset points", ha="center")
    low, high = levels.min(), levels.max()
    room = 0.18 * (high - low or abs(high) or 1.0)
    ax.set_xticks(x, labels)
    ax.set_ylabel(_("{unit}（纵轴不从零起）").format(unit=unit))
    ax.set_ylim(low - room, high + room)
    ax.grid(visible=False, axis="x")
    ax.set_title(title)
    return ax


def heat_matrix(matrix: pd.DataFrame, *, ax: Axes, title: str, written: pd.DataFrame) -> Axes:
    """Draw a matrix as shades with its figures written in the cells."""
    sns.heatmap(
        matrix,
        ax=ax,
        cmap=SHADES,
        annot=written,
        fmt="",
        cbar=False,
        linewidths=1.5,
        linecolor="white",
        annot_kws={"fontsize": 9},
    )
    ax.tick_params(length=0)
    ax.set_yticklabels(ax.get_yticklabels(), rotation=0)
    ax.set_title(title)
    return ax


def exchange_curve(
    curve: pd.DataFrame,
    points: Mapping[str, Mapping[str, float | None]],
    *,
    ax: Axes,
    title: str,
) -> Axes:
    """Draw stock value against fill rate, and named points beside the curve."""
    ax.plot(
        curve["stock_value"] / table_scale(), curve["fill_rate"] * 100, color=BLUE, linewidth=1.8
    )
    marks = ((ACCENT, "s"), (GREEN, "D"), (BLUE, "o"))
    # Beside each other the names would run together: the leftmost stands above, the others below.
    shifts = [(-7, 6), (2, -25), (9, -12)]
    rank = sorted(points, key=lambda name: points[name]["avg_stock_value"] or 0.0)
    for (name, point), (color, marker) in zip(points.items(), marks, strict=False):
        at = ((point["avg_stock_value"] or 0) / table_scale(), (point["fill_rate"] or 0) * 100)
        shift = shifts[rank.index(name)]
        side = "right" if shift[0] < 0 else "left"
        ax.plot(*at, color=color, marker=marker, markersize=7, linestyle="none")
        ax.annotate(name, at, xytext=shift, textcoords="offset points", color=color, ha=side)
    ax.margins(y=0.12)
    ax.set_xlabel(_("平均库存金额，万元"))
    ax.set_ylabel(_("满足率，%"))
    ax.set_title(title)
    return ax


def _shades(count: int) -> list[object]:
    """Return colours from fresh (blue) to old (red-brown)."""
    return [AGES(i / max(count - 1, 1)) for i in range(count)]


def age_classes(names: Sequence[str], values: Sequence[float], *, ax: Axes, title: str) -> Axes:
    """Draw parts of the stock as one bar each with money and share written beside."""
    total = sum(values)
    y = np.arange(len(names))[::-1]
    ax.barh(
        y,
        [v / table_scale() for v in values],
        color=_shades(len(names)),
        height=0.6,
    )
    ax.set_yticks(y, list(names))
    top = max([*values, 1e-9]) / table_scale()
    for place, value in zip(y, values, strict=True):
        share = value / total if total > 0 else 0.0
        label = _("{a}（{b}）").format(a=wan(value), b=percent(share))
        ax.text(
            value / table_scale() + top * 0.01, place, label, va="center", fontsize=8.5, color=INK
        )
    ax.set_xlim(0, top * 1.22)
    ax.set_xlabel(_("期末库存金额，万元"))
    ax.grid(visible=False, axis="y")
    ax.set_title(title)
    return ax


def shortened(name: str, *, length: int = 14) -> str:
    """Return a name that fits beside a bar.

    Examples
    --------
    >>> shortened("一二三四五六七八九十一二三四五六")
    '一二三四五六七八九十一二三…'
    """
    return name if len(name) <= length else name[: length - 1] + "…"


def monthly_course(months: pd.Series, values: pd.Series, *, ax: Axes, title: str) -> Axes:
    """Draw one figure month by month; a month without it leaves a gap."""
    x = np.arange(len(months))
    ax.plot(x, values, color=BLUE, marker="o", markersize=3, linewidth=1.5)
    step = max(1, -(-len(months) // 4))
    ax.set_xticks(x[::step], [f"{day:%y-%m}" for day in months.iloc[::step]])
    top, low = float(values.max()), float(values.min())
    ax.set_ylim(min(0.0, low * 1.1) if low < top / 2 else low - (top - low or 1), top * 1.05)
    ax.grid(visible=False, axis="x")
    ax.set_title(title, fontsize=9)
    return ax
