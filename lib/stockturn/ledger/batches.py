"""Batches: what a query sorts, in runs of whole items, read as the kernel takes them."""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from stockturn.errors import SourceError

Columns = tuple[npt.NDArray[Any], ...]
BATCH_ROWS = 1_000_000
# Of the sort, at most half of the machine's (DuckDB takes four fifths): it spills as fast as it
# sorts, and the books need room too.
MEMORY_BYTES = 900_000_000
# A row's sort key: item, day and order in the day, in one integer.
ITEM_BITS, DAY_BITS = 32, 4


def sorting_connection(memory_limit: str | None, threads: int | None) -> duckdb.DuckDBPyConnection:
    """Return a connection whose sorts leave room for the books and spill where they need more."""
    connection = duckdb.connect()
    # In a notebook without widgets the bar is off already, and turning it off is an error there.
    if connection.sql("SELECT current_setting('enable_progress_bar')").fetchall()[0][0]:
        connection.execute("SET enable_progress_bar = false")
    connection.execute(f"SET memory_limit = '{memory_limit or room(connection)}'")
    spill = Path(tempfile.gettempdir(), f"stockturn-{uuid.uuid4().hex}")  # made and removed by need
    quoted = str(spill).replace("'", "''")
    connection.execute(f"SET temp_directory = '{quoted}'")
    if threads:
        connection.execute(f"SET threads = {int(threads)}")
    return connection


def room(connection: duckdb.DuckDBPyConnection) -> str:
    """Return how much memory a sort may take, as DuckDB writes it."""
    asked = "SELECT parse_formatted_bytes(current_setting('memory_limit')) * 5 // 8"
    return f"{min(MEMORY_BYTES, connection.sql(asked).fetchall()[0][0])}B"


def whole_items(connection: duckdb.DuckDBPyConnection, query: str) -> Iterator[Columns]:
    """Yield item codes and the columns of ``records.Events``; no item crosses two batches."""
    held: list[pa.RecordBatch] = []
    last = None
    for batch in _sorted(connection, query):
        items = batch.column(0).to_numpy() >> ITEM_BITS
        if held and items[0] != last:
            yield _columns(held)
            held = []
        last, cut = items[-1], int(np.searchsorted(items, items[-1]))
        if cut:
            yield _columns([*held, batch.slice(0, cut)])
            held = []
        held.append(batch.slice(cut))
    if held:
        yield _columns(held)


def _sorted(connection: duckdb.DuckDBPyConnection, query: str) -> Iterator[pa.RecordBatch]:
    try:
        yield from connection.sql(query).to_arrow_reader(BATCH_ROWS)
    except (duckdb.Error, OSError) as error:  # memory or the disk that it spills to ran out
        raise SourceError.of("sorting_broke", error=str(error).splitlines()[0]) from error


def _columns(batches: list[pa.RecordBatch]) -> Columns:
    # Copies own their memory and have one type each, so that the kernel is compiled once.
    columns: list[npt.NDArray[Any]] = [
        np.concatenate(
            [batch.column(name).to_numpy() for batch in batches],
            dtype=np.float64 if name in {"qty", "value", "extra"} else np.int64,
        )
        for name in batches[0].schema.names
    ]
    key = columns.pop(0)
    return key >> ITEM_BITS, (key & (2**ITEM_BITS - 1)) >> DAY_BITS, *columns
