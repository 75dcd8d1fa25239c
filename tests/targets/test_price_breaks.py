"""Price breaks: what a year costs at each, against buying as usual."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from stockturn.params import Settings
from stockturn.targets.price_breaks import economic_lots, price_breaks

END = dt.date(2025, 12, 31)
CARRYING = 0.15  # of the settings as they come


def place(**more: object) -> pd.DataFrame:
    row = {"item": "A", "warehouse": "总仓", "by_transfer": False, "lot": 0.0, "pack": 0.0,
           "whole": True, "need_days": 365.0, "unit_cost": 10.0} | more  # fmt: skip
    return pd.DataFrame([row])


def quoted(*rows: tuple[float, float], **more: object) -> dict[str, pd.DataFrame]:
    quotes = pd.DataFrame(rows, columns=["from_qty", "unit_price"]).assign(item="A", **more)
    return {"quotes": quotes}


def weighed(tables: dict[str, pd.DataFrame], *, demand: float = 1200, more: dict | None = None,
            **settings: object) -> pd.DataFrame:  # fmt: skip
    return price_breaks(place(**(more or {})), tables, Settings.model_validate(settings),
                        demand_per_year=np.array([demand]), end=END)  # fmt: skip


def test_a_break_pays_if_it_saves_more_than_its_stock_costs() -> None:
    (row,) = weighed(quoted((0, 10), (300, 9.5))).to_dict("records")
    usual = 1200 * 7 / 365
    assert row["usual_qty"] == pytest.approx(usual)
    assert (row["usual_price"], row["break_qty"], row["break_price"]) == (10, 300, 9.5)
    extra = (300 * 9.5 - usual * 10) / 2
    assert row["extra_stock_value"] == pytest.approx(extra)
    assert row["saved_per_year"] == pytest.approx(1200 * 0.5 - CARRYING * extra)
    assert row["worth_it"]


def test_a_break_that_costs_more_than_it_saves_is_told_and_not_taken() -> None:
    found = weighed(quoted((0, 10), (1000, 9.99)))
    (row,) = found.to_dict("records")
    assert not row["worth_it"]
    assert row["saved_per_year"] < 0
    lots = economic_lots(place(), found, Settings(), demand_per_year=np.array([1200.0]))
    assert lots.tolist() == [0]


def test_of_several_breaks_the_cheapest_year_wins() -> None:
    (row,) = weighed(quoted((1, 10), (100, 9.6), (300, 9.5), (1100, 9.49))).to_dict("records")
    yearly = {q: 1200 * p + CARRYING * p * q / 2 for q, p in ((100, 9.6), (300, 9.5), (1100, 9.49))}
    assert row["break_qty"] == min(yearly, key=lambda q: yearly[q])


@pytest.mark.parametrize("days", [60, 365])
def test_no_more_is_bought_than_sells_in_time(days: int) -> None:
    (row,) = weighed(quoted((0, 10), (300, 9.0)), more={"need_days": days}).to_dict("records")
    assert row["worth_it"] == (1200 * days / 365 >= 300)


def test_quotes_that_have_run_out_or_not_begun_do_not_count() -> None:
    past = quoted((0, 10), (300, 9), valid_to=pd.Timestamp("2025-12-30"))
    ahead = quoted((0, 10), (300, 9), valid_from=pd.Timestamp("2026-01-01"))
    today = quoted((0, 10), (300, 9), valid_to=pd.Timestamp("2025-12-31"), valid_from=pd.NaT)
    assert [len(weighed(tables)) for tables in (past, ahead, today)] == [0, 0, 1]


def test_the_usual_supplier_counts_before_others() -> None:
    both = pd.concat([quoted((0, 10), (300, 9.5), supplier="甲")["quotes"],
                      quoted((0, 9), (300, 8), supplier="乙")["quotes"]])  # fmt: skip
    master = pd.DataFrame({"item": ["A"], "supplier": ["甲"]})
    (row,) = weighed({"quotes": both, "items": master}).to_dict("records")
    assert (row["usual_price"], row["break_price"]) == (10, 9.5)
    (row,) = weighed({"quotes": both}).to_dict("records")
    assert (row["usual_price"], row["break_price"]) == (9, 8)


@pytest.mark.parametrize(
    "tables",
    [{}, quoted((0, 10)), quoted((0, 10), (300, 11)), quoted((0, 10), (5, 9)),
     quoted((0, np.nan), (300, -1))],
)  # fmt: skip
def test_one_price_or_none_leaves_nothing_to_weigh(tables: dict[str, pd.DataFrame]) -> None:
    assert weighed(tables).empty


def test_no_demand_and_goods_brought_from_elsewhere_are_not_weighed() -> None:
    tables = quoted((0, 10), (300, 9))
    assert weighed(tables, demand=0).empty
    assert weighed(tables, more={"by_transfer": True}).empty


def test_orders_that_cost_money_are_fewer() -> None:
    none = weighed({})
    lot = economic_lots(place(), none, Settings(order_cost=100), demand_per_year=np.array([1200.0]))
    assert lot.tolist() == [np.ceil((2 * 100 * 1200 / (CARRYING * 10)) ** 0.5)]
    brief = economic_lots(place(need_days=30), none, Settings(order_cost=100),
                          demand_per_year=np.array([1200.0]))  # fmt: skip
    assert brief.tolist() == [np.ceil(1200 * 30 / 365)]
    moved = economic_lots(place(by_transfer=True), none, Settings(order_cost=100),
                          demand_per_year=np.array([1200.0]))  # fmt: skip
    assert moved.tolist() == [0]
