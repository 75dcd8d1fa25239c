"""A client's files: each by itself, and by kind where they would fill sheets."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd

from stockturn.exhibits.files import FILES, files_read
from stockturn.intake.record import FileRecord


def record(number: int, **more: object) -> FileRecord:
    known = {
        "name": f"收发存_{number:03}.csv",
        "sha256": "0" * 64,
        "kind": "balances",
        "system": "用友U8",
        "encoding": "utf-8",
        "form": "csv",
        "period": f"2024-{number % 12 + 1:02}",
        "header_row": 1,
        "mark": "",
        "rows_read": 5,
        "rows_used": 4,
        "rows_excluded": {"合计或小计行": 1},
        "rows_quarantined": 0,
    }
    return FileRecord(**(known | more))


def page(count: int) -> str:
    files = (*map(record, range(count)), record(999, name="现存量.xlsx", kind="onhand"))
    intake = SimpleNamespace(files=files, quarantine=pd.DataFrame())
    return " ".join(part.markup for part in files_read(SimpleNamespace(intake=intake)).parts)


def test_few_files_stand_each_by_itself():
    told = page(3)
    assert "收发存_002.csv" in told and "<details" not in told


def test_many_files_stand_by_kind_with_each_at_hand():
    first, each = page(FILES + 1).split("<details")
    assert f"收发存_000.csv 等 {FILES + 1} 个" in first and "现存量.xlsx" in first
    assert "2024-01～2024-12" in first and f">{5 * (FILES + 1)}<" in first
    assert "收发存_007.csv" not in first and "收发存_007.csv" in each
