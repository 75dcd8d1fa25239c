"""The policy in an analysis: in the result as its schema says, and remembered apart."""

from __future__ import annotations

from pathlib import Path

import pytest

import stockturn.analysis.policy as room
from stockturn.analysis import Analysis, conclude, read_books
from stockturn.params import parse_params
from stockturn.report.result_json import validate_result
from stockturn.result import to_result

SAMPLE = {"sample": {"seed": 5, "items": 20, "days": 400}}


def test_policy_stands_in_the_result(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("STOCKTURN_CACHE", str(tmp_path))
    given = {"client": "甲", "client_id": "jia", "sources": [SAMPLE]}
    params = parse_params(given)
    books = read_books(params)
    analysis = conclude(params, books)
    result = to_result(analysis)
    validate_result(result)
    policy = result["policy"]
    assert [p["label"] for p in policy["exchange_curve"]][-2:] == ["current", "proposed"]
    excess = sum(cause["value"] for cause in policy["excess_by_cause"])
    planned = analysis.positions.merge(
        analysis.policy.items.dropna(subset="max_qty")[["item", "warehouse"]]
    )
    assert excess == pytest.approx(planned["excess_value"].sum(), rel=1e-6)
    pushed = analysis.lists["push_out"]["value"].sum()
    assert analysis.measures["on_order_excess_value"].value == pytest.approx(pushed)
    assert pushed > 0
    assert all(row["reason"] or row["reorder_point"] is not None for row in policy["items"])

    # Another threshold draws other conclusions from the same levels.
    def refused(*_args: object, **_kwargs: object) -> None:
        raise AssertionError("the levels were made again")

    monkeypatch.setattr(room, "make_policy", refused)
    again = parse_params(given | {"settings": {"max_cover_days": 45}})
    assert conclude(again, books).policy.outcomes == analysis.policy.outcomes
    with pytest.raises(AssertionError, match="made again"):
        conclude(parse_params(given | {"settings": {"review_days": 14}}), books)


def balances_only(tmp_path, *, lead_days: int | None) -> Path:
    """Write a year of one item's monthly balances, and its lead time where there is one."""
    rows, stock = (
        ["期间,商品编码,期初数量,期初金额,入库数量,入库金额,出库数量,出库金额,期末数量,期末金额"],
        300,
    )
    for month in range(1, 13):
        sold, came = 40 + 7 * (month % 3), 60
        rows.append(
            f"2024-{month:02},A,{stock},{stock * 10},{came},{came * 10},{sold},{sold * 10},"
            f"{stock + came - sold},{(stock + came - sold) * 10}"
        )
        stock += came - sold
    (tmp_path / "收发存.csv").write_text("\n".join(rows), encoding="utf-8")
    head, item = "商品编码,商品名称", "A,杯子"
    if lead_days is not None:
        head, item = f"{head},提前期天数", f"{item},{lead_days}"
    (tmp_path / "商品档案.csv").write_text(f"{head}\n{item}\n", encoding="utf-8")
    return tmp_path


def analysed(folder: Path) -> Analysis:
    sources = [{"path": str(folder / "*.csv")}]
    params = parse_params({"client": "甲", "client_id": "jia", "sources": sources})
    return conclude(params, read_books(params))


def test_monthly_balances_allow_levels(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("STOCKTURN_CACHE", "off")
    analysis = analysed(balances_only(tmp_path, lead_days=14))
    level = analysis.policy.items["max_qty"].item()
    # 21 days at 1.5 to 1.8 a day, and something for chance: neither nothing nor 90 days of demand.
    assert 30 < level < 90
    held = analysis.facts.places["closing_qty"].item()
    assert analysis.measures["excess_value"].value == pytest.approx((held - level) * 10)
    assert not analysis.measures["cash_release"].known
    assert analysis.measures["forecast_wape"].grade == "E1"
    assert len(analysis.lists["do_not_order"]) == 1


def test_without_a_lead_time_there_are_no_levels(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("STOCKTURN_CACHE", "off")
    assert analysed(balances_only(tmp_path, lead_days=None)).policy is None
