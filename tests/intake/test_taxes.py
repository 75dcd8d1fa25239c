"""Money that includes tax is used without it; quantities are not money."""

from __future__ import annotations

import pytest

from stockturn.intake.taxes import tax_notes
from stockturn.params import Source

TABLE = "期间,商品编码,期初数量,期初金额,期末数量,期末金额\n2021-01,001,10,113,20,226\n"


def test_every_amount_of_the_source_is_divided(write, read):
    write("表.csv", TABLE)
    row = read(tax="included", tax_rate=0.13).tables["balances"].iloc[0]
    assert (row["opening_value"], row["closing_value"]) == pytest.approx((100, 200))
    assert (row["opening_qty"], row["closing_qty"]) == (10, 20)


def test_it_is_told(write, read):
    write("表.csv", TABLE)
    notes = {o.id: o for o in read(tax="included", tax_rate=0.09).observations}
    assert "9%" in notes["tax_included"].noticed
    assert "1.09" in notes["tax_included"].treatment


def test_without_a_word_nothing_is_divided(write, read):
    write("表.csv", TABLE)
    intake = read(tax_rate=0.13)
    assert intake.tables["balances"]["closing_value"].tolist() == [226]
    assert tax_notes([Source(path="表.csv")]) == []


def test_prices_and_costs_are_money_too(write, read):
    write("档案.csv", "商品编码,商品名称,单位成本,售价,起订量\n001,甲,11.3,22.6,5\n")
    row = read(tax="included").tables["items"].iloc[0]
    assert (row["unit_cost"], row["list_price"]) == pytest.approx((10, 20))
    assert row["min_order_qty"] == 5
