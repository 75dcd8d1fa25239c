"""What cannot be is named; what is consistent is not."""

from __future__ import annotations

import pytest

from stockturn.errors import ParamsError
from stockturn.findings.doubts import answer_doubts, service_doubts
from stockturn.measures import Measure
from stockturn.params import parse_params

GROSS = {"gross_margin": Measure("gross_margin", 0.3, "", "", "E3")}


def client(answers: dict, **profile: list) -> object:
    base = {"client": "甲", "client_id": "a", "sources": [{"path": "x.csv"}]}
    return parse_params({**base, "answers": answers, "profile": profile})


@pytest.mark.parametrize(
    ("answers", "profile", "returned", "told"),
    [
        ({"spreadsheet_based": True, "functions": {"F-01": "used"}}, {}, 0.0, "又称"),
        ({"spreadsheet_based": False}, {"present_systems": ["Excel"]}, 0.0, "只有表格"),
        ({"profit_margin": 0.4}, {}, 0.0, "高于本期毛利率"),
        ({"clearing_methods": ["促销"]}, {}, 500.0, "采购退货"),
    ],
)
def test_answers_that_contradict_are_named(answers, profile, returned, told):
    doubts = answer_doubts(client(answers, **profile), GROSS, returned)
    assert len(doubts) == 1
    assert told in doubts[0]


def test_answers_that_agree_are_not():
    agreeing = {
        "spreadsheet_based": True,
        "functions": {"F-01": "absent"},
        "profit_margin": 0.1,
        "clearing_methods": ["促销", "退供"],
    }
    assert answer_doubts(client(agreeing, present_systems=["Excel"]), GROSS, 500.0) == ()


def test_a_margin_above_one_hundred_percent_is_refused():
    with pytest.raises(ParamsError, match="profit_margin"):
        client({"profit_margin": 8})


def test_one_reason_is_told_once_for_all_figures_it_spoils():
    doubts = service_doubts(
        {}, {"satisfaction": "报告期内的服务月报", "ship_hours": "报告期内的服务月报"}
    )
    assert len(doubts) == 1
    assert "客户满意度" in doubts[0]


def test_returns_above_sales_are_named():
    measures = {"return_rate": Measure("return_rate", 1.2, "", "", "E3")}
    assert "100%" in service_doubts(measures, {})[0]
    measures = {"return_rate": Measure("return_rate", 0.2, "", "", "E3")}
    assert service_doubts(measures, {}) == ()
