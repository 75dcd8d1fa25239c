"""Stock that lies still, and stock that demand cannot use (field.md T18, T42)."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from stockturn.metrics.idle import excess_stock, idle_items, idle_value, span_days
from stockturn.metrics.window import window

from .conftest import write_facts

YEAR = {"start": dt.date(2021, 1, 1), "end": dt.date(2021, 12, 31)}


def held(levels: list[float], item: str = "A", warehouse: str = "总仓", **figures) -> list[dict]:
    """A year's rows from one closing to the next; the first level is the opening."""
    return [
        {"item": item, "warehouse": warehouse, "bucket": n, "opening_qty": levels[n],
         "closing_qty": levels[n + 1], "opening_value": 10 * levels[n],
         "closing_value": 10 * levels[n + 1]} | figures
        for n in range(len(levels) - 1)
    ]  # fmt: skip


def idle(rows: list[dict], **keys) -> dict[str, int]:
    table = idle_items(write_facts(rows, **keys))
    return dict(zip(table["item"], table["idle_days"], strict=True))


class TestByPeriods:
    def test_never_sold_and_always_held(self):
        assert idle(held([5.0] * 13)) == {"A": 365}

    def test_since_the_last_issue(self):
        places = {("A", "总仓"): {"last_issue": "2021-09-30"}}
        assert idle(held([5.0] * 13), places=places) == {"A": 92}

    def test_the_latest_issue_of_any_place_counts(self):
        rows = [*held([5.0] * 13), *held([5.0] * 13, warehouse="乙")]
        places = {
            ("A", "总仓"): {"last_issue": "2021-03-31"},
            ("A", "乙"): {"last_issue": "2021-11-30"},
        }
        assert idle(rows, places=places) == {"A": 31}

    def test_t18_what_is_sold_out_is_not_listed(self):
        rows = [*held([5.0] * 12 + [0.0]), *held([5.0] * 12 + [-1.0], "B")]
        assert idle(rows) == {}

    def test_stock_that_was_gone_is_held_since_it_came_back(self):
        levels = [
            5.0,
            5,
            0,
            0,
            8,
            8,
            8,
            8,
            8,
            8,
            8,
            8,
            8,
        ]  # back in April: at its end at the latest
        assert idle(held(levels)) == {"A": (dt.date(2021, 12, 31) - dt.date(2021, 4, 30)).days + 1}

    def test_stock_that_came_in_the_year_is_held_since_then(self):
        levels = [0.0, 0, 0, 0, 0, 0, 8, 8, 8, 8, 8, 8, 8]
        assert idle(held(levels)) == {"A": (dt.date(2021, 12, 31) - dt.date(2021, 6, 30)).days + 1}

    def test_goods_listed_late_are_held_since_the_beginning_of_that_period(self):
        rows = [r | {"bucket": r["bucket"] + 6} for r in held([5.0] * 7)]
        assert idle(rows) == {"A": 184}


class TestByReceipts:
    def test_since_the_oldest_piece_that_is_left(self):
        layers = [("A", "总仓", "2021-03-20", 3.0), ("A", "总仓", "2021-11-01", 2.0)]
        assert idle(held([0.0, 0, 0, 5, *[5.0] * 9]), layers=layers) == {"A": 287}

    def test_gone_and_back_within_a_month(self):
        layers = [("A", "总仓", "2021-06-15", 5.0)]
        assert idle(held([5.0] * 13), layers=layers) == {"A": 200}

    def test_undated_stock_was_there_when_the_books_open(self):
        layers = [("A", "总仓", None, 5.0), ("A", "总仓", "2021-11-01", 2.0)]
        assert idle(held([5.0] * 13), layers=layers) == {"A": 365}

    def test_nothing_lies_longer_than_the_books_reach(self):
        assert idle(held([5.0] * 13), layers=[("A", "总仓", "2019-01-01", 5.0)]) == {"A": 365}

    def test_an_issue_after_the_receipt_counts(self):
        places = {("A", "总仓"): {"last_issue": "2021-12-01"}}
        layers = [("A", "总仓", "2021-03-20", 3.0)]
        assert idle(held([5.0] * 13), layers=layers, places=places) == {"A": 30}


