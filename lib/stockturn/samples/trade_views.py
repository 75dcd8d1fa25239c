"""Views of trade: sales, customer orders, purchase orders, prices, service."""

from __future__ import annotations

import numpy as np
import pandas as pd

from stockturn.samples import bookkeeping as bk
from stockturn.samples.catalog import WARM_UP_DAYS, Catalog
from stockturn.samples.market import Market
from stockturn.samples.operations import History, Purchases
from stockturn.samples.spec import data
from stockturn.samples.words import coded, day_words, document_numbers, optional


def sales(book: pd.DataFrame, catalog: Catalog) -> pd.DataFrame:
    """List sales and, as negative lines, what customers sent back."""
    rows = book[book["kind"].isin([bk.SALE, bk.SALES_RETURN])]
    sign = np.where(rows["kind"] == bk.SALE, 1, -1)
    words = [w for name in catalog.trade["channels"] for w in data("wording")["channels"][name]]
    return pd.DataFrame(
        {
            "date": coded(rows["day"].to_numpy() + WARM_UP_DAYS, day_words(catalog)),
            "doc_no": document_numbers(rows, catalog),
            "item": coded(rows["item"].to_numpy(), catalog.code),
            "warehouse": coded(rows["place"].to_numpy(), catalog.warehouses),
            "customer": coded(rows["customer"].to_numpy(), customers(catalog)),
            "channel": coded(rows["customer"].to_numpy() % len(words), words),
            "qty": sign * rows["qty"].to_numpy(),
            "sales_amount": sign * rows["revenue"].to_numpy() / 100,
            "cost_amount": sign * rows["cents"].to_numpy() / 100,
        }
    )


def customers(catalog: Catalog) -> list[str]:
    """Name the customers."""
    parts, places = data("wording")["customers"], data("wording")["places"]
    every = [p + w + s for p in places for w in parts["words"] for s in parts["suffixes"]]
    chosen = catalog.spec.chance("names").permutation(len(every))
    return [every[n] for n in chosen[: bk.customer_count(catalog.spec)]]


def orders(catalog: Catalog, market: Market, history: History, tardy: float) -> pd.DataFrame:
    """List customer orders; what could not be shipped was lost."""
    rng = catalog.spec.chance("orders")
    asked = np.maximum(market.demand, history.served)[WARM_UP_DAYS:]
    day, item, place = np.nonzero(asked)
    ordered = asked[day, item, place]
    shipped = history.served[WARM_UP_DAYS:][day, item, place]
    clients = bk.customer_count(catalog.spec)
    who = (clients * rng.random(len(day)) ** 2).astype(np.int64)
    wait = rng.integers(0, 3, len(day)) + np.where(rng.random(len(day)) < tardy, 3, 0)
    day = day + WARM_UP_DAYS
    group = (day - wait) * clients + who
    order = np.lexsort((item, place, group))
    group, day, wait, who, item = (a[order] for a in (group, day, wait, who, item))
    unique, first, code = np.unique(group, return_index=True, return_inverse=True)
    stamps = [word.replace("-", "") for word in day_words(catalog)]
    numbers = [f"DD{stamps[g // clients]}{g % clients + 1:03d}" for g in unique.tolist()]
    words = day_words(catalog)
    return pd.DataFrame(
        {
            "order_no": coded(code, numbers),
            "line_no": np.arange(len(group)) - first[code] + 1,
            "order_date": coded(day - wait, words),
            "due_date": coded(day - wait + 3, words),
            "ship_date": coded(np.where(shipped[order] > 0, day, -1), words),
            "customer": coded(who, customers(catalog)),
            "item": coded(item, catalog.code),
            "ordered_qty": ordered[order],
            "shipped_qty": shipped[order],
        }
    )


