"""The vocabulary of 类型: which way each kind moves stock and which flow it belongs to."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from stockturn.ledger.facts import DAY_COLUMNS, FLOW_COLUMNS, STOCK_COLUMNS

# Columns of the kernel's output, in the order of the monthly frame.
COLUMNS = STOCK_COLUMNS + FLOW_COLUMNS + DAY_COLUMNS


class Kind(NamedTuple):
    """One 类型: sign of 数量, first flow column (quantity; value follows), order in the day."""

    name: str
    sign: int
    flow: str
    rank: int
    issue: bool = False  # goods were sold or used up, not scrapped or sent back: ``last_issue``
    receipt: bool = False  # goods came from outside, not back or by a count: ``last_receipt``


# In the order of a day: 期初, receipts, cost adjustments, transfers, issues, counts (contract.md).
KINDS = (
    Kind("期初", 1, "opening_qty", 0, receipt=True),
    Kind("采购入库", 1, "purchase_qty", 1, receipt=True),
    Kind("销售退货", 1, "sales_return_qty", 1),
    Kind("盘盈", 1, "other_in_qty", 1),
    Kind("生产入库", 1, "other_in_qty", 1, receipt=True),
    Kind("委外入库", 1, "other_in_qty", 1, receipt=True),
    Kind("形态转换入", 1, "other_in_qty", 1, receipt=True),
    Kind("其他入库", 1, "other_in_qty", 1, receipt=True),
    Kind("成本调整", 0, "revaluation_value", 2),
    Kind("调拨", 0, "transfer_out_qty", 3),
    Kind("采购退货", -1, "purchase_return_qty", 4),
    Kind("销售出库", -1, "sales_qty", 4, issue=True),
    Kind("盘亏", -1, "other_out_qty", 4),
    Kind("领料出库", -1, "other_out_qty", 4, issue=True),
    Kind("委外出库", -1, "other_out_qty", 4, issue=True),
    Kind("形态转换出", -1, "other_out_qty", 4, issue=True),
    Kind("报废", -1, "other_out_qty", 4),
    Kind("其他出库", -1, "other_out_qty", 4, issue=True),
    Kind("盘点", 0, "other_in_qty", 5),
)
NAMES = tuple(kind.name for kind in KINDS)
CODE = {name: code for code, name in enumerate(NAMES)}
SIGN = np.array([kind.sign for kind in KINDS])
FLOW = np.array([COLUMNS.index(kind.flow) for kind in KINDS])
IS_ISSUE = np.array([kind.issue for kind in KINDS])
IS_RECEIPT = np.array([kind.receipt for kind in KINDS])

# What a break is called in ``Facts.breaks``; the kernel knows the position.
BREAKS = (
    "negative_balance",  # a day closed below zero; qty is the lowest, until it came back
    "late_opening",  # a 期初 row after the ledger's first day; qty is the difference it made
    "sign_mismatch",  # 金额 and 数量 disagree in sign; qty counts the rows
    "cost_missing",  # receipts without a cost while none was known; qty is what came in
    "negative_value",  # an issue or adjustment took more money than the stock held
    "negative_count",  # 盘点 with a quantity below zero: not a count, no effect
    "precision",  # the item's quantities do not fit one decimal scale; rounded
    "transfer_without_target",  # 调拨 without 对方仓库: sent to the place without a name
)
