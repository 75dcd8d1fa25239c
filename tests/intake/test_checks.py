"""Identities that the client's own tables should satisfy, each with where it breaks."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from stockturn.intake.checks import balance_checks, rows_account
from stockturn.intake.record import FileRecord

FILE = FileRecord(
    "a.csv", "0", "标准", "items", "csv", "UTF-8", 1, 10, 7, {"合计": 2}, 1, "document"
)


def table(*rows: dict, month: bool = True) -> dict[str, pd.DataFrame]:
    frame = pd.DataFrame(rows)
    if month:
        start = pd.to_datetime(frame.pop("month"))
        frame = frame.assign(period_start=start, period_end=start + pd.offsets.MonthEnd(0))
    return {"balances": frame}


def row(month: str = "2021-01", item: str = "A", **figures) -> dict:
    return {"month": month, "item": item, "opening_qty": 5.0, "closing_qty": 5.0} | figures


def check(name: str, *rows: dict):
    return next(c for c in balance_checks(table(*rows)) if c.id == name)


class TestRowsAccount:
    def test_every_row_went_somewhere(self):
        (check,) = rows_account([FILE, FILE])
        assert (check.ok, check.breaks, check.value, check.checked) == (True, 0, 0, 20)

    def test_a_lost_row_and_a_doubled_row_do_not_cancel(self):
        lost, doubled = replace(FILE, rows_used=6), replace(FILE, rows_used=8)
        (check,) = rows_account([lost, doubled])
        assert (check.ok, check.breaks, check.value) == (False, 2, 2)

    def test_two_files_of_one_name_are_two(self):
        (check,) = rows_account([replace(FILE, rows_used=6), replace(FILE, rows_used=6)])
        assert check.breaks == 2


class TestRowBalance:
    def test_opening_and_in_and_out_make_the_closing(self):
        good = row(in_qty=3.0, out_qty=1.0, closing_qty=7.0)
        bad = row(item="B", in_qty=3.0, out_qty=1.0, closing_qty=9.0, item_name="乙")
        found = check("row_balance_qty", good, bad)
        assert (found.ok, found.breaks, found.value, found.checked) == (False, 1, 2, 2)
        assert found.rows[["item", "expected", "found", "gap"]].values.tolist() == [["B", 7, 9, 2]]

    def test_flows_told_apart_by_kind(self):
        figures = {
            "purchase_qty": 10.0, "purchase_return_qty": 1.0, "sales_qty": 6.0,
            "sales_return_qty": 2.0, "other_qty": -3.0,
        }  # fmt: skip
        assert check("row_balance_qty", row(closing_qty=7.0, **figures)).ok

    def test_a_total_and_its_parts_are_not_added_together(self):
        figures = {"in_qty": 10.0, "purchase_qty": 8.0, "other_qty": 2.0, "out_qty": 4.0}
        assert check("row_balance_qty", row(closing_qty=11.0, **figures)).ok

    def test_a_row_without_stock_is_not_checked(self):
        bundle = row(opening_qty=float("nan"), closing_qty=float("nan"), sales_qty=4.0)
        found = check("row_balance_qty", bundle, row())
        assert (found.ok, found.checked) == (True, 1)

    def test_a_value_is_checked_to_the_cent(self):
        money = {"opening_value": 10.0, "in_value": 5.0, "out_value": 3.0}
        assert check("row_balance_value", row(closing_value=12.004, **money)).ok
        assert not check("row_balance_value", row(closing_value=12.01, **money)).ok

    def test_a_value_at_selling_price_is_not_checked(self):
        money = {"opening_value": 10.0, "purchase_value": 5.0, "sales_amount": 30.0}
        ids = {c.id for c in balance_checks(table(row(closing_value=1.0, **money)))}
        assert "row_balance_value" not in ids

    def test_a_value_of_sales_at_cost_is_checked(self):
        money = {"opening_value": 10.0, "purchase_value": 5.0, "sales_value": 3.0}
        assert check("row_balance_value", row(closing_value=12.0, **money)).ok

    def test_a_tiny_difference_of_floats_is_none(self):
        assert check("row_balance_qty", row(opening_qty=0.1, in_qty=0.2, closing_qty=0.3)).ok


class TestJoin:
    def test_a_closing_is_the_next_opening(self):
        found = check("period_join_qty", row(), row("2021-02", opening_qty=4.0))
        assert (found.ok, found.breaks, found.value, found.checked) == (False, 1, 1, 1)
        assert found.rows[["item", "expected", "found"]].values.tolist() == [["A", 5, 4]]

    def test_a_month_in_which_goods_are_not_listed_is_bridged(self):
        assert check("period_join_qty", row(), row("2021-03")).checked == 1

    def test_rows_in_any_order(self):
        rows = [
            row("2021-02", opening_qty=5.0, closing_qty=8.0),
            row("2021-03", opening_qty=8.0),
            row(),
        ]
        assert check("period_join_qty", *rows).ok

    def test_goods_and_places_are_not_confused(self):
        rows = [row(warehouse="甲"), row("2021-02", warehouse="乙", opening_qty=1.0),
                row("2021-02", item="B", warehouse="甲", opening_qty=1.0)]  # fmt: skip
        assert check("period_join_qty", *rows).checked == 0

    def test_several_rows_of_one_key_are_added_up(self):
        rows = [row(closing_qty=2.0), row(closing_qty=3.0), row("2021-02", opening_qty=5.0)]
        assert check("period_join_qty", *rows).ok

    @pytest.mark.parametrize("sum_of", [1.0, 123_456_789.0])
    def test_a_cent_is_rounding_and_two_are_a_break(self, sum_of):
        rows = [
            row(opening_value=sum_of, closing_value=sum_of),
            row("2021-02", opening_value=sum_of + 0.01, closing_value=sum_of),
            row("2021-03", opening_value=sum_of - 0.02, closing_value=sum_of),
        ]
        found = check("period_join_value", *rows)
        assert (found.breaks, round(found.value, 2)) == (1, 0.02)

    def test_cents_of_rounding_are_counted_and_told(self):
        goods = [f"A{n}" for n in range(120)]
        rows = [row(item=item, opening_value=1.0, closing_value=1.0) for item in goods]
        rows += [row("2021-02", i, opening_value=1.01, closing_value=1.0) for i in goods]
        found = check("period_join_value", *rows)
        assert found.ok
        assert "120 处差在一分内" in found.detail
        assert "1.20 元" in found.detail
        assert "四舍五入" not in check("period_join_value", *rows[:120]).detail

    def test_a_quantity_has_no_cents(self):
        found = check("period_join_qty", row(), row("2021-02", opening_qty=5.00001))
        assert found.breaks == 1

    def test_a_row_without_stock_joins_nothing(self):
        bundle = row("2021-02", opening_qty=float("nan"), closing_qty=float("nan"))
        assert check("period_join_qty", row(), bundle, row("2021-03")).checked == 1


class TestGaps:
    def test_a_missing_month_is_told_in_days(self):
        found = check("period_gaps", row("2021-01"), row("2021-03"))
        assert (found.ok, found.breaks, found.value) == (False, 1, 28)

    def test_months_in_a_row_have_none(self):
        assert check("period_gaps", row("2021-02"), row("2021-01"), row("2021-03")).ok


@pytest.mark.parametrize("tables", [{}, {"items": pd.DataFrame({"item": ["A"]})}])
def test_without_balances_there_is_nothing_to_check(tables: dict):
    assert balance_checks(tables) == []


def test_with_closings_alone_there_is_nothing_to_check():
    frame = table(row())["balances"].drop(columns="opening_qty")
    assert balance_checks({"balances": frame}) == []


def test_a_closing_of_no_pieces_that_holds_money_is_told(write, read):
    head = "期间,商品编码,期初数量,期初金额,期末数量,期末金额\n"
    write("表.csv", head + "2021-01,A,0,5,0,5\n2021-01,B,1,2,1,2\n")
    (found,) = [c for c in read().checks if c.id == "value_without_qty"]
    assert (found.breaks, found.value, found.rows["item"].tolist()) == (1, 5, ["A"])


def test_a_key_that_stands_twice_is_told(write, read):
    head = "期间,商品编码,仓库,期初数量,期末数量\n"
    write("表.csv", head + "2021-01,A,甲,1,1\n2021-01,A,乙,1,1\n2021-01,A,乙,2,2\n")
    (found,) = [c for c in read().checks if c.id == "unique_key"]
    assert found.breaks == 2
