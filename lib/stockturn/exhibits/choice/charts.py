"""Charts of the choice: what each option can do, who leads and how surely, and when."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.patches import Patch, Rectangle

from stockturn.choice.result import Ranked
from stockturn.exhibits.charts import SHADES
from stockturn.exhibits.figure import ACCENT, BLUE, GRID, INK, MUTED, PALE
from stockturn.exhibits.numbers import fixed, percent
from stockturn.i18n import _

TOP_POINTS = 4.0
# Above this point the shade is dark enough to need white figures.
DARK_FROM = 3.5
HATCH = "////"


def brief(value: float) -> str:
    """Return points or a weight with one decimal where it has one.

    Examples
    --------
    >>> brief(3.0), brief(2.5)
    ('3', '2.5')
    """
    return fixed(value, 1).removesuffix(".0")


def capability(values: pd.DataFrame, verified: pd.DataFrame, *, ax: Axes, title: str) -> Axes:
    """Draw rows × options as shades of 0 to 4 points with the points written in the cells.

    What rests on no public document is hatched and carries a question mark; what nobody knows is
    left white with a question mark alone.
    """
    sns.heatmap(values, ax=ax, cmap=SHADES, vmin=0.0, vmax=TOP_POINTS, cbar=False, linewidths=1.5)
    sure, points = verified.to_numpy(), values.to_numpy()
    for row, column in np.ndindex(points.shape):
        _cell(ax, row, column, float(points[row, column]), sure=bool(sure[row, column]))
    ax.grid(visible=False)
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.set(xlabel="", ylabel="")
    ax.set_xticklabels(values.columns, rotation=0)
    ax.set_yticklabels(values.index, rotation=0)
    ax.set_title(title, pad=10, linespacing=1.5)
    _key(ax)
    return ax


def _cell(ax: Axes, row: int, column: int, value: float, *, sure: bool) -> None:
    missing = math.isnan(value)
    color = MUTED if missing else "white" if value >= DARK_FROM else INK
    ground: dict[str, Any] | None = None
    if not sure and not missing:
        ax.add_patch(
            Rectangle((column, row), 1, 1, fill=False, linewidth=0, hatch=HATCH, edgecolor="white")
        )
        # The figure stands on its own ground: hatching must not run through it.
        ground = {"facecolor": SHADES(value / TOP_POINTS), "edgecolor": "none", "pad": 1.6}
    label = ("" if missing else brief(value)) + ("" if sure else "？")
    ax.text(
        column + 0.5,
        row + 0.5,
        label,
        ha="center",
        va="center",
        fontsize=9,
        color=color,
        bbox=ground,
    )


def _key(ax: Axes) -> None:
    shade = SHADES(0.5)
    doubt = _("？凭记忆或文章自述，待核实")
    handles = [
        Patch(facecolor=shade, label=_("有公开资料或客户证据")),
        Patch(facecolor=shade, edgecolor="white", hatch=HATCH, label=doubt),
        Patch(facecolor="white", edgecolor=GRID, label=_("？没有资料")),
    ]
    ax.figure.legend(handles=handles, loc="outside lower center", ncols=3)


def add_totals(ax: Axes, label: str, totals: Sequence[str], *, out: Sequence[bool]) -> Axes:
    """Write one figure under each column of a capability map and fade the columns that are out."""
    ticks = list(ax.get_yticks())
    names = [tick.get_text() for tick in ax.get_yticklabels()]
    foot = len(ticks) + 0.55
    for column, (total, gone) in enumerate(zip(totals, out, strict=True)):
        color = MUTED if gone else BLUE
        ax.text(column + 0.5, foot, total, ha="center", va="center", fontsize=10, color=color)
        if gone:
            veil = Rectangle((column, 0), 1, len(ticks), color="white", alpha=0.6, zorder=4)
            ax.add_patch(veil)
    ax.set_yticks([*ticks, foot], [*names, label])
    ax.set_ylim(len(ticks) + 1, 0)
    return ax


def scores(rows: Sequence[Ranked], names: Mapping[str, str], *, ax: Axes, floor: float) -> Axes:
    """Draw each option's score as a dot on its 80 % interval, the leader on top."""
    y = np.arange(len(rows))[::-1]
    ground = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}
    for place, row in zip(y, rows, strict=True):
        color = ACCENT if place == y[0] else BLUE
        fill = color if row.may_lead else "white"
        ax.plot([row.low, row.high], [place, place], color=PALE, linewidth=7, zorder=2)
        ax.scatter(row.score, place, s=42, color=fill, edgecolor=color, linewidth=1.4, zorder=3)
        label = fixed(row.score, 1)
        ax.text(row.score, place + 0.24, label, ha="center", fontsize=8.5, bbox=ground)
    ax.axvline(floor, color=MUTED, linewidth=1, linestyle="--", zorder=1)
    ax.text(floor - 1, -0.62, _("及格分 {n}").format(n=fixed(floor)), ha="right", fontsize=8)
    ax.set_yticks(y, [names[row.id] for row in rows])
    ax.set(xlim=(0, 100), ylim=(-0.75, len(rows) - 0.4))
    ax.set_xlabel(_("得分（满分 100）：点为得分，带为 80% 区间"))
    ax.grid(visible=False, axis="y")
    return ax


def first_places(rows: Sequence[Ranked], *, ax: Axes) -> Axes:
    """Draw in which share of the draws each option leads, in line with its score."""
    y = np.arange(len(rows))[::-1]
    shares = [100 * row.first_share for row in rows]
    ax.barh(y, shares, color=[ACCENT, *[BLUE] * (len(rows) - 1)], height=0.5)
    for place, share, row in zip(y, shares, rows, strict=True):
        label = percent(row.first_share) if row.may_lead else _("厂商待核实，不得居首")
        ax.text(share + 2, place, label, va="center", fontsize=8.5, color=INK)
    ax.set_xticks(range(0, 101, 20))
    ax.set(yticks=[], xlim=(0, 118), ylim=(-0.75, len(rows) - 0.4))
    ax.set_xlabel(_("在抽样中居首的次数占比，%"))
    ax.grid(visible=False, axis="y")
    return ax


def weeks(spans: Sequence[tuple[int, int]], works: Sequence[str], *, ax: Axes, title: str) -> Axes:
    """Draw each piece of work as a bar over its weeks, the first on top, the decision last."""
    y = np.arange(len(works))[::-1]
    last = max(end for _start, end in spans)
    starts = [start - 0.5 for start, _end in spans]
    lengths = [end - start + 1 for start, end in spans]
    colors = [*[BLUE] * (len(works) - 1), ACCENT]
    ax.barh(y, lengths, left=starts, color=colors, height=0.5)
    ax.set_yticks(y, list(works))
    ax.set_xticks(range(1, last + 1))
    ax.set_xlim(0.5, last + 0.5)
    ax.set_xlabel(_("周次"))
    ax.grid(visible=False, axis="y")
    ax.set_title(title)
    return ax