def purchases(catalog: Catalog, history: History) -> pd.DataFrame:
    """List the purchase order lines not yet complete when the books open; one row a delivery.

    A line of which a part has come is told by that part; a line wholly open has no delivery.
    """
    p = history.purchases
    group = bk.order_groups(catalog, p.day, p.item)
    order = np.lexsort((p.item, group))
    p, group = Purchases(*(column[order] for column in p)), group[order]
    unique, first, code = np.unique(group, return_index=True, return_inverse=True)
    words, sellers = day_words(catalog), len(catalog.suppliers)
    numbers = [
        f"CG{words[g // sellers].replace('-', '')}{g % sellers + 1:03d}" for g in unique.tolist()
    ]
    frame = pd.DataFrame(
        {
            "po_no": coded(code, numbers),
            "line_no": np.arange(len(group)) - first[code] + 1,
            "order_date": coded(p.day, words),
            "promised_date": coded(p.promised, words),
            "receipt_date": coded(np.full(len(group), -1), words),
            "supplier": coded(catalog.supplier[p.item], catalog.suppliers),
            "item": coded(p.item, catalog.code),
            "ordered_qty": p.qty,
            "received_qty": optional(p.qty, np.zeros(len(group), dtype=bool)),
            "unit_price": catalog.cost_at(p.day, p.item),
        }
    )
    current = np.where(p.second_qty > 0, p.second_day, p.first_day) >= WARM_UP_DAYS
    parts = [frame[current & (p.first_day >= catalog.days)]]
    for when, got in ((p.first_day, p.first_qty), (p.second_day, p.second_qty)):
        came = current & (when < catalog.days) & (got > 0)
        arrived = coded(np.where(came, when, -1), words)
        delivery = frame.assign(receipt_date=arrived, received_qty=optional(got, came))
        parts.append(delivery[came])
    return pd.concat(parts).sort_values(["po_no", "line_no"], kind="stable")


def prices(catalog: Catalog, history: History) -> pd.DataFrame:
    """List the price list by year and each promotion or clearance as a row of its own."""
    spec, items = catalog.spec, np.arange(len(catalog.code))
    days = np.arange(WARM_UP_DAYS, catalog.days)
    listed = catalog.price_at(days[:, None], items)
    off = history.discount[WARM_UP_DAYS:]
    words = day_words(catalog)[WARM_UP_DAYS:]
    parts = []
    for kind, price, level in (("正价", listed, listed), ("促销", listed * (1 - off), off)):
        change = np.ones((spec.days + 1, len(items)), dtype=bool)
        change[1:-1] = np.diff(level, axis=0) != 0
        item, start = np.nonzero(change[:-1].T)
        _, end = np.nonzero(change[1:].T)
        frame = pd.DataFrame(
            {
                "item": coded(item, catalog.code),
                "valid_from": coded(start, words),
                "valid_to": coded(np.where(end == spec.days - 1, -1, end), words),
                "price": np.round(price[start, item], 2),
                "price_kind": coded(np.zeros_like(item), [kind]),
            }
        )
        parts.append(frame[(level[start, item] > 0)])
    rows = pd.concat(parts, ignore_index=True)
    return rows.iloc[np.argsort(rows["item"].cat.codes.to_numpy(), kind="stable")]


def service(catalog: Catalog, sold: pd.DataFrame, ordered: pd.DataFrame) -> pd.DataFrame:
    """Report the service of each month: better shipped, better liked."""
    rng = catalog.spec.chance("service")
    month = ordered["order_date"].astype("str").str[:7]
    late = (ordered["ship_date"].cat.codes - ordered["due_date"].cat.codes > 0) & (
        ordered["shipped_qty"] > 0
    )
    short = ordered["shipped_qty"] < ordered["ordered_qty"]
    lag = (ordered["ship_date"].cat.codes - ordered["order_date"].cat.codes).where(
        ordered["shipped_qty"] > 0
    )
    by = pd.DataFrame(
        {"late": late, "short": short, "lag": lag, "no": ordered["order_no"].cat.codes}
    ).groupby(month)
    table = by.agg(
        late=("late", "mean"),
        short=("short", "mean"),
        lag=("lag", "mean"),
        orders=("no", "nunique"),
    )
    back = sold[sold["qty"] < 0]
    returns = (
        back.groupby(back["date"].astype("str").str[:7])["qty"]
        .size()
        .reindex(table.index, fill_value=0)
    )
    trouble = table["late"] + table["short"]
    noise = rng.normal(0, 0.03, len(table))
    return pd.DataFrame(
        {
            "month": table.index,
            "satisfaction": np.round(np.clip(4.75 - 2.5 * trouble + noise, 2, 5), 2),
            "satisfaction_scale": 5,
            "sample_size": (table["orders"] * 0.3).astype(int) + 1,
            "complaints": np.round(table["orders"] * (0.004 + 0.05 * trouble)).astype(int),
            "orders": table["orders"],
            "returns": returns,
            "ship_hours": np.round(18 + 24 * table["lag"], 1),
            "repurchase_rate": np.round(np.clip(0.42 - 0.6 * trouble + noise, 0.05, 0.9), 3),
        }
    )[table.index >= catalog.spec.first_day.isoformat()[:7]]
