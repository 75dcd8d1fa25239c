"""What inspect shows: every column with its meaning and reason, ten rows, every check."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rich.cells import cell_len

from stockturn.inspecting import WIDTH, inspect_files

HEADERS = ["日期", "类型", "商品编码", "数量", "单位成本", "备注"]


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = tmp_path / "流水.csv"
    rows = [
        f"2025-01-{day:02},采购入库,{day:03},{day},5,{'很长的备注' * 9}" for day in range(1, 13)
    ]
    path.write_text("\n".join([",".join(HEADERS), *rows]) + "\n", encoding="utf-8")
    return path


def test_every_column_is_shown_with_meaning_and_reason(ledger: Path) -> None:
    text, faults = inspect_files([ledger], as_json=False)
    assert faults == []
    assert "出入库流水，UTF-8，表头第 1 行，读入 12 采用 12 剔除 0 搁置 0" in text
    assert "商品编码 item" in text
    assert "标准表头" in text
    assert "本报告不用此列" in text


def test_ten_rows_stand_on_the_page_with_their_numbers(ledger: Path) -> None:
    text, _faults = inspect_files([ledger], as_json=False)
    lines = text.splitlines()
    assert max(map(cell_len, lines)) <= WIDTH
    assert sum("│ 采购入库 │" in line for line in lines) == 10
    assert any(line.startswith("│ 11 ") for line in lines)
    assert not any(line.startswith("│ 12 ") for line in lines)


def test_a_wide_sheet_is_folded_into_panels(tmp_path: Path) -> None:
    path = tmp_path / "宽.csv"
    headers = HEADERS[:5] + [f"自定义字段第{n:02}号" for n in range(30)]
    cells = ["2025-01-01", "采购入库", "001", "1", "5", *(f"值{n:02}" for n in range(30))]
    path.write_text(f"{','.join(headers)}\n{','.join(cells)}\n", encoding="utf-8")
    text, _faults = inspect_files([path], as_json=False)
    assert max(map(cell_len, text.splitlines())) <= WIDTH
    assert all(f"│ 值{n:02} " in text for n in range(30))


def test_a_file_not_understood_says_why_and_fails(tmp_path: Path) -> None:
    path = tmp_path / "诗.csv"
    path.write_text("床前,明月光\n疑是,地上霜\n", encoding="utf-8")
    text, (fault,) = inspect_files([path], as_json=False)
    assert text == ""
    assert fault.startswith("诗.csv\n发现：")
    assert "看不出是哪一种报表" in fault
    told = json.loads(inspect_files([path], as_json=True)[0])
    assert told[0]["understood"] is False
    assert "看不出" in told[0]["error"]


def test_json_gives_each_column(ledger: Path) -> None:
    told = json.loads(inspect_files([ledger], as_json=True)[0])
    (sheet,) = told[0]["sheets"]
    assert {c["header"]: c["field"] for c in sheet["columns"]} == {
        "日期": "date",
        "类型": "type",
        "商品编码": "item",
        "数量": "qty",
        "单位成本": "unit_cost",
        "备注": None,
    }
