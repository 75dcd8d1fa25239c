"""The traps of china.md B2 and B8 and of field.md, each by its number or its name."""

from __future__ import annotations

import pandas as pd
import pytest

from stockturn.errors import ColumnError

BALANCES = "商品编码,商品名称,期初数量,入库数量,出库数量,期末数量"
U8 = [
    ["收发存汇总表", *[""] * 13],
    ["会计期间：2021.01    本位币：人民币", *[""] * 13],
    ["存货编码", "存货名称", "期初", "", "收入", *[""] * 3, "发出", *[""] * 3, "结存", ""],
    ["", "", "", "", "采购类", "", "本期收入合计", "", "销售类", "", "本期发出合计", "", "", ""],
    ["", "", *["数量", "金额"] * 6],
    ["A1", "螺丝", 10, 100, 5, 50, 5, 50, 3, 30, 3, 30, 12, 120],
    ["A2", "螺母", 20, 200, 0, 0, 0, 0, 5, 50, 5, 50, 15, 150],
    ["合计", "", 30, 300, 5, 50, 5, 50, 8, 80, 8, 80, 27, 270],
]  # fmt: skip


def accounted(intake) -> bool:
    return all(
        f.rows_read == f.rows_used + sum(f.rows_excluded.values()) + f.rows_quarantined
        for f in intake.files
    )


def check(intake, name: str):
    return next((c for c in intake.checks if c.id == name), None)


def told(intake) -> set[str]:
    return {o.id for o in intake.observations}


