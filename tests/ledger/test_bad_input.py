"""Input that no ledger should have and some have: right answers or a named refusal."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from stockturn.errors import SourceError
from stockturn.ledger import replay
from stockturn.ledger.replay import replay_movements

ALL = [(c, p) for c in ("recorded", "moving", "monthly", "fifo") for p in ("company", "warehouse")]


def frame(rows, **columns):
    made = pd.DataFrame(rows, columns=["date", "type", "item", "qty", "amount"]).assign(**columns)
    return made.assign(date=[np.datetime64(day, "us") for day in made["date"]])


def sane(facts):
    numbers = facts.monthly.select_dtypes("number")
    assert np.isfinite(numbers.to_numpy()).all()
    assert not facts.monthly.isna().any(axis=None)


@pytest.mark.parametrize(("costing", "pool"), ALL)
def test_quantities_from_a_quadrillion_to_a_billionth(costing, pool):
    facts = replay_movements(
        frame(
            [
                ("2024-01-01", "采购入库", "BIG", 1e15, 1e15),
                ("2024-01-02", "销售出库", "BIG", 4e14, None),
                ("2024-01-01", "采购入库", "SMALL", 3e-9, 0.03),
                ("2024-01-02", "销售出库", "SMALL", 1e-9, None),
                ("2024-01-01", "采购入库", "BOTH", 1e15, 1e18),
                ("2024-01-02", "采购入库", "BOTH", 1e-9, 1e-4),
                ("2024-01-03", "销售出库", "BOTH", 5e14, None),
            ]
        ),
        costing=costing,
        cost_pool=pool,
    )
    sane(facts)
    closing = facts.places.set_index("item")
    assert closing["closing_qty"].to_dict() == {"BIG": 6e14, "SMALL": 2e-9, "BOTH": 5e14}
    assert closing.loc["BIG", "closing_value"] == 6e14
    assert closing.loc["SMALL", "closing_value"] == 0.02
    assert closing.loc["BOTH", "closing_value"] == pytest.approx(5e17)
    assert facts.breaks[["kind", "item"]].to_numpy().tolist() == [["precision", "BOTH"]]


@pytest.mark.parametrize(("costing", "pool"), ALL)
def test_only_issues_and_no_opening(costing, pool):
    facts = replay_movements(
        frame([(f"2024-01-{day:02}", "销售出库", "A", 2, None) for day in range(1, 10)]),
        costing=costing,
        cost_pool=pool,
    )
    sane(facts)
    assert facts.places[["closing_qty", "closing_value"]].to_numpy().tolist() == [[-18, 0]]
    assert facts.breaks[["kind", "qty"]].to_numpy().tolist() == [["negative_balance", -18]]
    assert (facts.carried_cost_share, facts.uncosted_receipt_share) == (1.0, None)
    assert facts.layers.empty


@pytest.mark.parametrize(("costing", "pool"), ALL)
def test_costs_missing_zero_or_negative(costing, pool):
    facts = replay_movements(
        frame(
            [
                ("2024-01-01", "采购入库", "MISSING", 10, None),
                ("2024-01-02", "销售出库", "MISSING", 5, None),
                ("2024-01-01", "采购入库", "ZERO", 10, 0),
                ("2024-01-02", "采购入库", "ZERO", 10, 100),
                ("2024-01-01", "采购入库", "NEGATIVE", 10, -100),
                ("2024-01-01", "采购入库", "INFINITE", 10, np.inf),
            ]
        ),
        costing=costing,
        cost_pool=pool,
    )
    sane(facts)
    values = facts.places.set_index("item")["closing_value"]
    assert values.to_dict() == {"MISSING": 0, "ZERO": 100, "NEGATIVE": 100, "INFINITE": 0}
    found = facts.breaks.set_index("item")["kind"].to_dict()
    missing, wrong = "cost_missing", "sign_mismatch"
    assert found == {"MISSING": missing, "INFINITE": missing, "NEGATIVE": wrong}
    assert facts.uncosted_receipt_share == 0.4


@pytest.mark.parametrize("costing", ["recorded", "monthly", "fifo"])
def test_dates_from_1900_to_2999(costing):
    facts = replay_movements(
        frame([("1900-01-01", "期初", "A", 5, 50), ("2999-12-31", "销售出库", "A", 1, None)]),
        costing=costing,
    )
    sane(facts)
    assert (facts.start, facts.end) == (dt.date(1900, 1, 1), dt.date(2999, 12, 31))
    assert len(facts.monthly) == 1100 * 12
    assert facts.places[["closing_qty", "closing_value"]].to_numpy().tolist() == [[4, 40]]
    assert facts.monthly["qty_days"].sum() == 5 * (facts.end - facts.start).days + 4


def test_a_wrong_year_among_many_items_is_named_not_endured():
    items = pd.DataFrame({"item": np.arange(20_000).astype(str)})
    rows = items.assign(date=pd.Timestamp("2024-01-01"), type="采购入库", qty=1.0)
    rows.loc[0, "date"] = pd.Timestamp("1024-01-01")
    rows.loc[1, "date"] = pd.Timestamp("2999-01-01")
    with pytest.raises(SourceError, match=r"从 1024-01-01 到 2999-01-01(.|\n)*写错年份"):
        replay_movements(rows)


def test_days_without_stock_that_would_not_fit_are_refused(monkeypatch):
    monkeypatch.setattr(replay, "MOST_ROWS", 1000)
    rows = frame([("2020-01-01", "盘点", "A", 0, None)])
    with pytest.raises(SourceError, match="放不下"):
        replay_movements(rows, end=dt.date(2024, 1, 1))
    assert replay_movements(rows, end=dt.date(2024, 1, 1), daily=False).daily is None


def test_one_item_may_have_most_of_the_lines():
    n = 30_000
    rows = pd.DataFrame(
        {
            "date": pd.Timestamp("2024-01-01") + pd.to_timedelta(np.arange(n) % 300, "D"),
            "type": np.where(np.arange(n) % 3, "销售出库", "采购入库"),
            "item": np.where(np.arange(n) % 10 < 9, "A", np.arange(n).astype(str)),
            "qty": np.where(np.arange(n) % 3, 1.0, 2.0),
            "amount": np.where(np.arange(n) % 3, np.nan, 20.0),
        }
    )
    facts = replay_movements(rows)
    signed = (
        rows["qty"].where(rows["type"].eq("采购入库"), -rows["qty"]).groupby(rows["item"]).sum()
    )
    assert facts.places.set_index("item")["closing_qty"].to_dict() == signed.to_dict()


@pytest.mark.slow
def test_three_million_items_of_one_line():
    n = 3_000_000
    rows = pd.DataFrame({"item": pd.Series(np.arange(n)).astype("str"), "qty": 1.0, "amount": 2.0})
    rows["date"], rows["type"] = pd.Timestamp("2024-01-31"), "采购入库"
    facts = replay_movements(rows)
    assert len(facts.monthly) == len(facts.layers) == n
    assert facts.places[["closing_qty", "closing_value"]].sum().tolist() == [n, 2 * n]


def test_a_column_of_nothing_is_as_good_as_none():
    rows = frame([("2024-01-01", "采购入库", "A", 1, 3)])
    empty = rows.assign(
        warehouse=None, to_warehouse=pd.NA, unit_cost=np.nan, book_qty=None, batch=""
    )
    pd.testing.assert_frame_equal(replay_movements(empty).monthly, replay_movements(rows).monthly)
