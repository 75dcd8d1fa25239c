"""The books: one list of entries, from which every export is a view."""

from __future__ import annotations

import numpy as np
import pandas as pd

from stockturn.samples.catalog import WARM_UP_DAYS, Catalog, Floats, Ints
from stockturn.samples.operations import Operation

# Order within a day: opening, receipts, transfers, issues, counts.
KINDS = ["期初", "采购入库", "销售退货", "调拨", "销售出库", "采购退货", "报废", "盘点"]
OPENING, PURCHASE, SALES_RETURN, TRANSFER, SALE, PURCHASE_RETURN, SCRAP, COUNT = range(8)
BLANK = {"to": -1, "cents": 0, "revenue": 0, "customer": -1, "doc": 0}


def entries(done: Operation) -> pd.DataFrame:
    """List everything that moved, in the order in which an orderly company books it.

    Returns
    -------
    DataFrame
        ``day`` (0 is the first booked day), ``entered`` (the day of booking), ``kind``, ``item``,
        ``place``, ``to`` (-1 without), ``qty``, ``cents`` (cost of openings and purchases),
        ``revenue`` (cents), ``customer``, ``doc`` (what shares a document with what).
    """
    moved = [_moved(done, kind) for kind in (TRANSFER, PURCHASE_RETURN, SCRAP, COUNT)]
    book = pd.concat([_openings(done), *_receipts(done), *_trade(done), *moved])
    book["day"] -= WARM_UP_DAYS
    book = book[(book["day"] >= 0) & (book["day"] < done.catalog.spec.days)]
    book = book.sort_values(["day", "kind", "doc", "place", "item"], kind="stable")
    return book.assign(entered=book["day"]).reset_index(drop=True)


def cents(yuan: Floats) -> Ints:
    """Round yuan to whole cents."""
    return np.round(yuan * 100).astype(np.int64)


def _part(kind: int, **columns: Ints | int) -> pd.DataFrame:
    return pd.DataFrame({**BLANK, **columns, "kind": kind})


def _openings(done: Operation) -> pd.DataFrame:
    item, place = np.nonzero(done.opening)
    qty, day = done.opening[item, place], np.full(len(item), WARM_UP_DAYS)
    worth = cents(done.catalog.cost_at(0, item) * qty)
    return _part(OPENING, day=day, item=item, place=place, qty=qty, cents=worth, doc=place)


def _receipts(done: Operation) -> list[pd.DataFrame]:
    p, catalog = done.purchases, done.catalog
    price, doc = catalog.cost_at(p.day, p.item), order_groups(catalog, p.day, p.item)
    parts = []
    for day, qty in ((p.first_day, p.first_qty), (p.second_day, p.second_qty)):
        worth = cents(price * qty)
        rows = _part(PURCHASE, day=day, item=p.item, place=0, qty=qty, cents=worth, doc=doc)
        parts.append(rows[qty > 0])
    return parts


def order_groups(catalog: Catalog, day: Ints, item: Ints) -> Ints:
    """Give each purchase order a number: one a day and supplier."""
    return day * len(catalog.suppliers) + catalog.supplier[item]


def _trade(done: Operation) -> list[pd.DataFrame]:
    catalog, parts = done.catalog, []
    rng, customers = catalog.spec.chance("customers"), customer_count(catalog)
    for kind, units in ((SALE, done.sold), (SALES_RETURN, done.returned[: done.days])):
        day, item, place = np.nonzero(units)
        qty = units[day, item, place]
        # A few customers buy much: the square of a uniform number favours the first.
        who = (customers * rng.random(len(day)) ** 2).astype(np.int64)
        price = np.round(catalog.price_at(day, item) * (1 - done.discount[day, item]), 2)
        paid = cents(price * qty * (1 - 0.01 * (who % 4)))
        doc = (day * customers + who) * units.shape[2] + place
        rows = _part(kind, day=day, item=item, place=place, qty=qty, revenue=paid, doc=doc)
        parts.append(rows.assign(customer=who))
    return parts


def customer_count(catalog: Catalog) -> int:
    """Return how many customers a company of this size has."""
    return int(np.clip(catalog.spec.items // 3, 12, 400))


def _moved(done: Operation, kind: int) -> pd.DataFrame:
    none = (np.zeros(0, dtype=np.int64),) * 5
    parts = zip(none, *done.moves[KINDS[kind]], strict=True)
    day, item, place, to, qty = (np.concatenate(part) for part in parts)
    return _part(kind, day=day, item=item, place=place, to=to, qty=qty, doc=place * 10 + to + 1)


def post(book: pd.DataFrame, catalog: Catalog) -> pd.DataFrame:
    """Cost the entries at the moving average of each warehouse, in whole cents.

    The last units of a place take all that is left of its value, so that quantity zero means
    value zero and nothing is lost in rounding.

    Returns
    -------
    DataFrame
        The entries by day, with ``cents`` filled (for counts: the value of the difference, signed),
        ``book`` (quantity in the books when counted) and ``unit`` (cost of a unit in yuan).
    """
    book = book.sort_values(["day", "kind"], kind="stable").reset_index(drop=True)
    places = len(catalog.warehouses)
    cell = (book["item"] * places + book["place"]).tolist()
    to_cell = (book["item"] * places + book["to"]).tolist()
    kinds, quantities, amounts = (book[c].tolist() for c in ("kind", "qty", "cents"))
    ledger = _Ledger(np.repeat(catalog.cost, places) * 100)
    counted = [0] * len(book)
    for n, (kind, at, qty) in enumerate(zip(kinds, cell, quantities, strict=True)):
        if kind in (OPENING, PURCHASE):
            ledger.take_in(at, qty, amounts[n])
        elif kind == SALES_RETURN:
            amounts[n] = ledger.take_in(at, qty, ledger.worth(at, qty))
        elif kind == COUNT:
            counted[n] = ledger.stock[at]
            more = qty - counted[n]
            amounts[n] = ledger.take_in(at, more, ledger.worth(at, more))
        else:
            amounts[n] = -ledger.take_in(at, -qty, -ledger.worth(at, qty))
            if kind == TRANSFER:
                ledger.take_in(to_cell[n], qty, amounts[n])
    book["cents"], book["book"] = amounts, counted
    moved = book["qty"] - book["book"]
    book["unit"] = (book["cents"] / moved.where(moved != 0)).abs() / 100
    return book


class _Ledger:
    """Quantity and value (cents) of each item in each warehouse."""

    def __init__(self, unit_cents: Floats) -> None:
        self.stock, self.value = [0] * len(unit_cents), [0] * len(unit_cents)
        self.unit: list[float] = unit_cents.tolist()

    def take_in(self, at: int, qty: int, amount: int) -> int:
        self.stock[at] += qty
        self.value[at] += amount
        if qty > 0 and amount > 0:
            self.unit[at] = amount / qty
        return amount

    def worth(self, at: int, qty: int) -> int:
        """Value ``qty`` units; where nothing is in stock the last receipt tells their cost."""
        stock, value = self.stock[at], self.value[at]
        if stock > 0 and value > 0:
            return (2 * value * qty + stock) // (2 * stock)
        return round(self.unit[at] * qty)
