"""Charts of the choice: who leads and how surely, and when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes

from stockturn.choice.result import Ranked
from stockturn.exhibits.figure import ACCENT, BLUE, INK, MUTED, PALE
from stockturn.exhibits.numbers import fixed, percent
from stockturn.i18n import _


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
        label = percent(row.first_share) if row.may_lead else _("待核实，不得居首")
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
