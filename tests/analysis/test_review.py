"""复盘: moves, promises and causes are exact, and a wrong file is refused."""

from __future__ import annotations

import json

import pytest

from stockturn.analysis import analyse
from stockturn.errors import ParamsError
from stockturn.result import to_result


def result_of(params):
    return json.loads(json.dumps(to_result(analyse(params))))


@pytest.fixture
def earlier(client, monthly, tmp_path):
    """The result of the first year, with a promise planted on the items of W-1."""
    result = result_of(client({"2020.csv": monthly(2020)}))
    result["mistakes"][0]["items"] = [{"item": "A"}, {"item": "C"}]
    result["actions"] = [
        {
            "id": "T-02/W-1",
            "mistake": result["mistakes"][0]["id"],
            "text": "停购",
            "one_off_cash": {"value": 100.0, "low": 50.0, "high": 150.0},
        }
    ]
    path = tmp_path / "previous.json"
    path.write_text(json.dumps(result), encoding="utf-8")
    return path


@pytest.fixture
def later(client, monthly, earlier):
    # Goods A fall from 100 pieces to 70 in the second year; a piece costs 2.
    second = monthly(2021).replace("100,200", "70,140")

    def reviewed(**keys):
        return analyse(client({"2021.csv": second}, previous=str(earlier), **keys)).review

    return reviewed


def test_moves_and_categories(later):
    held = later()
    told = {m.name: (m.before, m.after) for m in held.moves}
    assert told["closing_stock_value"] == (320.0, 260.0)
    assert not held.causes
    assert held.settings_known


def test_a_promise_is_held_against_the_stock_of_its_items(later):
    (promise,) = later().promises
    assert (promise.items, promise.promised) == (2, 100.0)
    assert (promise.stock_before, promise.stock_after) == (240.0, 180.0)
    assert promise.realised == 60.0


def test_changed_settings_are_told_from_changed_data_to_the_cent(later):
    settings = {"carrying_rates": {"capital": 0.10}, "days_basis": 360, "max_cover_days": 30}
    held = later(settings=settings)
    assert [c.setting for c in held.causes] == [
        None,
        "carrying_rates",
        "days_basis",
        "max_cover_days",
    ]
    for move in held.moves:
        parts = [c.effects[move.name] for c in held.causes if move.name in c.effects]
        assert sum(parts) == pytest.approx(move.after - move.before, abs=1e-9), move.name
    by_setting = {c.setting: c.effects for c in held.causes}
    assert by_setting["carrying_rates"]["carrying_cost"] > 0
    assert by_setting["carrying_rates"]["dio_days"] == 0
    assert by_setting["max_cover_days"]["excess_value"] > 0
    assert by_setting["days_basis"]["closing_stock_value"] == 0


def test_a_result_without_settings_is_told(later, earlier):
    result = json.loads(earlier.read_text(encoding="utf-8"))
    del result["settings"]
    earlier.write_text(json.dumps(result), encoding="utf-8")
    held = later(settings={"max_cover_days": 30})
    assert not held.settings_known
    assert not held.causes


def test_another_clients_result_is_refused(later, earlier):
    result = json.loads(earlier.read_text(encoding="utf-8")) | {"client_id": "yi"}
    earlier.write_text(json.dumps(result), encoding="utf-8")
    with pytest.raises(ParamsError, match="属于客户 yi"):
        later()


@pytest.mark.parametrize("content", ["", "{}", "[1]", "不是"])
def test_what_is_no_result_is_refused(content, later, earlier):
    earlier.write_text(content, encoding="utf-8")
    with pytest.raises(ParamsError, match=r"不是一份可读的 result\.json"):
        later()


def test_the_same_result_moves_nothing(client, monthly, tmp_path):
    params = client({"2020.csv": monthly(2020)})
    path = tmp_path / "same.json"
    path.write_text(json.dumps(to_result(analyse(params))), encoding="utf-8")
    held = analyse(params.model_copy(update={"previous": str(path)})).review
    assert held.same_files
    assert all(m.before == m.after for m in held.moves)
