import datetime as dt
import json
import re

import numpy as np
import pandas as pd
import pytest

from stockturn.findings import diagnose, mistake_rules, plan_actions
from stockturn.measures import Measure
from stockturn.params import Span

JUNK = re.compile(r"nan|None|inf|True|False|\{|\}", re.IGNORECASE)


def texts(mistake):
    return [
        mistake.conclusion,
        mistake.evidence,
        mistake.advice,
        *(s.text for s in mistake.statistics),
    ]


def test_a_steady_company_makes_no_mistake_that_can_be_seen(company):
    found = company.steady().diagnose()
    assert {k: m.verdict for k, m in found.items()} == {
        "W-1": "未见",
        "W-2": "未见",
        "W-3": "未见",
        "W-4": "数据不足",
        "W-5": "数据不足",
    }
    assert all(m.effect.one_off_cash is None for m in found.values())
    assert all(m.items == () for m in found.values())


@pytest.mark.parametrize("days", [True, False])
def test_overstock_is_seen_with_and_without_days(company, days):
    company.days = days
    found = company.steady().overstocked(6).diagnose()["W-1"]
    assert (found.verdict, found.side) == ("存在", "too_much")
    assert [item["item"] for item in found.items] == [f"B{n:02}" for n in range(6)]
    assert found.effect.one_off_cash.value > 0
    assert found.effect.one_off_cash.low <= found.effect.one_off_cash.value


def test_too_little_is_the_same_mistake_seen_from_the_other_end(company):
    company.steady(opening=20, out_days=8)
    found = company.diagnose()["W-1"]
    assert (found.verdict, found.side) == ("存在", "too_little")
    assert "缺货" in found.conclusion
    assert found.effect.one_off_cash is None
    assert found.effect.annual_profit.value > 0


def test_insufficient_data_names_the_export_and_only_then(company):
    found = company.steady().diagnose()
    assert found["W-4"].missing == ("采购订单（下单日期、订购数量）",)
    assert found["W-5"].missing == ("销售明细（数量与销售金额）",)
    for mistake in found.values():
        assert bool(mistake.missing) == (mistake.computed == "数据不足")


def test_an_empty_table_is_as_good_as_none(company):
    company.steady().tables["purchases"] = pd.DataFrame({"order_date": [], "item": []})
    assert company.diagnose()["W-4"].verdict == "数据不足"


def test_stock_without_money_cannot_show_overstock_in_money(company):
    found = company.steady(cost=0.0).diagnose()["W-1"]
    assert found.verdict == "数据不足"
    assert "金额" in "".join(found.missing)


def test_the_consultants_word_stands_beside_the_computed_verdict(company):
    word = {"verdict": "未见", "reason": "春节备货，已核对合同", "by": "张三"}
    company.findings = {"W-1": word}
    found = company.steady().overstocked().diagnose()["W-1"]
    assert (found.verdict, found.computed) == ("未见", "存在")
    shown = found.to_json()
    assert (shown["verdict"], shown["computed_verdict"]) == ("未见", "存在")
    assert shown["consultant"]["reason"] == "春节备货，已核对合同"
    assert found.effect.one_off_cash is None


def test_a_remark_alone_changes_no_verdict(company):
    company.findings = {"W-1": {"remark": "已与客户沟通"}}
    found = company.steady().overstocked().diagnose()["W-1"]
    assert found.verdict == found.computed == "存在"
    assert found.consultant.remark == "已与客户沟通"


def test_the_consultant_may_affirm_what_data_cannot_show(company):
    company.findings = {"W-5": {"verdict": "存在", "reason": "访谈确认"}}
    found = company.steady().diagnose()["W-5"]
    assert (found.verdict, found.computed) == ("存在", "数据不足")
    assert found.missing