class TestB2Layout:
    def test_b2_three_levels_and_a_total_is_never_added_to_its_parts(self, workbook, read):
        workbook("收发存汇总表.xlsx", {"1": U8})
        intake = read()
        table = intake.tables["balances"]
        assert table["in_qty"].tolist() == [5, 0]
        assert table["out_value"].tolist() == [30, 50]
        assert table["closing_value"].tolist() == [120, 150]
        (file,) = intake.files
        assert (file.system, file.header_row, file.period) == ("用友U8", 5, "2021-01")
        assert file.rows_excluded == {"合计或小计行": 1}
        assert check(intake, "totals_agree").ok
        assert accounted(intake)

    def test_b2_parts_without_their_total_are_added(self, workbook, read):
        rows = [
            ["存货编码", "期初结存", "本期收入", "", "本期发出", "期末结存"],
            ["", "数量", "采购入库", "其他入库", "数量", "数量"],
            ["A1", 1, 2, 3, 4, 2],
        ]
        workbook("收发存2021-01.xlsx", {"1": rows})
        assert read().tables["balances"]["in_qty"].tolist() == [5]

    def test_b2_year_to_date_is_no_part_of_the_period(self, workbook, read):
        rows = [
            ["物料代码", "期初结存", "本期收入", "本期发出", "本年累计收入", "期末结存"],
            ["", *["数量"] * 5],
            ["01.1", 1, 2, 1, 99, 2],
        ]
        workbook("收发存2021-01.xlsx", {"1": rows})
        assert read().tables["balances"]["in_qty"].tolist() == [2]

    def test_b2_repeated_page_headers_titles_and_footers(self, write, read):
        page = f"收发存汇总表,,,,,\n{BALANCES}\n"
        write("2021-01.csv", f"{page}A,甲,1,2,1,2\n{page}B,乙,1,2,1,2\n制表：王,,,,,\n第1页,,,,,\n")
        (file,) = read().files
        assert file.rows_used == 2
        assert file.rows_excluded == {"重复的表头行": 2, "表尾说明行": 2}

    def test_b2_a_total_that_does_not_agree_is_told(self, write, read):
        write("2021-01.csv", f"{BALANCES}\nA,甲,1,2,1,2\nB,乙,1,2,1,2\n合计,,2,4,2,5\n")
        found = check(read(), "totals_agree")
        assert (found.ok, found.breaks, found.value) == (False, 1, 1.0)
        assert found.rows["expected"].tolist() == [4.0]

    def test_b2_what_looks_like_a_total_and_sums_nothing_is_data(self, write, read):
        write("2021-01.csv", f"{BALANCES}\nA,甲,1,2,1,2\nB,礼盒（合计）,7,2,1,8\nC,丙,1,0,1,0\n")
        assert read().tables["balances"]["item"].tolist() == ["A", "B", "C"]

    def test_b2_page_totals_and_subtotals_are_each_proved(self, write, read):
        write(
            "2021-01.csv",
            f"{BALANCES}\nA,甲,1,0,0,1\nB,乙,2,0,0,2\n小计,,3,0,0,3\nC,丙,4,0,0,4\n小计,,4,0,0,4\n"
            "合计,,7,0,0,7\n",
        )
        intake = read()
        assert check(intake, "totals_agree").checked == 3
        assert check(intake, "totals_agree").ok
        assert intake.files[0].rows_used == 3

    def test_b2_a_category_printed_above_its_members_is_no_goods(self, write, read):
        write(
            "2021-01.csv",
            "物料代码,物料名称,期初结存数量,本期收入数量,本期发出数量,期末结存数量\n"
            "01,五金,3,0,0,3\n01.001,螺丝,1,0,0,1\n01.002,螺母,2,0,0,2\n02,线,9,0,0,9\n",
        )
        assert read().tables["balances"]["item"].tolist() == ["01.001", "01.002", "02"]

    def test_b2_sections_by_warehouse_hold_for_the_rows_below(self, write, read):
        write(
            "2021-01.csv",
            f"仓库：总仓,,,,,\n{BALANCES}\nA,甲,1,0,0,1\n仓库：分仓,,,,,\nA,甲,2,0,0,2\n",
        )
        intake = read()
        assert intake.tables["balances"]["warehouse"].tolist() == ["总仓", "分仓"]
        assert accounted(intake)

    def test_b2_the_opening_of_a_detail_ledger_is_no_movement(self, write, read):
        write(
            "存货明细账.csv",
            "存货编码：A1,,,,,,,\n日期,凭证号,摘要,收入数量,收入金额,发出数量,发出金额,结存数量,结存金额\n"
            ",,期初结存,,,,,10,100\n2021-01-05,1,采购入库,5,50,,,15,150\n"
            "2021-01-09,2,销售出库,,,4,40,11,110\n,,本月合计,5,50,4,40,11,110\n",
        )
        intake = read()
        table = intake.tables["movements"]
        assert table["type"].tolist() == ["期初", "采购入库", "销售出库"]
        assert table["qty"].tolist() == [10, 5, 4]
        assert table["item"].tolist() == ["A1"] * 3
        assert table["amount"].tolist() == [100, 50, 40]
        assert accounted(intake)

    def test_b2_periods_join_across_year_files(self, write, read):
        write("收发存2020年.csv", f"{BALANCES}\nA,甲,1,2,1,2\n")
        write("收发存2021年.csv", f"{BALANCES}\nA,甲,3,2,1,4\n")
        assert check(read(), "period_join_qty").breaks == 1

    def test_b4_later_lines_of_a_document_take_its_head(self, write, read):
        write(
            "外购入库单序时簿.csv",
            "日期,单据编号,供应商,收料仓库,物料代码,实收数量,单价,金额\n"
            "2021-01-05,R1,甲,总仓,A,1,2,2\n,,,,B,3,1,3\n2021-01-06,R2,乙,总仓,A,5,2,10\n合计,,,,,9,,15\n",
        )
        intake = read()
        table = intake.tables["movements"]
        assert table["doc_no"].tolist() == ["R1", "R1", "R2"]
        assert table["date"].dt.day.tolist() == [5, 5, 6]
        assert table["warehouse"].tolist() == ["总仓"] * 3
        assert set(table["type"]) == {"采购入库"}
        assert "filled_down" in told(intake)
        assert (intake.files[0].system, accounted(intake)) == ("金蝶KIS", True)

    def test_b3_columns_named_price_hold_amounts(self, write, read):
        write(
            "2021-01.csv",
            "cInvCode,QcQuantity,QcPrice,InQuantity,InPrice,OutQuantity,OutPrice,结存数量,结存金额\n"
            "A,1,100,2,200,1,100,2,200\n",
        )
        intake = read()
        table = intake.tables["balances"]
        assert table[["opening_value", "in_value", "out_value"]].iloc[0].tolist() == [100, 200, 100]
        assert intake.files[0].system == "用友U8"

    def test_b3_a_free_item_is_part_of_the_key(self, write, read):
        write(
            "现存量查询20211231.csv",
            "仓库名称,存货编码,存货名称,自由项1,现存数量\n总仓,A,衣,红,1\n总仓,A,衣,蓝,2\n",
        )
        assert read().tables["onhand"]["item"].tolist() == ["A/红", "A/蓝"]

    def test_b6_marks_and_the_row_that_describes_columns(self, write, read):
        write(
            "库存对象导出结果_20211231.csv",
            "产品名称（必填）,产品编码,仓库名称（必填）,实际库存,可用库存\n"
            "必填,单行文本，最大位数100,必填,数字字段类型,数字字段类型\n甲,A,总仓,5,5\n".replace(
                "，", "、"
            ),
        )
        intake = read()
        assert intake.tables["onhand"]["onhand_qty"].tolist() == [5]
        assert intake.files[0].rows_excluded == {"字段说明行": 1}
        assert intake.files[0].system == "纷享销客"

    def test_b7_name_and_spec_in_one_field(self, write, read):
        write("库存查询20211231.csv", "货品编码,名称规格,仓库,当前库存\nA,螺丝 M3,总仓,5\n")
        intake = read()
        assert intake.tables["onhand"]["onhand_qty"].tolist() == [5]
        assert (intake.files[0].system, intake.files[0].mark) == ("进销存宝", "memory")

    def test_b10_an_ageing_table_is_recognised_and_told(self, write, read):
        write("库龄分析.csv", "物料代码,物料名称,库存数量,0-30天,31-60天,60天以上\nA,甲,6,1,2,3\n")
        intake = read()
        assert intake.files[0].kind == "ageing"
        assert "ageing" in told(intake)

    def test_b10_the_stock_of_an_ageing_table_is_held_against_the_latest(self, write, read):
        write("库龄分析.csv", "物料代码,物料名称,库存数量,库存金额,0-30天,30天以上\nA,,6,60,1,5\n")
        write("库存.csv", "日期,商品编码,库存数量,库存金额\n2021-01-31,A,6,60\n")
        assert check(read(), "ageing_overlap").ok
        write("库存.csv", "日期,商品编码,库存数量,库存金额\n2021-01-31,A,4,40\n")
        found = check(read(), "ageing_overlap")
        assert (found.breaks, found.value) == (1, 20)
        assert found.rows["gap"].tolist() == [2]


