"""Movements from a frame, an Arrow table or files, as sorted batches of whole items."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import duckdb
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from stockturn.errors import ColumnError, SourceError, near_match
from stockturn.i18n import _
from stockturn.ledger.kinds import CODE, KINDS, NAMES

Movements: TypeAlias = "pd.DataFrame | pa.Table | str | Path"

OBLIGATORY = {"date": "日期", "type": "类型", "item": "商品编码", "qty": "数量"}
TYPES = {
    "date": "TIMESTAMP",
    "type": "VARCHAR",
    "item": "VARCHAR",
    "qty": "DOUBLE",
    "warehouse": "VARCHAR",
    "to_warehouse": "VARCHAR",
    "unit_cost": "DOUBLE",
    "amount": "DOUBLE",
    "sales_amount": "DOUBLE",
    "book_qty": "DOUBLE",
    "receipt_date": "TIMESTAMP",
}
BATCH_ROWS = 1_000_000
INTEGERS = 5  # item, day, place, target, kind; then three figures


@dataclass(frozen=True)
class Ledger:
    """A ledger opened for replay: its span, its codes, and the query that sorts it.

    Attributes
    ----------
    items, places
        Codes in text order; the batches name them by position.
    rows_after_end
        Rows later than the end asked for; they take no part.
    """

    connection: duckdb.DuckDBPyConnection
    start: dt.date
    end: dt.date
    items: pa.Array
    places: pa.Array
    rows: int
    rows_after_end: int
    untargeted: pd.DataFrame
    query: str

    def batches(self) -> Iterator[tuple[npt.NDArray[Any], ...]]:
        """Yield item codes and the columns of ``records.Events``; no item crosses two batches."""
        held: list[pa.RecordBatch] = []
        for batch in self.connection.sql(self.query).to_arrow_reader(BATCH_ROWS):
            items = batch.column(0).to_numpy()
            cut = int(np.searchsorted(items, items[-1]))
            if cut or (held and held[-1].column(0)[-1].as_py() != items[0]):
                yield _columns([*held, batch.slice(0, cut)])
                held = []
            held.append(batch.slice(cut))
        yield _columns(held)


def _columns(batches: list[pa.RecordBatch]) -> tuple[npt.NDArray[Any], ...]:
    # Copies own their memory and have one type each, so that the kernel is compiled once.
    return tuple(
        np.concatenate(
            [batch.column(c).to_numpy() for batch in batches],
            dtype=np.int64 if c < INTEGERS else np.float64,
        )
        for c in range(batches[0].num_columns)
    )


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
    ColumnError
        An obligatory column is missing.
    SourceError
        No rows; rows without date, item or quantity; a 类型 outside the vocabulary.
    """
    connection = duckdb.connect()
    if memory_limit:
        connection.execute(f"SET memory_limit = '{memory_limit}'")
    if threads:
        connection.execute(f"SET threads = {int(threads)}")
    scan, columns, position = _source(connection, movements)
    _require_columns(columns)
    fields = ", ".join(
        f"{_cast(name) if name in columns else f'NULL::{kind}'} AS {name}"
        for name, kind in TYPES.items()
    )
    connection.execute(f"CREATE TEMP VIEW rows AS SELECT {fields}, {position} FROM {scan}")
    first, last, rows, timed = _check(connection)
    end = end or last
    if end < first:
        raise SourceError(
            _("流水从 {first} 开始，截止日 {end} 在它之前").format(first=first, end=end),
            expected=_("截止日不早于第一笔流水"),
            action=_("改正期间，或补上更早的流水"),
        )
    used = f"FROM rows WHERE date < TIMESTAMP '{end + dt.timedelta(days=1)}'"
    count = connection.sql(f"SELECT count(*) {used}").fetchall()[0][0] if end < last else rows
    items = _enum(connection, "items", f"SELECT DISTINCT item {used}")
    place = "coalesce(warehouse, '')"
    target = (
        "CASE WHEN type = '调拨' THEN coalesce(to_warehouse, '') ELSE coalesce(warehouse, '') END"
    )
    places = _enum(
        connection,
        "places",
        f"SELECT DISTINCT {place} {used} UNION SELECT DISTINCT {target} {used}",
    )
    connection.execute(f"CREATE TYPE kinds AS ENUM ({', '.join(map(repr, NAMES))})")
    untargeted = connection.sql(
        f"SELECT item, {place} AS warehouse, date::DATE AS date, qty {used}"
        " AND type = '调拨' AND to_warehouse IS NULL ORDER BY ALL"
    ).df() if "to_warehouse" in columns else pd.DataFrame()  # fmt: skip
    ranks = ", ".join(str(kind.rank) for kind in KINDS)
    signs = ", ".join(str(kind.sign) for kind in KINDS)
    # A reversed issue brings goods in and a reversed receipt takes them out: in before out.
    rank = f"""CASE WHEN qty < 0 AND [{signs}][code + 1] = 1 AND code > 0 THEN 4
        WHEN qty < 0 AND [{signs}][code + 1] = -1 THEN 1 ELSE [{ranks}][code + 1] END"""
    clock = "CASE WHEN code = 0 THEN date::DATE::TIMESTAMP ELSE date END, " if timed else ""
    query = f"""
        SELECT enum_code(item::items)::INTEGER AS item,
            date_diff('day', DATE '{first}', date::DATE)::INTEGER AS day,
            enum_code(({place})::places)::INTEGER AS place,
            enum_code(({target})::places)::INTEGER AS target,
            code::TINYINT AS kind, coalesce(qty, 'nan'::DOUBLE) AS qty,
            coalesce(amount, unit_cost * qty, 'nan'::DOUBLE) AS value,
            coalesce(CASE code WHEN {CODE["期初"]} THEN
                date_diff('day', DATE '{first}', receipt_date::DATE)
                WHEN {CODE["盘点"]} THEN book_qty ELSE sales_amount END, 'nan'::DOUBLE) AS extra
        FROM (SELECT *, enum_code(type::kinds) AS code {used})
        ORDER BY item, day, {clock}{rank}, position"""
    return Ledger(connection, first, end, items, places, count, rows - count, untargeted, query)


