"""Every row read is used, excluded or quarantined, and says why."""

from __future__ import annotations

import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

MOVEMENTS = "日期,类型,商品编码,仓库,数量,金额,对方仓库,失效日期\n"
OPENING = "2021-01-01,期初,001,总仓,10,100,,\n"


@pytest.fixture
def movements(write, read):
    def taken(rows: str, **keys):
        write("流水.csv", MOVEMENTS + OPENING + rows)
        return read(**keys)

    return taken


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("2021-02-30,采购入库,001,总仓,1,10,,", "列“日期”应为日期，实为“2021-02-30”"),
        ("2021-02,采购入库,001,总仓,1,10,,", "列“日期”应为日期"),
        (",采购入库,001,总仓,1,10,,", "列“日期”应为日期，实为“”"),
        ("2021-01-02,采购入库,001,总仓,十,10,,", "列“数量”应为数字，实为“十”"),
        ("2021-01-02,采购入库,001,总仓,1,十元,,", "列“金额”应为数字"),
        ("2021-01-02,采购入库,1.23E+10,总仓,1,10,,", "列“商品编码”应为文本编码"),
        ("2021-01-02,采购入库,,总仓,1,10,,", "列“商品编码”应为文本编码"),
        ("2021-01-02,采购入库,001,总仓,1,10,,2021-13-01", "列“失效日期”应为日期"),
        ("2021-01-02,,001,总仓,1,10,,", "列“类型”应为文本"),
        ("2021-01-02,采购入庫,001,总仓,1,10,,", "类型“采购入庫”不在约定之内，是否为“采购入库”"),
        ("2021-01-02,魔法,001,总仓,1,10,,", "类型“魔法”不在约定之内"),
        ("2021-01-02,采购入库,001,总仓,,10,,", "缺数量"),
        ("2021-01-02,成本调整,001,总仓,,,,", "成本调整缺金额"),
        ("2021-01-02,调拨,001,总仓,1,10,,", "调拨缺对方仓库"),
        ("2021-01-02,采购入库,001,总,仓,1,10,分仓,", "数字"),
        ("2021-01-02,采购入库,001,总仓,1,10,,,多", "比表头多出内容"),
    ],
)
def test_what_cannot_be_read_is_set_aside_and_told(movements, row: str, told: str):
    intake = movements(row + "\n")
    (aside,) = intake.quarantine.to_dict("records")
    assert told in aside["reason"]
    assert (aside["file"], aside["row"]) == ("流水.csv", 3)
    assert aside["content"].startswith(row.partition(",")[0] or " |")
    assert intake.files[0].rows_used == 1


@pytest.mark.parametrize(
    "row",
    [
        "2021-01-02,成本调整,001,总仓,,5,,",
        "2021-01-02,调拨,001,总仓,1,,分仓,",
        "2021-01-02,采购入库,001,,-1,-10,,",
        "2021-01-02 08:30,盘点,001,总仓,0,,,",
        "2021-01-02,采购入库,0040.135/120,总仓,1,10,,2022-01-01",
    ],
)
def test_what_is_unusual_but_right_is_used(movements, row: str):
    assert movements(row + "\n").files[0].rows_used == 2


def test_an_optional_blank_is_unknown_and_not_zero(movements):
    table = movements("2021-01-02,销售出库,001,总仓,1,,,\n").tables["movements"]
    assert math.isnan(table["amount"].iloc[1])


@pytest.mark.parametrize("word", ["<无>", "-", "NULL", "nan"])
def test_a_word_for_nothing_is_no_name(movements, word: str):
    table = movements(f"2021-01-02,采购入库,001,{word},1,1,,\n").tables["movements"]
    assert table["warehouse"].iloc[1] == ""


def test_longer_rows_are_right_where_the_header_is_what_is_short(write, read):
    rows = "".join(f"2021-01-0{i},采购入库,001,1,备注\n" for i in range(1, 6))
    write("流水.csv", "日期,类型,商品编码,数量\n" + rows)
    assert read().files[0].rows_used == 5


@pytest.mark.parametrize(
    ("header", "row", "told"),
    [
        ("日期,商品编码,数量,销售金额,客户", "2021-01-01,001,,5,甲", "缺数量"),
        ("日期,商品编码,仓库,库存数量", "2021-01-01,001,总仓,", "缺库存数量"),
        ("订单号,订单日期,商品编码,订购数量", "A1,2021-01-01,001,", "缺订购数量"),
        ("商品编码,生效,价格", "001,2021-01-01,", "缺价格"),
        ("期间,商品编码,期初数量,期末数量", "2021-01,001,,", "没有任何结存或销售数字"),
        ("期间,商品编码,期初数量,期末数量", "正月,001,1,1", "期间，如 2021-01"),
        ("仓库,性质,计入", "总仓,自有,也许", "是或否"),
    ],
)
def test_what_each_kind_needs(write, read, header: str, row: str, told: str):
    write("表.csv", f"{header}\n{row}\n")
    intake = read()
    assert told in intake.quarantine["reason"].iloc[0]
    assert intake.tables == {}


def test_a_file_of_nothing_but_faults_leaves_no_table_and_no_crash(movements, write, read):
    write("流水.csv", MOVEMENTS + "2021-02-30,期初,001,总仓,1,1,,\n")
    intake = read()
    assert (intake.tables, len(intake.quarantine)) == ({}, 1)


CELLS = {
    "日期": ["2021-01-05", "2021/1/5", "2021-02-30", "合计", "", "日期", "制表：张"],
    "类型": ["采购入库", "销售出库", "成本调整", "调拨", "魔法", "", "类型"],
    "商品编码": ["001", "0038", "1.2E+9", "小计", "", "商品编码"],
    "数量": ["1", "-2", "(3)", "x", "", "数量"],
    "金额": ["10", "1,000", "元", "", "金额"],
}
ROW = st.tuples(*(st.sampled_from(words) for words in CELLS.values()))


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(ROW, max_size=12), st.booleans())
def test_every_row_is_accounted_for(write, read, rows, ruled: bool):
    lines = [",".join(f'"{cell}"' for cell in row) for row in [tuple(CELLS), *rows]]
    write("流水.csv", "\n".join(lines) + "\n")
    intake = read(exclude=[{"商品编码": "0038"}] if ruled else [])
    (file,) = intake.files
    excluded = sum(file.rows_excluded.values())
    assert file.rows_read == sum(any(row) for row in rows)
    assert file.rows_read == file.rows_used + excluded + file.rows_quarantined
    assert file.rows_quarantined == len(intake.quarantine)
    assert file.rows_used == len(intake.tables.get("movements", ()))
    assert next(c for c in intake.checks if c.id == "rows_account").ok
    numbers = set(intake.quarantine["row"])
    if "movements" in intake.tables:
        assert numbers.isdisjoint(intake.tables["movements"]["source_row"])
