import itertools

import pandas as pd
import pytest

from stockturn.findings import clearing
from stockturn.findings.effects import count_losses, lost_margin, split_cash
from stockturn.findings.positions import excess_value
from stockturn.findings.rules import error_rules
from stockturn.findings.verdicts import Mistake


def mistake(name, verdict="存在", side="too_much"):
    return Mistake(name, "", verdict, verdict, side, (), "", "", "")


def troubled(company):
    """Overstock, an overweight category, and orders placed on top of it."""
    company.steady().overstocked(6).hold("C", opening=3000, bought=0, sold=10)
    company.categorise({"C": "丙"})
    for item in ("B00", "B01"):
        company.order(item, "2024-11-01", 200)
    return company


@pytest.mark.parametrize("names", list(itertools.permutations(["W-1", "W-2", "W-4"])))
def test_no_yuan_counts_under_two_mistakes(company, names):
    case = troubled(company).case()
    cash = split_cash(case, [mistake(name) for name in names])
    claims = cash[["W-1", "W-2", "W-4"]]
    assert (claims >= 0).all().all()
    assert claims.sum(axis=1).max() > 0
    assert (claims.sum(axis=1) <= cash["excess"] + 1e-9).all()
    assert cash["excess"].sum() == pytest.approx(excess_value(case.places).sum())


def test_together_the_mistakes_take_the_whole_excess_once(company):
    case = troubled(company).case()
    cash = split_cash(case, [mistake("W-4"), mistake("W-2"), mistake("W-1")])
    total = cash[["W-4", "W-2", "W-1"]].sum().sum()
    assert total == pytest.approx(cash["excess"].sum())
    assert cash["W-4"].sum() > 0
    assert cash["W-2"].sum() > 0


def test_effects_of_a_diagnosis_never_exceed_the_excess(company):
    found = troubled(company).diagnose()
    claimed = sum(m.effect.one_off_cash.value for m in found.values() if m.effect.one_off_cash)
    assert 0 < claimed <= excess_value(company.case().places).sum() + 1e-6


def test_what_is_suspected_takes_after_what_is_found(company):
    company.findings = {"W-1": {"verdict": "存在"}, "W-2": {"verdict": "疑似"}}
    found = troubled(company).diagnose()
    assert found["W-2"].effect.one_off_cash is None
    company.findings = {"W-1": {"verdict": "疑似"}, "W-2": {"verdict": "存在"}}
    assert company.diagnose()["W-2"].effect.one_off_cash.value > 0


def test_intervals_hold_their_value(company):
    for found in troubled(company).diagnose().values():
        for estimate in (found.effect.one_off_cash, found.effect.annual_profit):
            if estimate is not None:
                assert estimate.low <= estimate.value <= estimate.high


def test_carrying_cost_is_of_the_mean_excess_at_the_clients_rates(company):
    troubled(company)
    company.findings = {"W-4": {"verdict": "未见"}, "W-2": {"verdict": "未见"}}
    effect, case = company.diagnose()["W-1"].effect, company.case()
    months = [
        excess_value(case.places.assign(closing_qty=rows["closing_qty"].to_numpy())).sum()
        for _, rows in case.rows.groupby("bucket")
    ]
    assert effect.one_off_cash.value == pytest.approx(months[-1])
    assert effect.annual_profit.value == pytest.approx(0.15 * sum(months) / 12)


def test_what_only_one_mistake_explains_is_all_its_own(company):
    case = troubled(company).case()
    for name in ("W-4", "W-2", "W-1"):
        cash = split_cash(case, [mistake(name)])
        assert cash[name].sum() == pytest.approx(cash["excess"].sum())


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
