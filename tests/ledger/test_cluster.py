"""A cluster of two workers gives the same facts as one machine, to the last cent."""

import pandas as pd
import pytest
from randoms import as_frame, random_lines

from stockturn import cluster
from stockturn.errors import ColumnError, SourceError, StockturnError, UsageError
from stockturn.ledger.replay import replay_movements

distributed = pytest.importorskip("distributed")
FRAMES = ("monthly", "places", "layers", "daily", "counts", "breaks", "buckets")


def workers(count):
    return distributed.LocalCluster(
        n_workers=count, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0"
    )


@pytest.fixture(scope="module")
def mapper():
    with workers(2) as two, cluster.connect(two.scheduler_address) as found:
        yield found


@pytest.fixture(scope="module")
def movements():
    lines = {f"商品'{seed:03}": random_lines(seed) for seed in range(150)}
    return as_frame(lines).sample(frac=1, random_state=1)


def given_as(kind, movements, folder):
    if kind == "csv":
        movements.to_csv(folder / "ledger.csv", index=False)
        return folder / "ledger.csv"
    if kind == "parquet":  # several files, none of them by item
        for part in range(3):
            movements.iloc[part::3].to_parquet(folder / f"part{part}.parquet")
        return f"{folder}/*.parquet"
    return movements if kind == "frame" else as_arrow(movements)


def as_arrow(movements):
    import pyarrow as pa  # noqa: PLC0415

    return pa.Table.from_pandas(movements)


def same(left, right):
    for name in FRAMES:
        pd.testing.assert_frame_equal(getattr(left, name), getattr(right, name), check_exact=True)
    for name in ("start", "end", "carried_cost_share", "uncosted_receipt_share", "rows_after_end"):
        assert getattr(left, name) == getattr(right, name), name


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["frame", "arrow", "parquet", "csv"])
def test_two_workers_and_one_machine_agree(kind, movements, mapper, tmp_path):
    source = given_as(kind, movements, tmp_path)
    assert mapper.width == 2
    there, here = replay_movements(source, mapper=mapper), replay_movements(source)
    assert len(here.monthly) > 500
    same(there, here)


@pytest.mark.slow
@pytest.mark.parametrize("costing", ["moving", "monthly", "fifo"])
def test_they_agree_under_every_costing(costing, movements, mapper):
    options = {
        "costing": costing,
        "cost_pool": "warehouse",
        "end": pd.Timestamp("2024-03-20").date(),
    }
    there = replay_movements(movements, mapper=mapper, **options)
    same(there, replay_movements(movements, **options))


@pytest.mark.slow
def test_more_workers_than_items_is_no_harm(mapper, movements):
    one = movements[movements["item"] == movements["item"].iloc[0]]
    same(replay_movements(one, mapper=mapper), replay_movements(one))


@pytest.mark.slow
def test_what_fails_there_is_told_as_here(mapper, movements, tmp_path):
    with pytest.raises(ColumnError, match="类型"):
        replay_movements(movements.drop(columns="type"), mapper=mapper)
    path = tmp_path / "gone.parquet"
    movements.to_parquet(path)
    with pytest.raises(SourceError, match="流水读不出来"):
        list(mapper.map(_lose_and_read, [path]))


def _lose_and_read(path):
    from stockturn.ledger.reading import open_ledger  # noqa: PLC0415

    parts = open_ledger(path).parts(2)
    path.unlink()
    return [len(item) for part in parts for item, *_ in part.batches()]


@pytest.mark.slow
@pytest.mark.filterwarnings("error")
def test_much_may_be_sent_without_advice(mapper):
    things = [bytes([n]) * 12_000_000 for n in range(3)]  # Dask gives it from 10 MB on
    assert list(mapper.map(len, things)) == [12_000_000] * 3


@pytest.mark.slow
def test_a_worker_that_dies_is_named():
    with workers(1) as one, cluster.connect(one.scheduler_address) as mapper:
        one.scheduler.allowed_failures = 0
        with pytest.raises(StockturnError, match="增加内存"):
            list(mapper.map(_die, [1]))


def _die(code):
    import os  # noqa: PLC0415

    os._exit(code)


def test_an_address_where_nothing_answers_is_named(monkeypatch):
    monkeypatch.setattr(cluster, "PATIENCE", "1s")
    for address in ("tcp://127.0.0.1:9", "nonsense://x"):
        with pytest.raises(UsageError, match="连不上集群"), cluster.connect(address):
            pass
