"""What must hold for any ledger: conservation, and indifference to order, batches and units."""

import datetime as dt
import random

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from randoms import as_frame, random_lines

from stockturn.ledger import batches
from stockturn.ledger.replay import replay_movements

FRAMES = ("monthly", "places", "layers", "daily", "counts", "breaks")
OPTIONS = {
    "costing": st.sampled_from(["recorded", "moving", "monthly", "fifo"]),
    "cost_pool": st.sampled_from(["company", "warehouse"]),
}
ledgers = st.lists(st.integers(0, 10**6), min_size=1, max_size=6, unique=True).map(
    lambda seeds: {f"{seed:07}": random_lines(seed) for seed in seeds}
)
few = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


def same(left, right):
    for name in FRAMES:
        pd.testing.assert_frame_equal(getattr(left, name), getattr(right, name), check_exact=True)
    assert left.carried_cost_share == right.carried_cost_share


@few
@given(ledgers, st.integers(0, 99), st.fixed_dictionaries(OPTIONS))
def test_lines_of_different_items_may_be_shuffled(lines, seed, options):
    frame = as_frame(lines)
    order = list(range(len(frame)))
    random.Random(seed).shuffle(order)
    shuffled = frame.iloc[order]
    # The order of lines within an item is the file's and stays.
    kept = pd.concat([frame[frame["item"] == item] for item in shuffled["item"].unique()])
    same(replay_movements(kept, **options), replay_movements(frame, **options))


@few
@given(ledgers, st.fixed_dictionaries(OPTIONS))
def test_quantity_and_value_are_conserved(lines, options):
    facts = replay_movements(as_frame(lines), **options)
    rows = facts.monthly
    inflow = ("purchase", "sales_return", "other_in", "transfer_in")
    outflow = ("purchase_return", "sales", "other_out", "transfer_out")
    cost = {"sales": "sales_cost", "sales_return": "sales_return_cost"}
    for unit in ("qty", "value"):
        name = {flow: f"{flow}_{unit}" for flow in inflow + outflow}
        name |= cost if unit == "value" else {}
        change = sum(rows[name[f]] for f in inflow) - sum(rows[name[f]] for f in outflow)
        change += rows["revaluation_value"] if unit == "value" else 0
        np.testing.assert_allclose(
            rows[f"opening_{unit}"] + change, rows[f"closing_{unit}"], atol=1e-6
        )
        ends = rows.groupby(["item", "warehouse"])
        next_opening = ends[f"opening_{unit}"].shift(-1)
        gap = (next_opening - rows[f"closing_{unit}"]).fillna(0.0)
        assert (gap == 0).all()
        assert ends[f"closing_{unit}"].last().tolist() == facts.places[f"closing_{unit}"].tolist()
    assert rows["transfer_in_qty"].sum() == rows["transfer_out_qty"].sum()
    assert rows["transfer_in_value"].sum() == pytest.approx(rows["transfer_out_value"].sum())
    held = facts.places[facts.places["closing_qty"] > 0].set_index(["item", "warehouse"])
    aged = facts.layers.groupby(["item", "warehouse"])["qty"].sum()
    assert aged.to_dict() == held["closing_qty"].to_dict()
    assert (held["closing_value"] >= 0).all()
    assert not rows.isna().any(axis=None)


@few
@given(ledgers, st.integers(1, 40), st.integers(1, 3))
def test_batches_and_threads_make_no_difference(lines, size, threads):
    frame = as_frame(lines)
    whole = replay_movements(frame)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batches, "BATCH_ROWS", size)
        same(replay_movements(frame, threads=threads), whole)


@few
@given(ledgers, st.fixed_dictionaries(OPTIONS))
def test_a_receipt_may_come_in_two_lines(lines, options):
    if options["costing"] == "fifo":
        return  # two lines are two cost layers
    frame = as_frame(lines)
    chosen = frame["type"].eq("采购入库") & frame["qty"].gt(1) & frame["amount"].ge(0.02)
    part = frame[chosen].assign(qty=1.0, amount=0.01, file=frame.index[chosen] + 0.5)
    rest = frame.assign(file=frame.index + 0.0)
    rest.loc[chosen, ["qty", "amount"]] -= [1, 0.01]
    split = pd.concat([rest, part])
    both = (
        replay_movements(split.sort_values("file"), **options),
        replay_movements(frame, **options),
    )
    columns = ["closing_qty", "qty_days", "stockout_days", "other_in_qty", "other_out_qty"]
    one, other = (facts.monthly[columns].to_numpy() for facts in both)
    np.testing.assert_array_equal(one, other)
    pd.testing.assert_frame_equal(both[0].layers, both[1].layers)


@few
@given(ledgers, st.sampled_from([10, 1000]), st.fixed_dictionaries(OPTIONS))
def test_quantities_scale(lines, factor, options):
    frame = as_frame(lines)
    facts = replay_movements(frame, **options)
    scaled = replay_movements(frame.assign(qty=frame["qty"] * factor), **options)
    for name in ("closing_qty", "sales_qty", "qty_days"):
        assert scaled.monthly[name].tolist() == (facts.monthly[name] * factor).tolist()
    for name in ("closing_value", "sales_cost", "stockout_days"):
        assert scaled.monthly[name].tolist() == facts.monthly[name].tolist()
    assert scaled.layers["qty"].tolist() == (facts.layers["qty"] * factor).tolist()


def test_decimal_quantities_are_exact():
    day = pd.Timestamp("2024-01-01")
    tenths = pd.DataFrame({"date": day, "type": ["采购入库"] * 10 + ["销售出库"], "item": "A"})
    tenths["qty"] = [0.1] * 10 + [1.0]
    facts = replay_movements(tenths, end=dt.date(2024, 1, 2))
    assert facts.places["closing_qty"].tolist() == [0.0]
    assert facts.breaks["kind"].tolist() == ["cost_missing"]


def test_thirds_leave_crumbs_that_are_neither_stock_nor_shortage():
    day = pd.Timestamp("2024-01-01")
    thirds = pd.DataFrame({"date": day, "type": ["采购入库"] * 3 + ["销售出库"], "item": "A"})
    thirds["qty"], thirds["amount"] = [1 / 3] * 3 + [1.0], [1.0, 1.0, 1.0, None]
    facts = replay_movements(thirds, end=dt.date(2024, 1, 2))
    assert facts.places["closing_qty"].tolist() == [pytest.approx(0.0, abs=1e-8)]
    assert facts.monthly["stockout_days"].tolist() == [2]
    assert facts.monthly["negative_days"].tolist() == [0]
    assert facts.breaks.empty
