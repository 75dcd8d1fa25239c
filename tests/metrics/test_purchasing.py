"""Purchase lines are counted once, in the span, from orders before receipts."""

import datetime as dt

import pandas as pd
import pytest

from stockturn.metrics.purchasing import purchase_rhythm

YEAR = {"start": dt.date(2025, 1, 1), "end": dt.date(2025, 12, 31)}
ORDERS = pd.DataFrame(
    {
        "po_no": ["1", "1", "2", "3"],
        "line_no": ["1", "1", "1", "1"],
        "item": ["A", "A", "B", "A"],
        "order_date": pd.to_datetime(["2025-01-05", "2025-01-05", "2025-06-01", "2026-01-01"]),
    }
)
RECEIPTS = pd.DataFrame(
    {
        "date": pd.to_datetime(["2025-02-01", "2025-03-01", "2025-03-02"]),
        "type": ["采购入库", "采购入库", "销售出库"],
        "item": ["A", "A", "A"],
        "qty": [5.0, -1.0, 2.0],
    }
)


def test_a_partial_receipt_repeats_its_line_and_counts_once():
    rhythm = purchase_rhythm(purchases=ORDERS, movements=RECEIPTS, **YEAR)
    assert (rhythm.source, rhythm.lines) == ("purchases", 2)
    assert rhythm.per_item_month == pytest.approx(2 / 2 / 12, rel=0.01)


def test_receipts_stand_in_for_orders_and_red_entries_do_not_count():
    rhythm = purchase_rhythm(purchases=None, movements=RECEIPTS, **YEAR)
    assert (rhythm.source, rhythm.lines) == ("movements", 1)


def test_nothing_bought_is_no_rhythm():
    assert purchase_rhythm(purchases=None, movements=None, **YEAR) is None
    assert purchase_rhythm(purchases=ORDERS.iloc[:0], movements=None, **YEAR) is None
