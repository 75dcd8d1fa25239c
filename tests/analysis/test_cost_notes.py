"""What is told of the costs: borrowed, refused, lacking."""

from __future__ import annotations

from stockturn.analysis import analyse

MOVED = """日期,类型,商品编码,数量,金额
2024-12-31,期初,A,10,{a}
2024-12-31,期初,B,8,{b}
2025-01-05,采购入库,A,30,{c}
2025-02-05,销售出库,A,20,
2025-12-31,销售出库,B,1,
"""
MASTER = "商品编码,商品名称,单位成本,售价\nA,甲,4,10\nB,乙,{cost},20\n"


def told(client, *, a="", b="", c="", cost="5") -> dict[str, str]:
    found = analyse(
        client({"流水.csv": MOVED.format(a=a, b=b, c=c), "档案.csv": MASTER.format(cost=cost)})
    )
    return {n.id: n.noticed + n.treatment for n in found.intake.observations}


def test_borrowed_costs_are_told_with_their_weight(client):
    notes = told(client)
    assert "2 个商品" in notes["stated_costs"]
    assert "商品档案的单位成本（2 个）" in notes["stated_costs"]
    assert "100.0%" in notes["stated_costs"]
    assert not {"no_cost", "carried_cost", "uncosted_receipts"} & {*notes}


def test_what_has_no_cost_anywhere_is_told(client):
    notes = told(client, a="40", c="120", cost="")
    assert "1 个" in notes["no_cost"]
    assert "7 件" in notes["no_cost"]
    assert "stated_costs" not in notes
    assert notes["carried_cost"].startswith("按数量计 100.0% 的出库")
    assert "16.7%" in notes["uncosted_receipts"]  # 8 of 48 pieces


def test_openings_are_valued_by_what_came_later(client):
    assert "1 行" in told(client, b="40", c="120")["opening_costs"]
