"""Places some at a time: the same levels, walks and cash, wherever and in however many blocks."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np
import pandas as pd
import pytest
from tests.simulate.test_policy import PERIOD, books, master, trade

from stockturn.params import Settings
from stockturn.simulate.policy import Policy, make_policy


class Elsewhere:
    """A mapper that hands over nothing but bytes, as a cluster does; the last thing comes first."""

    width = 2

    def __init__(self) -> None:
        self.sent: list[int] = []

    def map(self, function: Callable[[Any], Any], things: Iterable[Any], /) -> Iterator[Any]:
        parcels = [pickle.dumps((function, thing)) for thing in things]
        self.sent += map(len, parcels)
        done = []
        for parcel in reversed(parcels):
            task, thing = pickle.loads(parcel)
            done.append(pickle.dumps(task(thing)))
        return (pickle.loads(result) for result in reversed(done))


def branches() -> pd.DataFrame:
    """Return a shop with a place that is fed by transfer, and items that came late."""
    shop = trade()
    late = shop[shop["date"] >= pd.Timestamp(PERIOD.start) + pd.Timedelta(days=60)]
    moved = shop[shop["type"].eq("采购入库") & shop["item"].lt("06")]
    moved = moved.assign(type="调拨", to_warehouse="门店", qty=moved["qty"] // 5)
    return pd.concat([shop, late.assign(item="late-" + late["item"]), moved], ignore_index=True)


def made(table: pd.DataFrame, **more: Any) -> Policy:
    facts, history = books(table)
    items = master(table, shelf_life_days=np.where(np.arange(24) % 3, np.nan, 40.0))
    abc = pd.Series("A", index=sorted(table["item"].unique()))
    return make_policy(history, facts, items, Settings(), period=PERIOD, abc=abc, **more)


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return branches()


@pytest.fixture(scope="module")
def whole(table: pd.DataFrame) -> Policy:
    return made(table)


def agree(one: Policy, other: Policy, **how: Any) -> None:
    for name in ("items", "curve", "causes"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name), **how)


@pytest.mark.parametrize("block", [1, 5, 12])
def test_places_walked_block_by_block_tell_the_same(
    table: pd.DataFrame, whole: Policy, monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    """Sums of money are added up in another order, so that their last digits may differ."""
    monkeypatch.setattr("stockturn.simulate.blocks.BLOCK", block)
    parts = made(table)
    agree(parts, whole, rtol=1e-12)
    assert parts.cash == pytest.approx(whole.cash, rel=1e-12)
    assert parts.achieved["A"] == pytest.approx(whole.achieved["A"], rel=1e-12)


@pytest.mark.parametrize("block", [5, 4096])
def test_what_is_walked_elsewhere_is_the_same_to_the_bit(
    table: pd.DataFrame, monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    monkeypatch.setattr("stockturn.simulate.blocks.BLOCK", block)
    mapper = Elsewhere()
    here, there = made(table), made(table, mapper=mapper)
    agree(here, there, check_exact=True)
    assert (here.cash, here.achieved, here.outcomes) == (there.cash, there.achieved, there.outcomes)
    # Each block travels twice, for its lanes and for its path; none carries the others' places.
    assert len(mapper.sent) == 2 * -(-len(here.items) // block)
    if block == 5:
        assert max(mapper.sent) < 0.5 * sum(mapper.sent) / 2


@pytest.mark.slow
@pytest.mark.parametrize("count", [1, 2])
def test_a_cluster_of_any_size_tells_the_same(
    table: pd.DataFrame, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    distributed = pytest.importorskip("distributed")
    from stockturn.cluster import connect  # noqa: PLC0415

    monkeypatch.setattr("stockturn.simulate.blocks.BLOCK", 5)
    with (
        distributed.LocalCluster(
            n_workers=count, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0"
        ) as workers,
        connect(workers.scheduler_address) as mapper,
    ):
        there = made(table, mapper=mapper)
    here = made(table)
    agree(here, there, check_exact=True)
    assert (here.cash, here.achieved, here.outcomes) == (there.cash, there.achieved, there.outcomes)
