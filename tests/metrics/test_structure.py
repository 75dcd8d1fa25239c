"""Classes, shares and breakdowns (field.md T2, T3, T4, T31, T33, T34)."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stockturn.metrics.structure import (
    abc_classes,
    by_key,
    demand_classes,
    described,
    fsn_classes,
    monthly_demand,
    supplier_share,
    top_share,
    xyz_classes,
)
from stockturn.metrics.window import window

from .conftest import write_facts

COSTS = st.lists(st.floats(0, 1e6), min_size=1, max_size=30).map(pd.Series)
SOLD = st.lists(st.floats(0.01, 1e6), min_size=1, max_size=30).map(pd.Series)


def abc(*costs: float) -> str:
    return "".join(abc_classes(pd.Series(costs)))


class TestAbc:
    def test_t2_an_item_is_judged_by_the_share_before_it(self):
        assert abc(90, 6, 4) == "ABC"

    @settings(max_examples=30, deadline=None)
    @given(SOLD)
    def test_t2_the_largest_item_is_always_a(self, costs: pd.Series):
        assert abc_classes(costs)[costs.idxmax()] == "A"

    @settings(max_examples=30, deadline=None)
    @given(SOLD)
    def test_t3_what_is_a_holds_most_of_the_cost(self, costs: pd.Series):
        classes = abc_classes(costs)
        assert costs[classes == "A"].sum() >= 0.8 * costs.sum() * (1 - 1e-9)

    @settings(max_examples=30, deadline=None)
    @given(COSTS)
    def test_no_class_comes_before_a_dearer_item_s(self, costs: pd.Series):
        ranked = abc_classes(costs)[costs.sort_values(ascending=False, kind="stable").index]
        assert ranked.tolist() == sorted(ranked)

    @pytest.mark.parametrize("zeros", [0, 1, 50])
    def test_t4_items_without_cost_are_c_and_move_no_one(self, zeros: int):
        assert abc(70, 20, 10, *[0.0] * zeros) == "AAB" + "C" * zeros

    def test_the_limit_itself_is_already_below(self):
        assert abc(80, 15, 5) == "ABC"
        assert abc(79, 16, 5) == "AAC"

    def test_returns_do_not_lift_others(self):
        assert abc(90, 10, -1000) == "ABC"

    def test_where_nothing_sold_all_is_c(self):
        assert abc(0, 0) == "CC"

    def test_the_order_of_the_items_is_kept(self):
        assert abc_classes(pd.Series({"x": 1.0, "y": 99.0})).to_dict() == {"x": "C", "y": "A"}


class TestXyz:
    def classed(self, *months: float | None) -> str:
        row = [np.nan if m is None else float(m) for m in months]
        return xyz_classes(pd.DataFrame([row])).item()

    def test_steady_wavering_erratic(self):
        assert self.classed(10, 10, 10, 10) == "X"
        assert self.classed(10, 20, 5, 1) == "Y"
        assert self.classed(0, 0, 0, 40) == "Z"

    def test_t33_months_without_demand_are_kept(self):
        assert self.classed(10, 0, 10, 0) == "Z"  # variation 1.0, not 0

    def test_t34_months_before_the_first_stock_do_not_count(self):
        assert self.classed(None, None, 10, 10) == "X"
        assert self.classed(0, 0, 10, 10) == "Z"

    def test_what_never_sold_is_z(self):
        assert self.classed(0, 0) == "Z"

    def test_the_limits(self):
        assert self.classed(5, 15) == "Y"  # 0.5 exactly
        assert self.classed(0, 20) == "Z"  # 1.0 exactly


class TestDemand:
    def table(self, rows: list[dict], **keys) -> pd.DataFrame:
        facts = write_facts(rows, **keys)
        span = window(facts, start=facts.start, end=facts.end, averaging="monthly")
        return monthly_demand(span)

    def sale(self, bucket: int, qty: float, item: str = "A", **figures) -> dict:
        return {"item": item, "bucket": bucket, "sales_qty": qty} | figures

    def test_net_of_returns_over_all_places(self):
        rows = [
            self.sale(0, 5),
            self.sale(0, 3, warehouse="乙"),
            self.sale(1, 0, sales_return_qty=1.0),
            self.sale(1, 4, warehouse="乙"),
        ]
        found = self.table(rows, end=dt.date(2021, 2, 28))
        assert found.loc["A"].tolist() == [8, 3]

    def test_t34_a_month_before_the_first_is_unknown(self):
        rows = [self.sale(0, 1), self.sale(1, 1), self.sale(1, 2, "B")]
        found = self.table(rows, end=dt.date(2021, 2, 28))
        assert np.isnan(found.loc["B"].iloc[0])
        assert found.loc["B"].iloc[1] == 2

    def test_t37_months_that_the_span_cuts_short_are_left_out(self):
        rows = [self.sale(n, q) for n, q in enumerate([2, 10, 10, 1])]
        found = self.table(rows, start=dt.date(2021, 1, 25), end=dt.date(2021, 4, 3))
        assert found.loc["A"].tolist() == [10, 10]

    def test_where_no_month_is_whole_what_there_is_counts(self):
        assert self.table([self.sale(0, 2)], end=dt.date(2021, 1, 20)).loc["A"].tolist() == [2]


class TestTopShare:
    def test_the_largest_fifth_rounded_up(self):
        assert top_share(pd.Series([50.0, 30, 10, 5, 3, 2])) == 0.8

    def test_one_item_holds_all(self):
        assert top_share(pd.Series([7.0])) == 1

    def test_what_is_not_in_stock_does_not_count(self):
        assert top_share(pd.Series([80.0, 20, 0, 0, 0, -9])) == 0.8

    def test_without_stock_there_is_no_share(self):
        assert top_share(pd.Series([0.0, -1])) is None

    @settings(max_examples=30, deadline=None)
    @given(SOLD)
    def test_it_is_a_share_and_at_least_a_fifth(self, values: pd.Series):
        assert 0.2 * (1 - 1e-9) <= top_share(values) <= 1


class TestDescribed:
    pairs = pd.DataFrame({"item": ["A", "B"], "warehouse": ["甲", "甲"], "cogs": [1.0, 2.0]})

    def test_without_a_catalogue_all_is_blank(self):
        assert described(self.pairs, None)["category"].tolist() == ["", ""]

    def test_goods_that_the_catalogue_does_not_know_are_blank(self):
        items = pd.DataFrame({"item": ["A"], "category": ["食品"]})
        assert described(self.pairs, items)["category"].tolist() == ["食品", ""]

    def test_goods_listed_twice_make_no_second_pair(self):
        items = pd.DataFrame({"item": ["A", "A"], "category": ["食品", "日用"]})
        found = described(self.pairs, items)
        assert (len(found), found["category"].iloc[0]) == (2, "食品")

    def test_a_blank_of_the_catalogue_hides_nothing(self):
        items = pd.DataFrame({"item": ["A"], "item_name": [""]})
        named = self.pairs.assign(item_name=["甲品", "乙品"])
        assert described(named, items)["item_name"].tolist() == ["甲品", "乙品"]


def test_breakdowns_add_up_and_stand_largest_first():
    pairs = pd.DataFrame(
        {
            "item": list("ABC"),
            "category": ["食品", "日用", "食品"],
            "cogs": [1.0, 5.0, 2.0],
            "avg_stock_value": [10.0, 5.0, 20.0],
        }
    )
    found = by_key(pairs, "category")
    assert found[["category", "cogs", "avg_stock_value"]].values.tolist() == [
        ["食品", 3, 30],
        ["日用", 5, 5],
    ]


class TestFrequency:
    """FSN goes by how often, demand classes by how often and how evenly."""

    def months(self, *sold: float) -> pd.DataFrame:
        return pd.DataFrame([sold], index=["A"], columns=range(len(sold)))

    @pytest.mark.parametrize(
        ("sold", "expected"),
        [((9, 1, 1, 0), "F"), ((9, 1, 0, 0), "S"), ((0, 0, 0, 0), "N"), ((-1, 0, 0, 0), "N")],
    )
    def test_fsn(self, sold: tuple[float, ...], expected: str):
        assert fsn_classes(self.months(*sold)).item() == expected

    def test_fsn_months_before_the_first_stock_do_not_count(self):
        nothing = float("nan")
        assert fsn_classes(self.months(nothing, nothing, nothing, 5)).item() == "F"

    @pytest.mark.parametrize(
        ("sold", "expected"),
        [
            ((5, 5, 5, 6), "smooth"),
            ((1, 9, 1, 9), "erratic"),  # CV² 0.64
            ((5, 0, 5, 0), "intermittent"),  # ADI 2
            ((1, 0, 9, 0), "lumpy"),
            ((0, 0, 0, 0), "none"),
        ],
    )
    def test_demand_by_interval_and_variation(self, sold: tuple[float, ...], expected: str):
        assert demand_classes(self.months(*sold)).item() == expected

    def test_the_limit_of_the_interval(self):
        assert demand_classes(self.months(*[5] * 3, 0)).item() == "intermittent"  # 4 / 3 > 1.32
        assert demand_classes(self.months(*[5] * 4, 0)).item() == "smooth"  # 5 / 4


def test_three_suppliers_hold_their_part_of_what_names_one():
    pairs = pd.DataFrame(
        {"supplier": ["甲", "甲", "乙", "丙", "丁", ""], "avg_stock_value": [3, 1, 3, 2, 1, 99]}
    )
    assert supplier_share(pairs) == 0.9
    assert supplier_share(pairs.assign(supplier="")) is None
