from dataclasses import replace

import pandas as pd
import pytest

from stockturn.findings import structure
from stockturn.metrics.decomposition import Decomposition


def test_one_starved_category_is_seen_behind_a_good_average(company):
    company.steady()
    for n in range(3):
        company.hold(f"S{n}", opening=10, bought=100, sold=100, out_days=6)
    company.categorise({f"S{n}": "丁" for n in range(3)})
    case = company.case()
    assert structure.worst_category_stockout(case) == pytest.approx(6 * 12 / 366)
    assert structure.cover_spread(case) is not None


def test_slow_stock_must_be_held_throughout(company):
    company.steady()
    company.hold("OLD", opening=100, bought=0, sold=0)
    late = [0.0] * 23 + [100.0]
    company.hold("NEW", opening=0, bought=late, sold=0)
    slow = structure.slow_value(company.case())
    held = company.case().places.set_index("item")["closing_value"]
    assert slow.sum() == pytest.approx(held["OLD"])


def test_small_categories_are_not_judged(company):
    company.steady().hold("TINY", opening=1, bought=0, sold=0)
    company.categorise({"TINY": "零星"})
    assert structure.worst_category_slow(company.case()) == 0


def test_surplus_and_shortage_are_not_netted_but_matched(company):
    company.hold("M", opening=4000, bought=0, sold=20, place="东仓")
    company.hold("M", opening=0, bought=300, sold=300, place="西仓")
    short = 300 * 12 / 366 * 10  # ten days of use
    moved = structure.transferable(company.case())
    assert moved["M"] == pytest.approx(short * 10.0)


def test_the_change_of_turns_is_told_as_the_page_splits_it(company):
    case = company.steady().case()
    assert structure.mix_effect(case) is None
    split = Decomposition(0.5, -0.2, 0.0, 0.0, "item", 4.0, 4.3, pd.DataFrame())
    case = replace(case, decomposition=split)
    assert (structure.mix_effect(case), structure.rate_effect(case)) == (-0.2, 0.5)


def ordered(company, item, shipped):
    row = {"item": item, "order_date": pd.Timestamp("2024-05-01"), "ordered_qty": 100.0}
    new = pd.DataFrame([{**row, "shipped_qty": shipped}])
    old = company.tables.get("orders")
    company.tables["orders"] = new if old is None else pd.concat([old, new], ignore_index=True)


def test_starved_are_sellers_often_short_and_never_well_filled(company):
    company.steady(8)
    for n in range(4):
        opening = 400 if n == 0 else 10
        company.hold(f"S{n}", opening=opening, bought=100, sold=100, out_days=6 if n < 3 else 0)
        ordered(company, f"S{n}", 60.0 if n < 2 else 100.0)
    company.categorise({f"S{n}": "丁" for n in range(4)})
    case = company.case()
    assert structure.starved_sellers(case) == pytest.approx(2 / 12)
    assert structure.unserved_sellers(case) == pytest.approx(2 / 12)


def test_slow_items_do_not_make_a_category_starved(company):
    company.steady(8)
    for n in range(6):
        slow = n < 3
        company.hold(f"S{n}", opening=10, bought=1, sold=1 if slow else 9, out_days=9 * slow)
    company.categorise({f"S{n}": "丁" for n in range(6)})
    assert structure.starved_sellers(company.case()) == 0
