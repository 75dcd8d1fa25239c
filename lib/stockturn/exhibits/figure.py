"""Figures: one style, one palette, a font that is always there, and words for every picture."""

from __future__ import annotations

import base64
import io
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pylopdf_fonts_zh_cn
import seaborn as sns
from cycler import cycler
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from stockturn.exhibits.html import visible
from stockturn.i18n import current_language

INK, GRID, MUTED = "#1f2d3d", "#dfe5ec", "#8a97a6"
BLUE, ACCENT, GREEN, PALE = "#2f5d8a", "#c0562f", "#4b8a6a", "#b9cbdd"
PALETTE = (BLUE, ACCENT, GREEN, "#8a6d3b", MUTED, PALE)
DPI = 150
WIDTH_INCHES = 7.6


@cache
def _font() -> str:
    """Register the packaged Noto Sans SC: the machine that renders may have no Chinese font."""
    path = Path(pylopdf_fonts_zh_cn.__file__).parent / "NotoSansSC-Regular.otf"
    font_manager.fontManager.addfont(path)
    return str(font_manager.FontProperties(fname=path).get_name())


@contextmanager
def style() -> Iterator[None]:
    """Draw in the house style inside the block; nothing outside it changes."""
    base = sns.axes_style("whitegrid") | sns.plotting_context("paper", font_scale=1.0)
    own: dict[str, Any] = {
        "font.family": [_font()],
        "axes.unicode_minus": False,
        "axes.edgecolor": MUTED,
        "axes.labelcolor": INK,
        "axes.titlecolor": INK,
        "axes.titlelocation": "left",
        "axes.titlesize": 11,
        "axes.labelsize": 9,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.prop_cycle": cycler(color=PALETTE),
        "grid.color": GRID,
        "xtick.color": INK,
        "ytick.color": INK,
        "xtick.labelsize": 8.5,
        "ytick.labelsize": 8.5,
        "legend.frameon": False,
        "legend.fontsize": 8.5,
        "figure.dpi": DPI,
    }
    with mpl.rc_context(base | own):
        yield


@dataclass(frozen=True)
class Picture:
    """A drawn figure with its words, shown as PNG."""

    png: bytes = field(repr=False)
    alt: str
    width: int
    caption: str = ""

    def _repr_mimebundle_(self, **_: object) -> tuple[dict[str, Any], dict[str, Any]]:
        encoded = base64.b64encode(self.png).decode("ascii")
        about = {"alt": self.alt, "width": self.width, "caption": self.caption}
        return {"image/png": encoded}, {"image/png": about}


@contextmanager
def canvas(*, height: float, columns: int = 1) -> Iterator[tuple[Figure, list[Axes]]]:
    """Open a figure of the page's width in the house style."""
    with style():
        # A bare Figure, not pyplot: nothing is kept between the reports of one worker.
        figure = Figure(figsize=(WIDTH_INCHES, height), layout="constrained")
        axes = figure.subplots(1, columns, squeeze=False)
        yield figure, list(axes[0])


def picture(figure: Figure, *, alt: str, caption: str = "") -> Picture:
    """Turn a figure into PNG; ``alt`` says in words what it shows, ``caption`` names it."""
    stream = io.BytesIO()
    with style():
        # Laid out here, it is drawn once; savefig would draw it a first time for its layout.
        engine = figure.get_layout_engine()
        if engine is not None:
            engine.execute(figure)
            if _fitted(figure):
                engine.execute(figure)
            figure.set_layout_engine("none")
        # The version of the drawing library must not change the bytes of a report.
        figure.savefig(stream, format="png", dpi=DPI, metadata={"Software": None})
    return Picture(stream.getvalue(), visible(alt), round(WIDTH_INCHES * 100), visible(caption))


# The Chinese font draws the quotation marks of English text as wide as a Chinese character.
STRAIGHT = str.maketrans("“”‘’", "\"\"''")


def _fitted(figure: Figure) -> bool:
    """Break English titles that would run off the figure; tell whether any had to be broken."""
    if current_language() != "en":
        return False
    for text in figure.findobj(Text):
        assert isinstance(text, Text)
        text.set_text(text.get_text().translate(STRAIGHT))
    titles = {figure.get_suptitle(), *(ax.get_title(loc="left") for ax in figure.axes)} - {""}
    broken = False
    for text in figure.findobj(Text):
        assert isinstance(text, Text)
        box, said = text.get_window_extent(), text.get_text()
        room = (figure.bbox.width - max(box.x0, 0.0)) / max(box.width, 1.0)
        if said in titles and room < 1:
            # A little less than fits on average, for some lines have the wider letters.
            text.set_text(textwrap.fill(said, int(len(said) * room * 0.92)))
            broken = True
    return broken
