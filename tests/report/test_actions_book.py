"""actions.xlsx: text is text, the bytes are stable, and an empty plan is still a workbook."""

from __future__ import annotations

from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from stockturn.analysis import analyse
from stockturn.params import load_params
from stockturn.report.actions_book import write_actions_book

LEDGER = """日期,类型,商品编码,数量,单位成本
2024-01-01,期初,=1+1,10,5
2024-01-01,期初,002,10,5
2025-01-15,销售出库,002,4,
2025-12-31,销售出库,002,1,
"""


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("STOCKTURN_CACHE", "off")
    (tmp_path / "流水.csv").write_text(LEDGER, encoding="utf-8")
    params = tmp_path / "jia.yaml"
    params.write_text("client: 甲\nclient_id: jia\nsources: [{path: 流水.csv}]\n", encoding="utf-8")
    analysis = analyse(load_params(params))
    first = write_actions_book(analysis, tmp_path / "a.xlsx")
    second = write_actions_book(analysis, tmp_path / "b.xlsx")
    assert first.read_bytes() == second.read_bytes()
    return first


def test_code_that_looks_like_a_formula_stays_text(book: Path) -> None:
    workbook = CalamineWorkbook.from_path(str(book))
    rows = workbook.get_sheet_by_name("慢动清单").to_python()
    assert rows[0][0] == "商品编码"
    assert rows[1][0] == "=1+1"
    assert rows[1][3] == 50.0


def test_every_list_has_its_sheet(book: Path) -> None:
    names = CalamineWorkbook.from_path(str(book)).sheet_names
    lists = ["立即补货", "暂停采购", "取消或推迟在途", "仓间调拨", "清理处置"]
    assert names == ["行动计划", "慢动清单", "超量清单", *lists]
