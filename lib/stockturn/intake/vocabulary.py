"""Rules one row must meet by itself: known movement types, quantities where they are needed."""

from __future__ import annotations

import pandas as pd

from stockturn.errors import near_match
from stockturn.i18n import _
from stockturn.tables import canonical_tables

MOVEMENT_TYPES = (
    "期初",
    "采购入库",
    "采购退货",
    "销售出库",
    "销售退货",
    "调拨",
    "盘点",
    "盘盈",
    "盘亏",
    "生产入库",
    "领料出库",
    "委外入库",
    "委外出库",
    "形态转换入",
    "形态转换出",
    "报废",
    "其他入库",
    "其他出库",
    "成本调整",
)
# A transfer booked as an issue here and a receipt there.
HALVES = ("调拨出库", "调拨入库")
NEEDED = {
    "sales": "qty",
    "onhand": "onhand_qty",
    "orders": "ordered_qty",
    "prices": "price",
}


def unusable(table: pd.DataFrame, kind: str) -> pd.Series:
    """Return for every row of a typed table why it cannot be used; blank where it can."""
    faults = pd.Series("", index=table.index, dtype="str")
    if kind == "movements":
        return _movement_faults(table, faults)
    if kind == "balances":
        faults[_nothing_stated(table)] = _("没有任何结存或销售数字")
    elif (column := NEEDED.get(kind)) in table:
        header = canonical_tables()[kind][str(column)].header
        faults[table[column].isna()] = _("缺{header}").format(header=header)
    return faults


def _nothing_stated(balances: pd.DataFrame) -> pd.Series:
    figures = balances.select_dtypes("number")
    return figures.isna().all(axis=1)


def _movement_faults(table: pd.DataFrame, faults: pd.Series) -> pd.Series:
    unknown = sorted(set(table["type"].unique()) - {*MOVEMENT_TYPES, *HALVES})
    for word in unknown:
        near = near_match(word, MOVEMENT_TYPES)
        hint = _("，是否为“{near}”").format(near=near) if near else ""
        faults[table["type"].eq(word)] = _("类型“{word}”不在约定之内{hint}").format(
            word=word, hint=hint
        )
    value_only = table["type"].eq("成本调整")
    amount = table["amount"] if "amount" in table else pd.Series(float("nan"), index=table.index)
    target = table["to_warehouse"] if "to_warehouse" in table else pd.Series("", index=table.index)
    for why, hit in (
        (_("缺数量"), table["qty"].isna() & ~value_only),
        (_("成本调整缺金额"), value_only & amount.isna()),
        (_("调拨缺对方仓库"), table["type"].eq("调拨") & target.eq("")),
    ):
        if hit.any():
            faults[hit & faults.eq("")] = why
    return faults
