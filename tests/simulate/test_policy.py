"""The policy of whole companies: what must follow from what, and what bad data must not break."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from stockturn.ledger.facts import Facts
from stockturn.ledger.replay import replay_movements
from stockturn.params import Settings, Span
from stockturn.simulate.causes import CAUSES
from stockturn.simulate.lists import COLUMNS, buying_lists
from stockturn.simulate.orders import open_orders
from stockturn.simulate.policy import Policy, make_policy
from stockturn.targets.history import History, read_history, summed_history

START, END = dt.date(2024, 1, 1), dt.date(2025, 12, 31)
PERIOD = Span(start=dt.date(2025, 1, 1), end=END)
DAYS = (END - START).days + 1


def trade(seed: int = 5, items: int = 12) -> pd.DataFrame:
    """Return two years of a shop that fills up by half a quarter's sales when it is low."""
    rng, rows = np.random.default_rng(seed), []
    for n in range(items):
        item, rate = f"{n:02}", rng.uniform(0.3, 8)
        stock = float(round(40 * rate))
        rows.append((0, "期初", item, stock))
        for day in range(DAYS):
            asked = min(float(rng.poisson(rate)), stock)
            if asked:
                rows.append((day, "销售出库", item, asked))
            stock -= asked
            if stock < 10 * rate:
                rows.append((day + 1, "采购入库", item, float(round(45 * rate))))
                stock += float(round(45 * rate))
    table = pd.DataFrame(rows, columns=["day", "type", "item", "qty"])
    dates = pd.Timestamp(START) + pd.to_timedelta(table.pop("day"), unit="D")
    return table.assign(date=dates, warehouse="总仓", unit_cost=10.0)[dates <= pd.Timestamp(END)]


def master(table: pd.DataFrame, **columns: object) -> dict[str, pd.DataFrame]:
    items = pd.DataFrame({"item": sorted(table["item"].unique()), "lead_time_days": 14.0})
    return {"items": items.assign(**columns)}


def made(
    table: pd.DataFrame, tables: dict[str, pd.DataFrame] | None = None, **settings: object
) -> Policy:
    facts, history = books(table)
    abc = pd.Series("A", index=sorted(table["item"].unique()))
    return make_policy(
        history,
        facts,
        master(table) if tables is None else tables,
        Settings.model_validate(settings),
        period=PERIOD,
        abc=abc,
    )


def books(table: pd.DataFrame) -> tuple[Facts, History]:
    return replay_movements(table, end=END), read_history(table, end=END)


@pytest.fixture(scope="module")
def shop() -> pd.DataFrame:
    return trade()


@pytest.fixture(scope="module")
def policy(shop: pd.DataFrame) -> Policy:
    return made(shop)


def test_levels_and_their_rehearsal(policy: Policy) -> None:
    before, after = policy.outcomes["baseline"], policy.outcomes["proposed"]
    assert policy.start == PERIOD.start
    assert before["avg_stock_value"] > after["avg_stock_value"]
    assert policy.achieved["A"] == pytest.approx(0.98, abs=0.02)
    assert policy.cash["low"] < policy.cash["value"] < policy.cash["high"]
    assert after["turns"] > before["turns"]
    items = policy.items
    assert (items["order_up_to"] >= items["reorder_point"]).all()
    assert (items["max_qty"] >= items["reorder_point"]).all()


def by_month(table: pd.DataFrame, **settings: object) -> Policy:
    """Return the policy of who knows the months of the same books alone."""
    facts, _history = books(table)
    months = summed_history(facts)
    assert months is not None
    assert not months.daily
    return make_policy(
        months, facts, master(table), Settings.model_validate(settings), period=PERIOD,
        abc=pd.Series("A", index=sorted(table["item"].unique())),
    )  # fmt: skip


def test_months_alone_allow_levels_and_no_rehearsal(shop: pd.DataFrame, policy: Policy) -> None:
    found = by_month(shop)
    assert (found.start, found.outcomes, found.cash, len(found.curve)) == (None, {}, {}, 0)
    assert found.achieved == {"A": None, "B": None, "C": None}
    ratio = found.items["reorder_point"] / policy.items["reorder_point"]
    # The same demand seen by month: levels of the same size, by and large.
    assert ratio.between(0.7, 1.6).all()
    assert found.items["daily_demand"].sum() == pytest.approx(
        policy.items["daily_demand"].sum(), rel=0.1
    )
    above = (found.items["on_hand"] - found.items["max_qty"]).clip(lower=0) * 10.0
    assert found.causes["value"].sum() == pytest.approx(above.sum())


