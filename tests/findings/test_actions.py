import datetime as dt
import json
from types import SimpleNamespace

import pytest

from stockturn.findings import plan_actions
from stockturn.findings.actions import _evidence as evidence_of
from stockturn.findings.rules import mistake_rules
from stockturn.findings.strategies import action_rules
from stockturn.measures import Measure


def plan(company, measures=None, **options):
    found = company.diagnose(**options)
    return plan_actions(
        list(found.values()), company.facts(), measures or {}, company.params()
    ), found


def test_a_steady_company_has_nothing_to_do(company):
    actions, _ = plan(company.steady())
    assert actions == ()


def test_each_mistakes_money_stands_on_one_action(company):
    company.findings = {
        name: {"verdict": "存在", "reason": "访谈确认"} for name in ("W-2", "W-3", "W-4")
    }
    actions, found = plan(company.steady().overstocked(6))
    for kind in ("one_off_cash", "annual_profit"):
        told = sum(getattr(a, kind).value for a in actions if getattr(a, kind))
        true = sum(getattr(m.effect, kind).value for m in found.values() if getattr(m.effect, kind))
        assert told == pytest.approx(true)
        assert told > 0


def test_most_money_comes_first(company):
    company.findings = {"W-3": {"verdict": "存在"}}
    actions, _ = plan(company.steady().overstocked(6))
    cash = [a.one_off_cash.value if a.one_off_cash else 0 for a in actions]
    assert cash == sorted(cash, reverse=True)
    assert actions[0].id == "T-02/W-1"


def test_due_dates_count_from_the_data_or_the_report_never_the_clock(company):
    company.steady().overstocked(6)
    actions, found = plan(company)
    assert actions[0].due == company.facts().end + dt.timedelta(days=30)
    dated = company.params().model_copy(
        update={"report": company.params().report.model_copy(update={"date": dt.date(2025, 3, 1)})}
    )
    moved = plan_actions(list(found.values()), company.facts(), {}, dated)
    assert moved[0].due == dt.date(2025, 3, 31)


def test_an_action_says_who_why_and_what_to_watch(company):
    measure = Measure("excess_value", 5e5, "CNY", "…", "E3")
    actions, _ = plan(company.steady().overstocked(6), measures={"excess_value": measure})
    first = actions[0]
    assert first.owner_role == "采购经理"
    assert first.evidence.endswith("。")
    assert "90天" in first.evidence
    assert (first.watch, first.watch_value) == ("excess_value", 5e5)
    shown = json.loads(json.dumps(first.to_json(), allow_nan=False))
    assert {
        "id",
        "strategy",
        "trigger",
        "evidence",
        "owner_role",
        "due",
        "one_off_cash",
        "annual_profit",
        "watch",
    } <= set(shown)
    assert shown["due"] == "2025-01-30"


def test_the_other_side_asks_for_the_other_action(company):
    actions, _ = plan(company.steady(opening=20, out_days=8))
    ids = {a.id for a in actions}
    assert "T-06/W-1" in ids
    assert "T-02/W-1" not in ids


def test_the_consultants_word_decides_what_is_done(company):
    company.findings = {"W-1": {"verdict": "未见", "reason": "备货"}}
    actions, _ = plan(company.steady().overstocked(6))
    assert "T-02/W-1" not in {a.id for a in actions}


def test_an_affirmed_mistake_without_signs_quotes_the_consultant(company):
    company.findings = {"W-5": {"verdict": "存在", "reason": "访谈确认。"}}
    actions, _ = plan(company.steady())
    assert [a.evidence for a in actions if a.mistake == "W-5"] == ["顾问判定：访谈确认。"]


def test_missing_functions_ask_for_a_system_but_name_none(company):
    company.answers = {"functions": {"F-01": "absent", "F-02": "owned", "F-04": "used"}}
    actions, _ = plan(company.steady())
    assert [a.id for a in actions] == ["T-01/W-3"]
    assert "2项" in actions[0].evidence
    assert "选型" in actions[0].text


def test_surplus_here_and_shortage_there_asks_for_a_transfer(company):
    company.steady()
    company.hold("M", opening=4000, bought=0, sold=20, place="东仓")
    company.hold("M", opening=10, bought=2000, sold=2000, place="西仓")
    company.categorise({"M": "甲"})
    actions, _ = plan(company)
    assert "T-03/W-2" in {a.id for a in actions}


def test_what_an_action_rests_on_are_statistics_of_its_mistake():
    known = {rule.id: {s.id for s in rule.statistics} for rule in mistake_rules().mistakes}
    for action in action_rules().actions:
        for trigger in action.triggers:
            assert {*trigger.any_of, *trigger.quotes} <= known[trigger.mistake]


def test_an_action_quotes_what_speaks_for_it():
    trigger = next(t for a in action_rules().actions for t in a.triggers if t.quotes)
    signs = [
        SimpleNamespace(id=name, level=level, text=f"{name}！")
        for name, level in (("lead_time_spread", 2), ("bought_over_cover", 2), ("bullwhip", 0))
    ]
    mistake = SimpleNamespace(statistics=signs, signs=("lead_time_spread",), consultant=None)
    assert evidence_of(trigger, mistake) == "bought_over_cover！；lead_time_spread！。"
