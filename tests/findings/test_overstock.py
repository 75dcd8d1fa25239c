from dataclasses import replace

import pandas as pd
import pytest

from stockturn.findings import overstock


def test_growth_gap_is_stock_less_sales(company):
    grows = [0.0] * 12 + [100.0] * 12
    company.hold("A", opening=1200, bought=grows, sold=0.001)
    gap = overstock.growth_gap(company.case())
    assert gap == pytest.approx((1200 + 550) / 1200 - 1, abs=0.06)


def test_growth_needs_two_periods(company):
    assert overstock.growth_gap(company.steady().case(compare=None)) is None


def test_bought_above_need_is_the_part_still_unneeded_at_month_end(company):
    company.steady(2)
    assert overstock.bought_above_need(company.case()) == 0
    company.hold("D", opening=0, bought=100, sold=0)
    assert overstock.bought_above_need(company.case()) == pytest.approx(1 / 3)


def test_restocking_above_need_is_habit_and_not_a_big_lot(company):
    company.hold("A", opening=1000, bought=100, sold=100)
    assert overstock.restocked_above_need(company.case()) == 1
    company.hold("LOT", opening=0, bought=[1200, *[0] * 11] * 2, sold=100)
    assert overstock.restocked_above_need(company.case()) == pytest.approx(1 / 2)


@pytest.mark.parametrize(("lots", "share"), [([100] * 24, 1), ([1200, *[0] * 11] * 2, 0)])
def test_what_only_a_cut_price_sells_was_bought_above_need(company, lots, share):
    company.hold("A", opening=0, bought=lots, sold=lots)
    for day in range(1, 29):
        company.sell("A", f"2024-06-{day:02}", 10, 200, 100)
    company.sell("A", "2024-07-01", 100, 800, 1000)
    cleared = 1000 * (1 - 280 / 120 / 100)
    assert overstock.cleared_above_need(company.case()) == pytest.approx(share * cleared / 12000)


def test_new_goods_are_not_yet_excess(company):
    company.steady().hold("NEW", opening=0, bought=[0.0] * 23 + [500.0], sold=0)
    company.rows[-1] = company.rows[-1].query("bucket == 23").assign(opening_qty=0.0)
    assert overstock.excess_share(company.case()) == 0


def test_cover_is_average_stock_over_daily_cost(company):
    company.hold("A", opening=300, bought=100, sold=100)
    assert overstock.cover_days(company.case()) == pytest.approx(300 / (1200 / 366))


def test_need_is_the_target_where_one_could_be_made(company):
    company.steady(1).hold("X", opening=900, bought=0, sold=30)
    case = company.case()
    target = pd.Series({("X", "主仓"): 10.0}).rename_axis(["item", "warehouse"])
    aimed = replace(case, max_qty=target, memory={})
    plain, held = case.places.set_index("item"), aimed.places.set_index("item")
    assert held["max_qty"]["X"] == 10.0
    assert held["max_qty"]["A00"] == plain["max_qty"]["A00"]
    assert aimed.items.set_index("item")["max_qty"]["X"] == 10.0
    assert overstock.excess_share(aimed) > overstock.excess_share(case)