def test_no_sentence_holds_a_hole(company):
    rich = company.steady().overstocked().diagnose()
    company.rows.clear()
    poor = company.hold("Z", opening=0, bought=0, sold=0).diagnose(compare=None)
    for mistake in (*rich.values(), *poor.values()):
        for text in texts(mistake):
            assert not JUNK.search(text), text


def test_json_holds_plain_finite_values_under_the_contracts_keys(company):
    for mistake in company.steady().overstocked().diagnose().values():
        shown = json.loads(json.dumps(mistake.to_json(), allow_nan=False))
        keys = {"id", "verdict", "side", "statistics", "effect", "items", "missing"}
        assert keys <= set(shown)
        assert set(shown["effect"]) == {"one_off_cash", "annual_profit"}


@pytest.mark.parametrize(("first", "verdict"), [(11, "数据不足"), (10, "未见")])
def test_balances_of_two_months_do_not_clear_the_books(company, first, verdict):
    company.days = False
    period = Span(start=dt.date(2024, first, 1), end=dt.date(2024, 12, 31))
    found = company.steady().diagnose(period=period, compare=None)["W-3"]
    assert found.verdict == verdict


def test_a_weak_sign_names_the_line_that_it_crossed(company):
    quality = {"score": 71.0, "check_break_share": 0.007}
    found = company.steady().diagnose(quality=quality)["W-3"]
    assert found.verdict == "疑似"
    assert "不符（关注线0.50%）" in found.evidence.replace("0.70%", "")
    assert "71.0分（判定线80.0分）" in found.evidence


def test_the_order_of_rows_changes_nothing(company):
    before = [m.to_json() for m in company.steady().overstocked().diagnose().values()]
    company.rows.reverse()
    company.tables["items"] = company.tables["items"].iloc[::-1]
    after = [m.to_json() for m in company.diagnose().values()]
    for left, right in zip(before, after, strict=True):
        assert left["verdict"] == right["verdict"]
        for name, value in left["statistics"].items():
            other = right["statistics"][name]["value"]
            assert value["value"] == other or np.isclose(value["value"], other)


def test_a_threshold_is_data(company):
    rules = mistake_rules()
    first = rules.mistakes[0]
    strict = tuple(
        s.model_copy(update={"found": 1e-6, "suspected": 1e-6}) if s.id == "excess_share" else s
        for s in first.statistics
    )
    changed = rules.model_copy(
        update={"mistakes": (first.model_copy(update={"statistics": strict}), *rules.mistakes[1:])}
    )
    company.steady().hold("C", opening=5000, bought=0, sold=0.1)
    company.categorise({"C": "丙"})
    shown = company.diagnose(rules=changed)["W-1"].to_json()["statistics"]["excess_share"]
    assert shown["threshold"] == 1e-6
    assert shown["level"] == 2


def test_known_measures_are_used_before_own_figures(company):
    measure = Measure("count_difference_rate", 0.031, "share", "…", "E3")
    found = company.steady().diagnose(measures={"count_difference_rate": measure})["W-3"]
    assert found.statistic("count_difference").value == 0.031
    assert found.verdict == "疑似"


def test_a_client_without_any_stock_is_judged_by_the_interview_alone(company):
    company.answers = {"spreadsheet_based": True}
    found = diagnose(
        facts=None,
        tables={},
        params=company.params(),
        measures={},
        intake_quality={"score": None, "check_break_share": None},
        period=None,
    )
    assert [m.verdict for m in found] == ["数据不足", "数据不足", "疑似", "数据不足", "数据不足"]
    assert "表格本身不是误区" in found[2].conclusion
    assert all(m.missing for m in found if m.computed == "数据不足")
    assert plan_actions(found, None, {}, company.params()) == ()


def test_intakes_own_checks_count_as_breaks_of_the_books(company):
    quality = {"score": 71.0, "check_break_share": 0.04}
    found = company.steady().diagnose(quality=quality)["W-3"]
    assert found.statistic("break_share").value == 0.04
    assert found.statistic("quality_score").value == 71.0
    assert found.verdict == "存在"
