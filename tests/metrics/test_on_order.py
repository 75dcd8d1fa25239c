"""What is on order and will be too much when it comes."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from stockturn.metrics.on_order import excess_to_come, open_orders

DAY = dt.date(2024, 6, 30)


def purchases(*rows) -> pd.DataFrame:
    columns = ["po_no", "line_no", "item", "order_date", "receipt_date", "ordered_qty"]
    frame = pd.DataFrame(rows, columns=[*columns, "received_qty", "unit_price"])
    for name in ("order_date", "receipt_date"):
        frame[name] = pd.to_datetime(frame[name])
    return frame


def test_what_came_by_the_day_is_taken_off_and_the_ordered_quantity_counts_once():
    found = open_orders(
        purchases(
            ("P1", 1, "A", "2024-06-01", "2024-06-10", 10, 3, 2.0),
            ("P1", 1, "A", "2024-06-01", "2024-06-20", 10, 4, 2.0),
            ("P2", 1, "A", "2024-06-01", "2024-07-02", 5, 5, 2.0),  # comes after the day
            ("P3", 1, "B", "2024-06-01", None, 6, None, 1.0),
            ("P4", 1, "B", "2024-07-01", None, 6, None, 1.0),  # ordered after the day
            ("P5", 1, "C", "2024-06-01", "2024-06-05", 6, 9, 1.0),  # more than was ordered
            ("P6", 1, "C", "2024-06-01", "2024-06-05", 6, None, 1.0),  # received as ordered
        ),
        as_of=DAY,
    )
    assert found["qty"].to_dict() == {"A": 8, "B": 6, "C": 0}
    assert found["value"].to_dict() == {"A": 16, "B": 6, "C": 0}


def test_only_what_orders_add_beyond_the_cover_counts():
    stock = pd.DataFrame(
        {
            "item": ["A", "A", "B", "C"],
            "closing_qty": [30.0, 10.0, 500.0, 0.0],
            "daily_demand": [1.0, 0.0, 1.0, 1.0],
        }
    )
    orders = pd.DataFrame(
        {"qty": [100.0, 10.0, 20.0, 7.0], "value": [200.0, 30.0, 20.0, 70.0]},
        index=pd.Index(["A", "B", "C", "NEW"], name="item"),
    )
    found = excess_to_come(stock, orders, max_cover_days=90)
    # A: room for 50 of 100; B: is too much already, all ten are; C: fits; NEW: no demand known.
    assert found.to_dict() == pytest.approx({"A": 100, "B": 30, "C": 0, "NEW": 70})