class TestB8UnitsRedCost:
    LINES = "日期,单据号,类型,商品编码,数量"

    @pytest.mark.parametrize(
        "cell", ["-12", "(12)", "（12）", "12-", "−12", "△12", "▲12", "－１２"]
    )
    def test_b8_red_entries_in_all_forms(self, write, read, cell: str):
        write("流水.csv", f"{self.LINES}\n2021-01-01,1,采购入库,A,{cell}\n")
        assert read().tables["movements"]["qty"].tolist() == [-12]

    def test_b8_a_column_of_red_and_blue(self, write, read):
        write(
            "销售出库单序时簿.csv",
            "日期,单据编号,购货单位,发货仓库,物料代码,实发数量,红蓝字\n"
            "2021-01-01,1,甲,总仓,A,3,蓝字\n2021-01-02,2,甲,总仓,A,1,红字\n",
        )
        assert read().tables["movements"]["qty"].tolist() == [3, -1]

    def test_b8_debit_and_credit_as_a_direction(self, write, read):
        write(
            "库存商品流水.csv",
            "日期,凭证字号,商品编码,借贷方向,数量,金额\n2021-01-01,1,A,借,5,50\n2021-01-02,2,A,贷,2,20\n",
        )
        table = read().tables["movements"]
        assert table["type"].tolist() == ["其他入库", "其他出库"]
        assert table["qty"].tolist() == [5, 2]

    def test_b8_issues_below_zero_are_a_direction_and_told(self, write, read):
        write(
            "库存流水.csv",
            "业务日期,单号,单据类型,货号,变动数量\n2021-01-01,1,采购入库单,A,5\n2021-01-02,2,销售出库单,A,-2\n",
        )
        intake = read()
        assert intake.tables["movements"]["qty"].tolist() == [5, 2]
        assert "signed" in told(intake)

    def test_b8_ten_thousands_of_yuan(self, write, read):
        write("2021-01.csv", "单位：万元,,\n商品编码,期末数量,期末金额\nA,3,1.5\n")
        intake = read()
        assert intake.tables["balances"]["closing_value"].tolist() == [15000]
        assert "money_scale" in told(intake)

    def test_b8_a_transfer_in_two_halves_is_no_issue(self, write, read):
        header = "单据日期,单据号,仓库,收发类别,存货编码,数量"
        write("其他出库单列表.csv", f"{header}\n2021-01-01,1,总仓,调拨出库,A,5\n")
        write("其他入库单列表.csv", f"{header}\n2021-01-01,2,分仓,调拨入库,A,5\n")
        intake = read()
        table = intake.tables["movements"]
        assert table["type"].tolist() == ["调拨"]
        assert table[["warehouse", "to_warehouse"]].iloc[0].tolist() == ["总仓", "分仓"]
        assert accounted(intake)

    def test_b8_an_adjustment_moves_value_and_no_pieces(self, write, read):
        write(
            "出入库流水.csv",
            "日期,单据编号,FTranType,物料代码,数量,金额\n2021-01-01,1,1,A,5,50\n2021-01-02,2,100,A,,7\n",
        )
        table = read().tables["movements"]
        assert table["type"].tolist() == ["采购入库", "成本调整"]

    def test_b8_tax_is_taken_out(self, write, read):
        write("销售.csv", "日期,商品编码,数量,销售金额,客户\n2021-01-01,A,1,113,甲\n")
        table = read("销售.csv", tax="included").tables["sales"]
        assert table["sales_amount"].tolist() == [pytest.approx(100)]

    RATES = "日期,商品编码,数量,销售金额（含税）,税率,客户\n"

    @pytest.mark.parametrize("rate", ["13", "0.13", "13%"])
    @pytest.mark.parametrize("tax", ["included", "excluded"])
    def test_b8_a_rate_on_the_row_wins(self, write, read, tax: str, rate: str):
        write("销售.csv", f"{self.RATES}2021-01-01,A,1,113,{rate},甲\n")
        intake = read("销售.csv", tax=tax, tax_rate=0.06)
        assert intake.tables["sales"]["sales_amount"].tolist() == [pytest.approx(100)]

    def test_b8_money_without_tax_is_never_divided(self, write, read):
        write("销售.csv", "日期,商品编码,数量,价税合计,不含税金额,客户\n2021-01-01,A,1,113,100,\n")
        table = read("销售.csv", tax="included").tables["sales"]
        assert table["sales_amount"].tolist() == [100]

    def test_b8_a_column_with_tax_and_no_rate_is_told(self, write, read):
        write("销售.csv", "日期,商品编码,数量,价税合计,客户\n2021-01-01,A,1,113,甲\n")
        intake = read()
        assert intake.tables["sales"]["sales_amount"].tolist() == [113]
        assert "tax_column" in told(intake)


