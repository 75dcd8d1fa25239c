from itertools import pairwise

import pytest

from stockturn.samples.layouts.u8 import PAGE_LINES

STOCK = "存货核算_收发存汇总表.xlsx"


def added(rows, columns):
    return [round(sum(row[n] for row in rows), 2) for n in columns]


@pytest.mark.parametrize("seed", [0, 2])
def test_totals_of_the_summary_add_up(written, seed):
    company = written("用友U8", seed)
    for sheet in company.sheets(STOCK).values():
        assert sheet[0][0] == "收发存汇总表" and "本位币" in sheet[1][0]
        width = len(sheet[0])
        # Quantities and values of opening, bought, other, all received, … closing.
        figures = [n for n in range(width - 24, width) if (n - width) % 3 != 1]
        items = [row for row in sheet if isinstance(row[width - 1], float)]
        lines = [row for row in items if row[0] not in ("小计", "合计")]
        total = next(row for row in items if row[0] == "合计")
        assert [total[n] for n in figures] == pytest.approx(added(lines, figures), abs=0.005)
        for row in lines:
            opening, bought, got, received, sold, gone, issued, closing = (
                row[n] for n in range(width - 24, width, 3)
            )
            assert received == bought + got and issued == sold + gone
            assert closing == opening + received - issued


def test_a_warehouse_has_a_column_a_sheet_or_a_block(written):
    heads = {}
    for seed in (0, 1, 2):
        company = written("用友U8", seed)
        name = STOCK if seed != 1 else next(n for n in company.names if "汇总表_2025" in n)
        sheets = company.sheets(name)
        first = next(iter(sheets.values()))
        heads[seed] = [row[0] for row in first].count("存货分类")
        if seed == 1:
            assert list(sheets) == company.company.catalog.warehouses
        else:
            assert list(sheets) == ["2025-10", "2025-11", "2025-12"]
    assert heads[0] == 0 and heads[1] == 1 and heads[2] > 1


def test_lists_repeat_their_head_and_show_drafts(written):
    rows = written("用友U8", 3, items=8).rows("销售出库单列表.xlsx")
    heads = [n for n, row in enumerate(rows) if row[0] == "出库日期"]
    assert len(heads) > 1
    assert {after - head for head, after in pairwise(heads)} == {PAGE_LINES + 1}
    lines = [row for row in rows if str(row[0])[:2] == "20"]
    state, qty = rows[heads[0]].index("单据状态"), rows[heads[0]].index("数量")
    assert {row[state] for row in lines} == {"已审核", "未审核"}
    assert min(row[qty] for row in lines) < 0
    total = next(row for row in rows if row[0] == "合计")
    assert total[qty] == sum(row[qty] for row in lines)


def test_stock_is_text(written):
    rows = written("用友U8", 3).rows("现存量查询_20251231.xlsx")
    head = rows[2]
    assert all(isinstance(row[head.index("现存数量")], str) for row in rows[3:-2])
    assert {row[head.index("自由项1")] for row in rows[3:-2]} & {"黑色", "均色"}
