"""All measures of one client: known, or said to be lacking; never zero for unknown (T9, T25)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pandas as pd
import pytest

from stockturn.metrics.catalog import definitions
from stockturn.metrics.panel import Quality, averaging_name, cycle_days, measure_panel
from stockturn.metrics.window import window
from stockturn.params import Settings

from .conftest import write_facts

YEAR = {"start": dt.date(2021, 1, 1), "end": dt.date(2021, 12, 31)}
SOUND = Quality(used_rows=90, data_rows=100, checked=50, breaks=5)


def rows(item: str = "A", cost: float = 50.0, level: float = 100.0, **figures) -> list[dict]:
    return [
        {"item": item, "bucket": n, "opening_qty": level, "closing_qty": level,
         "opening_value": level, "closing_value": level, "sales_cost": cost, "sales_qty": cost,
         "revenue": 2 * cost, "sales_return_qty": cost / 10} | figures
        for n in range(12)
    ]  # fmt: skip


def panel(
    written: list[dict] | None = None, *, tables=None, averaging="monthly", settings=None, **keys
):
    facts = write_facts(written or rows(), **keys)
    span = window(facts, **YEAR, averaging=averaging)
    return measure_panel(
        facts=facts,
        span=span,
        tables=tables or {},
        settings=settings or Settings(),
        quality=SOUND,
        grade="E1",
    )


def values(measures) -> dict[str, float | None]:
    return {key: measure.value for key, measure in measures.items()}


def test_every_measure_of_the_catalog_in_its_order():
    assert list(panel()) == list(definitions())


def test_by_hand():
    found = values(panel())
    assert found["cogs"] == 600
    assert found["turnover"] == 6
    assert found["dio_days"] == pytest.approx(365 / 6)
    assert found["avg_stock_value"] == found["cash_tied"] == found["closing_stock_value"] == 100
    assert found["revenue"] == 1200
    assert found["gross_margin"] == 0.5
    assert found["gmroi"] == 6
    assert found["carrying_cost"] == pytest.approx(15)
    assert found["return_rate"] == pytest.approx(0.1)
    assert found["concentration_top20"] == 1
    assert found["negative_balance_count"] == 0


def test_returns_that_a_summary_hides_are_unknown_and_not_zero():
    silent = rows(sales_return_qty=0.0)
    found = panel(silent)["return_rate"]
    assert found.value is None
    assert "含销售退货的收发存汇总表" in found.missing
    told = pd.DataFrame({"sales_return_qty": [0.0]})
    assert panel(silent, tables={"balances": told})["return_rate"].value == 0


def test_the_basis_in_force_is_printed_and_used():
    found = panel(settings=Settings(days_basis=360))["dio_days"]
    assert found.value == 60
    assert found.definition.startswith("360")
    assert panel()["turnover"].definition.endswith("按 12/12 折算为全年")


class TestT9:
    def test_nothing_sold_is_no_turns_and_no_number_of_days(self):
        found = panel(rows(cost=0))
        assert found["turnover"].value == 0
        assert found["dio_days"].value is None
        assert "销售出库" in found["dio_days"].missing[0]

    def test_more_returned_than_sold_is_neither(self):
        found = panel(rows(cost=0, sales_return_cost=9.0))
        assert found["turnover"].value is None
        assert "退回多于售出" in found["turnover"].missing[0]
        assert found["dio_days"].value is None

    def test_without_values_money_is_unknown_and_not_zero(self):
        found = panel(rows(opening_value=0.0, closing_value=0.0, sales_cost=0.0))
        for key in ("cogs", "turnover", "avg_stock_value", "closing_stock_value", "slow_value",
                    "excess_value", "concentration_top20", "carrying_cost"):  # fmt: skip
            assert found[key].value is None, key
            assert found[key].missing, key
        assert found["closing_qty"].value == 100


class TestT25:
    """The closing of a span in the past is that of its last day."""

    def past(self, **keys):
        falling = [
            r | {"closing_qty": 90.0 - n, "closing_value": 90.0 - n} for n, r in enumerate(rows())
        ]
        facts = write_facts(falling, **keys)
        span = window(facts, start=YEAR["start"], end=dt.date(2021, 6, 30), averaging="monthly")
        return measure_panel(
            facts=facts, span=span, tables={}, settings=Settings(), quality=SOUND, grade="E1"
        )

    def test_closings(self):
        assert self.past()["closing_stock_value"].value == 85

    def test_how_long_stock_lay_is_not_known_of_the_past(self):
        assert self.past()["slow_value"].value is None


class TestIdle:
    def test_slow_holds_stagnant_holds_dead(self):
        places = {
            ("A", "总仓"): {"last_issue": "2021-09-30"},
            ("B", "总仓"): {"last_issue": "2021-12-31"},
        }
        found = values(panel([*rows(), *rows("B")], places=places))
        assert (found["slow_value"], found["stagnant_value"], found["dead_value"]) == (100, 0, 0)

    def test_books_shorter_than_the_threshold_cannot_tell(self):
        found = panel(settings=Settings(dead_days=400))
        assert found["dead_value"].value is None
        assert "400" in found["dead_value"].missing[1]

    def test_excess_by_the_cover_in_force(self):
        some, more = (
            panel(settings=Settings(max_cover_days=d))["excess_value"].value for d in (90, 30)
        )
        assert 0 <= some < more


class TestDays:
    def test_stockouts_are_counted_in_days_of_goods_held(self):
        gone = [r | {"closing_qty": 0.0} if r["bucket"] == 1 else r for r in rows()]
        found = values(panel(gone, days=True, averaging="day_weighted"))
        assert found["stockout_days"] == 28
        assert found["stockout_rate"] == 28 / 365
        assert found["negative_balance_count"] == 0

    def test_periods_tell_no_days(self):
        found = panel()
        assert found["stockout_rate"].missing == found["stockout_days"].missing == ("出入库流水",)

    def test_periods_that_close_below_zero_are_counted(self):
        owed = [r | {"closing_qty": -1.0} if r["bucket"] in (1, 2) else r for r in rows()]
        assert panel(owed)["negative_balance_count"].value == 2


class TestService:
    def tables(self) -> dict[str, pd.DataFrame]:
        day = pd.Timestamp
        return {
            "orders": pd.DataFrame(
                {"due_date": [day("2020-12-31"), day("2021-06-01")], "ordered_qty": [100.0, 10.0],
                 "shipped_qty": [0.0, 9.0]}
            ),
            "purchases": pd.DataFrame(
                {"po_no": ["1", "1", "2"], "item": "A", "order_date": day("2020-12-01"),
                 "receipt_date": [day("2020-12-11"), day("2021-01-30"), day("2021-01-10")]}
            ),
            "service": pd.DataFrame(
                {"period_start": [day("2020-12-01"), day("2021-01-01")], "satisfaction": [1.0, 4.5],
                 "satisfaction_scale": 5.0}
            ),
        }  # fmt: skip

    def test_only_what_falls_into_the_span_counts(self):
        found = values(panel(tables=self.tables()))
        assert found["fill_rate"] == 0.9
        assert found["satisfaction"] == 4.5

    def test_a_line_counts_by_its_first_receipt(self):
        assert values(panel(tables=self.tables()))["lead_time_days"] == 40

    def test_without_stock_all_that_is_there_counts(self):
        found = measure_panel(
            facts=None,
            span=None,
            tables=self.tables(),
            settings=Settings(),
            quality=SOUND,
            grade=None,
        )
        assert found["fill_rate"].value == 9 / 110
        assert found["turnover"].value is None

    def test_satisfaction_without_its_scale_says_nothing(self):
        service = self.tables()["service"].drop(columns="satisfaction_scale")
        assert panel(tables={"service": service})["satisfaction"].value is None


class TestQuality:
    def test_the_score_is_the_product_of_its_parts(self):
        assert panel()["data_quality_score"].value == pytest.approx(100 * 0.9 * 0.9)

    def test_negative_balances_lower_it(self):
        owed = [r | {"closing_qty": -1.0} if r["bucket"] < 6 else r for r in rows()]
        assert panel(owed)["data_quality_score"].value == pytest.approx(100 * 0.9 * 0.9 * 0.5)

    def test_without_rows_there_is_no_score(self):
        nothing = Quality(0, 0, 0, 0)
        found = measure_panel(
            facts=None, span=None, tables={}, settings=Settings(), quality=nothing, grade=None
        )
        assert found["data_quality_score"].value is None


def test_a_snapshot_tells_what_there_is_and_nothing_of_how_it_moves():
    facts = replace(write_facts(rows()), source="onhand")
    span = window(facts, **YEAR, averaging="two_point")
    found = values(
        measure_panel(
            facts=facts, span=span, tables={}, settings=Settings(), quality=SOUND, grade=None
        )
    )
    assert found["closing_stock_value"] == 100
    assert found["turnover"] is None
    assert found["slow_value"] is None


@pytest.mark.parametrize("averaging", ["day_weighted", "monthly", "two_point", "ending"])
def test_every_average_has_a_name(averaging: str):
    assert not averaging_name(averaging).isascii()


class TestT41:
    """Days in stock, cycles served and orders filled are three measures."""

    def test_days_in_stock_are_what_is_left_of_stockouts(self):
        found = values(panel(days=True))
        assert found["days_in_stock_rate"] == 1 - found["stockout_rate"]
        assert found["fill_rate"] is found["cycle_service"] is None

    def test_their_definitions_differ(self):
        texts = {definitions()[k].definition for k in ("days_in_stock_rate", "cycle_service")}
        assert len(texts | {definitions()["fill_rate"].definition}) == 3


class TestCover:
    def test_shortage_is_unknown_without_a_lead_time(self):
        measure = panel()["shortage_value"]
        assert measure.value is None
        assert "参数中的提前期" in measure.missing

    @pytest.mark.parametrize(
        ("stated", "items", "expected"), [(14, None, 21.0), (None, [10.0, 20.0], 22.0)]
    )
    def test_a_cycle_is_lead_time_and_review(self, stated, items, expected):
        lead = {"days": stated, "sd_days": 4} if stated else None
        settings = Settings(lead_time=lead)
        tables = {"items": pd.DataFrame({"item": ["A", "B"], "lead_time_days": items})}
        assert cycle_days(settings, tables if items else {}, None) == expected
        assert cycle_days(Settings(), {}, 3.0) == 10.0

    def test_orders_that_will_be_too_much(self):
        purchases = pd.DataFrame(
            {"po_no": ["P"], "item": ["A"], "order_date": pd.to_datetime(["2021-12-01"]),
             "receipt_date": pd.to_datetime([None]), "ordered_qty": [500.0], "unit_price": [2.0]}
        )  # fmt: skip
        found = values(panel(tables={"purchases": purchases}))
        demand = 12 * (50 - 5) / 365
        assert found["on_order_excess_value"] == pytest.approx(2 * (500 - (90 * demand - 100)))


def test_turn_earn_is_margin_times_turns():
    found = values(panel())
    assert found["turn_earn"] == found["gross_margin"] * found["turnover"] == 3.0
