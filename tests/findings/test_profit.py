import pandas as pd
import pytest

from stockturn.findings import clearing
from stockturn.findings.profit import count_losses, lost_margin
from stockturn.findings.rules import error_rules


def cut(company):
    """Ten units a day at 20, cost 10; on one day a hundred at 8."""
    company.steady(1, price=20.0)
    for day in range(1, 29):
        company.sell("A00", f"2024-06-{day:02}", 10, 200, 100)
    company.sell("A00", "2024-07-01", 100, 800, 1000)
    company.findings = {"W-5": {"verdict": "存在"}}
    return company


def test_cuts_cost_the_gap_of_what_sold_anyway_and_the_loss_on_the_rest(company):
    effect = cut(company).diagnose()["W-5"].effect.annual_profit
    anyway = 280 / 120 / 100  # units of a day within 60 before and after, over those of the cut day
    lost = 1200 * anyway + 200 * (1 - anyway)
    assert effect.value == pytest.approx(lost * 365 / 366)
    assert effect.low < effect.value < effect.high


def test_uplift_is_told_from_the_usual_pace(company):
    case = cut(company).case()
    assert clearing.cut_uplift(case) == pytest.approx(100 / (280 / 120))


def test_missed_sales_are_what_was_ordered_and_not_shipped(company):
    company.steady(1, price=15.0)
    company.tables["orders"] = pd.DataFrame(
        {
            "item": ["A00", "A00"],
            "order_date": pd.to_datetime(["2024-03-01", "2023-03-01"]),
            "ordered_qty": [100.0, 100.0],
            "shipped_qty": [60.0, 0.0],
        }
    )
    # 40 units of the period less the usual 1 % of 100 × cost 10 × markup 0.5
    assert lost_margin(company.case()).value == pytest.approx(195 * 365 / 366)


def test_else_demand_on_days_without_stock_is_that_of_the_others(company):
    company.steady(1, price=15.0, out_days=10)
    rows = company.case().rows
    share = rows["stockout_days"].sum() / rows["held_days"].sum()
    lost = 1200 * share / (1 - share)
    missed = (lost - 0.01 * (1200 + lost)) * 10 * 0.5
    assert lost_margin(company.case()).value == pytest.approx(missed * 365 / 366)


def test_month_ends_tell_less_than_days(company):
    company.days = False
    company.hold("A", opening=100, bought=[0, 200] * 12, sold=100, price=15.0)
    estimate = lost_margin(company.case())
    errors = error_rules().models
    below = errors["lost_by_month_ends"].below
    assert below > errors["lost_by_days"].below
    assert estimate.low == pytest.approx((1 - below) * estimate.value)


def test_losses_in_pieces_are_no_money(company):
    case = company.steady(1, cost=0.0).case()
    assert count_losses(case) is None
