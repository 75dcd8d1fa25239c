"""Reading: a movements table as sorted batches of whole items."""

from __future__ import annotations

import datetime as dt
import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from stockturn.errors import SourceError, near_match
from stockturn.i18n import _
from stockturn.ledger.kinds import KINDS, NAMES
from stockturn.ledger.sources import TYPES, Movements, attach, part_of, unreadable

Columns = tuple[npt.NDArray[Any], ...]
BATCH_ROWS = 1_000_000
# Of the sort, at most half of the machine's (DuckDB takes four fifths): it spills as fast as it
# sorts, and the books need room too.
MEMORY_BYTES = 900_000_000
FIGURES = tuple(name for name, kind in TYPES.items() if kind == "DOUBLE")
# A row's sort key: item, day and order in the day, in one integer.
ITEM_BITS, DAY_BITS = 32, 4


@dataclass(frozen=True)
class Ledger:
    """A ledger opened for replay: its span, its codes, and the query that sorts it.

    Attributes
    ----------
    items, places
        Codes in text order; the batches name them by position.
    rows, rows_after_end
        Rows that take part, and rows later than the end asked for, which do not.
    untargeted
        Transfers without a target: ``item``, ``warehouse``, ``date``, ``qty``.
    """

    movements: Movements
    connection: duckdb.DuckDBPyConnection
    start: dt.date
    end: dt.date
    items: pa.Array
    places: pa.Array
    rows: int
    rows_after_end: int
    untargeted: pd.DataFrame
    query: str

    def most_pairs(self) -> int:
        """Bound the pairs of item and place from above, at no cost."""
        return min(2 * self.rows, len(self.items) * len(self.places))

    def pair_months(self) -> int:
        """Count the months of all pairs from their first line on: one more pass over the rows."""
        count = self.connection.sql(
            f"""SELECT sum(date_diff('month', first, DATE '{self.end}') + 1)
            FROM (SELECT min(date) AS first FROM rows WHERE date < DATE '{self.end}' + 1
                GROUP BY item, warehouse)"""
        ).fetchall()
        return int(count[0][0])

    def batches(self) -> Iterator[Columns]:
        """Yield item codes and the columns of ``records.Events``; no item crosses two batches."""
        return _whole_items(self.connection, self.query)

    def parts(self, count: int) -> list[Part]:
        """Cut the items, in their order, into up to ``count`` runs of about as many rows each."""
        per_item = self.connection.sql("SELECT count(*) FROM rows GROUP BY item ORDER BY item")
        rows = np.cumsum(per_item.fetchnumpy()["count_star()"])
        cuts = np.searchsorted(rows, rows[-1] * np.arange(1, count) / count) + 1
        edges = np.unique([0, *cuts, len(rows)])
        return [
            Part(
                part_of(self.movements, self.items[first].as_py(), self.items[last - 1].as_py()),
                int(first),
                self.items.slice(first, last - first),
                self.places,
                self.query,
            )
            for first, last in pairwise(edges)
        ]


@dataclass(frozen=True)
class Part:
    """A run of a ledger's items, told so that another process can read it.

    Attributes
    ----------
    movements
        The same path, or the rows of these items.
    first
        Position of the first item among all.
    """

    movements: Movements
    first: int
    items: pa.Array
    places: pa.Array
    query: str

    def batches(self) -> Iterator[Columns]:
        """Yield what ``Ledger.batches`` does, items counted from ``first``; uses one thread."""
        connection = _connect(None, 1)
        attach(connection, self.movements, items=(self.items[0].as_py(), self.items[-1].as_py()))
        for name, codes in (("item_code", self.items), ("place_code", self.places)):
            connection.register(name + "s", pa.table({"code": codes}))
            _enum(connection, name, f"SELECT code FROM {name}s ORDER BY code")
        return _whole_items(connection, self.query)


