"""The client's own figure: bridged, never copied."""

from __future__ import annotations

import pytest

from stockturn.metrics.own_figures import bridge_figure, understood

DEFINITIONS = [
    {"id": "ending-cost-365", "turns": 5.0},
    {"id": "day_weighted-cost-365", "turns": 4.0},
    {"id": "two_point-revenue-360", "turns": 8.0},
]
OURS = {"definitions": DEFINITIONS, "ours": "day_weighted-cost-365", "basis": 365}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("营业成本/期末存货", "ending-cost-365"),
        ("销售成本 ÷ 日均库存", "day_weighted-cost-365"),
        ("主营业务成本/((期初+期末)/2)", "two_point-cost-365"),
        ("销售收入/平均库存，360天", "two_point-revenue-360"),
        ("平均库存×360/营业成本", "two_point-cost-360"),
        ("365÷（营业成本÷期末存货）", "ending-cost-365"),
        ("出库数量/月均库存数量", "monthly-units-365"),
        ("系统默认", None),
        ("营业成本", None),
    ],
)
def test_words_of_definitions(words: str, expected: str | None):
    assert understood(words, basis=365) == expected


def test_the_steps_lead_from_their_figure_to_ours():
    found = bridge_figure(6.2, "营业成本/期末存货", metric="turnover", **OURS)
    assert found["id"] == "ending-cost-365"
    assert found["recomputed"] == 5.0
    steps = found["unexplained"] + found["definition_effect"]
    assert 6.2 + steps == pytest.approx(found["ours"])
    assert found["definition_effect"] == pytest.approx(-1.0)


def test_days_are_bridged_in_days():
    found = bridge_figure(50, "360/(销售收入/平均库存)", metric="dio_days", **OURS)
    assert found["ours"] == pytest.approx(365 / 4)
    assert 50 + found["unexplained"] + found["definition_effect"] == pytest.approx(found["ours"])


@pytest.mark.parametrize(
    ("definition", "metric"), [("系统默认", "turnover"), ("营业成本/期末存货", "gmroi")]
)
def test_what_is_not_understood_is_told_and_not_bridged(definition: str, metric: str):
    found = bridge_figure(6.2, definition, metric=metric, **OURS)
    assert found["id"] is found["recomputed"] is found["unexplained"] is None


def test_what_our_data_do_not_allow_is_not_bridged():
    found = bridge_figure(6.2, "成本/月均库存", metric="turnover", **OURS)
    assert (found["id"], found["definition_effect"], found["ours"]) == (None, None, 4.0)
