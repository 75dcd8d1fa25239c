"""The walk against the same rule written as plainly as can be, and against the real ledger."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stockturn.ledger.replay import replay_movements
from stockturn.samples.company import simulate
from stockturn.samples.spec import MISTAKES, SampleSpec
from stockturn.simulate.rehearsal import history_walk
from stockturn.simulate.walk import (
    ASKED,
    CLOSING,
    ORDERED,
    ORDERS,
    OUT_DAYS,
    SERVED,
    STOCK_DAYS,
    Supply,
    plain_supply,
    walk,
)
from stockturn.targets.history import PAIR, read_history


def plain(demand, levels, stock, lead, lot, pack, stretch, every, start, backorders):
    """Walk one item-place with lists and a calendar of deliveries."""
    due, sold, held = dict.fromkeys(range(len(demand) + 400), 0.0), [], []
    orders = []
    for t in range(start, len(demand)):
        if (t - start) % every == 0:
            level = levels[(t - start) // every]
            position = stock + sum(q for d, q in due.items() if d >= t)
            if position < level:
                qty = max(level + stretch - position, lot)
                qty = np.ceil(qty / pack - 1e-9) * pack if pack else qty
                due[t + lead] += qty
                orders.append(qty)
        stock += due.pop(t)
        given_ = min(demand[t], max(stock, 0.0))
        stock -= demand[t] if backorders else given_
        sold.append(given_)
        held.append(stock)
    return sold, held, orders


@settings(deadline=None, max_examples=60)
@given(
    seed=st.integers(0, 10**6),
    lead=st.integers(0, 9),
    every=st.integers(1, 8),
    start=st.integers(0, 5),
    pack=st.sampled_from([0.0, 1.0, 6.0]),
    lot=st.sampled_from([0.0, 10.0]),
    backorders=st.booleans(),
)
def test_same_as_plainly_written(seed, lead, every, start, pack, lot, backorders) -> None:
    rng = np.random.default_rng(seed)
    demand = rng.poisson(2.0, (1, 60)).astype(float)
    reviews = -(-(60 - start) // every)
    levels = rng.integers(0, 30, (1, reviews, 1)).astype(float)
    supply = Supply(*(np.array([x]) for x in (lead, lot, pack, 3.0)))
    done = walk(demand, levels, supply, stock=np.array([7.0]), start=start, every=every,
                backorders=backorders, traced=True)  # fmt: skip
    sold, held, orders = plain(
        demand[0], levels[0, :, 0], 7.0, lead, lot, pack, 3.0, every, start, backorders
    )
    totals = done.totals[0, 0]
    assert done.trace[0, start:, 0].tolist() == held
    assert totals[SERVED] == sum(sold)
    assert totals[ASKED] == demand[0, start:].sum()
    assert totals[STOCK_DAYS] == sum(h for h in held if h > 0)
    assert totals[OUT_DAYS] == sum(h <= 0 for h in held)
    assert (totals[ORDERS], totals[ORDERED]) == (len(orders), sum(orders))
    assert totals[CLOSING] == held[-1]


def test_more_service_more_stock_and_longer_lead_too() -> None:
    demand = np.random.default_rng(1).poisson(3.0, (20, 300)).astype(float)
    levels = np.tile(np.array([10.0, 20.0, 40.0]), (20, 300, 1))
    done = walk(demand, levels, plain_supply(20, 2), stock=np.full(20, 10.0))
    fill = done.totals[:, :, SERVED].sum(axis=0) / done.totals[:, :, ASKED].sum(axis=0)
    held = done.totals[:, :, STOCK_DAYS].sum(axis=0)
    assert (np.diff(fill) > 0).all() and (np.diff(held) > 0).all()
    slow = walk(demand, levels, plain_supply(20, 9), stock=np.full(20, 10.0))
    assert slow.totals[:, 1, SERVED].sum() < done.totals[:, 1, SERVED].sum()


@pytest.mark.parametrize("mistakes", [(), *((m,) for m in MISTAKES)])
def test_what_happened_is_the_ledger(mistakes: tuple[str, ...]) -> None:
    spec = SampleSpec(seed=11, items=25, days=250, mistakes=mistakes)
    movements = simulate(spec).frames["movements"]
    movements = movements.assign(date=pd.to_datetime(movements["date"]))
    numbers = ["qty", "unit_cost", "amount", "sales_amount", "book_qty"]
    movements[numbers] = movements[numbers].apply(pd.to_numeric)
    assert_ledger(movements)


def assert_ledger(movements: pd.DataFrame) -> None:
    """Hold the walk of what happened to the replayed ledger: every month, every day's sum."""
    history, facts = read_history(movements), replay_movements(movements)
    stock = history_walk(history).trace[:, :, 0]
    assert np.array_equal(np.round(stock, 6), history.stock)
    rows = pd.MultiIndex.from_frame(history.pairs).get_indexer(
        pd.MultiIndex.from_frame(facts.monthly[PAIR])
    )
    bucket = facts.buckets.reindex(facts.monthly["bucket"])
    first, last = (
        (bucket[c] - pd.Timestamp(facts.start)).dt.days.to_numpy() for c in ("start", "end")
    )
    sums = np.concatenate([np.zeros((len(stock), 1)), np.cumsum(stock, axis=1)], axis=1)
    assert np.allclose(stock[rows, last], facts.monthly["closing_qty"], rtol=0, atol=1e-6)
    held = sums[rows, last + 1] - sums[rows, first]
    assert np.allclose(held, facts.monthly["qty_days"], rtol=0, atol=1e-4)


@pytest.mark.real
def test_what_happened_is_the_ledger_of_adventureworks(shared_data: Path) -> None:
    days = pd.read_parquet(shared_data / "adventureworks" / "dw_daily_stock_ledger.parquet")
    key = next(c for c in days if c.lower() == "productkey")
    date = next(c for c in days if "date" in c.lower() and "key" not in c.lower())
    days = days.assign(date=pd.to_datetime(days[date]), item=days[key].astype(str))
    days = days.sort_values(["item", "date"])
    opening = days.drop_duplicates("item")
    before = opening["UnitsBalance"] - opening["UnitsIn"] + opening["UnitsOut"]
    parts = [
        opening.assign(type="期初", qty=before),
        days[days["UnitsIn"] != 0].assign(type="采购入库", qty=lambda f: f["UnitsIn"]),
        days[days["UnitsOut"] != 0].assign(type="销售出库", qty=lambda f: f["UnitsOut"]),
    ]
    movements = pd.concat(parts)[["date", "type", "item", "qty"]].assign(warehouse="")
    movements["qty"] = movements["qty"].astype(float)
    assert_ledger(movements)
    history = read_history(movements)
    stock = history_walk(history).trace[:, :, 0]
    at = (days["date"] - pd.Timestamp(history.start)).dt.days.to_numpy()
    at = np.minimum(at, history.steps - 1)  # nothing moves after the last line
    row = pd.Index(history.pairs["item"]).get_indexer(days["item"])
    assert np.array_equal(stock[row, at], days["UnitsBalance"].to_numpy(dtype=float))
