"""More stock, fewer stock-outs? Groups by cover, computed by hand."""

import pandas as pd
import pytest

from stockturn.metrics.safety import stockouts_by_cover


def pairs(n: int = 20) -> pd.DataFrame:
    """Items 1…n sell one piece a day and hold 1…n pieces; item k is out of stock on n − k days."""
    count = range(1, n + 1)
    return pd.DataFrame(
        {
            "item": [f"I{k:02}" for k in count],
            "avg_stock_qty": [float(k) for k in count],
            "net_sales_qty": 100.0,
            "avg_stock_value": [10.0 * k for k in count],
            "stockout_days": [float(n - k) for k in count],
            "held_days": 100.0,
        }
    )


def test_groups_from_least_to_most_cover():
    table = stockouts_by_cover(pairs(), days=100)
    assert table["items"].tolist() == [5, 5, 5, 5]
    assert table["low_days"].tolist() == [1, 6, 11, 16]
    assert table["high_days"].tolist() == [5, 10, 15, 20]
    assert table["stockout_rate"].tolist() == pytest.approx([0.17, 0.12, 0.07, 0.02])
    assert table["avg_stock_value"].sum() == pairs()["avg_stock_value"].sum()


def test_the_places_of_an_item_count_together():
    halves = pd.concat([pairs().assign(warehouse=w) for w in "AB"])
    columns = ["avg_stock_qty", "net_sales_qty", "avg_stock_value", "stockout_days", "held_days"]
    halves[columns] /= 2
    assert stockouts_by_cover(halves, days=100).equals(stockouts_by_cover(pairs(), days=100))


def test_items_that_do_not_sell_take_no_part():
    still = pairs().assign(net_sales_qty=[0.0, *[100.0] * 19])
    assert stockouts_by_cover(still, days=100) is None
    assert stockouts_by_cover(pairs(), days=100, groups=5) is None


def test_no_days_no_answer():
    assert stockouts_by_cover(pairs().drop(columns="stockout_days"), days=100) is None
