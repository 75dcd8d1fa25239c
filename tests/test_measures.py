"""A number never travels alone, and is never nan."""

from __future__ import annotations

from dataclasses import replace

import pytest

from stockturn.measures import Lineage, Measure, lacking


@pytest.fixture
def turnover() -> Measure:
    return Measure("turnover", 4.2, "次/年", "营业成本 ÷ 平均库存金额", "E3", low=4.0, high=4.5)


@pytest.mark.parametrize("field", ["value", "low", "high"])
@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_a_figure_is_finite(turnover: Measure, field: str, number: float):
    with pytest.raises(ValueError, match=field):
        replace(turnover, **{field: number})


def test_no_value_without_the_name_of_what_is_missing(turnover: Measure):
    with pytest.raises(ValueError, match="missing"):
        replace(turnover, value=None)


def test_nothing_is_missing_where_there_is_a_value(turnover: Measure):
    with pytest.raises(ValueError, match="not both"):
        replace(turnover, missing=("出入库流水",))


def test_zero_is_a_value(turnover: Measure):
    assert replace(turnover, value=0.0).known


def test_what_is_lacking_names_the_exports_and_has_no_grade():
    measure = lacking("turnover", unit="次/年", definition="…", missing=["收发存汇总表"])
    assert (measure.known, measure.grade, measure.missing) == (False, "", ("收发存汇总表",))


def test_json_has_the_keys_of_the_contract(turnover: Measure):
    assert set(turnover.to_json()) == {
        "value", "unit", "definition", "grade", "low", "high", "missing"
    }  # fmt: skip


def test_where_a_number_came_from_does_not_change_what_it_is(turnover: Measure):
    assert replace(turnover, inputs=(Lineage("a.csv", "00", 3),)) == turnover
