"""Turnover: one definition, all the others beside it, and no number where there is none."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stockturn.ledger.facts import STOCK_COLUMNS
from stockturn.metrics.structure import by_key
from stockturn.metrics.turnover import (
    all_definitions,
    bridge,
    change_of_turnover,
    days_of_inventory,
    trend,
    turns_per_year,
    with_turns,
)
from stockturn.metrics.window import window

from .conftest import write_facts

YEAR = {"start": dt.date(2021, 1, 1), "end": dt.date(2021, 12, 31)}


def rows(item: str = "A", *, closing: float = 200.0, cost: float = 50.0, **figures) -> list[dict]:
    """Twelve months from 100 pieces worth 1 each towards ``closing``."""
    levels = [100 + (closing - 100) * n / 12 for n in range(13)]
    return [
        {"item": item, "bucket": n, "opening_value": levels[n], "closing_value": levels[n + 1],
         "opening_qty": levels[n], "closing_qty": levels[n + 1], "sales_cost": cost,
         "sales_qty": cost, "revenue": 2 * cost} | figures
        for n in range(12)
    ]  # fmt: skip


def year(*items: list[dict], averaging: str = "monthly", days: bool = False):
    facts = write_facts([r for item in items for r in item], days=days)
    return window(facts, **YEAR, averaging=averaging)


@given(st.floats(0.01, 1e6), st.sampled_from([365, 360]))
def test_days_and_turns_are_two_sides_of_one_number(turns: float, basis: int):
    assert days_of_inventory(turns, basis=basis) * turns == pytest.approx(basis)


@pytest.mark.parametrize("turns", [0.0, -1.0, None])
def test_t9_nothing_sold_is_no_number_of_days(turns: float | None):
    assert days_of_inventory(turns) is None


@pytest.mark.parametrize("stock", [0.0, -5.0])
def test_t9_no_stock_is_no_turnover(stock: float):
    assert turns_per_year(cogs=5.0, avg_stock_value=stock, per_year=1.0) is None


def test_turns_up_by_two_thirds_is_days_down_by_two_fifths():
    assert change_of_turnover(60, 36) == pytest.approx((2 / 3, -0.4))


class TestTotals:
    def test_t31_a_total_is_the_ratio_of_sums(self):
        span = year(rows("A", closing=100, cost=100), rows("B", closing=100, cost=0))
        totals = with_turns(
            span.pairs.assign(all="x").groupby("all").sum(numeric_only=True), span, basis=365
        )
        each = with_turns(span.pairs, span, basis=365)
        assert each["turns"].tolist() == [12, 0]
        assert totals["turns"].item() == 1200 / 200
        assert totals["days"].item() == pytest.approx(365 / 6)

    def test_t32_an_item_is_divided_once_not_place_by_place(self):
        flat = dict.fromkeys(STOCK_COLUMNS, 1.0)
        young = [r | flat | {"warehouse": "新仓"} for r in rows("A", cost=15)]
        span = year(rows("A", closing=100, cost=100), young)
        assert with_turns(span.pairs, span, basis=365)["turns"].tolist() == [12, 180]
        item = with_turns(by_key(span.pairs, "item"), span, basis=365)
        assert item["turns"].item() == pytest.approx(12 * 115 / 101)

    def test_t9_a_line_without_sales_has_turns_but_no_days(self):
        each = with_turns(year(rows(cost=0)).pairs, year(rows(cost=0)), basis=365)
        assert each["turns"].item() == 0
        assert pd.isna(each["days"].item())

    def test_a_line_without_stock_has_neither(self):
        bundle = [r | dict.fromkeys(("opening_value", "closing_value"), 0.0) for r in rows()]
        each = with_turns(year(bundle).pairs, year(bundle), basis=365)
        assert each[["turns", "days"]].isna().all(axis=None)


class TestDefinitions:
    def found(self, **keys) -> dict[str, dict]:
        return {d["id"]: d for d in all_definitions(year(rows(), **keys))}

    def test_all_that_the_data_allow_each_once(self):
        assert len(self.found()) == 3 * 3 * 2
        assert len(self.found(averaging="day_weighted", days=True)) == 4 * 3 * 2

    def test_by_hand(self):
        found = self.found(averaging="day_weighted", days=True)
        levels = [100 + 100 * n / 12 for n in range(1, 13)]
        lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        daily = sum(v * n for v, n in zip(levels, lengths, strict=True)) / 365
        expected = {"ending": 200, "two_point": 150, "monthly": 150, "day_weighted": daily}
        for averaging, stock in expected.items():
            assert found[f"{averaging}-cost-365"]["turns"] == pytest.approx(600 / stock)
            assert found[f"{averaging}-revenue-365"]["turns"] == pytest.approx(1200 / stock)
            assert found[f"{averaging}-units-365"]["turns"] == pytest.approx(600 / stock)

    def test_the_basis_changes_days_of_whole_months_and_not_turns(self):
        found = self.found()
        short, long = found["monthly-cost-360"], found["monthly-cost-365"]
        assert short["turns"] == long["turns"]
        assert (short["days"] * 365, long["days"] * 360) == pytest.approx((long["days"] * 360,) * 2)

    def test_what_is_chosen_for_the_report_is_among_them(self):
        span = year(rows(), averaging="two_point")
        found = {d["id"]: d for d in all_definitions(span)}
        pairs = span.pairs
        assert (
            found["two_point-cost-365"]["turns"]
            == pairs["cogs"].sum() / pairs["avg_stock_value"].sum()
        )

    def test_pieces_of_what_is_never_held_are_not_turned(self):
        no_stock = dict.fromkeys(STOCK_COLUMNS, 0.0)
        link = [r | no_stock for r in rows("0038", cost=1e5)]
        found = {d["id"]: d for d in all_definitions(year(rows(), link))}
        assert found["ending-units-365"]["turns"] == 3

    def test_nothing_sold_leaves_nothing_to_define(self):
        assert all_definitions(year(rows(cost=0))) == []


class TestBridge:
    def test_its_steps_add_up_to_the_whole_difference(self):
        definitions = all_definitions(year(rows(), averaging="day_weighted", days=True))
        steps = bridge(definitions, to="day_weighted-cost-365")
        turns = {d["id"]: d["turns"] for d in definitions}
        assert [s["from"] for s in steps[1:]] == [s["to"] for s in steps[:-1]]
        assert (steps[0]["from"], steps[-1]["to"]) == (
            "ending-revenue-365",
            "day_weighted-cost-365",
        )
        whole = turns["day_weighted-cost-365"] - turns["ending-revenue-365"]
        assert sum(s["turns_effect"] for s in steps) == pytest.approx(whole, abs=1e-12)

    def test_it_ends_at_ours_and_not_beyond(self):
        steps = bridge(all_definitions(year(rows(), days=True)), to="two_point-cost-360")
        assert steps[-1]["to"] == "two_point-cost-360"

    def test_what_the_data_do_not_allow_is_stepped_over(self):
        free = [r | {"revenue": 0.0} for r in rows()]
        steps = bridge(all_definitions(year(free)), to="monthly-cost-365")
        assert steps[0]["from"] == "ending-cost-365"


def test_the_trend_is_of_each_month_alone():
    found = trend(year(rows()))
    assert found["cogs"].tolist() == [50] * 12
    assert found["turns"].iloc[0] == pytest.approx(12 * 50 / ((100 + 100 + 100 / 12) / 2))
    assert found["closing_value"].iloc[-1] == pytest.approx(200)


def test_a_month_without_stock_has_no_turns():
    bare = [r | dict.fromkeys(("opening_value", "closing_value"), 0.0) for r in rows()]
    assert trend(year(bare))["turns"].isna().all()