def _whole_items(connection: duckdb.DuckDBPyConnection, query: str) -> Iterator[Columns]:
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


def open_ledger(
    movements: Movements,
    *,
    end: dt.date | None = None,
    memory_limit: str | None = None,
    threads: int | None = None,
) -> Ledger:
    """Read, check and code a movements table.

    Raises
    ------
    ColumnError, SourceError
        The source cannot be used (see ``sources.attach``); it has no rows; rows lack a date, item
        or quantity; a 类型 is outside the vocabulary; ``end`` comes before all rows.
    """
    connection = _connect(memory_limit, threads)
    attach(connection, movements)
    groups = _survey(connection)
    _check(groups)
    start, last = groups["first"].min().date(), groups["last"].max().date()
    end = end or last
    if end < start:
        raise SourceError.of("end_before_start", first=start, end=end)
    places = pd.concat([groups["place"], groups["target"]]).fillna("").drop_duplicates()
    connection.register("places", pa.table({"code": pa.array(places.sort_values(), pa.string())}))
    late = 0
    if end < last:
        after = f"SELECT count(*) FROM rows WHERE date >= DATE '{end}' + 1"
        late = connection.sql(after).fetchall()[0][0]
    nowhere = groups["type"].eq("调拨") & groups["target"].fillna("").eq("")
    return Ledger(
        movements,
        connection,
        start,
        end,
        _enum(connection, "item_code", "SELECT DISTINCT item AS code FROM rows ORDER BY code"),
        _enum(connection, "place_code", "SELECT code FROM places ORDER BY code"),
        int(groups["rows"].sum()) - late,
        late,
        _untargeted(connection, end) if nowhere.any() else pd.DataFrame(),
        _query(groups, start, end),
    )


def _connect(memory_limit: str | None, threads: int | None) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    # In a notebook without widgets the bar is off already, and turning it off is an error there.
    if connection.sql("SELECT current_setting('enable_progress_bar')").fetchall()[0][0]:
        connection.execute("SET enable_progress_bar = false")
    connection.execute(f"SET memory_limit = '{memory_limit or _room(connection)}'")
    spill = Path(tempfile.gettempdir(), f"stockturn-{uuid.uuid4().hex}")  # made and removed by need
    quoted = str(spill).replace("'", "''")
    connection.execute(f"SET temp_directory = '{quoted}'")
    if threads:
        connection.execute(f"SET threads = {int(threads)}")
    return connection


def _room(connection: duckdb.DuckDBPyConnection) -> str:
    asked = "SELECT parse_formatted_bytes(current_setting('memory_limit')) * 5 // 8"
    return f"{min(MEMORY_BYTES, connection.sql(asked).fetchall()[0][0])}B"