def test_levels_of_months_rise_with_service_and_cover(shop: pd.DataFrame) -> None:
    low, high = (
        by_month(shop, service_targets=dict.fromkeys("ABC", share)).items["reorder_point"].sum()
        for share in (0.9, 0.98)
    )
    assert low < high
    soon, late = (by_month(shop, review_days=days).items["reorder_point"].sum() for days in (7, 28))
    assert soon < late


def test_baseline_is_valued_as_the_ledger(shop: pd.DataFrame, policy: Policy) -> None:
    facts, _history = books(shop)
    inside = facts.buckets["start"] >= pd.Timestamp(PERIOD.start)
    rows = facts.monthly[facts.monthly["bucket"].isin(facts.buckets.index[inside])]
    average = rows["value_days"].sum() / PERIOD.days
    assert policy.outcomes["baseline"]["avg_stock_value"] == pytest.approx(average, rel=1e-9)
    out = facts.monthly.loc[facts.monthly["bucket"].isin(rows["bucket"]), "stockout_days"].sum()
    assert policy.outcomes["baseline"]["stockout_days"] == out


def test_days_before_a_place_is_first_supplied_are_not_out_of_stock(shop: pd.DataFrame) -> None:
    late = shop[shop["date"] >= pd.Timestamp(PERIOD.start) + pd.Timedelta(days=60)]
    late = late.assign(item="late-" + late["item"])
    found = made(pd.concat([shop, late], ignore_index=True))
    facts, _history = books(pd.concat([shop, late], ignore_index=True))
    inside = facts.buckets["start"] >= pd.Timestamp(PERIOD.start)
    rows = facts.monthly[facts.monthly["bucket"].isin(facts.buckets.index[inside])]
    assert found.outcomes["baseline"]["stockout_days"] == rows["stockout_days"].sum()


def test_cash_is_counted_where_service_is_no_worse(policy: Policy) -> None:
    before = policy.outcomes["baseline"]
    served = policy.outcomes.get("same_service", policy.outcomes["proposed"])
    assert served["fill_rate"] >= before["fill_rate"]
    freed = before["avg_stock_value"] - served["avg_stock_value"]
    assert policy.cash["value"] == pytest.approx(max(freed, 0.0))


def test_curve_rises(policy: Policy) -> None:
    lanes = policy.curve[policy.curve["label"].eq("")]
    assert (np.diff(lanes["stock_value"]) >= 0).all()
    assert np.diff(lanes["fill_rate"]).min() > -0.002
    assert policy.curve["label"].tolist()[-2:] == ["current", "proposed"]


def test_more_service_takes_more_stock(shop: pd.DataFrame, policy: Policy) -> None:
    less = made(shop, service_targets={"A": 0.85, "B": 0.85, "C": 0.85})
    assert less.items["reorder_point"].sum() < policy.items["reorder_point"].sum()
    held = [p.outcomes["proposed"]["avg_stock_value"] for p in (less, policy)]
    assert held[0] < held[1]


def test_longer_lead_takes_more_stock(shop: pd.DataFrame, policy: Policy) -> None:
    longer = made(shop, master(shop, lead_time_days=40.0))
    assert (longer.items["reorder_point"] > policy.items["reorder_point"]).all()
    spread = made(shop, {}, lead_time={"days": 14, "sd_days": 8})
    assert spread.items["reorder_point"].sum() > policy.items["reorder_point"].sum()


def test_order_of_rows_changes_nothing(shop: pd.DataFrame, policy: Policy) -> None:
    tables = master(shop)
    shuffled = made(shop.sample(frac=1, random_state=2), {"items": tables["items"].iloc[::-1]})
    pd.testing.assert_frame_equal(shuffled.items, policy.items)
    assert shuffled.outcomes == policy.outcomes
    assert shuffled.cash == policy.cash


def test_causes_add_up_and_a_lot_of_one_is_no_cause(shop: pd.DataFrame) -> None:
    for lot in (1.0, 400.0):
        found = made(shop, master(shop, min_order_qty=lot))
        over = (found.items["on_hand"] - found.items["max_qty"]).clip(lower=0)
        total = (over * found.items["unit_cost"]).sum()
        assert found.causes["value"].sum() == pytest.approx(total, rel=1e-12)
        assert set(found.causes["cause"]) <= set(CAUSES)
        if lot == 1.0:
            assert "min_order" not in set(found.causes["cause"])


