import itertools

import pytest

from stockturn.findings.excess import split_cash
from stockturn.findings.positions import excess_value
from stockturn.findings.verdicts import Mistake

from .conftest import troubled


def mistake(name, verdict="存在", side="too_much"):
    return Mistake(name, "", verdict, verdict, side, (), "", "", "")


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
