"""What suppliers quote, as their own sheets and the systems' price lists state it."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("报价.csv", "商品编码,供应商,起订数量,单价"),
        ("供应商报价单.csv", "物料代码,供应商,起订量,含税单价"),
        ("采购价目表.csv", "存货编码,供应商名称,数量下限,无税单价"),
        ("阶梯价.csv", "货号,供应商,数量从,价格"),
    ],
)
def test_a_quote_is_read_whatever_its_words_are(write, read, name: str, head: str) -> None:
    write(name, f"{head}\nA1,甲,0,10\nA1,甲,300,9.5\n")
    quotes = read().tables["quotes"]
    assert quotes["from_qty"].tolist() == [0, 300]
    assert quotes["unit_price"].tolist() == [10, 9.5]


def test_a_master_with_a_least_order_stays_a_master(write, read) -> None:
    write("商品档案.csv", "商品编码,商品名称,分类,起订量,单价\nA1,甲,食品,10,3\n")
    assert set(read().tables) == {"items"}


def test_a_row_without_a_price_is_set_aside(write, read) -> None:
    write("供应商报价.csv", "商品编码,起订数量,单价\nA1,0,10\nA1,300,\n")
    intake = read()
    assert len(intake.tables["quotes"]) == 1
    assert intake.quarantine["reason"].tolist() == ["缺单价"]
