"""Shelf lives and lead times are days, in whatever unit a system keeps them."""

from __future__ import annotations

import pandas as pd
import pytest


@pytest.mark.parametrize(
    "head, cells, days",
    [
        ("保质期", "12", 12),
        ("保质期", "12个月", 365),
        ("保质期", "1.5年", 547.5),
        ("保质期（月）", "18", 547.5),
        ("保质期（月）", "540天", 540),
        ("保质期（天）", "30", 30),
        ("保质期,保质期单位", "12,月", 365),
        ("保质期,保质期单位", "2,年", 730),
        ("保质期,保质期单位", "45,天", 45),
        ("保质期,保质期单位", "45,", 45),
        ("采购提前期", "2周", 14),
        ("提前期(周)", "3", 21),
    ],
)
def test_a_length_is_read_in_its_unit(write, read, head: str, cells: str, days: float) -> None:
    write("存货档案.csv", f"存货编码,存货名称,{head}\nA1,奶粉,{cells}\n")
    table = read().tables["items"]
    column = "shelf_life_days" if "保质期" in head else "lead_time_days"
    assert table[column].tolist() == [pytest.approx(days)]


def test_what_is_no_length_is_set_aside_with_its_column_and_what_it_should_be(write, read) -> None:
    write("存货档案.csv", "存货编码,存货名称,保质期\nA1,奶粉,见包装\nA2,米粉,-\n")
    intake = read()
    table = intake.tables["items"]
    assert table["item"].tolist() == ["A2"]
    assert pd.isna(table["shelf_life_days"].iloc[0])
    (told,) = intake.quarantine["reason"]
    assert told == "列“保质期”应为天数，如 90 或 12个月，实为“见包装”"
