"""What the reader notices by itself in a real shop's monthly tables, and what it must not see."""

from __future__ import annotations

import pandas as pd
import pytest

from stockturn.intake.oddities import treat

NOTHING = float("nan")


def row(month: str = "2021-01", item: str = "A", **figures) -> dict:
    stock = {"opening_qty": 5.0, "opening_value": 50.0, "closing_qty": 5.0, "closing_value": 50.0}
    return {"month": month, "item": item, "item_name": f"名{item}"} | stock | figures


def bare(month: str = "2021-01", item: str = "套装", **figures) -> dict:
    none = dict.fromkeys(("opening_qty", "opening_value", "closing_qty", "closing_value"), NOTHING)
    return row(month, item, **none) | figures


def notice(*rows: dict) -> tuple[pd.DataFrame, dict]:
    frame = pd.DataFrame(rows)
    start = pd.to_datetime(frame.pop("month"))
    frame = frame.assign(period_start=start, period_end=start + pd.offsets.MonthEnd(0))
    tables, notes = treat({"balances": frame, "items": pd.DataFrame({"item": ["A"]})})
    assert "items" in tables
    return tables["balances"], {note.id: note for note in notes}


def test_without_balances_nothing_is_noticed():
    tables = {"movements": pd.DataFrame({"item": ["A"]})}
    assert treat(tables) == (tables, [])


class TestBundles:
    def test_sales_without_stock_columns_are_revenue_only(self):
        rows = [row(), bare(sales_qty=4.0, sales_amount=400.0), bare("2021-02", sales_qty=1.0)]
        balances, notes = notice(*rows)
        assert "2 行（1 个编码）" in notes["no_stock_columns"].noticed
        assert len(balances) == 3

    def test_goods_with_stock_are_not(self):
        assert "no_stock_columns" not in notice(row(sales_qty=1.0, sales_amount=9.0))[1]

    def test_a_row_that_states_one_of_its_stock_figures_has_stock(self):
        assert "no_stock_columns" not in notice(bare(closing_qty=0.0, sales_qty=1.0))[1]

    def test_a_row_that_states_nothing_has_sold_nothing(self):
        assert "no_stock_columns" not in notice(row(), bare())[1]


class TestNotGoods:
    def link(self, month: str = "2021-01", **figures) -> dict:
        worthless = {"opening_value": 0.0, "closing_value": 0.0}
        return row(month, "0038", opening_qty=1e6, closing_qty=1e6, **(worthless | figures))

    def test_a_million_pieces_worth_nothing_are_no_stock(self):
        balances, notes = notice(row(), self.link(), self.link("2021-02"))
        assert "0038（名0038）结存 1,000,000 件" in notes["not_goods"].noticed
        assert "2 行" in notes["not_goods"].treatment
        stock = balances.loc[balances["item"].eq("0038"), ["opening_qty", "closing_qty"]]
        assert stock.isna().all(axis=None)
        assert balances.loc[balances["item"].eq("A"), "closing_qty"].tolist() == [5]

    def test_many_cheap_pieces_are_goods(self):
        assert "not_goods" not in notice(row(), self.link(closing_value=1.0))[1]

    def test_pieces_that_were_worth_something_once_are_goods(self):
        assert (
            "not_goods" not in notice(row(), self.link(opening_value=9.0), self.link("2021-02"))[1]
        )

    def test_a_few_pieces_worth_nothing_are_goods(self):
        assert (
            "not_goods"
            not in notice(row(), row(item="赠品", closing_value=0.0, opening_value=0.0))[1]
        )

    def test_where_nothing_has_a_value_a_zero_says_nothing(self):
        assert "not_goods" not in notice(row(opening_value=0.0, closing_value=0.0), self.link())[1]

    def test_negative_stock_of_others_does_not_make_goods_dominant(self):
        gift = row(item="赠品", closing_qty=40.0, opening_value=0.0, closing_value=0.0)
        owed = row(item="负", closing_qty=-90.0)
        assert "not_goods" not in notice(row(closing_qty=100.0), owed, gift)[1]


