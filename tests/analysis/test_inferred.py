"""What is inferred before a replay is told, and the replay has it."""

from __future__ import annotations

import pytest

from stockturn.analysis import read_books

SOLD = "日期,类型,商品编码,数量,金额\n2025-01-05,销售出库,A,2,\n2025-02-05,采购入库,A,5,20\n"
SHELF = "日期,商品编码,库存数量\n2025-02-28,A,11\n"
MONTH = "期间,商品编码,期初数量,期初金额,期末数量,期末金额\n2025-01,A,8,40,6,30\n"


def books(client, **files):
    found = read_books(client({f"{name}.csv": text for name, text in files.items()}))
    notes = {n.id: n.noticed + n.treatment for n in found.intake.observations}
    return float(found.facts.places["closing_value"].sum()), notes


def test_an_opening_counted_back_costs_what_the_item_first_came_in_for(client):
    value, notes = books(client, 流水=SOLD, 库存=SHELF)
    assert value == 11 * 4.0
    assert "1 行" in notes["opening_from_onhand"]
    assert "1 行" in notes["opening_costs"]


def test_an_opening_brought_forward_brings_its_cost(client):
    value, notes = books(client, 流水=SOLD, 收发存=MONTH)
    assert value == pytest.approx(6 * 5.0 + 20)
    assert "opening_from_balances" in notes
    assert "opening_costs" not in notes


def test_a_ledger_that_lacks_nothing_is_left_alone(client):
    _value, notes = books(client, 流水=SOLD + "2025-01-01,期初,A,9,36\n")
    assert not {"opening_from_onhand", "opening_costs", "stated_costs"} & {*notes}
