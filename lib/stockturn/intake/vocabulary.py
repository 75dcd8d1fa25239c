"""Rules one row must meet by itself: known movement types, quantities where they are needed."""

from __future__ import annotations

import pandas as pd

from stockturn.errors import near_match
from stockturn.i18n import _
from stockturn.intake.reasons import reason
from stockturn.tables import canonical_tables

# Which way each movement takes stock where its quantity is above zero, in the contract's order.
SIGNS = {
    "期初": 1,
    "采购入库": 1,
    "采购退货": -1,
    "销售出库": -1,
    "销售退货": 1,
    "调拨": 0,
    "盘点": 0,
    "盘盈": 1,
    "盘亏": -1,
    "生产入库": 1,
    "领料出库": -1,
    "委外入库": 1,
    "委外出库": -1,
    "形态转换入": 1,
    "形态转换出": -1,
    "报废": -1,
    "其他入库": 1,
    "其他出库": -1,
    "成本调整": 0,
}
MOVEMENT_TYPES = tuple(SIGNS)
# A transfer booked as an issue here and a receipt there.
HALVES = {"调拨出库": -1, "调拨入库": 1}
NEEDED = {
    "sales": "qty",
    "onhand": "onhand_qty",
    "orders": "ordered_qty",
    "prices": "price",
    "quotes": "unit_price",
}


def unusable(table: pd.DataFrame, kind: str) -> list[pd.Series]:
    """Return why rows of a typed table cannot be used, for each that cannot."""
    if kind == "movements":
        return _movement_faults(table)
    if kind == "balances":
        figures = table.select_dtypes("number")
        return [reason(_("没有任何结存或销售数字"), figures.isna().all(axis=1))]
    if (column := NEEDED.get(kind)) in table:
        header = canonical_tables()[kind][str(column)].header
        return [reason(_("缺{header}").format(header=header), table[column].isna())]
    return []


def _movement_faults(table: pd.DataFrame) -> list[pd.Series]:
    faults = []
    for word in sorted(set(table["type"].unique()) - {*MOVEMENT_TYPES, *HALVES}):
        near = near_match(word, MOVEMENT_TYPES)
        hint = _("，是否为“{near}”").format(near=near) if near else ""
        why = _("类型“{word}”不在约定之内{hint}").format(word=word, hint=hint)
        faults.append(reason(why, table["type"].eq(word)))
    value_only = table["type"].eq("成本调整")
    without_qty = table["qty"].isna() & ~value_only
    without_amount = value_only & (table["amount"].isna() if "amount" in table else True)
    unled = table["type"].eq("调拨")
    if unled.any() and "to_warehouse" in table:
        unled &= table["to_warehouse"].eq("")
    return [
        *faults,
        reason(_("缺数量"), without_qty),
        reason(_("成本调整缺金额"), without_amount),
        reason(_("调拨缺对方仓库"), unled),
    ]