def test_an_item_that_stopped_selling_is_to_be_cleared(shop: pd.DataFrame) -> None:
    more = shop.iloc[[0]].assign(item="zz", type="期初", qty=900.0)
    found = made(pd.concat([shop, more]), dead_days=365)
    row = found.items.set_index("item").loc["zz"]
    assert (row["reorder_point"], row["max_qty"], row["reason"]) == (0.0, 0.0, "no_demand")
    lists = buying_lists(found, {})
    assert lists["clear"]["item"].tolist()[0] == "zz"
    assert found.causes.set_index("item").loc["zz", "cause"] == "opening"
    assert {k: list(v.columns) for k, v in lists.items()} == COLUMNS


def test_without_a_lead_time_there_is_no_level(shop: pd.DataFrame) -> None:
    found = made(shop, {})
    assert found.items["reason"].unique().tolist() == ["no_lead_time"]
    assert found.items[["reorder_point", "max_qty"]].isna().all(axis=None)
    # Nothing is planned, so nothing changes and nothing is freed.
    assert found.cash == {}
    assert found.causes.empty


BAD = {
    "one sale ever": [("2025-06-01", "期初", 50.0), ("2025-06-20", "销售出库", 1.0)],
    "no sale": [("2025-06-01", "期初", 50.0)],
    "below zero": [("2025-06-01", "销售出库", 30.0), ("2025-06-02", "销售出库", 5.0)],
    "unit changed": [
        ("2024-06-01", "期初", 9e5),
        *((f"2025-0{m}-01", "销售出库", q) for m, q in ((1, 2e4), (2, 2e4), (6, 2.0), (7, 2.0))),
    ],
    "bought yesterday": [("2025-12-30", "采购入库", 10.0), ("2025-12-31", "销售出库", 1.0)],
}


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("lead", [0.0, 14.0, 5000.0, None])
def test_bad_input_has_an_answer_or_a_reason(name: str, lead: float | None) -> None:
    table = pd.DataFrame(BAD[name], columns=["date", "type", "qty"])
    table = table.assign(date=pd.to_datetime(table["date"]), item="x", warehouse="", unit_cost=2.0)
    found = made(table, master(table, lead_time_days=lead, min_order_qty=1e6))
    row = found.items.iloc[0]
    assert np.isfinite(row["reorder_point"]) or row["reason"] in {"no_lead_time", "short_history"}
    if lead == 5000.0 and name != "no sale":
        assert row["reason"] == "short_history"
    for frame in buying_lists(found, {}).values():
        assert np.isfinite(frame["qty"]).all()
    assert all(np.isfinite(v) for o in found.outcomes.values() for v in o.values() if v is not None)


def test_all_of_it_cannot_be_promised_but_nearly_all_can(shop: pd.DataFrame) -> None:
    with pytest.raises(ValidationError, match="less than 1"):
        made(shop, service_targets=dict.fromkeys("ABC", 1.0))
    most, less = (
        made(shop, service_targets=dict.fromkeys("ABC", promise)) for promise in (0.9999, 0.98)
    )
    assert np.isfinite(most.items["reorder_point"]).all()
    assert most.items["reorder_point"].sum() > less.items["reorder_point"].sum()


def test_a_lot_above_a_years_need_is_told_as_the_cause(shop: pd.DataFrame) -> None:
    found = made(shop, master(shop, min_order_qty=1e5))
    assert (found.items["order_quantity"] == 1e5).all()
    assert found.items["max_qty"].min() >= 1e5 - 1
    assert np.isfinite(found.items["suggested_qty"]).all()


def test_forecast_errors_count_over_the_days_rehearsed(policy: Policy) -> None:
    seen = policy.forecast
    assert seen.wape == pytest.approx(seen.error.sum() / seen.actual.sum())
    assert seen.wape < seen.naive_wape
    assert seen.scored == PERIOD.days // 7
    assert (policy.items["forecast_model"].eq("") == seen.beaten).all()


def test_goods_are_moved_before_they_are_bought(policy: Policy) -> None:
    base = policy.items.iloc[[0]].assign(
        reorder_point=100.0, max_qty=120.0, on_order=0.0, unit_cost=2.0, reason="", pack=0.0
    )
    here = base.assign(warehouse="甲", on_hand=180.0, suggested_qty=0.0, by_transfer=False)
    there = base.assign(warehouse="乙", on_hand=30.0, suggested_qty=90.0, by_transfer=False)
    lists = buying_lists(replace(policy, items=pd.concat([here, there])), {})
    move = lists["transfer"].iloc[0]
    assert (move["source"], move["target"], move["qty"], move["value"]) == ("甲", "乙", 60.0, 120.0)
    assert lists["order_now"]["qty"].tolist() == [30.0]
    assert lists["do_not_order"]["qty"].tolist() == [60.0]