class TestValue:
    table = pd.DataFrame({"idle_days": [89, 90, 180, 365], "closing_value": [1.0, 2.0, 4.0, 8.0]})

    def test_slow_holds_stagnant_holds_dead(self):
        assert [idle_value(self.table, days=d) for d in (90, 180, 365, 366)] == [14, 12, 8, 0]

    def test_nothing_is_idle_for_longer_than_the_books_reach(self):
        assert span_days(write_facts(held([5.0] * 13))) == 365


def excess(rows: list[dict], **keys) -> pd.DataFrame:
    facts = write_facts(rows, **keys)
    table = excess_stock(facts, window(facts, **YEAR, averaging="monthly"), max_cover_days=90)
    return table.set_index(["item", "warehouse"])


class TestExcess:
    def test_what_is_beyond_so_many_days_of_demand(self):
        found = excess(held([200.0] * 13, sales_qty=365 / 12)).iloc[0]
        assert found["daily_demand"] == pytest.approx(1)
        assert found["days_of_cover"] == pytest.approx(200)
        assert (found["excess_qty"], found["excess_value"]) == pytest.approx((110, 1100))

    def test_t36_without_demand_cover_is_endless_and_all_is_excess(self):
        found = excess(held([200.0] * 13)).iloc[0]
        assert found["days_of_cover"] == float("inf")
        assert found["excess_value"] == 2000

    def test_t42_too_much_here_is_not_netted_against_too_little_there(self):
        rows = [
            *held([200.0] * 13, warehouse="甲"),
            *held([1.0] * 13, warehouse="乙", sales_qty=1000.0),
        ]
        found = excess(rows)["excess_qty"]
        assert found["A", "甲"] == 200
        assert found["A", "乙"] == 0

    def test_t42_shortage_is_what_lacks_to_the_cover_and_stands_beside_excess(self):
        rows = [
            *held([200.0] * 13, warehouse="甲"),
            *held([30.0] * 12 + [0.0], warehouse="乙", sales_qty=365 / 12),
        ]
        facts = write_facts(rows)
        span = window(facts, **YEAR, averaging="monthly")
        found = excess_stock(facts, span, max_cover_days=90, min_cover_days=21)
        found = found.set_index("warehouse")
        assert found["shortage_qty"].to_dict() == pytest.approx({"甲": 0, "乙": 21})
        assert found["shortage_value"]["乙"] == pytest.approx(210)  # at the cost it has elsewhere
        assert found["excess_value"].to_dict() == pytest.approx({"甲": 2000, "乙": 0})

    def test_what_passes_on_is_demand_of_the_place(self):
        found = excess(held([200.0] * 13, transfer_out_qty=365 / 12)).iloc[0]
        assert found["daily_demand"] == pytest.approx(1)

    def test_production_takes_too_and_returns_give_back(self):
        flows = {"other_out_qty": 2 * 365 / 12, "sales_return_qty": 365 / 12}
        assert excess(held([200.0] * 13, **flows)).iloc[0]["daily_demand"] == pytest.approx(1)

    def test_more_returned_than_sold_is_no_demand(self):
        assert excess(held([5.0] * 13, sales_return_qty=9.0)).iloc[0]["daily_demand"] == 0

    def test_new_goods_are_judged_by_the_days_they_were_there(self):
        rows = [r | {"bucket": r["bucket"] + 10} for r in held([60.0] * 3, sales_qty=30.5)]
        assert excess(rows).iloc[0]["daily_demand"] == pytest.approx(1)  # November and December

    def test_goods_that_were_there_all_the_time_are_judged_by_all_of_it(self):
        # A period's table tells no day: stock of the opening was there from the first one on.
        places = {("A", "总仓"): {"first_receipt": "2021-01-31"}}
        found = excess(held([200.0] * 13, sales_qty=365 / 12), places=places).iloc[0]
        assert found["daily_demand"] == pytest.approx(1)

    def test_a_dated_first_receipt_is_taken_to_the_day(self):
        places = {("A", "总仓"): {"first_receipt": "2021-12-22"}}
        rows = [r | {"bucket": 11} for r in held([0.0, 50.0], sales_qty=20.0)]
        assert excess(rows, places=places, days=True).iloc[0]["daily_demand"] == 2

    def test_what_is_owed_or_gone_is_not_listed(self):
        rows = [*held([5.0] * 12 + [-3.0]), *held([5.0] * 12 + [0.0], "B")]
        assert excess(rows).empty

    def test_a_negative_value_makes_no_negative_excess(self):
        assert excess(held([5.0] * 13, closing_value=-10.0)).iloc[0]["excess_value"] == 0
