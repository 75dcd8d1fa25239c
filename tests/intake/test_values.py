"""Cells: numbers as ledgers write them, codes as they are (field.md T47)."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stockturn.intake.values import clean_header, codes, flags, numbers, type_name


def number(text: str) -> tuple[float, bool]:
    values, faults = numbers(pd.Series([text]))
    return values.iloc[0], bool(faults.iloc[0])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12", 12),
        ("-12.5", -12.5),
        ("1,234.5", 1234.5),
        ("1，234", 1234),
        ("12,345,678", 12345678),
        ("１２３", 123),
        ("¥1,234", 1234),
        ("1234元", 1234),
        ("(12)", -12),
        ("（12.5）", -12.5),
        ("12-", -12),
        ("△12", -12),
        ("−12", -12),
        ("－12", -12),
        ("5%", 0.05),
        ("1.2E+3", 1200),
        ("0.00", 0),
    ],
)
def test_numbers_as_ledgers_write_them(text: str, expected: float):
    assert number(text) == (pytest.approx(expected), False)


@pytest.mark.parametrize(
    "text",
    ["12件", "一", "1,23", "1.234,56", "--5", "1-2", "inf", "-inf", "nan", "True", "0x1A", "(5"],
)
def test_what_is_no_number_is_a_fault_and_never_infinite(text: str):
    value, fault = number(text)
    assert math.isnan(value)
    assert fault


@pytest.mark.parametrize("text", ["", "-", "--", "—", "/", "无", "N/A", "NULL", "#N/A"])
def test_a_blank_is_neither_a_number_nor_a_fault(text: str):
    value, fault = number(text)
    assert math.isnan(value)
    assert not fault


@settings(max_examples=50, deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False, width=32))
def test_a_number_reads_back(value: float):
    assert number(repr(value)) == (value, False)


@settings(max_examples=50, deadline=None)
@given(st.integers(-(10**12), 10**12))
def test_thousands_separators_change_nothing(value: int):
    assert number(f"{value:,}") == (value, False)


@pytest.mark.parametrize(
    "code", ["0038", "000001.1", "01-01-03-03.A", "0040.135/120", "分装-12", "007", "1E5", "E+10"]
)
def test_t47_a_code_is_text_for_ever(code: str):
    kept, faults = codes(pd.Series([code]))
    assert kept.tolist() == [code]
    assert not faults.any()


@pytest.mark.parametrize("code", ["1.23E+10", "6.90123E+12", "1e+15", "6.90123456789012E+15"])
def test_t47_a_code_that_lost_its_digits_is_a_fault(code: str):
    assert codes(pd.Series([code]))[1].all()


@pytest.mark.parametrize(
    ("text", "yes", "fault"),
    [("是", True, False), ("1", True, False), ("YES", True, False), ("否", False, False),
     ("", False, False), ("0", False, False), ("也许", False, True)],
)  # fmt: skip
def test_flags(text: str, yes: bool, fault: bool):
    values, faults = flags(pd.Series([text]))
    assert (values.iloc[0], faults.iloc[0]) == (yes, fault)


@pytest.mark.parametrize(
    ("header", "clean"),
    [
        ("产品名称（必填）", "产品名称"),
        (" 数 量\n(件)", "数量"),
        ("*商品编码*", "商品编码"),
        ("期末金额(元)", "期末金额"),
        ("\ufeff商品编码", "商品编码"),
        ("ＳＫＵ编码", "sku编码"),
        ("规格(型号)", "规格(型号)"),
        ("", ""),
    ],
)
def test_one_header_in_many_dresses(header: str, clean: str):
    assert clean_header(header) == clean


def test_every_type_has_a_name_for_people():
    names = [type_name(t) for t in ("number", "date", "datetime", "period", "code", "flag", "text")]
    assert all(not name.isascii() for name in names)