def test_open_orders_count_a_partial_receipt_once() -> None:
    day = pd.Timestamp(END)
    lines = pd.DataFrame(
        {
            "po_no": ["1", "1", "2", "3"],
            "line_no": "1",
            "item": "x",
            "order_date": [day - pd.Timedelta(days=n) for n in (20, 20, 5, 900)],
            "promised_date": [day, day, day, day - pd.Timedelta(days=800)],
            "receipt_date": [day - pd.Timedelta(days=3), pd.NaT, pd.NaT, pd.NaT],
            "ordered_qty": [100.0, 100.0, 40.0, 7.0],
            "received_qty": [70.0, np.nan, np.nan, np.nan],
        }
    )
    due = open_orders({"purchases": lines}, end=END)
    assert dict(zip(due["po_no"], due["open_qty"], strict=True)) == {"1": 30.0, "2": 40.0}


def test_goods_that_perish_are_held_for_what_sells_in_time(shop: pd.DataFrame) -> None:
    keeps, month, week = (
        made(shop, master(shop, shelf_life_days=days)).items for days in (np.nan, 30.0, 5.0)
    )
    assert (month["reorder_point"] <= keeps["reorder_point"]).all()
    assert (week["reorder_point"] <= month["reorder_point"]).all()
    assert week["reorder_point"].sum() < keeps["reorder_point"].sum()
    assert (week["need_days"] == 5).all()
    assert np.isinf(keeps["worth_having"]).all()
    assert (week["reorder_point"] <= week["worth_having"] + 0.5).all()
    # Goods that keep for years are held as if they kept for ever.
    years = made(shop, master(shop, shelf_life_days=2000.0)).items
    assert years["reorder_point"].tolist() == keeps["reorder_point"].tolist()


def test_the_dearer_the_rest_the_less_is_held(shop: pd.DataFrame) -> None:
    """What brings its cost back after its day is held as service asks; what is lost is not."""
    tables = master(shop, shelf_life_days=7.0, list_price=11.0)
    lost, half, whole = (
        made(shop, tables, leftover_rate=rate).items["reorder_point"].sum() for rate in (0, 0.5, 1)
    )
    assert lost < half < whole
    assert whole == made(shop).items["reorder_point"].sum()


def test_nothing_is_ordered_out_of_season(shop: pd.DataFrame) -> None:
    inside = made(shop, seasons={"03": {"start": "11-01", "end": "03-31"}}).items.set_index("item")
    closed = made(shop, seasons={"03": {"start": "03-01", "end": "08-31"}}).items.set_index("item")
    plain = made(shop).items.set_index("item")
    assert closed.loc["03", "reason"] == "out_of_season"
    assert closed.loc["03", "reorder_point"] == closed.loc["03", "suggested_qty"] == 0
    # A winter's demand is not told by the days out of season.
    assert inside.loc["03", "reason"] == ""
    assert inside.loc["03", "daily_demand"] > 0
    # The class's promise counts what was asked for out of season too: others make up for it.
    others = closed["reorder_point"].drop("03") / plain["reorder_point"].drop("03")
    assert others.between(1.0, 1.15).all()


def test_a_price_break_that_pays_is_ordered_and_counted_in_the_stock(shop: pd.DataFrame) -> None:
    quotes = pd.DataFrame({"item": "03", "from_qty": [0.0, 100.0], "unit_price": [10.0, 9.0]})
    plain, cheap = made(shop), made(shop, {**master(shop), "quotes": quotes})
    assert plain.breaks.empty
    (row,) = cheap.breaks.to_dict("records")
    assert (row["item"], row["break_qty"], row["worth_it"]) == ("03", 100, True)
    before, after = (p.items.set_index("item").loc["03"] for p in (plain, cheap))
    assert after["order_quantity"] == 100 > before["order_quantity"]
    # Larger orders serve better, so that the calibrated level is a little lower, if anything.
    assert 0.9 * before["reorder_point"] <= after["reorder_point"] <= before["reorder_point"]
    assert after["max_qty"] > before["max_qty"]
    held = [p.outcomes["proposed"]["avg_stock_value"] for p in (plain, cheap)]
    assert held[0] < held[1]
