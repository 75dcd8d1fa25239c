"""The policy in an analysis: in the result as its schema says, and remembered apart."""

from __future__ import annotations

import pytest

import stockturn.analysis.policy as room
from stockturn.analysis import conclude, read_books
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
