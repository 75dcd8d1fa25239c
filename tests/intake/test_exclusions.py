"""Rows that are no data, and goods that only look like a total."""

from __future__ import annotations

import pytest

HEADER = "期间,商品编码,商品名称,仓库,期末数量,期末金额\n"
GOODS = "2021-01,001,甲,总仓,1,10\n"


@pytest.fixture
def excluded(write, read):
    """Return reason → rows of a file that begins with one row of goods."""

    def left_out(rows: str, header: str = HEADER, goods: str = GOODS, **keys) -> dict:
        write("表.csv", header + goods + rows)
        intake = read(**keys)
        assert intake.files[0].rows_quarantined == 0, intake.quarantine
        return dict(intake.files[0].rows_excluded)

    return left_out


@pytest.mark.parametrize(
    "row",
    [
        "合计,,,,1,10",
        ",合计,,,1,10",
        ",,合 计：,,1,10",
        "2021-01,,,总仓小计,1,10",
        "2021-01,小计,,,1,10",
        "本月合计,,,,1,10",
        ",,辅料（小计）,,1,10",
    ],
)
def test_totals(excluded, row: str):
    assert excluded(row + "\n") == {"合计或小计行": 1}


def test_a_total_under_a_date_is_a_total_and_no_faulty_date(excluded):
    header = "日期,类型,商品编码,数量\n"
    assert excluded("合计,,,1\n", header, "2021-01-01,期初,001,1\n") == {"合计或小计行": 1}


@pytest.mark.parametrize(
    "row", ["2021-01,002,合计单据本,总仓,1,10", "2021-01,003,送货单（合计）,总仓,1,10"]
)
def test_goods_with_the_word_in_their_name_are_goods(write, read, row: str):
    write("表.csv", HEADER + GOODS + row + "\n")
    assert read().files[0].rows_used == 2


def test_the_header_printed_on_every_page(excluded):
    assert excluded(HEADER + HEADER) == {"重复的表头行": 2}


@pytest.mark.parametrize("row", ["制表：张三,,,,,", "第1页,共3页,,,,", "打印时间：2021-02-01,,,,,"])
def test_footers(excluded, row: str):
    assert excluded(row + "\n") == {"表尾说明行": 1}


def test_blank_rows_are_no_rows(write, read):
    write("表.csv", HEADER + GOODS + ",,,,,\n\n" + GOODS.replace("001", "002"))
    assert read().files[0].rows_read == 2


class TestRules:
    def test_by_header_or_by_field_with_the_reason_printed(self, excluded):
        rules = [{"商品编码": "0038", "reason": "补差价链接"}, {"warehouse": "虚仓"}]
        rows = "2021-01,0038,差价,总仓,9,0\n2021-01,002,乙,虚仓,1,1\n"
        assert excluded(rows, exclude=rules) == {
            "按参数剔除：补差价链接": 1,
            "按参数剔除：参数文件要求剔除": 1,
        }

    def test_all_conditions_of_a_rule_must_hold(self, excluded):
        rule = {"商品编码": "001", "仓库": "分仓", "reason": "x"}
        assert excluded("2021-01,001,甲,分仓,1,1\n", exclude=[rule]) == {"按参数剔除：x": 1}

    def test_a_code_is_matched_as_text(self, write, read):
        write("表.csv", HEADER + "2021-01,0038,甲,总仓,1,1\n")
        intake = read(exclude=[{"商品编码": "38"}])
        assert intake.files[0].rows_used == 1

    def test_a_rule_that_meets_nothing_is_told(self, write, read):
        write("表.csv", HEADER + GOODS)
        intake = read(exclude=[{"商品编号": "001", "reason": "错列名"}])
        (note,) = [o for o in intake.observations if o.id == "unused_rule"]
        assert "商品编号=001" in note.noticed

    def test_a_rule_that_meets_something_is_not(self, write, read):
        write("表.csv", HEADER + GOODS + GOODS.replace("001", "002"))
        assert "unused_rule" not in {o.id for o in read(exclude=[{"item": "001"}]).observations}

    def test_a_reason_alone_excludes_nothing(self, write, read):
        write("表.csv", HEADER + GOODS)
        assert read(exclude=[{"reason": "x"}]).files[0].rows_used == 1
