import itertools

import pytest

from stockturn.findings.effects import split_cash
from stockturn.findings.positions import excess_value
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


def test_carrying_cost_follows_the_clients_rates(company):
    troubled(company)
    company.findings = {"W-4": {"verdict": "未见"}, "W-2": {"verdict": "未见"}}
    effect = company.diagnose()["W-1"].effect
    assert effect.annual_profit.value == pytest.approx(0.15 * effect.one_off_cash.value)


def test_deep_cuts_cost_only_what_would_have_sold_anyway(company):
    company.steady(1, price=20.0)
    for day in range(1, 29):
        company.sell("A00", f"2024-06-{day:02}", 10, 200, 100)
    company.sell("A00", "2024-07-01", 100, 1000, 1000)
    company.findings = {"W-5": {"verdict": "存在"}}
    effect = company.diagnose()["W-5"].effect.annual_profit
    year = 365 / 366
    usual = 280 / 365  # units a day outside the one cut day
    assert effect.high == pytest.approx(1000 * year)
    assert effect.value == pytest.approx(usual / 100 * 1000 * year)