class TestMovedOnly:
    def test_stock_that_is_not_listed_later_is_still_there(self):
        rows = [row(), row(item="B"), row("2021-02", item="B")]
        _balances, notes = notice(*rows)
        assert "每期 1～2 个，全部共 2 个" in notes["moved_only"].noticed

    def test_new_goods_are_new(self):
        assert "moved_only" not in notice(row(), row("2021-02"), row("2021-02", item="B"))[1]

    def test_goods_that_are_gone_are_gone(self):
        rows = [row(), row(item="B", closing_qty=0.0, closing_value=0.0), row("2021-02")]
        assert "moved_only" not in notice(*rows)[1]

    def test_one_period_tells_nothing(self):
        assert "moved_only" not in notice(row(), row(item="B"))[1]

    def test_bundles_need_no_listing(self):
        assert "moved_only" not in notice(row(), bare(sales_qty=1.0), row("2021-02"))[1]


class TestBasisOfSales:
    def sold(self, amount: float, item: str = "A", **figures) -> dict:
        flows = {"purchase_value": 30.0, "sales_qty": 4.0, "sales_amount": amount}
        return row(item=item, closing_value=40.0, **(flows | figures))

    def test_at_price_sales_are_revenue(self):
        balances, notes = notice(self.sold(80.0))
        assert "2.00 倍" in notes["sales_at_price"].noticed
        assert "sales_amount" in balances

    def test_at_cost_sales_are_cost(self):
        balances, notes = notice(self.sold(40.0, sales_return_amount=0.0))
        assert "sales_at_cost" in notes
        assert "sales_amount" not in balances
        assert balances["sales_value"].tolist() == [40.0]

    def test_at_cost_other_changes_keep_their_place(self):
        balances, notes = notice(self.sold(30.0, other_value=-10.0, other_qty=-1.0))
        assert "sales_at_cost" in notes
        assert balances["other_value"].tolist() == [-10.0]
        assert balances["purchase_value"].tolist() == [30.0]

    def test_at_cost_to_the_cent_in_nearly_every_row(self):
        rows = [self.sold(40.01, item=f"{i}") for i in range(30)]
        assert "sales_at_cost" in notice(*rows, self.sold(45.0, item="x"))[1]
        assert "sales_at_price" in notice(*rows[:9], self.sold(45.0, item="x"))[1]

    def test_without_sales_there_is_nothing_to_say(self):
        notes = notice(self.sold(0.0, sales_qty=0.0))[1]
        assert not {"sales_at_cost", "sales_at_price"} & set(notes)

    def test_a_table_of_ins_and_outs_says_nothing_of_it(self):
        notes = notice(row(in_value=1.0, out_value=1.0))[1]
        assert not {"sales_at_cost", "sales_at_price"} & set(notes)

    def test_no_ratio_where_the_cost_is_not_positive(self):
        _balances, notes = notice(self.sold(80.0, purchase_value=-100.0))
        assert "倍" not in notes["sales_at_price"].noticed


class TestWorthless:
    def test_stock_without_value_is_told(self):
        rows = [
            row(),
            row(item="B", closing_value=0.0),
            row("2021-02", item="B", closing_value=0.0),
        ]
        _balances, notes = notice(*rows)
        assert "2 行有结存数量而金额为 0（1 个商品）" in notes["zero_value_stock"].noticed

    @pytest.mark.parametrize(
        "figures",
        [{"closing_qty": 0.0, "closing_value": 0.0}, {"closing_value": NOTHING}, {}],
    )
    def test_no_stock_or_no_figure_is_not(self, figures: dict):
        assert "zero_value_stock" not in notice(row(**figures))[1]

    def test_what_is_no_goods_is_not_told_twice(self):
        link = row(
            item="0038", opening_qty=1e6, closing_qty=1e6, opening_value=0.0, closing_value=0.0
        )
        assert "zero_value_stock" not in notice(row(), link)[1]
