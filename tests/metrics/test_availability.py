"""What lacking goods cost, as an interval; and the three rates that are not one another."""

from __future__ import annotations

import datetime as dt
import math

import pandas as pd
import pytest

from stockturn.ledger.replay import replay_movements
from stockturn.metrics.availability import METHOD_SD, Z_80, cycle_service, lost_sales
from stockturn.metrics.window import window

SPAN = {"start": dt.date(2024, 1, 1), "end": dt.date(2024, 1, 31)}


def ledger(*rows: tuple[str, str, float]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["date", "type", "qty"]).assign(item="A", warehouse="总仓")
    sold = frame["type"].eq("销售出库")
    frame["amount"] = (10.0 * frame["qty"]).where(~sold)
    frame["sales_amount"] = (15.0 * frame["qty"]).where(sold)
    return frame.assign(date=pd.to_datetime(frame["date"]))


def both(*rows):
    movements = ledger(*rows)
    facts = replay_movements(movements, end=SPAN["end"])
    return facts, movements, window(facts, **SPAN, averaging="day_weighted")


def daily(first: int, last: int, qty: float) -> list[tuple[str, str, float]]:
    return [(f"2024-01-{day:02}", "销售出库", qty) for day in range(first, last + 1)]


class TestT35:
    """Sales of days without stock are no demand."""

    def test_steady_sales_are_lost_for_as_long_as_the_shelf_is_empty(self):
        # 2 a day for 20 days; the 20th sold as much as any, the eleven after it nothing.
        facts, _moves, span = both(("2024-01-01", "期初", 40), *daily(1, 20, 2))
        found = lost_sales(facts, span)
        assert found is not None
        assert found.value == pytest.approx(11 * 2 * 15)
        # Without variance what is left is the error of the method.
        assert found.high / found.value == pytest.approx(math.exp(Z_80 * METHOD_SD))
        assert found.low / found.value == pytest.approx(math.exp(-Z_80 * METHOD_SD))

    def test_uneven_sales_widen_the_interval(self):
        uneven = [row for day in range(1, 20, 2) for row in daily(day, day, 4)]
        facts, _moves, span = both(("2024-01-01", "期初", 40), *uneven)
        found = lost_sales(facts, span)
        assert found is not None
        # 18 days with stock sold 36, 9 times 4; of 13 without, the first sold 4.
        mean, squares = 36 / 18, 9 * 16
        variance = (squares - 36 * mean) / 17
        assert found.value == pytest.approx(12 * mean * 15)
        sampling = (variance * 13 * (1 + 13 / 18)) ** 0.5 / (12 * mean)
        width = math.exp(Z_80 * math.hypot(sampling, METHOD_SD))
        assert (found.high, found.low) == pytest.approx((found.value * width, found.value / width))

    def test_nothing_is_lost_where_nothing_lacked(self):
        facts, _moves, span = both(("2024-01-01", "期初", 400), *daily(1, 20, 2))
        assert lost_sales(facts, span).value == 0

    def test_without_prices_or_days_it_is_not_known(self):
        movements = ledger(("2024-01-01", "期初", 40), *daily(1, 20, 2)).assign(sales_amount=None)
        facts = replay_movements(movements, end=SPAN["end"])
        assert lost_sales(facts, window(facts, **SPAN, averaging="day_weighted")) is None
        facts = replay_movements(ledger(("2024-01-01", "期初", 4)), end=SPAN["end"], daily=False)
        assert lost_sales(facts, window(facts, **SPAN, averaging="day_weighted")) is None


class TestCycles:
    def test_a_cycle_that_ran_out_once_did_not_serve(self):
        facts, moves, span = both(
            ("2024-01-01", "采购入库", 5),
            *daily(3, 3, 5),  # empty until the next arrival
            ("2024-01-10", "采购入库", 5),
            ("2024-01-20", "采购入库", 5),
            ("2024-01-25", "采购入库", 5),  # the last cycle is not over
        )
        assert cycle_service(facts, moves, span) == pytest.approx(2 / 3)

    def test_goods_that_are_moved_in_begin_a_cycle_there(self):
        movements = ledger(
            ("2024-01-01", "采购入库", 9), ("2024-01-05", "调拨", 2), ("2024-01-09", "调拨", 2)
        ).assign(to_warehouse=[None, "二仓", "二仓"])
        facts = replay_movements(movements, end=SPAN["end"])
        span = window(facts, **SPAN, averaging="day_weighted")
        assert cycle_service(facts, movements, span) == 1

    def test_without_a_whole_cycle_nothing_is_known(self):
        facts, moves, span = both(("2024-01-01", "采购入库", 5), *daily(3, 3, 5))
        assert cycle_service(facts, moves, span) is None
