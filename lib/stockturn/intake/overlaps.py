"""One stock truth: where two exports tell of the same goods, they are compared and never added."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from stockturn.i18n import _
from stockturn.intake.record import Check

QTY_TOLERANCE = 1e-6
COLUMNS = ["item", "day", "qty", "money"]


def overlaps(tables: Mapping[str, pd.DataFrame]) -> list[Check]:
    """Compare sales with issues for sale, and purchases with receipts, over the days of both.

    The value of a check is the difference in money, item by item, where both state money. What is
    looked at are lines: an item that differs is wrong in one of them at least.
    """
    moves = tables.get("movements")
    checks = _aged(tables)
    if moves is None:
        return checks
    if "sales" in tables:
        sales = tables["sales"]
        told = _lines(sales, "date", "qty", sales.get("sales_amount"))
        sold = _moved(moves, {"销售出库": 1, "销售退货": -1}, "sales_amount")
        checks += _compared("sales_overlap", _("销售明细＝流水中的销售出库"), told, sold)
    if {"receipt_date", "received_qty"} <= set(tables.get("purchases", pd.DataFrame())):
        orders = tables["purchases"]
        paid = orders["received_qty"] * orders["unit_price"] if "unit_price" in orders else None
        told = _lines(orders, "receipt_date", "received_qty", paid)
        bought = _moved(moves, {"采购入库": 1}, "amount")
        checks += _compared("purchases_overlap", _("采购到货＝流水中的采购入库"), told, bought)
    return checks


def _aged(tables: Mapping[str, pd.DataFrame]) -> list[Check]:
    """Compare the stock of an ageing table, which names no day, with the latest stock known."""
    aged, stock = tables.get("ageing"), tables.get("onhand")
    days, qty = "date", "onhand_qty"
    if stock is None:
        stock, days, qty = tables.get("balances"), "period_end", "closing_qty"
    if aged is None or stock is None or "closing_qty" not in aged or qty not in stock:
        return []
    last = stock[stock[days].eq(stock[days].max())].assign(date=stock[days].max(), qty=stock[qty])
    told = aged.assign(date=stock[days].max())
    money = {"onhand_qty": "onhand_value", "closing_qty": "closing_value"}[qty]
    return _compared(
        "ageing_overlap",
        _("库龄表的库存＝最近一次结存"),
        _lines(told, "date", "closing_qty", told.get("closing_value")),
        _lines(last, "date", "qty", last.get(money)),
    )


def _lines(table: pd.DataFrame, day: str, qty: str, money: pd.Series | None) -> pd.DataFrame:
    unknown = pd.Series(float("nan"), index=table.index)
    columns = [table["item"], table[day].dt.normalize(), table[qty]]
    columns.append(unknown if money is None else money)
    lines = pd.DataFrame(dict(zip(COLUMNS, columns, strict=True)))
    return lines.dropna(subset=["day", "qty"])


def _moved(moves: pd.DataFrame, signs: Mapping[str, int], money: str) -> pd.DataFrame:
    rows = moves[moves["type"].isin(list(signs))]
    sign = rows["type"].map(signs).astype("float64")
    stated = rows[money] * sign if money in rows else None
    return _lines(rows.assign(qty=rows["qty"] * sign), "date", "qty", stated)


def _compared(name: str, title: str, told: pd.DataFrame, moved: pd.DataFrame) -> list[Check]:
    if told.empty or moved.empty:
        return []
    first = max(told["day"].min(), moved["day"].min())
    last = min(told["day"].max(), moved["day"].max())
    shared = [lines[lines["day"].between(first, last)] for lines in (told, moved)]
    sides = [lines.groupby("item")[["qty", "money"]].sum(min_count=1) for lines in shared]
    both = sides[0].add_suffix("_told").join(sides[1].add_suffix("_moved"), how="outer")
    if both.empty:
        return []
    gap = both["qty_told"].fillna(0) - both["qty_moved"].fillna(0)
    broken = gap.abs().gt(QTY_TOLERANCE)
    money = (both["money_told"].fillna(0) - both["money_moved"].fillna(0)).abs()
    priced = both["money_told"].notna().any() and both["money_moved"].notna().any()
    rows = both[broken].reset_index()
    return [
        Check(
            name,
            title,
            breaks=int(broken.sum()),
            value=float(money[broken].sum()) if priced else float(gap[broken].abs().sum()),
            detail=_("{first} 至 {last}，{n} 个商品；两者重叠，不相加").format(
                first=f"{first:%Y-%m-%d}", last=f"{last:%Y-%m-%d}", n=f"{len(both):,}"
            ),
            checked=sum(map(len, shared)),
            rows=pd.DataFrame(
                {
                    "item": rows["item"],
                    "expected": rows["qty_moved"].fillna(0),
                    "found": rows["qty_told"].fillna(0),
                    "gap": gap[broken].to_numpy(),
                }
            ),
        )
    ]
