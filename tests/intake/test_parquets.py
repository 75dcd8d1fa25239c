"""Parquet: typed values as the text a person would read."""

from __future__ import annotations

import datetime as dt
import decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from stockturn.errors import SourceError
from stockturn.intake.parquets import read_parquet


@pytest.mark.parametrize(
    ("value", "type_", "text"),
    [
        ("001", pa.string(), "001"),
        (" 甲 ", pa.dictionary(pa.int8(), pa.string()), "甲"),
        (3.0, pa.float64(), "3"),
        (0.1, pa.float64(), "0.1"),
        (7, pa.int64(), "7"),
        (decimal.Decimal("12.50"), pa.decimal128(9, 2), "12.50"),
        (True, pa.bool_(), "1"),
        (dt.date(2021, 3, 5), pa.date32(), "2021-03-05"),
        (dt.datetime(2021, 3, 5), pa.timestamp("ns"), "2021-03-05"),
        (dt.datetime(2021, 3, 5, 8, 30, 1, 500), pa.timestamp("us"), "2021-03-05 08:30:01"),
        (dt.datetime(2020, 12, 31, 16), pa.timestamp("us", "UTC"), "2021-01-01"),
        (None, pa.float64(), ""),
    ],
)
def test_values(tmp_path, value, type_: pa.DataType, text: str):
    table = pa.table({'列 "x"': pa.array([value], type_), "编码": ["1"]})
    pq.write_table(table, tmp_path / "表.parquet")
    cells = read_parquet(tmp_path / "表.parquet").sheets[""]
    assert cells.to_numpy().tolist() == [['列 "x"', "编码"], [text, "1"]]


def test_damaged_and_empty_files_are_told(write, tmp_path):
    with pytest.raises(SourceError, match="不能作为 Parquet 打开"):
        read_parquet(write("坏.parquet", b"PAR1" + bytes(100)))
    pq.write_table(pa.table({"a": pa.array([], pa.string())}), tmp_path / "空.parquet")
    with pytest.raises(SourceError, match="没有任何内容"):
        read_parquet(tmp_path / "空.parquet")
