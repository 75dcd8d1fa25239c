"""How the books were kept."""

from __future__ import annotations

import pandas as pd
import pytest

from stockturn.metrics.audit import (
    bookkeeping,
    days_backwards,
    repeated_lines,
    round_number_excess,
    snapshot_gaps,
)


def lines(*rows) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["date", "doc_no", "type", "item", "qty"])
    return frame.assign(date=pd.to_datetime(frame["date"]))


SALES = lines(
    ("2024-01-01", "XS001", "销售出库", "A", 5),
    ("2024-01-01", "XS001", "销售出库", "A", 5),
    ("2024-01-01", "XS001", "销售出库", "B", 5),
    ("2024-01-09", "XS002", "销售出库", "A", 5),
    ("2024-01-03", "XS003", "销售出库", "A", 5),
    ("2024-01-04", None, "销售出库", "A", 5),
)


def test_a_line_that_repeats_another_in_all_respects():
    assert repeated_lines(SALES).tolist() == [False, True, False, False, False]
    assert repeated_lines(SALES.drop(columns="doc_no")) is None


def test_a_document_dated_before_one_with_a_lower_number():
    assert days_backwards(SALES).tolist() == [0, 0, 6]
    assert days_backwards(SALES.assign(doc_no="无号")) is None


def test_counts_that_end_in_fives():
    counted = pd.Series([20, 25, 30, 41, 52, 3, 5, 10.5])
    assert round_number_excess(counted, least=20, sample=5) == pytest.approx(3 / 5 - 0.2)
    assert round_number_excess(counted, least=20, sample=6) is None


class TestT49:
    """A series of snapshots that stops is seen."""

    def test_a_missing_month(self):
        ends = pd.to_datetime(["2024-01-31", "2024-02-29", "2024-05-31", "2024-06-30"])
        assert snapshot_gaps(pd.Series(ends)) == [(ends[1], ends[2])]

    def test_months_of_different_length_are_no_gap(self):
        assert snapshot_gaps(pd.Series(pd.date_range("2024-01-31", periods=24, freq="ME"))) == []

    def test_one_day_and_its_hours_are_one_snapshot(self):
        days = pd.Series(
            pd.to_datetime(["2024-01-01 08:00", "2024-01-01 20:00", "2024-01-08 00:00"])
        )
        assert snapshot_gaps(days) == []


BOUNDS = {"backdating_days": 2, "heaping_min_qty": 20, "min_sample": 20}


def test_only_what_the_tables_show_is_audited():
    assert bookkeeping({}, **BOUNDS) == []
    assert [sign for sign, *_ in bookkeeping({"movements": SALES}, **BOUNDS)] == [
        "duplicates",
        "backdated",
    ]
    counts = lines(*(("2024-01-01", None, "盘点", "A", 20 + n % 2 * 5) for n in range(30)))
    assert bookkeeping({"movements": counts}, **BOUNDS)[-1] == ("heaping", pytest.approx(1.0), 30)
