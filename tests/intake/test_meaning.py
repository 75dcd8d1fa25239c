"""What columns mean: standard words, words of the wild, and why."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from stockturn.errors import ColumnError
from stockturn.intake.grids import Grid
from stockturn.intake.meaning import KIND_ORDER, kind_name, understand
from stockturn.intake.record import Intake
from stockturn.tables import canonical_tables

BALANCES = ["期间", "商品编码", "仓库", "期初数量", "入库数量", "出库数量", "期末数量"]
MOVEMENTS = ["日期", "单据号", "类型", "商品编码", "仓库", "数量", "金额"]


def grid(*rows: list[str], name: str = "表.csv") -> Grid:
    width = max(map(len, rows))
    cells = pd.DataFrame([row + [""] * (width - len(row)) for row in rows], dtype="str")
    cells.index = pd.RangeIndex(1, len(rows) + 1)
    return Grid(name, None, "csv", "UTF-8", "0" * 64, cells)


@pytest.mark.parametrize("kind", KIND_ORDER)
def test_a_standard_file_is_what_it_is(kind: str):
    headers = [f.header for f in canonical_tables()[kind].values() if f.role != "extra"]
    layout = understand(grid(headers))
    assert (layout.kind, layout.system, layout.mark) == (kind, "标准", "document")
    assert [c.field for c in layout.columns] == [
        f.name for f in canonical_tables()[kind].values() if f.role != "extra"
    ]


@pytest.mark.parametrize("kind", KIND_ORDER)
def test_the_obligatory_columns_are_enough_once_the_kind_is_said(kind: str):
    headers = [f.header for f in canonical_tables()[kind].values() if f.role == "required"]
    assert understand(grid(headers), kind=kind).kind == kind


def test_the_header_may_stand_below_titles():
    layout = understand(grid(["某公司进销存"], [], ["单位：元"], BALANCES))
    assert layout.header_row == 4


def test_dressed_headers():
    layout = understand(grid(["*日期", "类型（必填）", " 商品\n编码", "数量(件)"]))
    assert (layout.kind, layout.column("qty").header) == ("movements", "数量(件)")


def test_a_sheet_with_the_words_of_two_kinds_is_the_richer():
    assert understand(grid(MOVEMENTS)).kind == "movements"
    assert understand(grid(["日期", "商品编码", "数量", "销售金额", "客户"])).kind == "sales"


class TestMapping:
    def test_it_overrides_the_guess(self):
        layout = understand(grid([*BALANCES, "账面数"]), mapping={"账面数": "closing_value"})
        assert layout.column("closing_value").evidence == "mapping"

    def test_it_finds_an_obligatory_column(self):
        headers = [h.replace("期末数量", "末存") for h in BALANCES]
        layout = understand(grid(headers), mapping={"末存": "closing_qty"})
        assert layout.column("closing_qty").header == "末存"

    def test_a_field_that_is_none_is_refused_with_the_near_one(self):
        with pytest.raises(ColumnError) as caught:
            understand(grid(BALANCES), mapping={"期末数量": "closing_qyt"})
        assert "closing_qty" in caught.value.expected


class TestRefused:
    def refused(self, *rows: list[str], **keys) -> ColumnError:
        with pytest.raises(ColumnError) as caught:
            understand(grid(*rows), **keys)
        return caught.value

    def test_an_unknown_kind_of_sheet(self):
        error = self.refused(["姓名", "部门", "工资"], ["张", "仓库部", "5000"])
        assert "看不出是哪一种报表" in error.found
        assert "姓名 | 部门 | 工资" in error.found
        assert "kind" in error.action

    def test_a_renamed_obligatory_column_with_the_near_one(self):
        error = self.refused([h.replace("期末数量", "期末数") for h in BALANCES], ["2021-01"])
        assert "期末数量" in error.found
        assert "“期末数”可能就是“期末数量”" in error.action

    def test_a_ledger_with_a_misspelt_type_is_no_list_of_sales(self):
        error = self.refused([h.replace("类型", "类形") for h in MOVEMENTS])
        assert "类型" in error.found

    def test_a_kind_that_the_columns_do_not_bear_out(self):
        error = self.refused(["商品编码", "商品名称"], kind="movements")
        assert "出入库流水须有列：日期、类型、商品编码、数量" in error.expected

    def test_an_ageing_table_without_its_spans(self):
        assert "库龄分段" in self.refused(["商品编码", "库龄"], kind="ageing").found


def test_every_kind_has_a_name():
    assert len({kind_name(kind) for kind in canonical_tables()}) == len(canonical_tables())


def test_rows_of_tables_that_any_hand_could_make_are_counted():
    files = [
        SimpleNamespace(system="标准", rows_read=30),
        SimpleNamespace(system="用友U8", rows_read=10),
    ]
    assert Intake({}, tuple(files)).unsigned_share == 0.75
    assert Intake({}, ()).unsigned_share is None
