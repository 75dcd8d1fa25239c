"""The canonical tables are those of the contract, word for word."""

from __future__ import annotations

import pytest

from stockturn.tables import canonical_tables, required_fields

# Standard files: obligatory columns are marked with *.
CONTRACT = {
    "items": "*商品编码, 商品名称, 规格, 分类, 单位, 辅单位, 换算率, 单位成本, 售价, 供应商, "
    "起订量, 包装数, 提前期天数, 保质期天数, 安全库存, 最高库存, 状态",
    "movements": "*日期, 单据号, *类型, *商品编码, 仓库, *数量, 单位成本, 金额, 销售金额, "
    "对方仓库, 批号, 失效日期, 货位, 账面数量",
    "balances": "*期间, *商品编码, 仓库, 期初数量, 期初金额, 入库数量, 入库金额, 出库数量, "
    "出库金额, *期末数量, 期末金额",
    "onhand": "*日期, *商品编码, 仓库, *库存数量, 库存金额, 批号, 入库日期, 失效日期",
    "sales": "*日期, 单据号, *商品编码, 仓库, 客户, 渠道, *数量, 销售金额, 成本金额",
    "orders": "*订单号, 行号, *订单日期, 要求交期, 发货日期, 客户, *商品编码, *订购数量, 发货数量",
    "purchases": "*采购单号, 行号, *下单日期, 承诺到货, 实际到货, 供应商, *商品编码, "
    "*订购数量, 到货数量, 单价",
    "prices": "*商品编码, *生效, 失效, *价格, 正价或促销",
    # The contract's table has no supplier's prices; they came with the price breaks.
    "quotes": "*商品编码, 供应商, *起订数量, *单价, 生效, 失效",
    "warehouses": "*仓库, 公司, 性质, 计入",
    "service": "*月份, 满意度, 满意度满分, 样本数, 投诉数, 订单数, 退货数, 发货小时, 复购率",
}
TYPES = {"code", "text", "number", "length", "date", "datetime", "period", "flag"}


def test_the_kinds_are_those_of_the_contract():
    # A table of ageing is recognised; nobody is asked to fill one.
    assert set(canonical_tables()) == {*CONTRACT, "ageing"}


@pytest.mark.parametrize("kind", CONTRACT)
def test_columns_and_their_order(kind: str):
    fields = [f for f in canonical_tables()[kind].values() if f.role != "extra"]
    assert [f.header for f in fields] == CONTRACT[kind].replace("*", "").split(", ")


@pytest.mark.parametrize("kind", CONTRACT)
def test_what_is_obligatory(kind: str):
    bold = [header[1:] for header in CONTRACT[kind].split(", ") if header.startswith("*")]
    assert [f.header for f in required_fields(kind)] == bold


@pytest.mark.parametrize("kind", CONTRACT)
def test_each_field_is_sound(kind: str):
    fields = canonical_tables()[kind]
    assert all(name == field.name for name, field in fields.items())
    assert {f.type for f in fields.values()} <= TYPES
    assert {f.role for f in fields.values()} <= {"required", "optional", "extra"}
    headers = [f.header for f in fields.values()]
    assert len(headers) == len(set(headers))


def test_codes_are_codes_in_every_table():
    codes = {"item", "variant", "doc_no", "order_no", "po_no", "line_no", "batch"}
    for fields in canonical_tables().values():
        assert {f.type for f in fields.values() if f.name in codes} <= {"code"}
