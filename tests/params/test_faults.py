"""Faults: each with its place, what was expected, and the key that was probably meant."""

from __future__ import annotations

import re

import pytest

from stockturn.errors import ParamsError
from stockturn.i18n import language
from stockturn.params import parse_params


@pytest.mark.parametrize(
    ("keys", "where", "meant"),
    [
        ({"clinet": "乙"}, "clinet 是未知的键", "您是否想写 client？"),
        ({"settings": {"slow_day": 90}}, "settings.slow_day 是", "您是否想写 slow_days？"),
        (
            {"settings": {"carrying_rates": {"captial": 0.1}}},
            "settings.carrying_rates.captial 是",
            "您是否想写 capital？",
        ),
        ({"sources": [{"pth": "x"}]}, "sources.第1项.pth 是", "您是否想写 path？"),
        ({"findings": {"W-1": {"verdit": "未见"}}}, "findings.W-1.verdit 是", "verdict？"),
        ({"report": {"pdf": True}}, "report.pdf 是未知的键", "可用的键：firm、prepared_by"),
        ({"findings": {"W-9": {}}}, "findings.W-9 是未知的键", "只能是 W-1、W-2"),
    ],
)
def test_an_unknown_key_is_told_with_the_near_one(refuse, keys: dict, where: str, meant: str):
    error = refuse(**keys)
    assert where in error.found
    assert meant in error.expected


@pytest.mark.parametrize(
    ("keys", "where", "expected"),
    [
        ({"period": {"start": "2021-02-30", "end": "2021-12-31"}}, "2021-02-30 不存在", "2021-12"),
        ({"period": {"start": "2021-01", "end": "2021-12-31"}}, "2021-01 不是日期", "2021-12"),
        ({"period": {"start": 20210101, "end": "2021-12-31"}}, "不是日期", "2021-12-31"),
        ({"period": {"start": "2021-02-01", "end": "2021-01-01"}}, "早于", "start 不晚于 end"),
        ({"settings": {"days_basis": 366}}, "days_basis 的值 366", "只能是 365、360"),
        ({"settings": {"slow_days": 0}}, "slow_days 的值 0", "≥ 1"),
        ({"settings": {"slow_days": 1.5}}, "slow_days 的值 1.5", "整数"),
        ({"settings": {"slow_days": 200}}, "settings", "slow_days ≤ stagnant_days"),
        ({"settings": {"carrying_rates": {"capital": 5}}}, "capital 的值 5", "≤ 1"),
        ({"settings": {"service_targets": {"A": 1.0}}}, "service_targets.A", "< 1"),
        ({"settings": {"lead_time": {"days": -1}}}, "lead_time.days", "≥ 0"),
        ({"settings": {"costing": "lifo"}}, "costing 的值 lifo", "您是否想写 fifo？"),
        ({"profile": {"users": "许多"}}, "profile.users 的值 许多", "整数"),
        ({"profile": {"budget_3y": float("nan")}}, "budget_3y", "数字"),
        ({"profile": {"bom": "也许"}}, "profile.bom", "true 或 false"),
        ({"profile": {"channels": "线上"}}, "profile.channels", "列表"),
        ({"answers": "无"}, "answers 的值 无", "键值表"),
        ({"client_id": 7}, "client_id 的值 7", "加引号"),
        ({"client": None}, "client 的值 （空）", "文本"),
        ({"sources": []}, "sources 的值 []", "至少 1 项"),
        ({"sources": [{"path": "x", "sample": {}}]}, "sources.第1项", "path: exports"),
        ({"sources": [{"kind": "items"}]}, "sources.第1项", "sample: {seed: 1}"),
        ({"sources": [{"path": "x", "kind": "balance"}]}, "kind 的值 balance", "balances？"),
        ({"sources": [{"sample": {"days": 30}}]}, "sources.第1项.sample.days", "≥ 60"),
        ({"sources": [{"sample": {"mistakes": ["W-7"]}}]}, "mistakes.第1项", "只能是 W-1"),
        ({"disclosure": {"scored_by": "张"}}, "disclosure.scored_on 缺少", "scored_on"),
    ],
)
def test_a_value_out_of_bounds_is_told_with_its_place(refuse, keys, where: str, expected: str):
    error = refuse(**keys)
    assert where in error.found
    assert expected in error.expected


def test_all_faults_are_told_at_once(refuse):
    error = refuse(langage="en", settings={"days_basis": 1}, profile={"users": 0})
    assert {"langage", "settings.days_basis", "profile.users"} <= set(
        re.split("[ ；：]", error.found)
    )


def test_a_list_is_not_called_too_short_for_a_fault_in_its_item(refuse):
    error = refuse(sources=[{"path": "x", "kind": "balance"}])
    assert "至少" not in error.expected


def test_a_long_value_is_cut(refuse):
    assert "…" in refuse(language="长" * 500).found
    assert len(refuse(language="长" * 500).found) < 100


@pytest.mark.parametrize(
    "keys",
    [
        {"settings": {"days_basis": 366, "slow_days": "x"}},
        {"period": {"start": "2021-02-30", "end": True}},
        {"sources": [{}], "profile": 3, "language": "fr"},
    ],
)
def test_no_english_of_the_validator_reaches_the_reader(refuse, keys: dict):
    text = str(refuse(**keys))
    assert not re.search(r"\b(or|input|should|valid|type|error|value)\b", text, re.IGNORECASE)


def test_rules_of_ours_are_told_in_any_language(refuse):
    with language("en"):
        error = refuse(period={"start": "2021-02-01", "end": "2021-01-01"})
    assert "2021-02-01" not in error.found  # told as an order of days, not as an impossible day


def test_a_currency_that_cannot_be_used_is_answered_with_those_that_can() -> None:
    given = {"client": "甲", "client_id": "a", "sources": [{"path": "x.csv"}], "currency": "RMB"}
    with pytest.raises(
        ParamsError, match=r"currency 的值 RMB 不是可用的币种[\s\S]*人民币 CNY"
    ) as told:
        parse_params(given)
    assert "美元 USD" in str(told.value)
