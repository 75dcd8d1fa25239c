import zipfile

import pytest

STOCK = "库存对象导出结果_20251231.xlsx"


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_plain_described_or_of_a_wrong_size(written, seed):
    company = written("纷享销客", seed)
    (sheet,) = company.sheets(STOCK)
    rows = company.rows(STOCK)
    assert sheet == "库存数据"
    assert "产品名称（必填）" in rows[0] and "仓库名称_唯一性ID" in rows[0]
    assert ("字段类型" in rows[1][0]) == (seed == 1)
    xml = zipfile.ZipFile(company.folder / STOCK).read("xl/worksheets/sheet1.xml").decode()
    assert ('<dimension ref="A1"/>' in xml) == (seed == 2)


def test_ids_join_and_nothing_costs_anything(written):
    company = written("纷享销客", 0)
    goods, stock = company.rows("产品对象导出结果_20251231.xlsx"), company.rows(STOCK)
    known = {row[goods[0].index("唯一性ID（必填）")] for row in goods[1:]}
    assert {row[stock[0].index("产品名称_唯一性ID")] for row in stock[1:]} <= known
    heads = [cell for name in company.names for cell in company.rows(name)[0]]
    assert not [head for head in heads if "成本" in head or "金额" in head]


def test_void_documents_are_shown(written):
    rows = written("纷享销客", 0).rows("出库单产品对象导出结果_20251231.xlsx")
    assert {row[-1] for row in rows[1:]} == {"正常", "作废"}