class TestField:
    def test_t12_cancelled_and_draft_documents_do_not_count(self, write, read):
        write(
            "销售出库单列表.csv",
            "单据日期,单据号,存货编码,数量,单据状态\n2021-01-01,1,A,5,已审核\n2021-01-02,2,A,2,作废\n"
            "2021-01-03,3,A,2,未审核\n",
        )
        intake = read()
        assert intake.tables["movements"]["qty"].tolist() == [5]
        assert sum(intake.files[0].rows_excluded.values()) == 2
        assert accounted(intake)

    def test_t12_a_workflow_counts_what_is_done_alone(self, write, read):
        write(
            "入库单.csv",
            "入库单号,入库类型,入库日期,入库明细.产品编号,入库明细.数量,流程状态\n"
            "1,采购入库,2021-01-01,A,5,已完成\n2,采购入库,2021-01-02,A,2,进行中\n",
        )
        intake = read()
        assert intake.tables["movements"]["qty"].tolist() == [5]
        assert intake.files[0].system == "简道云"

    def test_t17_the_age_of_a_batch_is_that_of_each_receipt(self, write, read):
        write(
            "现存量2021-12-31.csv",
            "存货编码,批号,入库日期,现存量\nA,B1,2021-01-05,3\nA,B1,2021-06-05,4\n",
        )
        table = read().tables["onhand"]
        assert table["receipt_date"].dt.month.tolist() == [1, 6]
        assert table["onhand_qty"].tolist() == [3, 4]

    def test_t19_batches_with_and_without_a_day_are_of_one_type(self, write, read):
        write(
            "现存量2021-12-31.csv",
            "存货编码,批号,入库日期,现存量\nA,B1,2021-01-05,3\nA,B2,,4\nA,7,44200,1\n",
        )
        days = read().tables["onhand"]["receipt_date"]
        assert str(days.dtype).startswith("datetime64")
        assert days.isna().tolist() == [False, True, False]

    def test_t23_the_order_of_a_day_is_left_to_the_ledger(self, write, read):
        write(
            "流水.csv",
            "日期,类型,商品编码,数量\n2021-01-02,销售出库,A,1\n2021-01-02,采购入库,A,1\n",
        )
        assert read().tables["movements"]["type"].tolist() == ["销售出库", "采购入库"]

    def test_t26_the_day_of_booking_is_never_the_day_of_business(self, write, read):
        write(
            "入库单.csv",
            "提交时间,入库单号,入库类型,入库日期,产品编号,数量\n"
            "2021-02-01 09:00,1,采购入库,2021-01-31,A,5\n",
        )
        intake = read()
        assert intake.tables["movements"]["date"].dt.month.tolist() == [1]
        unused = {c.header for c in intake.files[0].columns if c.field is None}
        assert unused == {"提交时间"}

    def test_t27_a_period_named_in_a_title_is_closed(self, write, read):
        write("收发存.csv", f"日期：2021-01-01 至 2021-01-31,,,,,\n{BALANCES}\nA,甲,1,2,1,2\n")
        table = read().tables["balances"]
        assert [str(table[c][0].date()) for c in ("period_start", "period_end")] == [
            "2021-01-01", "2021-01-31"
        ]  # fmt: skip

    def test_t28_an_evening_stays_on_its_day(self, write, read):
        write("流水.csv", "日期,类型,商品编码,数量\n2021-01-31T23:30:00+08:00,采购入库,A,1\n")
        assert str(read().tables["movements"]["date"][0].date()) == "2021-01-31"

    def test_t29_cartons_are_converted_once(self, write, read):
        write("商品.csv", "商品编码,商品名称,单位,辅单位,换算率\nA,甲,瓶,箱,12\n")
        write(
            "出入库流水.csv",
            "日期,类型,商品编码,数量,单位\n2021-01-01,采购入库,A,2,箱\n2021-01-02,销售出库,A,3,瓶\n",
        )
        intake = read()
        assert intake.tables["movements"]["qty"].tolist() == [24, 3]
        assert "units" in told(intake)

    def test_t29_mixed_units_without_a_rate_are_set_aside(self, write, read):
        write("商品.csv", "商品编码,商品名称,单位\nA,甲,瓶\n")
        write(
            "出入库流水.csv",
            "日期,类型,商品编码,数量,单位\n2021-01-01,采购入库,A,2,箱\n2021-01-02,销售出库,A,3,瓶\n",
        )
        intake = read()
        assert intake.tables["movements"]["qty"].tolist() == [3]
        assert "箱" in intake.quarantine["reason"][0]
        assert accounted(intake)

    def test_t29_pieces_beside_cartons_are_not_added(self, write, read):
        write(
            "入库单.csv",
            "日期,入库单号,入库类型,商品编码,数量,件数\n2021-01-01,1,采购入库,A,24,2\n",
        )
        assert read().tables["movements"]["qty"].tolist() == [24]

    def test_b8_cartons_and_loose_pieces_in_two_columns(self, write, read):
        write(
            "库存查询20210131.csv",
            "商品编码,商品名称,箱规,箱数,包数\nA,甲,10包/箱,2,3\nB,乙,,0,4\nC,丙,散装,1,\n",
        )
        intake = read()
        assert intake.tables["onhand"]["onhand_qty"].tolist() == [23, 4]
        assert intake.quarantine["row"].tolist() == [4]

    def test_b8_a_count_in_cartons_and_packs(self, write, read):
        write(
            "盘点表.csv",
            "日期,商品编码,箱规,账面箱数,账面包数,实盘箱数,实盘包数\n2021-01-31,A,10包/箱,2,3,2,1\n",
        )
        row = read().tables["movements"].iloc[0]
        assert (row["type"], row["qty"], row["book_qty"]) == ("盘点", 21, 23)

    def test_b8_without_a_rate_cartons_are_no_pieces(self, write, read):
        write("库存20210131.csv", "商品编码,商品名称,箱数,包数\nA,甲,2,3\n")
        with pytest.raises(ColumnError, match="库存数量"):
            read(kind="onhand")

    def test_t30_a_credit_note_has_one_sign(self, write, read):
        write(
            "销售.csv",
            "日期,单据号,商品编码,数量,销售金额,客户\n2021-01-01,1,A,2,20,甲\n2021-01-02,2,A,1,-10,甲\n2021-01-03,3,A,-1,10,甲\n",
        )
        table = read().tables["sales"]
        assert table["qty"].tolist() == [2, -1, -1]
        assert table["sales_amount"].tolist() == [20, -10, -10]

    def test_t46_goods_of_others_are_left_out_by_the_name_of_their_place(self, write, read):
        write(
            "库存2021-12-31.csv",
            "日期,商品编码,仓库,库存数量\n2021-12-31,A,总仓,5\n2021-12-31,A,代管仓,7\n",
        )
        intake = read()
        places = intake.tables["warehouses"].set_index("warehouse")["included"]
        assert places.to_dict() == {"总仓": True, "代管仓": False}
        assert "ownership" in told(intake)

    def test_t46_what_the_client_says_of_a_place_comes_first(self, write, read):
        write("库存2021-12-31.csv", "日期,商品编码,仓库,库存数量\n2021-12-31,A,代管仓,7\n")
        write("仓库.csv", "仓库,性质,计入\n代管仓,代管,是\n")
        assert read().tables["warehouses"]["included"].tolist() == [True]

    def test_t47_codes_are_text_and_lost_ones_are_set_aside(self, write, read):
        write(
            "流水.csv",
            "日期,类型,商品编码,数量\n2021-01-01,采购入库,0012,1\n2021-01-01,采购入库,1.23E+10,1\n",
        )
        intake = read()
        assert intake.tables["movements"]["item"].tolist() == ["0012"]
        assert intake.quarantine["row"].tolist() == [3]


