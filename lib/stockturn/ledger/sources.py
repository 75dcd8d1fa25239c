"""Sources: movements from a frame, an Arrow table or files, as one typed DuckDB relation."""

from __future__ import annotations

from pathlib import Path
from typing import TypeAlias

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from stockturn.errors import ColumnError, SourceError
from stockturn.i18n import _

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


def attach(
    connection: duckdb.DuckDBPyConnection,
    movements: Movements,
    *,
    items: tuple[str, str] | None = None,
) -> None:
    """Give the connection a relation ``rows``: the columns of ``TYPES`` and ``position``.

    Only the rows of ``items`` (first and last, in text order) where given. A column that the source
    lacks is NULL. ``position`` is the order of the file. Nothing is cleaned here: cleaning every
    cell takes longer than sorting them.

    Raises
    ------
    ColumnError
        An obligatory column is missing.
    SourceError
        The file cannot be read, a cell is no date or number, or dates were turned into UTC.
    """
    if isinstance(movements, (str, Path)):
        path = str(movements).replace("'", "''")
        by_name = ", union_by_name = true" if set("*?[") & set(path) else ""
        if path.lower().endswith(".csv"):
            # Parsed once into a table (which spills); a view would parse for every query.
            made = "TABLE"
            scan = f"read_csv('{path}', header = true, all_varchar = true{by_name})"
            position = "row_number() OVER ()"
        else:
            made, scan = "VIEW", f"read_parquet('{path}'{by_name})"
            position = "file_index * (1::BIGINT << 40) + file_row_number"
    else:
        table = _table(movements) if isinstance(movements, pd.DataFrame) else _local(movements)
        position = pa.array(np.arange(len(table), dtype=np.int64))
        connection.register("movements", table.append_column("position", position))
        made, scan, position = "VIEW", "movements", "position"
    try:
        source = connection.sql(f"SELECT * FROM {scan} LIMIT 0")
        given = dict(zip(source.columns, map(str, source.types), strict=True))
        _require(given)
        fields = ", ".join(f"{_field(name, given)} AS {name}" for name in TYPES)
        chosen = ""
        if items:
            low, high = (item.replace("'", "''") for item in items)
            chosen = f" WHERE {_field('item', given)} BETWEEN '{low}' AND '{high}'"
        connection.execute(
            f"CREATE TEMP {made} rows AS "
            f"SELECT {fields}, {position} AS position FROM {scan}{chosen}"
        )
    except duckdb.Error as error:
        raise unreadable(error) from error


def part_of(movements: Movements, first: str, last: str) -> Movements:
    """Return what another process needs to attach the rows of some items, in text order."""
    if isinstance(movements, (str, Path)):
        return Path(movements).absolute()
    table = _table(movements) if isinstance(movements, pd.DataFrame) else _local(movements)
    item = table["item"].cast(pa.string())
    return table.filter(pc.and_(pc.greater_equal(item, first), pc.less_equal(item, last)))


def unreadable(error: duckdb.Error) -> SourceError:
    """Wrap what DuckDB found."""
    return SourceError.of("unreadable_movements", error=str(error).splitlines()[0])


def _require(given: dict[str, str]) -> None:
    missing = [name for name in OBLIGATORY if name not in given]
    if missing:
        raise ColumnError.of(
            "movements_lack_columns",
            names=_("、").join(
                _("{a}（{b}）").format(a=OBLIGATORY[name], b=name) for name in missing
            ),
        )
    if "TIME ZONE" in given["date"]:
        raise SourceError.of("time_zone")


def _field(name: str, given: dict[str, str]) -> str:
    kind = TYPES[name]
    if name not in given:
        return f"NULL::{kind}"
    return name if given[name] in {kind, "DATE"} else f"{name}::{kind}"


def _local(table: pa.Table) -> pa.Table:
    table = table.select([name for name in table.column_names if name in TYPES])
    for c, field in enumerate(table.schema):
        if pa.types.is_timestamp(field.type) and field.type.tz:  # the local day is the business day
            table = table.set_column(c, field.name, pc.local_timestamp(table[c]))
    return table


def _table(frame: pd.DataFrame) -> pa.Table:
    columns = {}
    for name in (name for name in TYPES if name in frame.columns):
        series = frame[name]
        if TYPES[name] == "DOUBLE":
            figures = pd.to_numeric(series).to_numpy(float, na_value=np.nan)
            columns[name] = pa.array(figures, from_pandas=True)
        elif TYPES[name] == "TIMESTAMP":
            moments = pd.to_datetime(series)
            columns[name] = pa.array(moments.dt.tz_localize(None).astype("datetime64[us]"))
        else:
            columns[name] = pa.array(series.astype("str").where(series.notna()), pa.string())
    return pa.table(columns)
