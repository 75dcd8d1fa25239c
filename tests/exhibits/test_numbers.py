"""Half-up rounding, units, signs and dates as Chinese readers expect them."""

from __future__ import annotations

import datetime as dt

import pytest

from stockturn.exhibits import numbers
from stockturn.i18n import language


@pytest.mark.parametrize(
    ("value", "places", "shown"),
    [
        (0.5, 0, "1"),
        (1.5, 0, "2"),
        (2.5, 0, "3"),
        (-2.5, 0, "-3"),
        (1.005, 2, "1.01"),
        (1234567.891, 1, "1,234,567.9"),
        (-0.004, 2, "0.00"),
        (1e15, 0, "1,000,000,000,000,000"),
        (float("inf"), 1, "—"),
        (float("nan"), 1, "—"),
        (None, 1, "—"),
    ],
)
def test_fixed(value: float | None, places: int, shown: str) -> None:
    assert numbers.fixed(value, places) == shown


def test_money_changes_to_yi_at_one_hundred_million() -> None:
    assert numbers.money(99_999_999.0) == "10,000.00万元"
    assert numbers.money(100_000_000.0) == "1.00亿元"


def test_missing_money_is_said_in_words() -> None:
    assert numbers.money(None) == "数据不足"


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.0, "0"), (0.3, "0"), (49.4, "49元"), (-49.4, "-49元"), (100.0, "0.01"), (None, "—")],
)
def test_no_amount_of_a_table_in_wan_reads_nothing_but_nothing(
    value: float | None, shown: str
) -> None:
    assert numbers.wan(value) == shown


def test_points_are_not_percent() -> None:
    assert numbers.points(0.05) == "+5.0个百分点"


@pytest.mark.parametrize(
    ("start", "end", "shown"),
    [
        ((2025, 1, 1), (2025, 12, 31), "2025年1—12月"),
        ((2025, 3, 1), (2025, 3, 31), "2025年3月"),
        ((2024, 7, 1), (2025, 6, 30), "2024年7月—2025年6月"),
        ((2025, 1, 15), (2025, 2, 14), "2025年1月15日—2025年2月14日"),
        ((2025, 1, 15), (2025, 1, 15), "2025年1月15日"),
    ],
)
def test_spans(start: tuple[int, int, int], end: tuple[int, int, int], shown: str) -> None:
    assert numbers.text_span(dt.date(*start), dt.date(*end)) == shown


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (dt.date(2025, 1, 2), dt.date(2025, 1, 2), "2 January 2025"),
        (dt.date(2025, 1, 1), dt.date(2025, 1, 31), "January 2025"),
        (dt.date(2025, 1, 1), dt.date(2025, 12, 31), "January–December 2025"),
        (dt.date(2024, 3, 1), dt.date(2025, 2, 28), "March 2024–February 2025"),
        (dt.date(2025, 1, 2), dt.date(2025, 3, 4), "2 January 2025 – 4 March 2025"),
    ],
)
def test_english_spans_are_as_text_writes_them(start: dt.date, end: dt.date, said: str) -> None:
    with language("en"):
        assert numbers.text_span(start, end) == said


def test_english_money_is_in_millions_and_tables_in_thousands() -> None:
    with language("en"):
        assert numbers.money(1_234_567.0) == "CNY 1.23 million"
        assert numbers.money(12_300.4) == "CNY 12,300"
        assert numbers.money(-2_000_000_000.0) == "CNY -2.00 billion"
        assert numbers.wan(1_234_567.0) == "1,234.6"
        assert numbers.table_scale() == 1e3
