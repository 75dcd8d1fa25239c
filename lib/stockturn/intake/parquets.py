"""Parquet: typed columns become the text that a person would read, streamed by DuckDB."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa

from stockturn.errors import SourceError
from stockturn.intake.contents import MOST_COLUMNS, Contents, empty, text_frame, too_large

# How a column of each type is written as text; the rest as DuckDB writes it.
_WHOLE = (
    "CASE WHEN {c} = trunc({c}) AND abs({c}) < 1e15 THEN {c}::BIGINT::VARCHAR ELSE {c}::VARCHAR END"
)
_MOMENT = "regexp_replace(date_trunc('second', {c})::VARCHAR, ' 00:00:00$', '')"
_LOCAL = _MOMENT.format(c="make_timestamp(epoch_us({c}) + 28_800_000_000)")
_AS_TEXT = {
    "DOUBLE": _WHOLE,
    "FLOAT": _WHOLE,
    "BOOLEAN": "{c}::TINYINT::VARCHAR",
    "TIMESTAMP": _MOMENT,
    "TIMESTAMP_NS": _MOMENT,
    "TIMESTAMP_MS": _MOMENT,
    "TIMESTAMP_S": _MOMENT,
    "TIMESTAMP WITH TIME ZONE": _LOCAL,
}


def read_parquet(path: Path) -> Contents:
    """Return the table of a Parquet file below a row of its headers; instants in local time.

    Raises
    ------
    SourceError
        Where the file is damaged or holds nothing.
    """
    try:
        with duckdb.connect() as connection:
            table = connection.read_parquet(str(path))
            headers, types = table.columns, [str(type_) for type_ in table.types]
            if len(headers) > MOST_COLUMNS:
                raise too_large(path.name, 1)
            texts = [
                f"coalesce(trim({_AS_TEXT.get(type_, '{c}::VARCHAR').format(c=_quoted(name))}), '')"
                for name, type_ in zip(headers, types, strict=True)
            ]
            cells = table.project(", ".join(texts)).to_arrow_table()
    except duckdb.Error as error:
        raise SourceError.of("bad_parquet", file=path.name) from error
    if not cells.num_rows:
        raise empty(path.name)
    columns = [
        pa.chunked_array([pa.array([header], pa.string()), *column.cast(pa.string()).chunks])
        for header, column in zip(headers, cells.columns, strict=True)
    ]
    frame = text_frame(columns, pd.RangeIndex(1, cells.num_rows + 2))
    return Contents("parquet", {"": frame})


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
