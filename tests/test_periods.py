"""Which days the report is about: whole months, closed ends, and an honest comparison."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stockturn.errors import SourceError
from stockturn.params import Params, Span, parse_params
from stockturn.periods import covered, grade_of, resolve

D = dt.date


def params(**keys) -> Params:
    return parse_params({"client": "甲", "client_id": "jia", "sources": [{"path": "x"}]} | keys)


def movements(first: str, last: str) -> dict[str, pd.DataFrame]:
    return {"movements": pd.DataFrame({"date": pd.to_datetime([first, last], format="ISO8601")})}


def months(first: str, last: str) -> dict[str, pd.DataFrame]:
    starts = pd.date_range(first, last, freq="MS")
    ends = starts + pd.offsets.MonthEnd(0)
    return {"balances": pd.DataFrame({"period_start": starts, "period_end": ends})}


def days(span: Span | None) -> tuple[str, str] | None:
    return (span.start.isoformat(), span.end.isoformat()) if span else None


class TestDefault:
    @pytest.mark.parametrize(
        ("last", "expected"),
        [
            ("2021-12-31 23:00", ("2021-01-01", "2021-12-31")),
            ("2021-12-30", ("2020-12-01", "2021-11-30")),
            ("2022-01-15", ("2021-01-01", "2021-12-31")),
            ("2020-02-29", ("2019-03-01", "2020-02-29")),
            ("2021-02-28", ("2020-03-01", "2021-02-28")),
        ],
    )
    def test_the_last_twelve_complete_months_counted_from_the_end(self, last: str, expected):
        spans = resolve(params(), movements("2018-01-01", last))
        assert days(spans.period) == expected

    def test_less_than_a_year_of_data_is_all_the_data(self):
        spans = resolve(params(), movements("2021-03-05", "2021-08-17"))
        assert days(spans.period) == ("2021-03-05", "2021-08-17")

    def test_exactly_a_year_is_that_year(self):
        assert days(resolve(params(), months("2021-01", "2021-12")).period) == (
            "2021-01-01",
            "2021-12-31",
        )

    @given(st.dates(D(2016, 1, 1), D(2030, 12, 31)))
    def test_it_is_always_twelve_whole_months_that_are_over(self, last: dt.date):
        period = resolve(params(), movements("2010-01-01", last.isoformat())).period
        after = period.end + dt.timedelta(days=1)
        assert (period.start.day, after.day) == (1, 1)
        assert (after.year - period.start.year) * 12 + after.month - period.start.month == 12
        assert period.end <= last < period.end + dt.timedelta(days=32)


class TestStated:
    def test_the_period_of_the_parameters_stands(self):
        stated = {"start": "2021-02-10", "end": "2021-05-20"}
        spans = resolve(params(period=stated), movements("2020-01-01", "2021-12-31"))
        assert days(spans.period) == ("2021-02-10", "2021-05-20")

    @pytest.mark.parametrize(
        ("first", "last", "expected"),
        [
            ("2021-01-04", "2021-12-28", ("2021-01-01", "2021-12-31")),  # a holiday, not a gap
            ("2020-01-01", "2021-06-28", ("2021-01-01", "2021-06-30")),
            ("2021-03-15", "2022-12-31", ("2021-03-01", "2021-12-31")),
        ],
    )
    def test_months_without_data_are_no_part_of_it(self, first: str, last: str, expected):
        stated = {"start": "2021-01-01", "end": "2021-12-31"}
        spans = resolve(params(period=stated), movements(first, last))
        assert days(spans.period) == expected

    @pytest.mark.parametrize("year", [2019, 2022])
    def test_a_period_without_any_data_is_told_with_what_there_is(self, year: int):
        stated = {"start": f"{year}-01-01", "end": f"{year}-12-31"}
        with pytest.raises(SourceError, match="2020-01-01 至 2021-12-31") as caught:
            resolve(params(period=stated), movements("2020-01-01", "2021-12-31"))
        assert caught.value.exit_code == 1

    def test_a_comparison_of_the_parameters_stands(self):
        spans = resolve(
            params(compare={"start": "2020-01-01", "end": "2020-03-31"}),
            movements("2020-01-01", "2021-12-31"),
        )
        assert (days(spans.compare), spans.compare_kind) == (("2020-01-01", "2020-03-31"), "指定")


class TestCompare:
    def compared(self, first: str, last: str, **stated):
        spans = resolve(params(**({"period": stated} if stated else {})), movements(first, last))
        return days(spans.compare), spans.compare_kind

    def test_with_a_year_earlier_where_that_is_covered(self):
        assert self.compared("2020-01-01", "2021-12-31") == (("2020-01-01", "2020-12-31"), "同比")

    def test_else_with_as_long_just_before(self):
        found = self.compared("2021-01-01", "2021-12-31", start=D(2021, 7, 1), end=D(2021, 12, 31))
        assert found == (("2021-01-01", "2021-06-30"), "环比")

    def test_just_before_is_as_many_months_not_days(self):
        found = self.compared("2020-11-01", "2021-03-31", start=D(2021, 3, 1), end=D(2021, 3, 31))
        assert found == (("2021-02-01", "2021-02-28"), "环比")

    def test_or_as_many_days_where_months_are_not_whole(self):
        found = self.compared("2021-01-01", "2021-03-31", start=D(2021, 3, 2), end=D(2021, 3, 11))
        assert found == (("2021-02-20", "2021-03-01"), "环比")

    def test_else_with_nothing(self):
        assert self.compared("2021-01-01", "2021-12-31") == (None, None)

    @pytest.mark.parametrize(
        ("start", "end", "expected"),
        [
            (D(2020, 2, 1), D(2020, 2, 29), ("2019-02-01", "2019-02-28")),
            (D(2021, 2, 1), D(2021, 2, 28), ("2020-02-01", "2020-02-29")),
        ],
    )
    def test_the_last_day_of_february_stays_the_last(self, start, end, expected):
        assert self.compared("2018-01-01", "2021-12-31", start=start, end=end)[0] == expected

    def test_each_kind_has_a_name(self):
        for tables in (
            movements("2020-01-01", "2021-12-31"),
            movements("2021-01-01", "2021-12-31"),
        ):
            spans = resolve(params(), tables)
            assert bool(spans.compare_name) == bool(spans.compare)


class TestCovered:
    def test_t27_the_last_day_of_the_data_is_covered_whatever_the_hour(self):
        span = covered(movements("2021-01-01 08:00", "2021-12-31 23:59"), "movements")
        assert days(span) == ("2021-01-01", "2021-12-31")

    def test_stock_truth_comes_before_sales(self):
        sales = {"sales": pd.DataFrame({"date": pd.to_datetime(["2015-01-01"])})}
        assert days(resolve(params(), months("2021-01", "2021-12") | sales).data)[0] == "2021-01-01"

    def test_movements_come_before_balances(self):
        tables = months("2021-01", "2021-12") | movements("2020-06-01", "2021-11-30")
        assert days(resolve(params(), tables).data) == ("2020-06-01", "2021-11-30")

    def test_without_dates_there_is_no_period(self):
        assert resolve(params(), {"items": pd.DataFrame({"item": ["A"]})}) is None


@pytest.mark.parametrize(
    ("kinds", "grade"),
    [
        ("balances", "E1"),
        ("balances onhand", "E1"),
        ("balances onhand sales", "E2"),
        ("movements", "E3"),
        ("movements purchases", "E3"),
        ("movements purchases orders", "E4"),
        ("onhand", None),
        ("items sales", None),
        ("", None),
    ],
)
def test_grade_is_what_the_client_brought(kinds: str, grade: str | None):
    assert grade_of(dict.fromkeys(kinds.split(), pd.DataFrame())) == grade
