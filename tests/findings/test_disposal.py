"""Each idle item gets the first way that applies; recovery stays within its value."""

import pandas as pd
import pytest

from stockturn.findings.disposal import disposal_plan, disposal_ways

END = pd.Timestamp("2025-12-31")
PAIRS = pd.DataFrame(
    [
        # item, supplier, category, net sales, closing
        ("recent", "甲厂", "五金", 0.0, 5.0),
        ("lacked", "", "五金", 4.0, 0.0),
        ("lacked", "", "五金", 0.0, 9.0),
        ("dead", "", "五金", 0.0, 5.0),
        ("matched", "", "五金", 0.0, 5.0),
        ("alone", "", "停产", 0.0, 5.0),
    ],
    columns=["item", "supplier", "category", "net_sales_qty", "closing_qty"],
)
IDLE = pd.DataFrame(
    {
        "item": ["recent", "lacked", "dead", "matched", "alone"],
        "closing_value": 100.0,
        "idle_days": [100, 100, 400, 100, 100],
    }
)
CAME = pd.Series({"recent": "2025-10-01", "dead": "2023-01-01"}, dtype="datetime64[ns]")


@pytest.fixture
def plan() -> pd.DataFrame:
    return disposal_plan(IDLE, pairs=PAIRS, last_receipt=CAME, end=END, dead_days=365).set_index(
        "item"
    )


def test_the_first_way_that_applies(plan):
    assert plan["way"].to_dict() == {
        "recent": "退供",
        "lacked": "调拨",
        "dead": "报废评估",
        "matched": "捆绑",
        "alone": "限期促销",
    }


def test_recovery_is_a_range_within_the_value(plan):
    assert (plan["low"] <= plan["high"]).all()
    assert plan["high"].max() <= 100.0
    assert (plan["low"] >= 0).all()


def test_an_old_receipt_is_not_sent_back():
    old = pd.Series({"recent": "2025-01-01"}, dtype="datetime64[ns]")
    plan = disposal_plan(IDLE, pairs=PAIRS, last_receipt=old, end=END, dead_days=365)
    assert plan["way"].iloc[0] == "捆绑"


def test_the_last_way_always_applies_and_shares_are_ordered():
    ways = disposal_ways().ways
    assert ways[-1].needs == ("always",)
    assert all(w.low <= w.high for w in ways)


def test_nothing_idle_is_an_empty_plan():
    plan = disposal_plan(IDLE.iloc[:0], pairs=PAIRS, last_receipt=CAME, end=END, dead_days=365)
    assert plan.empty
