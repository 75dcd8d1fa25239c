"""A template that is filled in is read back as what it is, without a guess."""

from __future__ import annotations

import pytest
from python_calamine import CalamineWorkbook

from stockturn.intake.meaning import KIND_ORDER, kind_name
from stockturn.intake.template import write_templates
from stockturn.tables import canonical_tables

BY_TYPE = {
    "number": 3,
    "flag": "是",
    "period": "2025-01",
    "date": "2025-01-02",
    "datetime": "2025-01-02",
}
BY_NAME = {"type": "盘点", "ownership": "自有"}


@pytest.fixture
def templates(tmp_path):
    return dict(zip(KIND_ORDER, write_templates(tmp_path), strict=True))


def rows_of(path, sheet):
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_name(sheet).to_python()


@pytest.mark.parametrize("kind", KIND_ORDER)
def test_filled_template_is_read_as_its_kind(kind, templates, workbook, read):
    path = templates[kind]
    assert path.stem == kind_name(kind)
    fields = [f for f in canonical_tables()[kind].values() if f.role != "extra"]
    (headers,) = rows_of(path, "数据")
    assert headers == [f.header for f in fields]
    cells = [BY_NAME.get(f.name, BY_TYPE.get(f.type, "007")) for f in fields]
    workbook("填好.xlsx", {"数据": [headers, cells], "说明": rows_of(path, "说明")})
    intake = read("填好.xlsx")
    (record,) = intake.files
    assert record.kind == kind
    assert (record.rows_used, record.rows_quarantined) == (1, 0)
    assert {c.evidence for c in record.columns} == {"standard"}
    codes = [f.name for f in fields if f.type == "code"]
    assert all(intake.tables[kind][name].iloc[0] == "007" for name in codes)


def test_explanation_says_which_columns_are_required(templates):
    rows = rows_of(templates["movements"], "说明")
    assert {row[0] for row in rows if row[1] == "必填"} == {"日期", "类型", "商品编码", "数量"}
    assert any("调拨" in row[2] for row in rows if row[0] == "类型的取值")
