"""What is ordered and has not come: how much of it nobody will need for long."""

from __future__ import annotations

import datetime as dt

import pandas as pd


def open_orders(purchases: pd.DataFrame, *, as_of: dt.date) -> pd.DataFrame:
    """Return what is still to come of each item: ``qty`` and ``value`` by item (index).

    Lines ordered up to ``as_of``, less what had come by then; a partial receipt repeats the number
    of its line, whose ordered quantity counts once. What was received in excess is no open order.
    """
    day = pd.Timestamp(as_of) + pd.Timedelta(days=1)
    rows = purchases[purchases["order_date"] < day]
    came = rows["receipt_date"].notna() & (rows["receipt_date"] < day)
    received = rows.get("received_qty", rows["ordered_qty"]).fillna(rows["ordered_qty"])
    price = rows.get("unit_price", 0.0)
    keys = [c for c in ("po_no", "line_no", "item") if c in rows]
    lines = (
        rows.assign(received=received.where(came, 0.0), price=price)
        .groupby(keys, observed=True, dropna=False)
        .agg(ordered=("ordered_qty", "max"), received=("received", "sum"), price=("price", "max"))
        .reset_index()
    )
    qty = (lines["ordered"] - lines["received"]).clip(lower=0.0)
    return (
        pd.DataFrame({"item": lines["item"], "qty": qty, "value": qty * lines["price"].fillna(0.0)})
        .groupby("item")
        .sum()
    )


def excess_to_come(stock: pd.DataFrame, orders: pd.DataFrame, *, max_cover_days: int) -> pd.Series:
    """Return the value, by item, of open orders beyond ``max_cover_days`` of demand.

    Only what the orders add counts: stock that is too much already is excess, not this. Orders name
    no place, so an item's places are taken together here.

    Parameters
    ----------
    stock
        Rows of ``idle.excess_stock``: ``item``, ``closing_qty``, ``daily_demand``.
    orders
        Result of ``open_orders``.
    """
    held = stock.groupby("item", observed=True)[["closing_qty", "daily_demand"]].sum()
    both = orders.join(held).fillna(0.0)
    room = (both["daily_demand"] * max_cover_days - both["closing_qty"]).clip(lower=0.0)
    share = (both["qty"] - room).clip(lower=0.0) / both["qty"].where(both["qty"] > 0)
    return (both["value"] * share.fillna(0.0)).rename("value")
