"""Transfers that a summary states in columns of its own, whatever its 入 and 出 hold."""

import pytest

from stockturn.errors import ColumnError

HEADS = {
    "parts": ["采购入库", "调拨入库", "销售出库", "调拨出库"],
    "totals": ["入库合计", "调拨入库", "出库合计", "调拨出库"],
    "beside": ["入库", "调拨入库", "出库", "调拨出库"],
    "none": ["入库", "出库"],
}
# 总仓 buys 9, sells 2 and sends 4; 门店 sells 3 of them.
FLOWS = {
    "parts": [[9, 0, 2, 4], [0, 4, 3, 0]],
    "totals": [[9, 0, 6, 4], [4, 4, 3, 0]],
    "beside": [[9, 0, 2, 4], [0, 4, 3, 0]],
    "none": [[9, 6], [4, 3]],
}
ENDS = [(1, 4), (2, 3)]


@pytest.mark.parametrize("case", HEADS)
def test_transfers_are_told_and_are_part_of_the_whole(write, read, case):
    head = [f"{word}{unit}" for word in ["期初", *HEADS[case], "期末"] for unit in ("数量", "金额")]
    lines = [",".join(["期间", "商品编码", "仓库", *head])]
    for place, flows, (first, last) in zip(("总仓", "门店"), FLOWS[case], ENDS, strict=True):
        cells = [str(n * price) for n in (first, *flows, last) for price in (1, 5)]
        lines.append(",".join(["2024-01", "A", place, *cells]))
    write("收发存.csv", "\n".join(lines))
    intake = read()
    table = intake.tables["balances"]
    assert table["in_qty"].tolist() == [9, 4]
    assert table["out_value"].tolist() == [30, 15]
    assert all(c.ok for c in intake.checks if c.id.startswith("row_balance"))
    if case != "none":
        assert table["transfer_out_qty"].tolist() == [4, 0]
        assert table["transfer_in_value"].tolist() == [0, 20]


def test_headers_of_two_levels_say_it_too(workbook, read):
    rows = [
        ["存货编码", "期初结存", "本期收入", "", "本期发出", "", "期末结存"],
        ["", "数量", "采购入库", "调拨入库", "销售出库", "调拨出库", "数量"],
        ["A1", 1, 2, 3, 1, 3, 2],
    ]
    workbook("收发存2024-01.xlsx", {"1": rows})
    table = read().tables["balances"]
    names = ["in_qty", "out_qty", "transfer_in_qty", "transfer_out_qty"]
    assert table[names].to_numpy().tolist() == [[5, 4, 3, 3]]


def test_kinds_of_movement_told_apart_have_no_whole(write, read):
    write(
        "进销存.csv",
        "期间,商品编码,期初数量,采购数量,销售数量,调拨入库数量,调拨出库数量,期末数量\n"
        "2024-01,A,1,9,2,0,4,4\n",
    )
    intake = read()
    assert "in_qty" not in intake.tables["balances"]
    assert next(c for c in intake.checks if c.id == "row_balance_qty").ok


def test_a_summary_of_money_alone_is_refused_and_says_what_lacks(write, read):
    write("收发存.csv", "期间,商品编码,期初金额,入库金额,出库金额,期末金额\n2024-01,A,1,9,6,4\n")
    with pytest.raises(ColumnError, match="期末数量"):
        read()
