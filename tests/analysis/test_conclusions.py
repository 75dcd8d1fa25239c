"""Conclusions: from one reading, any settings; every figure with its files."""

from __future__ import annotations

from stockturn.analysis import analyse, conclude

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
    assert found.data_end.isoformat() == "2021-12-31"


def test_thresholds_need_no_second_reading(analysed, client):
    strict = conclude(client({}, settings={"max_cover_days": 30}), analysed.books)
    assert strict.measures["excess_value"].value > analysed.measures["excess_value"].value


def test_without_stock_tables_nothing_is_made_up(client):
    found = analyse(client({"档案.csv": "商品编码,商品名称,分类\nA,甲,食品\n"}))
    assert (found.grade, found.period, found.data_end, found.window) == (None,) * 4
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


def test_the_same_books_give_the_same_conclusions(analysed):
    first, second = analysed, conclude(analysed.params, analysed.books)
    assert first.measures == second.measures
    assert [m.to_json() for m in first.mistakes] == [m.to_json() for m in second.mistakes]
    assert first.choice.to_json() == second.choice.to_json()