def _survey(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Count the rows of each type and pair of places, and what they lack, in one pass."""
    infinite = " OR ".join(f"NOT isfinite({name})" for name in FIGURES)
    try:
        groups: pd.DataFrame = connection.sql(
            f"""SELECT type, warehouse AS place,
                CASE WHEN type = '调拨' THEN to_warehouse ELSE warehouse END AS target,
                count(*) AS rows, min(date)::TIMESTAMP AS first, max(date)::TIMESTAMP AS last,
                count(*) - count(date) AS 日期, count_if(coalesce(item, '') = '') AS 商品编码,
                count_if((qty IS NULL OR NOT isfinite(qty))
                    AND type IS DISTINCT FROM '成本调整') AS 数量,
                count_if({infinite}) > 0 AS infinite,
                count_if(date <> date::DATE) > 0 AS timed
            FROM rows GROUP BY ALL ORDER BY ALL"""
        ).df()
    except duckdb.Error as error:
        raise unreadable(error) from error
    return groups


def _check(groups: pd.DataFrame) -> None:
    if groups.empty:
        raise SourceError.of("no_movements")
    unknown = groups[~groups["type"].isin(NAMES)]
    if len(unknown):
        name = unknown["type"].fillna("").iloc[0]
        near = near_match(name, NAMES, cutoff=50)
        raise SourceError(
            _("{count} 行的类型是“{name}”，不在约定的类型里").format(
                count=unknown.loc[unknown["type"].fillna("").eq(name), "rows"].sum(), name=name
            ),
            expected=_("、").join(NAMES),
            action=_("是不是“{near}”？在导入时对应好类型").format(near=near)
            if near
            else _("在导入时对应好类型"),
        )
    for label in ("日期", "商品编码", "数量"):
        if absent := int(groups[label].sum()):
            raise SourceError.of("rows_lack", count=absent, label=_(label))


def _enum(connection: duckdb.DuckDBPyConnection, name: str, query: str) -> pa.Array:
    """Make an ENUM of codes in text order, and return them."""
    connection.execute(f"CREATE TYPE {name} AS ENUM ({query})")
    codes = connection.sql(f"SELECT unnest(enum_range(NULL::{name}))::VARCHAR AS code")
    return codes.to_arrow_table()["code"].combine_chunks()


def _untargeted(connection: duckdb.DuckDBPyConnection, end: dt.date) -> pd.DataFrame:
    rows: pd.DataFrame = connection.sql(
        f"""SELECT item, coalesce(warehouse, '') AS warehouse, date::DATE AS date, qty FROM rows
        WHERE type = '调拨' AND coalesce(to_warehouse, '') = '' AND date < DATE '{end}' + 1
        ORDER BY ALL"""
    ).df()
    return rows


def _query(groups: pd.DataFrame, start: dt.date, end: dt.date) -> str:
    """Return the query that codes, values and sorts the rows, no dearer than they need."""
    ranks = [kind.rank for kind in KINDS]
    transfer, issues, count = ranks.index(3), ranks.index(4), ranks.index(5)
    # A reversed issue brings goods in and a reversed receipt takes them out: in before out.
    rank = f"""CASE WHEN kind = 0 THEN 0 WHEN kind < {ranks.index(2)} THEN if(qty < 0, 4, 1)
        WHEN kind < {transfer} THEN 2 WHEN kind < {issues} THEN 3
        WHEN kind < {count} THEN if(qty < 0, 1, 4) ELSE 5 END"""
    place = "coalesce(warehouse, '')" if groups["place"].isna().any() else "warehouse"
    moves = groups["type"].eq("调拨").any()
    target = f"CASE WHEN kind = {transfer} THEN coalesce(to_warehouse, '') ELSE {place} END"
    timed = groups["timed"].any()
    within = f"kind > 0, date, {rank}, position" if timed else "position"
    finite = ", ".join(f"if(isfinite({name}), {name}, NULL) AS {name}" for name in FIGURES)
    rows = f"(SELECT * REPLACE ({finite}) FROM rows)" if groups["infinite"].any() else "rows"
    kinds = ", ".join(f"'{name}'" for name in NAMES)
    return f"""
        SELECT (enum_code(item::item_code)::BIGINT << {ITEM_BITS})
                | ((date::DATE - DATE '{start}')::BIGINT << {DAY_BITS})
                | {0 if timed else rank} AS key,
            enum_code(({place})::place_code)::INTEGER AS place,
            enum_code(({target if moves else place})::place_code)::INTEGER AS target,
            kind, coalesce(qty, 'nan'::DOUBLE) AS qty,
            coalesce(amount, unit_cost * qty, 'nan'::DOUBLE) AS value,
            coalesce(CASE kind WHEN 0 THEN (receipt_date::DATE - DATE '{start}')::DOUBLE
                WHEN {count} THEN book_qty ELSE sales_amount END, 'nan'::DOUBLE) AS extra
        FROM (SELECT *, enum_code(type::ENUM({kinds}))::TINYINT AS kind FROM {rows})
        WHERE date < DATE '{end}' + 1 ORDER BY key, {within}"""
