"""Sales by channel: shares of the whole, and no margin where a cost is lacking."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from stockturn.metrics.channels import sales_by_channel

YEAR = {"start": dt.date(2025, 1, 1), "end": dt.date(2025, 12, 31)}


def sold(**columns: list) -> pd.DataFrame:
    days = pd.to_datetime(
        ["2025-02-01", "2025-03-01", "2025-12-31 18:00", "2026-01-01"], format="mixed"
    )
    amounts = {"item": ["A", "B", "A", "A"], "sales_amount": [100.0, 50.0, 50.0, 999.0]}
    return pd.DataFrame({"date": days, **amounts, **columns})


def test_shares_are_of_the_span_alone():
    table = sales_by_channel(
        sold(channel=["线上", "线上", "线下", "线上"], cost_amount=[60.0, 30.0, 50.0, 0.0]), **YEAR
    )
    assert table["channel"].tolist() == ["线上", "线下"]
    assert table["items"].tolist() == [2, 1]
    assert table["share"].tolist() == pytest.approx([0.75, 0.25])
    assert table["margin"].tolist() == pytest.approx([0.4, 0.0])


def test_a_cost_that_lacks_leaves_the_margin_open():
    table = sales_by_channel(
        sold(channel=["线上", None, "线上", "线上"], cost_amount=[60.0, 30.0, None, 0.0]), **YEAR
    ).set_index("channel")
    assert pd.isna(table["margin"]["线上"])
    assert table["revenue"][""] == 50.0


@pytest.mark.parametrize("columns", [{}, {"channel": ["", None, " ", ""]}])
def test_without_channels_nothing_is_told(columns: dict):
    assert sales_by_channel(sold(**columns), **YEAR) is None
    assert sales_by_channel(None, **YEAR) is None
