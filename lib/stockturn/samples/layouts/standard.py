"""The standard files: CSV, UTF-8 with BOM, exactly the standard headers."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow as pa
from pyarrow import csv

from stockturn.samples.company import Company
from stockturn.samples.spec import data

BOM = b"\xef\xbb\xbf"


def write(company: Company, folder: Path) -> list[Path]:
    """Write one file a kind of export into ``folder``."""
    written = []
    for kind, layout in data("standard").items():
        path = folder / layout["file"]
        write_csv(company.frames[kind].rename(columns=layout["columns"]), path)
        written.append(path)
    return written


def write_csv(frame: pd.DataFrame, path: Path) -> None:
    """Write a frame as a spreadsheet program saves CSV for Chinese readers."""
    table = pa.Table.from_pandas(frame, preserve_index=False)
    for n, column in enumerate(table.schema):
        if pa.types.is_dictionary(column.type):
            table = table.set_column(n, column.name, table[n].cast(pa.string()))
    style = csv.WriteOptions(quoting_style="none", quoting_header="none", eol="\r\n")
    with path.open("wb") as file:
        file.write(BOM)
        csv.write_csv(table.replace_schema_metadata(), file, style)