class TestSales:
    def test_postage_and_stock_written_off_are_no_sales(self, write, read):
        write(
            "sales.csv",
            "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID\n"
            "1,A,cup,2,2021-01-01,3,9\nC2,A,cup,-1,2021-01-02,3,9\n3,A,cup,-5,2021-01-03,0,\n"
            "4,POST,POSTAGE,1,2021-01-03,8,9\n5,A,cup,1,2021-01-04,0,9\n",
        )
        intake = read()
        table = intake.tables["sales"]
        assert table["qty"].tolist() == [2, -1, 1]
        assert table["sales_amount"].tolist() == [6, -3, 0]
        assert sum(intake.files[0].rows_excluded.values()) == 2

    def test_days_in_the_order_that_the_column_shows(self, write, read):
        write(
            "sales.csv",
            "InvoiceNo,StockCode,Quantity,InvoiceDate,CustomerID\n1,A,2,7/4/1996,9\n2,A,1,7/16/1996,9\n",
        )
        assert read().tables["sales"]["date"].dt.month.tolist() == [7, 7]

    def test_days_in_no_certain_order_are_not_read(self, write, read):
        write(
            "sales.csv", "InvoiceNo,StockCode,Quantity,InvoiceDate,CustomerID\n1,A,2,7/4/1996,9\n"
        )
        assert len(read().quarantine) == 1

    def test_quarantined_rows_say_what_they_are_worth(self, write, read):
        write(
            "流水.csv",
            "日期,类型,商品编码,数量,金额\n2021-02-30,采购入库,A,1,50\n2021-02-01,采购入库,A,1,5\n",
        )
        quarantine = read().quarantine
        assert quarantine["value"].tolist() == [50]
        assert isinstance(quarantine, pd.DataFrame)
