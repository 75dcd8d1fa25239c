"""Lines of a portfolio: what is summed, what is not, what cannot be read."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from stockturn.errors import SourceError
from stockturn.portfolio import gather, glance, read_portfolio


def result(client_id, *, currency="CNY", **figures):
    return {
        "client": f"{client_id}店",
        "client_id": client_id,
        "currency": currency,
        "period": {"start": "2025-01-01", "end": "2025-12-31", "days": 365},
        "evidence_grade": "E4",
        "measures": {key: {"value": value} for key, value in figures.items()},
        "mistakes": [{"id": "W-1", "verdict": "存在"}],
    }


def test_currencies_are_never_added():
    rows = [
        result("a", closing_stock_value=10.0),
        result("b", closing_stock_value=20.0),
        result("c", currency="USD", closing_stock_value=5.0),
    ]
    totals = gather(rows).totals().set_index("currency")
    assert totals["closing_stock_value"].to_dict() == {"CNY": 30.0, "USD": 5.0}
    assert totals["clients"].to_dict() == {"CNY": 2, "USD": 1}


def test_turnover_of_all_is_a_ratio_of_sums_over_those_that_have_it():
    rows = [
        result("a", turnover=12.0, avg_stock_value=1.0),
        result("b", turnover=2.0, avg_stock_value=9.0),
        result("c", turnover=None, avg_stock_value=1000.0),
    ]
    totals = gather(rows).totals()
    assert totals["turnover"].tolist() == [pytest.approx(3.0)]
    assert totals["avg_stock_value"].tolist() == [1010.0]


def test_a_figure_that_no_client_has_stays_unknown():
    assert pd.isna(gather([result("a")]).totals()["cash_release"].iloc[0])


def test_a_mistake_that_was_not_judged_is_not_passed_over():
    line = gather([result("a")]).clients.iloc[0]
    assert (line["W-1"], line["W-2"]) == ("存在", "数据不足")


def test_days_before_come_from_the_review():
    reviewed = result("a") | {"review": {"moves": [{"name": "dio_days", "before": 90.0}]}}
    clients = gather([reviewed, result("b")]).clients
    assert clients["days_before"].tolist()[0] == 90.0
    assert pd.isna(clients["days_before"].iloc[1])


def test_a_folder_is_read_by_its_batch(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "result.json").write_text(json.dumps(result("a")), encoding="utf-8")
    failed = {"client_id": "b", "client": "b店", "status": "failed", "error": "发现：缺"}
    rows = [{"client_id": "a", "client": "a店", "status": "ok", "error": ""}, failed]
    (tmp_path / "batch.json").write_text(json.dumps({"clients": rows}), encoding="utf-8")
    portfolio = read_portfolio(tmp_path)
    assert portfolio.clients["client_id"].tolist() == ["a"]
    assert portfolio.failed["error"].tolist() == ["发现：缺"]


def test_a_folder_without_a_batch_is_told(tmp_path):
    with pytest.raises(SourceError, match=r"batch\.json"):
        read_portfolio(tmp_path)


def test_companies_of_a_group_are_ranked_and_one_alone_is_no_group():
    def company(key, days, held):
        return {"key": key, "turns": 365 / days, "days": days, "avg_stock_value": held}

    group = result("g") | {
        "by": {"company": [company("甲", 50.0, 30.0), company("乙", 90.0, 10.0)]}
    }
    alone = result("a") | {"by": {"company": [company("丙", 70.0, 5.0)]}}
    ranked = gather([group, alone]).companies
    assert ranked["key"].tolist() == ["乙", "甲"]
    assert ranked["share"].tolist() == [0.25, 0.75]
    assert ranked["client_id"].unique().tolist() == ["g"]


def test_a_glance_in_the_run_spares_reading_the_result(tmp_path):
    (tmp_path / "a").mkdir()
    seen = glance(result("a", turnover=3.0))
    (tmp_path / "a" / "run.json").write_text(json.dumps({"glance": seen}), encoding="utf-8")
    rows = [{"client_id": "a", "client": "a店", "status": "ok", "error": ""}]
    (tmp_path / "batch.json").write_text(json.dumps({"clients": rows}), encoding="utf-8")
    clients = read_portfolio(tmp_path).clients
    pd.testing.assert_frame_equal(clients, gather([result("a", turnover=3.0)]).clients)
