"""One item, one code: lost zeros and careless hands are undone where only one code can be meant."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stockturn.findings import hygiene
from stockturn.intake import read_sources
from stockturn.intake.spellings import bare, respelled
from stockturn.metrics.audit import misspelled_lines
from stockturn.params import Source

MASTER = "商品编码,商品名称\n0600114,甲\nAB-01,乙\n007,丙\n07,丁\n"
MOVES = "日期,单据号,类型,商品编码,数量\n"
CODES = st.text("0123aAbB- ", min_size=1, max_size=6).map(str.strip).filter(bool)


def noticed(intake) -> dict[str, str]:
    return {o.id: o.noticed for o in intake.observations}


def test_a_lost_zero_and_a_careless_hand_are_joined_and_told(write, read):
    write("档案.csv", MASTER)
    write("流水.csv", MOVES + "2021-01-02,1,采购入库,600114,5\n2021-01-03,2,采购入库,ab01,5\n")
    intake = read()
    moves = intake.tables["movements"]
    assert moves["item"].tolist() == ["0600114", "AB-01"]
    assert moves["written_item"].tolist() == ["600114", "ab01"]
    told = noticed(intake)["item_spelling"]
    assert "流水.csv" in told and "2 个编码（2 行）" in told and "600114 应为 0600114" in told
    assert misspelled_lines(moves) == 1.0


def test_a_spelling_that_two_items_can_have_is_left_and_named(write, read):
    write("档案.csv", MASTER)
    write("流水.csv", MOVES + "2021-01-02,1,采购入库,7,5\n2021-01-02,2,采购入库,999,5\n")
    intake = read()
    assert intake.tables["movements"]["item"].tolist() == ["7", "999"]
    assert "item_spelling" not in noticed(intake)
    unclear = noticed(intake)["unclear_spelling"]
    assert "1 个编码（1 行）" in unclear and "7 可为 007、07" in unclear
    assert "2 个编码不在商品档案中，如 7、999" in noticed(intake)["unregistered_item"]
    assert misspelled_lines(intake.tables["movements"]) == 0.0


def test_stock_tables_speak_where_there_is_no_master(write, read):
    write("2021.01.csv", "商品编码,期初数量,期末数量\n0600114,5,5\n")
    write("流水.csv", MOVES + "2021-01-02,1,采购入库,600114,5\n2021-01-02,2,采购入库,999,5\n")
    intake = read()
    assert intake.tables["movements"]["item"].tolist() == ["0600114", "999"]
    assert "unregistered_item" not in noticed(intake)


def test_stock_stated_under_both_codes_is_not_added_up(write, read):
    write("档案.csv", MASTER)
    write("2021.01.csv", "商品编码,期初数量,期末数量\n0600114,5,5\n600114,3,3\nab01,1,1\n")
    assert read().tables["balances"]["item"].tolist() == ["0600114", "600114", "AB-01"]


def test_without_any_register_nothing_is_guessed(write, read):
    write("流水.csv", MOVES + "2021-01-02,1,采购入库,0600114,5\n2021-01-02,2,采购入库,600114,5\n")
    intake = read()
    assert intake.tables["movements"]["item"].tolist() == ["0600114", "600114"]
    assert "written_item" not in intake.tables["movements"]


def test_a_company_keeps_its_own_codes(write, tmp_path: Path):
    write("甲/档案.csv", MASTER)
    write("乙/流水.csv", MOVES + "2021-01-02,1,采购入库,600114,5\n")
    sources = [Source(path="甲/*", company="甲"), Source(path="乙/*", company="乙")]
    intake = read_sources(sources, base_dir=tmp_path)
    assert intake.tables["movements"]["item"].tolist() == ["600114"]


@given(st.sets(CODES), st.sets(CODES))
def test_laws(known: set[str], codes: set[str]):
    meant = respelled(codes, known)
    assert not set(meant) & known  # a known code stays what it is
    assert set(meant.values()) <= known
    assert all(bare(code) == bare(item) for code, item in meant.items())
    assert respelled(meant.values(), known) == {}  # joining again changes nothing
    twins = {code for code in codes if sum(bare(code) == bare(item) for item in known) > 1}
    assert not set(meant) & twins


@pytest.mark.parametrize("code", ["0", "00", "--", "-0-"])
def test_something_is_always_left_of_a_code(code: str):
    assert bare(code) in {"0", ""}


def test_the_statistic_counts_what_was_joined(write, read):
    write("档案.csv", MASTER)
    write("流水.csv", MOVES + "2021-01-02,1,采购入库,600114,5\n2021-01-03,2,采购入库,0600114,5\n")
    intake = read()

    class Books:
        tables = intake.tables

    assert hygiene.misspelled_share(Books()) == 0.5  # type: ignore[arg-type]
