"""The books: one list of entries, from which every export is a view."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from stockturn.samples.catalog import WARM_UP_DAYS, Catalog, Floats, Ints
from stockturn.samples.operations import History
from stockturn.samples.spec import SampleSpec

# Order within a day: opening, receipts, transfers, issues, counts.
KINDS = ("期初", "采购入库", "销售退货", "调拨", "销售出库", "采购退货", "报废", "盘点")
OPENING, PURCHASE, SALES_RETURN, TRANSFER, SALE, PURCHASE_RETURN, SCRAP, COUNT = range(8)
DOCUMENTS = ("QC", "RK", "XT", "DB", "XS", "CT", "BF", "PD")


def entries(catalog: Catalog, history: History) -> pd.DataFrame:
    """List everything that moved, in the order in which an orderly company books it.

    Returns
    -------
    DataFrame
        ``day`` (0 is the first booked day), ``entered`` (the day of booking), ``kind``, ``item``,
        ``place``, ``to`` (-1 without), ``qty``, ``cents`` (cost of openings and purchases),
        ``revenue`` (cents), ``customer``, ``doc`` (what shares a document with what).
    """
    parts = [_openings(catalog, history), _receipts(catalog, history), *_trade(catalog, history)]
    parts += [
        _moved(history, KINDS[kind], kind) for kind in (TRANSFER, PURCHASE_RETURN, SCRAP, COUNT)
    ]
    book = pd.concat(parts, ignore_index=True)
    book["day"] -= WARM_UP_DAYS
    book = book[(book["day"] >= 0) & (book["day"] < catalog.spec.days)]
    book = book.sort_values(["day", "kind", "doc", "place", "item"], kind="stable")
    book["entered"] = book["day"]
    return book.reset_index(drop=True)


def _part(kind: int, **columns: Ints | int) -> pd.DataFrame:
    blank = {"to": -1, "cents": 0, "revenue": 0, "customer": -1, "doc": 0}
    frame = pd.DataFrame({**blank, **columns, "kind": kind})
    return frame[
        ["day", "kind", "item", "place", "to", "qty", "cents", "revenue", "customer", "doc"]
    ]


def cents(yuan: Floats) -> Ints:
    """Round yuan to whole cents."""
    return np.round(yuan * 100).astype(np.int64)


def _openings(catalog: Catalog, history: History) -> pd.DataFrame:
    item, place = np.nonzero(history.opening)
    qty = history.opening[item, place]
    worth = cents(catalog.cost_at(0, item) * qty)
    day = np.full(len(item), WARM_UP_DAYS)
    return _part(OPENING, day=day, item=item, place=place, qty=qty, cents=worth, doc=place)


def _receipts(catalog: Catalog, history: History) -> pd.DataFrame:
    p = history.purchases
    order = order_groups(catalog, p.day, p.item)
    price = catalog.cost_at(p.day, p.item)
    parts = [
        _part(
            PURCHASE,
            day=day,
            item=p.item,
            place=0 * p.item,
            qty=qty,
            cents=cents(price * qty),
            doc=order,
        )
        for day, qty in ((p.first_day, p.first_qty), (p.second_day, p.second_qty))
    ]
    both = pd.concat(parts)
    return both[both["qty"] > 0]


def order_groups(catalog: Catalog, day: Ints, item: Ints) -> Ints:
    """Give each purchase order a number: one a day and supplier."""
    return day * len(catalog.suppliers) + catalog.supplier[item]


def _trade(catalog: Catalog, history: History) -> list[pd.DataFrame]:
    rng = catalog.spec.chance("customers")
    customers = customer_count(catalog.spec)
    parts = []
    for kind, units in ((SALE, history.sold), (SALES_RETURN, history.returned)):
        day, item, place = np.nonzero(units)
        qty = units[day, item, place]
        # A few customers buy much: the square of a uniform number favours the first.
        who = (customers * rng.random(len(day)) ** 2).astype(np.int64)
        price = catalog.price_at(day, item) * (1 - history.discount[day, item])
        paid = cents(np.round(price, 2) * qty * (1 - 0.01 * (who % 4)))
        doc = (day * customers + who) * units.shape[2] + place
        parts.append(
            _part(
                kind, day=day, item=item, place=place, qty=qty, revenue=paid, customer=who, doc=doc
            )
        )
    return parts


def customer_count(spec: SampleSpec) -> int:
    """Return how many customers a company of this size has."""
    return int(np.clip(spec.items // 3, 12, 400))


def _moved(history: History, name: str, kind: int) -> pd.DataFrame:
    moves = [move for move in history.moves if move.kind == name]
    if not moves:
        return _part(
            kind, **dict.fromkeys(("day", "item", "place", "qty"), np.zeros(0, dtype=np.int64))
        )
    day = np.concatenate([np.full(len(move.item), move.day) for move in moves])
    item, place, to, qty = (
        np.concatenate([getattr(move, name) for move in moves])
        for name in ("item", "place", "to_place", "qty")
    )
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
            amounts[n] = ledger.give_out(at, qty)
            if kind == TRANSFER:
                ledger.take_in(to_cell[n], qty, amounts[n])
    book["cents"], book["book"] = amounts, counted
    moved = np.where(book["kind"] == COUNT, book["qty"] - book["book"], book["qty"])
    with np.errstate(divide="ignore", invalid="ignore"):
        book["unit"] = np.where(moved == 0, np.nan, np.abs(book["cents"] / moved) / 100)
    return book


class _Ledger:
    """Quantity and value (cents) of each item in each warehouse."""

    def __init__(self, unit_cents: Floats) -> None:
        self.stock = [0] * len(unit_cents)
        self.value = [0] * len(unit_cents)
        self.unit: list[float] = unit_cents.tolist()

    def take_in(self, at: int, qty: int, amount: int) -> int:
        self.stock[at] += qty
        self.value[at] += amount
        if qty > 0 and amount > 0:
            self.unit[at] = amount / qty
        return amount

    def give_out(self, at: int, qty: int) -> int:
        return -self.take_in(at, -qty, -self.worth(at, qty))

    def worth(self, at: int, qty: int) -> int:
        """Value ``qty`` units; where nothing is in stock the last receipt tells their cost."""
        stock, value = self.stock[at], self.value[at]
        if stock > 0 and value > 0:
            return (2 * value * qty + stock) // (2 * stock)
        return round(self.unit[at] * qty)


def dates(spec: SampleSpec) -> list[dt.date]:
    """Return the booked days."""
    return [spec.first_day + dt.timedelta(days=n) for n in range(spec.days)]
