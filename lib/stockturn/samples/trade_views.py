"""Views of trade: sales, customer orders, purchase orders, prices, service."""

from __future__ import annotations

import numpy as np
import pandas as pd

from stockturn.samples import bookkeeping as bk
from stockturn.samples.catalog import WARM_UP_DAYS
from stockturn.samples.ledger_views import document_numbers
from stockturn.samples.operations import Operation, Purchases
from stockturn.samples.spec import data
from stockturn.samples.words import Words, coded, optional

PROMISED_DAYS = 3


def sales(book: pd.DataFrame, words: Words) -> pd.DataFrame:
    """List sales and, as negative lines, what customers sent back."""
    rows = book[book["kind"].isin([bk.SALE, bk.SALES_RETURN])]
    sign = np.where(rows["kind"] == bk.SALE, 1, -1)
    sold_through = data("wording")["channels"]
    channels = [way for name in words.catalog.trade["channels"] for way in sold_through[name]]
    who = rows["customer"].to_numpy()
    return pd.DataFrame(
        {
            "date": words.day(rows["day"].to_numpy() + WARM_UP_DAYS),
            "doc_no": document_numbers(rows, words),
            "item": words.item(rows["item"].to_numpy()),
            "warehouse": words.place(rows["place"].to_numpy()),
            "customer": words.customer(who),
            "channel": coded(who % len(channels), channels),
            "qty": sign * rows["qty"].to_numpy(),
            "sales_amount": sign * rows["revenue"].to_numpy() / 100,
            "cost_amount": sign * rows["cents"].to_numpy() / 100,
        }
    )


def orders(done: Operation, words: Words) -> pd.DataFrame:
    """List customer orders; what could not be shipped was lost."""
    rng, clients = done.catalog.spec.chance("orders"), bk.customer_count(done.catalog)
    asked = np.maximum(done.market.demand, done.served)
    asked[:WARM_UP_DAYS] = 0
    day, item, place = np.nonzero(asked)
    who = (clients * rng.random(len(day)) ** 2).astype(np.int64)
    tardy = rng.random(len(day)) < done.behaviour.tardy
    placed = day - rng.integers(0, PROMISED_DAYS, len(day)) - PROMISED_DAYS * tardy
    order = np.lexsort((item, place, who, placed))
    day, item, place, who, placed = (part[order] for part in (day, item, place, who, placed))
    shipped = done.served[day, item, place]
    number = words.documents(["DD"], 0 * day, placed, who)
    return pd.DataFrame(
        {
            "order_no": number,
            "line_no": pd.Series(number).groupby(number.codes).cumcount() + 1,
            "order_date": words.day(placed),
            "due_date": words.day(placed + PROMISED_DAYS),
            "ship_date": words.day(np.where(shipped > 0, day, -1)),
            "customer": words.customer(who),
            "item": words.item(item),
            "ordered_qty": asked[day, item, place],
            "shipped_qty": shipped,
        }
    )


def purchases(done: Operation, words: Words) -> pd.DataFrame:
    """List the purchase order lines not yet complete when the books open; one row a delivery.

    A line of which a part has come is told by that part; a line wholly open has no delivery.
    """
    catalog, p = done.catalog, done.purchases
    order = np.lexsort((p.item, catalog.supplier[p.item], p.day))
    p = Purchases(*(column[order] for column in p))
    seller = catalog.supplier[p.item]
    number = words.documents(["CG"], 0 * p.day, p.day, seller)
    frame = pd.DataFrame(
        {
            "po_no": number,
            "line_no": pd.Series(number).groupby(number.codes).cumcount() + 1,
            "order_date": words.day(p.day),
            "promised_date": words.day(p.promised),
            "receipt_date": words.day(np.full(len(seller), -1)),
            "supplier": coded(seller, catalog.suppliers),
            "item": words.item(p.item),
            "ordered_qty": p.qty,
            "received_qty": optional(p.qty, p.qty < 0),
            "unit_price": catalog.cost_at(p.day, p.item),
        }
    )
    current = np.where(p.second_qty > 0, p.second_day, p.first_day) >= WARM_UP_DAYS
    parts = [frame[current & (p.first_day >= done.days)]]
    for when, got in ((p.first_day, p.first_qty), (p.second_day, p.second_qty)):
        came = current & (when < done.days) & (got > 0)
        arrived = words.day(np.where(came, when, -1))
        delivery = frame.assign(receipt_date=arrived, received_qty=optional(got, came))
        parts.append(delivery[came])
    rows: pd.DataFrame = pd.concat(parts).sort_values(["po_no", "line_no"], kind="stable")
    return rows


def prices(done: Operation, words: Words) -> pd.DataFrame:
    """List the price list by year and each promotion or clearance as a row of its own."""
    catalog, days = done.catalog, np.arange(WARM_UP_DAYS, done.days)
    listed = catalog.price_at(days[:, None], catalog.every)
    off = done.discount[WARM_UP_DAYS:]
    parts = []
    for kind, price, level in (("正价", listed, listed), ("促销", listed * (1 - off), off)):
        change = np.ones((len(days) + 1, len(catalog.every)), dtype=bool)
        change[1:-1] = np.diff(level, axis=0) != 0
        item, start = np.nonzero(change[:-1].T)
        _, end = np.nonzero(change[1:].T)
        columns = {
            "item": words.item(item),
            "valid_from": words.day(start + WARM_UP_DAYS),
            "valid_to": words.day(np.where(end == len(days) - 1, -1, end + WARM_UP_DAYS)),
            "price": np.round(price[start, item], 2),
            "price_kind": kind,
        }
        parts.append(pd.DataFrame(columns)[level[start, item] > 0])
    rows = pd.concat(parts, ignore_index=True)
    return rows.iloc[np.argsort(rows["item"].cat.codes.to_numpy(), kind="stable")]


def service(sold: pd.DataFrame, ordered: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Report the service of each month: better shipped, better liked."""
    placed, due, shipped = (
        ordered[name].cat.codes for name in ("order_date", "due_date", "ship_date")
    )
    sent = shipped >= 0
    lines = pd.DataFrame({"no": ordered["order_no"].cat.codes, "wait": (shipped - placed)[sent]})
    lines["bad"] = (sent & (shipped > due)) * 1 + (ordered["shipped_qty"] < ordered["ordered_qty"])
    by = lines.groupby(ordered["order_date"].astype("str").str[:7])
    trouble, number = by["bad"].mean(), by["no"].nunique()
    back = sold.loc[sold["qty"] < 0, "date"].astype("str").str[:7].value_counts()
    noise = words.catalog.spec.chance("service").normal(0, 0.03, len(trouble))
    months = pd.DataFrame(
        {
            "month": trouble.index,
            "satisfaction": (4.75 - 2.5 * trouble + noise).clip(2, 5).round(2),
            "satisfaction_scale": 5,
            "sample_size": (number * 0.3).astype(int) + 1,
            "complaints": (number * (0.004 + 0.05 * trouble)).round().astype(int),
            "orders": number,
            "returns": back.reindex(trouble.index, fill_value=0),
            "ship_hours": (18 + 24 * by["wait"].mean()).round(1),
            "repurchase_rate": (0.42 - 0.6 * trouble + noise).clip(0.05, 0.9).round(3),
        }
    )
    return months[months["month"] >= words.days[WARM_UP_DAYS][:7]]
