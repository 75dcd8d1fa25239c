"""Figures: same bytes every time, a font that has the characters, nothing left behind."""

from __future__ import annotations

import warnings

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib.text import Text

from stockturn.exhibits import charts
from stockturn.exhibits.figure import canvas, picture
from stockturn.i18n import language


def drawn(title: str = "月末库存金额：慢动、呆滞与超量") -> bytes:
    with canvas(height=2.0) as (figure, (ax,)):
        charts.ranked_bars(["甲", "乙"], [2.0, 1.0], ax=ax, title=title, unit="天")
        return picture(figure, alt="两项").png


def test_bytes_are_stable() -> None:
    assert drawn() == drawn()


def test_every_character_has_a_glyph() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        drawn("−5.0 ～ ＋ ＜ ＞ ‰ × ÷ ▲▼ 勾稽 龟龟摄影铺")


def test_style_does_not_leak() -> None:
    before = dict(mpl.rcParams)
    drawn()
    assert dict(mpl.rcParams) == before


def test_picture_carries_words() -> None:
    with canvas(height=1.5) as (figure, _axes):
        shown = picture(figure, alt="说明", caption="图题")
    data, about = shown._repr_mimebundle_()
    assert set(data) == {"image/png"}
    assert about["image/png"]["alt"] == "说明"
    assert about["image/png"]["caption"] == "图题"


@pytest.mark.parametrize("months", [1, 12, 27])
def test_trend_of_any_length(months: int) -> None:
    start = pd.date_range("2024-01-01", periods=months, freq="MS")
    trend = pd.DataFrame({"start": start, "cogs": 1.0, "closing_value": -5.0})
    with canvas(height=2.0) as (figure, (ax,)):
        charts.stock_and_cost(trend, ax=ax, title="题")
        assert len(ax.get_xticks()) == months
        assert picture(figure, alt="x").png


def test_waterfall_ends_at_the_sum() -> None:
    with canvas(height=2.0) as (_figure, (ax,)):
        charts.waterfall(["始", "a", "b", "终"], [-1.0, 0.5], start=4.0, ax=ax, title="", unit="次")
        assert ax.texts[-1].get_text() == "3.500"


def test_a_waterfall_shows_steps_that_are_small_beside_its_start() -> None:
    with canvas(height=2.0) as (_figure, (ax,)):
        labels = ["始", "a", "b", "终"]
        charts.waterfall(labels, [-0.1, 0.002], start=40.0, ax=ax, title="", unit="次")
        low, high = ax.get_ylim()
        assert 0.1 / (high - low) > 0.5
        assert "不从零起" in ax.get_ylabel()
        assert [t.get_text() for t in ax.texts] == ["40.000", "-0.100", "+0.002", "39.902"]


def test_an_english_title_is_broken_before_it_runs_off_the_figure():
    long = "Month-end stock went from CNY 10.54 million to CNY 12.54 million; “cost” " * 2
    with language("en"), canvas(height=3.0) as (figure, (ax,)):
        ax.set_title(long)
        picture(figure, alt="alt")
        title = ax.get_title(loc="left")
        assert "\n" in title
        assert '"cost"' in title
        shown = [t for t in figure.findobj(Text) if t.get_text() == title]
        assert all(t.get_window_extent().x1 <= figure.bbox.width for t in shown)
