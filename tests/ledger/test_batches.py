"""Reading within bounds: what does not fit is spilled, and the spill is gone afterwards."""

import tempfile

import duckdb
import numpy as np
import pandas as pd
import pytest

from stockturn.errors import SourceError
from stockturn.ledger.batches import room
from stockturn.ledger.reading import open_ledger


@pytest.fixture
def spill(tmp_path, monkeypatch):
    folder = tmp_path / "it's here"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def large(tmp_path):
    path = tmp_path / "ledger.parquet"
    n = 3_000_000
    item = pd.Series(np.arange(n) * 7919 % 997).astype("str")
    rows = pd.DataFrame({"item": item, "qty": 1.0, "amount": np.arange(n) / 100})
    day = pd.Timestamp("2024-01-01") + pd.to_timedelta(np.arange(n) % 700, "D")
    rows.assign(date=day, type="采购入库").to_parquet(path)
    return path


@pytest.mark.slow
def test_what_does_not_fit_is_spilled_and_nothing_stays(large, spill):
    ledger = open_ledger(large, memory_limit="150MB", threads=2)
    batches = ledger.batches()
    rows = len(next(batches)[0])
    assert [f for f in spill.rglob("*") if f.is_file()]
    rows += sum(len(item) for item, *_ in batches)
    assert rows == ledger.rows
    del ledger, batches  # as replay_movements lets go of them
    assert list(spill.iterdir()) == []


@pytest.mark.slow
def test_memory_that_does_not_do_is_named(large):
    with pytest.raises(SourceError, match="腾出内存"):
        list(open_ledger(large, memory_limit="20MB").batches())


def test_a_small_machine_gives_half_of_its_memory():
    connection = duckdb.connect()
    assert room(connection) == "900000000B"
    connection.execute("SET memory_limit = '800MB'")  # four fifths of 1 GB
    assert int(room(connection)[:-1]) == pytest.approx(500_000_000, rel=1e-3)
