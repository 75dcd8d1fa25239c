"""Conclusions: from one reading, any settings; every figure with its files."""

from __future__ import annotations

from dataclasses import replace

import pytest

from stockturn.analysis import analyse, conclude
from stockturn.errors import ParamsError

from .conftest import balances


def test_a_client_by_hand(analysed):
    found = analysed
    assert found.grade == "E1"
    assert found.period.start.isoformat() == "2021-01-01"
    assert found.spans.compare_kind == "同比"
    # 60 pieces a month at 2 each, 160 pieces in stock at 2 each
    assert found.measures["cogs"].value == 12 * 60 * 2
    assert found.measures["turnover"].value == 1440 / 320
    assert found.before["turnover"].value == found.measures["turnover"].value
    assert found.decomposition.total == 0
    assert found.report_date.isoformat() == "2021-12-31"


def test_thresholds_need_no_second_reading(analysed, client):
    strict = conclude(client({}, settings={"max_cover_days": 30}), analysed.books)
    assert strict.measures["excess_value"].value > analysed.measures["excess_value"].value


def test_every_known_figure_names_its_files_and_no_other(analysed):
    for measure in analysed.measures.values():
        assert bool(measure.inputs) == measure.known, measure.id
    (line,) = analysed.measures["turnover"].inputs
    assert (line.name, line.rows) == ("收发存.csv", 72)


def test_a_figure_of_orders_is_from_the_orders(client):
    orders = (
        "订单号,订单日期,要求交期,发货日期,商品编码,订购数量,发货数量\n"
        "1,2021-01-01,2021-01-05,2021-01-04,A,5,5\n"
    )
    found = analyse(client({"收发存.csv": balances(2021), "订单.csv": orders}))
    assert [line.name for line in found.measures["fill_rate"].inputs] == ["订单.csv"]
    assert found.measures["fill_rate"].grade == "E4"


@pytest.mark.parametrize("averaging", ["auto", "monthly", "two_point"])
def test_the_average_asked_for_is_the_one_used(analysed, client, averaging: str):
    found = conclude(client({}, settings={"averaging": averaging}), analysed.books)
    assert found.window.averaging == ("monthly" if averaging == "auto" else averaging)
    assert found.bridge[-1]["to"].startswith(found.window.averaging)


def test_an_average_by_days_of_tables_without_days_is_refused(analysed, client):
    params = client({}, settings={"averaging": "day_weighted"})
    with pytest.raises(ParamsError, match="没有逐日结存") as caught:
        conclude(params, analysed.books)
    assert "auto" in caught.value.action


def test_a_date_of_the_parameters_stands_on_the_cover(analysed, client):
    found = conclude(client({}, report={"date": "2022-01-15"}), analysed.books)
    assert found.report_date.isoformat() == "2022-01-15"
    assert found.data_end.isoformat() == "2021-12-31"


def test_without_stock_tables_nothing_is_made_up(client):
    found = analyse(client({"档案.csv": "商品编码,商品名称,分类\nA,甲,食品\n"}))
    assert (found.grade, found.period, found.report_date, found.window) == (None,) * 4
    assert found.pairs.empty
    assert found.definitions == found.bridge == []
    assert [m.id for m in found.measures.values() if m.known] == ["data_quality_score"]
    assert all(m.inputs == () for m in found.measures.values() if not m.known)


def test_a_year_in_which_nothing_was_sold(client):
    lines = [
        line for line in balances(2021).splitlines() if ",A," not in line and ",B," not in line
    ]
    found = analyse(client({"收发存.csv": "\n".join(lines) + "\n"}))
    assert found.measures["turnover"].value == 0
    assert not found.measures["dio_days"].known
    assert found.definitions == []


def test_goods_are_classed_item_by_item(analysed):
    pairs = analysed.pairs.set_index("item")
    assert pairs["abc"].to_dict() == {"A": "A", "B": "B", "C": "C"}
    assert pairs["xyz"].to_dict() == {"A": "X", "B": "X", "C": "Z"}


def test_the_same_books_give_the_same_conclusions(analysed):
    first, second = analysed, conclude(analysed.params, analysed.books)
    assert first.measures == second.measures
    assert [m.to_json() for m in first.mistakes] == [m.to_json() for m in second.mistakes]
    assert first.choice.to_json() == second.choice.to_json()


def test_lineage_is_no_part_of_what_a_figure_is(analysed):
    turnover = analysed.measures["turnover"]
    assert replace(turnover, inputs=()) == turnover
