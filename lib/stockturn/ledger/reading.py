"""Reading: a movements table as sorted batches of whole items."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from stockturn.errors import SourceError
from stockturn.ledger.batches import (
    DAY_BITS,
    ITEM_BITS,
    Columns,
    sorting_connection,
    whole_items,
)
from stockturn.ledger.kinds import KINDS, NAMES
from stockturn.ledger.sources import Movements, attach, part_of
from stockturn.ledger.survey import FIGURES, check, survey, untargeted


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
        return whole_items(self.connection, self.query)

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
        connection = sorting_connection(None, 1)
        attach(connection, self.movements, items=(self.items[0].as_py(), self.items[-1].as_py()))
        for name, codes in (("item_code", self.items), ("place_code", self.places)):
            connection.register(name + "s", pa.table({"code": codes}))
            _enum(connection, name, f"SELECT code FROM {name}s ORDER BY code")
        return whole_items(connection, self.query)


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
    connection = sorting_connection(memory_limit, threads)
    attach(connection, movements)
    groups = survey(connection)
    check(groups)
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
        untargeted(connection, end) if nowhere.any() else pd.DataFrame(),
        _query(groups, start, end),
    )


def _enum(connection: duckdb.DuckDBPyConnection, name: str, query: str) -> pa.Array:
    """Make an ENUM of codes in text order, and return them."""
    connection.execute(f"CREATE TYPE {name} AS ENUM ({query})")
    codes = connection.sql(f"SELECT unnest(enum_range(NULL::{name}))::VARCHAR AS code")
    return codes.to_arrow_table()["code"].combine_chunks()


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
