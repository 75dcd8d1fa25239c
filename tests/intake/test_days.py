"""Days and periods: every spelling of the wild, and no guess (field.md T10, T27, T28)."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stockturn.intake.days import dates, day_named, period_bounds


def read_one(text: str, *, keep_time: bool = True) -> tuple[str, bool]:
    values, faults = dates(pd.Series([text]), keep_time=keep_time)
    return str(values.iloc[0]), bool(faults.iloc[0])


@pytest.mark.parametrize(
    "text",
    [
        "2021-03-05",
        "2021-3-5",
        "2021/03/05",
        "2021/3/5",
        "2021.3.5",
        "2021年3月5日",
        "2021年03月05日",
        "20210305",
        "21-3-5",
        "44260",
        "2021-03-05 00:00:00",
        "2021/3/5 0:00",
        "2021-03-05 星期五",
        "2021-03-05周五",
        "２０２１-03-05",
    ],
)
def test_one_day_in_many_spellings(text: str):
    assert read_one(text) == ("2021-03-05 00:00:00", False)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2021-03-05 08:30:15", "2021-03-05 08:30:15"),
        ("2021-3-5 8:05", "2021-03-05 08:05:00"),
        ("2021-03-05T08:30", "2021-03-05 08:30:00"),
        ("2021年3月5日 8:30", "2021-03-05 08:30:00"),
        ("20210305083015", "2021-03-05 08:30:15"),
        ("44260.5", "2021-03-05 12:00:00"),
    ],
)
def test_a_time_is_kept_where_it_matters(text: str, moment: str):
    assert read_one(text) == (moment, False)
    assert read_one(text, keep_time=False) == ("2021-03-05 00:00:00", False)


@pytest.mark.parametrize(
    "text", ["2021-03-05T23:30:00+08:00", "2021-03-05T16:30:00Z", "2021-03-05 00:10:00+0800"]
)
def test_t28_a_time_zone_does_not_move_the_day(text: str):
    moment, fault = read_one(text, keep_time=False)
    assert (moment, fault) == ("2021-03-05 00:00:00", False)


def test_t28_mixed_time_zones_are_no_error():
    cells = pd.Series(["2021-03-05T23:30:00+08:00", "2021-03-06T01:00:00Z", "2021-03-07"])
    values, faults = dates(cells, keep_time=False)
    assert values.dt.day.tolist() == [5, 6, 7]
    assert not faults.any()


@pytest.mark.parametrize(
    "text",
    [
        "2021-02-29",
        "2021-13-01",
        "20210230",
        "2021-03-05 25:00",
        "2021",
        "2021-03",
        "2021年3月",
        "202103",
        "2021.3",
        "3/5/2021",
        "03/05/21",
        "5",
        "-44260",
        "1e5",
        "昨天",
        "合计",
    ],
)
def test_what_is_no_day_or_not_one_day_is_a_fault(text: str):
    assert read_one(text) == ("NaT", True)


@pytest.mark.parametrize("text", ["", "-", "无", "NULL"])
def test_a_blank_is_no_fault(text: str):
    assert read_one(text) == ("NaT", False)


def test_each_cell_is_read_by_itself():
    cells = pd.Series(["2021-03-05", "2021/3/6", "44262", "x", ""], index=[9, 8, 7, 6, 5])
    values, faults = dates(cells, keep_time=False)
    assert values.dt.day.dropna().tolist() == [5, 6, 7]
    assert faults.to_dict() == {9: False, 8: False, 7: False, 6: True, 5: False}


@settings(max_examples=30, deadline=None)
@given(st.dates(pd.Timestamp("1990-01-01").date(), pd.Timestamp("2099-12-31").date()))
def test_whatever_the_spelling_the_day_is_the_same(day):
    forms = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日", "%Y-%m-%d %H:%M")
    values, faults = dates(pd.Series([day.strftime(form) for form in forms]), keep_time=True)
    assert not faults.any()
    assert set(values.dt.date) == {day}


def span(text: str) -> str | None:
    bounds = period_bounds(text)
    return "…".join(f"{day:%Y-%m-%d}" for day in bounds) if bounds else None


JANUARY = "2021-01-01…2021-01-31"
QUARTER = "2021-01-01…2021-03-31"
YEAR = "2021-01-01…2021-12-31"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2021-01", JANUARY),
        ("2021.01", JANUARY),
        ("2021/1", JANUARY),
        ("2021年1月", JANUARY),
        ("2021 年 01 月", JANUARY),
        ("2021_01", JANUARY),
        ("202101", JANUARY),
        ("2021年第1期", JANUARY),
        ("2021.01进销存报表", JANUARY),
        ("甲公司收发存2021年1月（修订）", JANUARY),
        ("2021-02", "2021-02-01…2021-02-28"),
        ("2020.02", "2020-02-01…2020-02-29"),
        ("2021Q3", "2021-07-01…2021-09-30"),
        ("2021年第1季度", QUARTER),
        ("2021年一季度", QUARTER),
        ("2021年四季度", "2021-10-01…2021-12-31"),
        ("2021年上半年", "2021-01-01…2021-06-30"),
        ("2021年度下半年", "2021-07-01…2021-12-31"),
        ("2021", YEAR),
        ("2021年度汇总", YEAR),
    ],
)
def test_a_period_by_name(text: str, expected: str):
    assert span(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("20210101-20210131", JANUARY),
        ("2021-01-01至2021-03-31", QUARTER),
        ("2021-01-01到03-31", QUARTER),
        ("2021年1-3月", QUARTER),
        ("2021年1月至3月", QUARTER),
        ("2021.01-2021.03", QUARTER),
        ("202101~202103", QUARTER),
        ("2020年12月-2021年1月", "2020-12-01…2021-01-31"),
        ("2020-2021", "2020-01-01…2021-12-31"),
        ("收发存20210115-20210214", "2021-01-15…2021-02-14"),
    ],
)
def test_a_period_from_to(text: str, expected: str):
    assert span(text) == expected


@pytest.mark.parametrize("text", ["2021-01-01", "2021-01-31", "2021年1月31日", "20210131"])
def test_the_first_or_last_day_stands_for_its_month(text: str):
    # a spreadsheet turns 2021-01 into 2021-01-01
    assert span(text) == JANUARY


@pytest.mark.parametrize(
    "text",
    [
        "收发存20210205",  # the day of an export: of which month?
        "2021.01-12",  # the twelfth of January, or January to December?
        "说明",
        "1月",
        "",
        "202113",
        "2021-13",
        "2021-02-30",
        "120210131",
        "2021-03-31至2021-01-01",
        "SKU19201234",
    ],
)
def test_what_names_no_period_is_not_guessed(text: str):
    assert span(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("库存2021-12-31", "2021-12-31"),
        ("库存20211231导出", "2021-12-31"),
        ("2021年3月5日库存", "2021-03-05"),
        ("库存2021年12月", None),
        ("库存2021-02-30", None),
        ("2021-01-01至2021-12-31", None),
        ("库存", None),
    ],
)
def test_the_one_day_of_a_snapshot(text: str, expected: str | None):
    day = day_named(text)
    assert (f"{day:%Y-%m-%d}" if day is not None else None) == expected