def _source(
    connection: duckdb.DuckDBPyConnection, movements: Movements
) -> tuple[str, list[str], str]:
    """Name the relation, its columns, and the expression of file order."""
    if isinstance(movements, (str, Path)):
        path = str(movements).replace("'", "''")
        if path.lower().endswith(".csv"):
            scan = f"read_csv('{path}', header = true, all_varchar = true, union_by_name = true)"
            position = "row_number() OVER () AS position"
        else:
            scan = f"read_parquet('{path}', union_by_name = true)"
            position = "file_index * (1::BIGINT << 40) + file_row_number AS position"
        try:
            columns = connection.sql(f"SELECT * FROM {scan} LIMIT 0").columns
        except duckdb.Error as error:
            raise SourceError(
                _("文件读不出来：{path}").format(path=movements),
                expected=_("Parquet 或 UTF-8 的 CSV，列名为标准字段"),
                action=str(error).splitlines()[0],
            ) from error
        return scan, columns, position
    if isinstance(movements, pd.DataFrame):
        movements = _table(movements)
    names = [name for name in movements.column_names if name in TYPES]
    table = movements.select(names).append_column(
        "position", pa.array(np.arange(len(movements), dtype=np.int64))
    )
    connection.register("movements", table)
    return "movements", names, "position"


def _table(frame: pd.DataFrame) -> pa.Table:
    columns = {}
    for name in (name for name in TYPES if name in frame.columns):
        series = frame[name]
        if TYPES[name] == "DOUBLE":
            columns[name] = pa.array(pd.to_numeric(series).to_numpy(float, na_value=np.nan))
        elif TYPES[name] == "TIMESTAMP":
            moments = pd.to_datetime(series)
            if moments.dt.tz is not None:  # the local day is the business day
                moments = moments.dt.tz_localize(None)
            columns[name] = pa.array(moments.astype("datetime64[us]"))
        else:
            columns[name] = pa.array(series.astype("str").where(series.notna()), pa.string())
    return pa.table(columns)


def _cast(name: str) -> str:
    value = f"{name}::{TYPES[name]}"
    if TYPES[name] == "DOUBLE":
        # Not a number, infinity: the figure is missing.
        return f"CASE WHEN isfinite({value}) THEN {value} END"
    return value if TYPES[name] != "VARCHAR" else f"nullif({value}, '')"


def _require_columns(columns: list[str]) -> None:
    missing = [name for name in OBLIGATORY if name not in columns]
    if missing:
        raise ColumnError(
            _("流水缺少列：{names}").format(
                names="、".join(f"{OBLIGATORY[name]}（{name}）" for name in missing)
            ),
            expected=_("日期、类型、商品编码、数量四列都有"),
            action=_("在 mapping 里指明对应的列"),
        )


def _check(connection: duckdb.DuckDBPyConnection) -> tuple[dt.date, dt.date, int, bool]:
    """Refuse rows that cannot be replayed; return first day, last day, rows, whether timed."""
    try:
        groups = connection.sql(
            """SELECT type, count(*), min(date), max(date), count(date), count(item),
                count_if(qty IS NOT NULL OR type = '成本调整'),
                count_if(date <> date::DATE) FROM rows GROUP BY type ORDER BY type"""
        ).fetchall()
    except duckdb.Error as error:
        raise SourceError(
            _("流水里有读不懂的单元格"),
            expected=_("日期是日期，数量和金额是数字"),
            action=str(error).splitlines()[0],
        ) from error
    rows = sum(group[1] for group in groups)
    if not rows:
        raise SourceError(
            _("流水没有数据行"), expected=_("至少一行"), action=_("检查导出的期间和条件")
        )
    for name, count, *_rest in groups:
        if name not in CODE:
            near = near_match(name or "", NAMES, cutoff=50)
            raise SourceError(
                _("{count} 行的类型是“{name}”，不在约定的类型里").format(
                    count=count, name=name or ""
                ),
                expected="、".join(NAMES),
                action=_("是不是“{near}”？在导入时对应好类型").format(near=near)
                if near
                else _("在导入时对应好类型"),
            )
    for position, label in ((4, "日期"), (5, "商品编码"), (6, "数量")):
        absent = rows - sum(group[position] for group in groups)
        if absent:
            raise SourceError(
                _("{count} 行没有{label}").format(count=absent, label=_(label)),
                expected=_("每行都有日期、商品编码、数量（成本调整可以没有数量）"),
                action=_("在导入时隔离这些行，或补全"),
            )
    first = min(group[2] for group in groups).date()
    last = max(group[3] for group in groups).date()
    return first, last, rows, any(group[7] for group in groups)


def _enum(connection: duckdb.DuckDBPyConnection, name: str, query: str) -> pa.Array:
    connection.execute(f"CREATE TYPE {name} AS ENUM ({query} ORDER BY 1)")
    return (
        connection.sql(f"SELECT unnest(enum_range(NULL::{name})) AS code")
        .to_arrow_table()["code"]
        .combine_chunks()
        .cast(pa.string())
    )
