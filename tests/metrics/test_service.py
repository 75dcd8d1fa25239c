"""Service beside turnover: ratios of sums, over what fell due (field.md T27, T31, T45)."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from stockturn.metrics.service import (
    count_difference,
    counts,
    first_receipts,
    lead_times,
    monthly_service,
    order_service,
    satisfaction_scale,
    service_course,
    service_faults,
    within,
)


def days(frame: pd.DataFrame, *columns: str) -> pd.DataFrame:
    return frame.assign(**{c: pd.to_datetime(frame[c]) for c in columns})


def orders(*rows: tuple) -> pd.DataFrame:
    columns = ["due_date", "ship_date", "ordered_qty", "shipped_qty"]
    return days(pd.DataFrame(rows, columns=columns), "due_date", "ship_date")


class TestWithin:
    table = days(
        pd.DataFrame({"day": ["2021-01-01 00:00", "2021-01-31 23:59", "2021-02-01 00:00", None]}),
        "day",
    )

    def test_t27_the_last_day_is_inside_to_its_last_hour(self):
        found = within(self.table, "day", dt.date(2021, 1, 1), dt.date(2021, 1, 31))
        assert found.index.tolist() == [0, 1]

    def test_t27_the_next_day_is_outside_from_its_first(self):
        found = within(self.table, "day", dt.date(2021, 2, 1), dt.date(2021, 2, 1))
        assert found.index.tolist() == [2]


class TestOrders:
    def test_on_the_day_is_in_time_whatever_the_hour(self):
        assert order_service(orders(("2021-01-05", "2021-01-05 18:00", 1, 1)))["delay_rate"] == 0

    def test_a_day_later_is_late_and_so_is_not_at_all(self):
        rows = [
            ("2021-01-05", "2021-01-06", 1, 1),
            ("2021-01-05", None, 1, 0),
            ("2021-01-05", "2021-01-05", 1, 1),
        ]
        assert order_service(orders(*rows))["delay_rate"] == pytest.approx(2 / 3)

    def test_t45_early_ones_do_not_make_up_for_late_ones(self):
        rows = [("2021-01-31", "2021-01-01", 1, 1), ("2021-01-05", "2021-01-06", 1, 1)]
        assert order_service(orders(*rows))["delay_rate"] == 0.5

    def test_t31_fill_is_the_ratio_of_sums(self):
        rows = [("2021-01-05", "2021-01-05", 1, 1), ("2021-01-05", "2021-01-05", 99, 0)]
        assert order_service(orders(*rows))["fill_rate"] == 0.01

    def test_shipped_in_excess_does_not_make_up_for_short(self):
        rows = [("2021-01-05", "2021-01-05", 10, 15), ("2021-01-05", "2021-01-05", 10, 5)]
        assert order_service(orders(*rows))["fill_rate"] == 0.75

    def test_in_full_and_in_time_is_both(self):
        rows = [
            ("2021-01-05", "2021-01-05", 10, 10),
            ("2021-01-05", "2021-01-05", 10, 9),
            ("2021-01-05", "2021-01-06", 10, 10),
            ("2021-01-05", None, 10, 0),
        ]
        assert order_service(orders(*rows))["otif"] == 0.25

    def test_what_has_no_due_date_is_not_judged(self):
        assert order_service(orders((None, "2021-01-05", 1, 0))) == {
            "delay_rate": None,
            "fill_rate": None,
            "otif": None,
        }

    def test_what_the_table_does_not_state_is_not_judged(self):
        bare = orders(("2021-01-05", None, 1, 1))[["due_date", "ordered_qty"]]
        assert set(order_service(bare).values()) == {None}


class TestLeadTimes:
    def lines(self, *rows: tuple) -> pd.DataFrame:
        columns = ["po_no", "line_no", "item", "order_date", "receipt_date"]
        return days(pd.DataFrame(rows, columns=columns), "order_date", "receipt_date")

    def found(self, table: pd.DataFrame) -> list[float]:
        return sorted(lead_times(first_receipts(table)))

    def test_once_a_line_to_its_first_receipt(self):
        rows = [
            ("P1", "1", "A", "2021-01-01", "2021-01-20"),
            ("P1", "1", "A", "2021-01-01", "2021-01-08"),
            ("P1", "2", "A", "2021-01-01", "2021-01-11"),
        ]
        assert self.found(self.lines(*rows)) == [7, 10]

    def test_what_was_not_received_has_none(self):
        assert self.found(self.lines(("P1", "1", "A", "2021-01-01", None))) == []

    def test_without_line_numbers_goods_tell_lines_apart(self):
        rows = [
            ("P1", "1", "A", "2021-01-01", "2021-01-03"),
            ("P1", "1", "B", "2021-01-01", "2021-01-06"),
        ]
        assert self.found(self.lines(*rows).drop(columns="line_no")) == [2, 5]


class TestMonthly:
    months = pd.DataFrame(
        {"satisfaction": [4.0, 5.0], "sample_size": [10.0, 90.0], "complaints": [5.0, 5.0],
         "orders": [100.0, 900.0], "ship_hours": [48.0, 24.0], "satisfaction_scale": [5.0, 5.0]}
    )  # fmt: skip

    def test_t31_months_weigh_by_what_they_rest_on(self):
        found = monthly_service(self.months)
        assert found["satisfaction"] == 4.9
        assert found["complaint_rate"] == 0.01  # not the mean of 5 % and 0.6 %
        assert found["ship_hours"] == pytest.approx(26.4)
        assert found["repurchase_rate"] is None

    def test_without_weights_months_weigh_alike(self):
        found = monthly_service(self.months.drop(columns=["sample_size", "orders"]))
        assert (found["satisfaction"], found["complaint_rate"]) == (4.5, None)

    def test_a_month_without_a_figure_is_left_out(self):
        gap = self.months.assign(satisfaction=[None, 5.0], complaints=[None, 9.0])
        assert monthly_service(gap)["satisfaction"] == 5
        assert monthly_service(gap)["complaint_rate"] == 0.01

    def test_a_scale_is_known_where_there_is_one(self):
        assert satisfaction_scale(self.months) == 5
        assert satisfaction_scale(self.months.assign(satisfaction_scale=[5.0, 10.0])) is None
        assert satisfaction_scale(self.months.drop(columns="satisfaction_scale")) is None


class TestCounts:
    movements = pd.DataFrame(
        {"type": ["盘点", "盘点", "销售出库"], "qty": [9.0, 21.0, 500.0],
         "book_qty": [10.0, 20.0, None], "unit_cost": [100.0, 1.0, None]}
    )  # fmt: skip

    def difference(self, movements: pd.DataFrame) -> float | None:
        return count_difference(counts(movements))

    def test_more_here_does_not_make_up_for_less_there(self):
        assert self.difference(self.movements.drop(columns="unit_cost")) == pytest.approx(2 / 30)

    def test_by_value_where_every_count_has_a_cost(self):
        assert self.difference(self.movements) == pytest.approx(101 / 1020)
        half = self.movements.assign(unit_cost=[100.0, None, None])
        assert self.difference(half) == pytest.approx(2 / 30)

    def test_without_a_book_quantity_accuracy_is_not_known(self):
        assert self.difference(self.movements.drop(columns="book_qty")) is None
        assert self.difference(self.movements.assign(book_qty=float("nan"))) is None


def served(**columns: list) -> pd.DataFrame:
    months = pd.to_datetime(["2025-01-01", "2025-02-01", "2025-03-01"])
    return pd.DataFrame({"period_start": months, **columns})


QUARTER = {"start": dt.date(2025, 1, 1), "end": dt.date(2025, 3, 31)}


class TestCourse:
    def test_one_row_a_month_with_what_is_known(self):
        table = served(satisfaction=[4.0, None, 4.4], complaints=[1, 2, 3], orders=[100, 100, 0])
        course = service_course(service=table, orders=None, **QUARTER)
        assert course["satisfaction"].tolist()[::2] == [4.0, 4.4]
        assert course["satisfaction"].isna().tolist() == [False, True, False]
        assert course["complaint_rate"].tolist()[:2] == [0.01, 0.02]
        assert "ship_hours" not in course

    def test_delay_is_of_the_orders_due_in_the_month(self):
        lines = orders(
            ("2025-02-05", "2025-02-06", 1, 1),
            ("2025-02-07", "2025-02-07", 1, 1),
            ("2025-03-01", "2025-02-01", 1, 1),
        )
        course = service_course(service=None, orders=lines, **QUARTER)
        assert course["delay_rate"].tolist()[1:] == [0.5, 0.0]
        assert pd.isna(course["delay_rate"].iloc[0])

    def test_another_period_gives_no_figures(self):
        table = served(satisfaction=[4.0, 4.0, 4.0])
        span = {"start": dt.date(2024, 1, 1), "end": dt.date(2024, 3, 31)}
        assert list(service_course(service=table, orders=None, **span)) == ["start"]


class TestFaults:
    def test_satisfaction_above_its_scale_names_the_month(self):
        faults = service_faults(served(satisfaction=[4, 6, 4], satisfaction_scale=[5, 5, 5]))
        assert list(faults) == ["satisfaction"]
        assert "2025-02" in faults["satisfaction"]

    def test_rates_above_one_hundred_percent(self):
        table = served(complaints=[1, 2, 30], orders=[10, 10, 10], repurchase_rate=[0.3, 1.2, 0.3])
        assert set(service_faults(table)) == {"complaint_rate", "repurchase_rate"}

    def test_sound_figures_have_none(self):
        table = served(complaints=[1, 2, 3], orders=[10, 10, 10], repurchase_rate=[0.3, 1.0, 0.0])
        assert service_faults(table) == {}
