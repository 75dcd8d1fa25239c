"""Why turnover changed: four parts that add up exactly, whatever the shop did."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stockturn.metrics.decomposition import Decomposition, decompose
from stockturn.metrics.window import Window

BEFORE, AFTER = dt.date(2020, 1, 1), dt.date(2021, 1, 1)


def span(start: dt.date, **items: tuple[float, float]) -> Window:
    """A year in which each item has (cost of goods, average stock)."""
    pairs = pd.DataFrame(
        [(item, "总仓", cost, stock) for item, (cost, stock) in items.items()],
        columns=["item", "warehouse", "cogs", "avg_stock_value"],
    )
    nothing = pd.DataFrame()
    return Window(start, dt.date(start.year, 12, 31), "monthly", pairs, nothing, nothing, 12)


def split(before: dict, after: dict, group: dict | None = None) -> Decomposition | None:
    groups = None if group is None else pd.Series(group)
    return decompose(span(AFTER, **after), span(BEFORE, **before), group=groups, basis=365)


def parts(found: Decomposition) -> tuple[float, float, float, float]:
    return found.rate, found.mix, found.new, found.discontinued


def test_the_same_goods_turning_faster_is_rate():
    found = split({"A": (100, 50), "B": (100, 50)}, {"A": (200, 50), "B": (200, 50)})
    assert parts(found) == pytest.approx((2, 0, 0, 0))
    assert (found.before, found.after, found.total) == (2, 4, 2)


def test_more_of_the_slower_goods_is_mix():
    found = split({"A": (500, 50), "B": (50, 50)}, {"A": (250, 25), "B": (75, 75)})
    assert found.rate == pytest.approx(0)
    assert found.mix == pytest.approx(found.total) == -2.25


def test_new_and_discontinued_goods_are_parts_of_their_own():
    found = split({"A": (100, 50), "B": (10, 50)}, {"A": (100, 50), "C": (300, 50)})
    assert found.new > 0
    assert found.discontinued > 0
    assert found.rate == pytest.approx(0)
    assert sum(parts(found)) == pytest.approx(found.total, abs=1e-12)


def test_simpson_every_line_faster_and_the_whole_slower():
    before = {"快": (1000, 100), "慢": (100, 100)}  # 10 and 1 turns
    after = {"快": (220, 20), "慢": (216, 180)}  # 11 and 1.2 turns
    found = split(before, after)
    assert found.parts.set_index("group").eval("turns_after > turns_before").all()
    assert found.total < 0 < found.rate
    assert found.simpson_warning


def test_no_warning_where_parts_and_whole_agree():
    assert not split({"A": (100, 50)}, {"A": (200, 50)}).simpson_warning
    assert not split({"A": (100, 50)}, {"A": (100, 50)}).simpson_warning


def test_by_category_goods_are_taken_together():
    group = {"A": "食品", "B": "食品", "C": "日用"}
    items = {"A": (100, 50), "B": (40, 10), "C": (30, 30)}
    found = split(items, items | {"A": (200, 50)}, group)
    assert found.level == "category"
    assert set(found.parts["group"]) == {"食品", "日用"}


def test_by_category_an_item_that_comes_or_goes_is_still_new_or_gone():
    group = {"A": "食品", "B": "食品", "C": "食品"}
    found = split({"A": (100, 50), "B": (10, 50)}, {"A": (100, 50), "C": (300, 50)}, group)
    assert found.new > 0
    assert found.discontinued > 0


def test_goods_of_no_category_are_a_group():
    found = split({"A": (1, 1), "X": (2, 2)}, {"A": (1, 1), "X": (3, 2)}, {"A": "食品"})
    assert set(found.parts["group"]) == {"食品", ""}


def test_item_by_item_where_there_are_no_categories():
    assert split({"A": (1, 1)}, {"A": (2, 1)}).level == "item"


def test_without_stock_in_one_of_the_spans_there_is_nothing_to_split():
    assert split({"A": (5, 0)}, {"A": (5, 1)}) is None
    assert split({"A": (5, 1)}, {"A": (5, -1)}) is None


def test_spans_of_different_length_are_compared_by_the_year():
    half = span(AFTER, A=(50.0, 50.0))
    half = Window(
        half.start, dt.date(2021, 6, 30), "monthly", half.pairs, half.monthly, half.buckets, 6
    )
    found = decompose(half, span(BEFORE, A=(100.0, 50.0)), group=None, basis=365)
    assert (found.total, found.rate) == (0, 0)


FIGURE = st.integers(0, 1000).map(float)
SHOP = st.dictionaries(st.sampled_from("ABCDEF"), st.tuples(FIGURE, FIGURE), min_size=1)


@settings(max_examples=50, deadline=None)
@given(
    SHOP,
    SHOP,
    st.dictionaries(st.sampled_from("ABCDEF"), st.sampled_from(["食品", "日用"])),
    st.booleans(),
)
def test_the_parts_add_up_whatever_comes_goes_or_sells_without_stock(before, after, group, by_item):
    found = split(before, after, None if by_item else group)
    stock = [sum(s for _c, s in shop.values()) for shop in (before, after)]
    if 0 in stock:
        assert found is None
        return
    turns = [
        sum(c for c, _s in shop.values()) / s
        for shop, s in zip((before, after), stock, strict=True)
    ]
    assert (found.before, found.after) == pytest.approx(tuple(turns))
    scale = max(1.0, *turns)
    assert sum(parts(found)) == pytest.approx(found.total, abs=1e-9 * scale)
    kept = found.parts
    assert kept["rate"].sum() + kept["mix"].sum() == pytest.approx(
        found.rate + found.mix, abs=1e-9 * scale
    )


@settings(max_examples=10, deadline=None)
@given(SHOP)
def test_a_year_like_the_last_changed_nothing(shop):
    found = split(shop, shop)
    if found is not None:
        assert parts(found) == (0, 0, 0, 0)
