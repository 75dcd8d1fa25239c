"""Views of the books: ledger, monthly summary, snapshots, and the masters they refer to."""

from __future__ import annotations

import numpy as np
import pandas as pd

from stockturn.samples import bookkeeping as bk
from stockturn.samples.catalog import WARM_UP_DAYS, Catalog, Floats, Ints
from stockturn.samples.words import coded, day_words, document_numbers, optional


def movements(book: pd.DataFrame, catalog: Catalog) -> pd.DataFrame:
    """Write the ledger in the order of booking."""
    book = book.sort_values(["entered", "kind", "doc", "place"], kind="stable")
    kind, count = book["kind"].to_numpy(), (book["kind"] == bk.COUNT).to_numpy()
    traded = book["kind"].isin([bk.SALE, bk.SALES_RETURN]).to_numpy()
    numbers = document_numbers(book, catalog)
    return pd.DataFrame(
        {
            "date": coded(book["day"].to_numpy() + WARM_UP_DAYS, day_words(catalog)),
            "doc_no": numbers,
            "type": coded(kind, list(bk.KINDS)),
            "item": _item_codes(book, catalog),
            "warehouse": coded(book["place"].to_numpy(), catalog.warehouses),
            "qty": book["qty"].to_numpy(),
            "unit_cost": np.round(book["unit"].to_numpy(), 6),
            "amount": np.where(count, np.nan, book["cents"].to_numpy() / 100),
            "sales_amount": np.where(traded, book["revenue"].to_numpy() / 100, np.nan),
            "to_warehouse": coded(book["to"].to_numpy(), catalog.warehouses),
            "book_qty": optional(book["book"].to_numpy(), count),
        }
    )


def _item_codes(book: pd.DataFrame, catalog: Catalog) -> pd.Categorical:
    code = book["item"].to_numpy()
    if "variant" not in book:
        return coded(code, catalog.code)
    other = [
        code.lower().replace("-", "").lstrip("0") if n % 2 else f"{code} "
        for n, code in enumerate(catalog.code)
    ]
    words = list(dict.fromkeys([*catalog.code, *other]))
    place = {word: n for n, word in enumerate(words)}
    turned = np.array([place[word] for word in other])
    return coded(np.where(book["variant"].to_numpy(), turned[code], code), words)


def balances(book: pd.DataFrame, catalog: Catalog) -> pd.DataFrame:
    """Sum the books by month, item and warehouse.

    Rows with neither stock nor movement are left out. Returns of either kind are red entries
    in their own column; transfers stand in both.
    """
    days = pd.DatetimeIndex(bk.dates(catalog.spec)).to_period("M")
    names = days.unique()
    places, cells = len(catalog.warehouses), catalog.share.size
    month = (days.year * 12 + days.month - days[0].year * 12 - days[0].month).to_numpy()
    flow = {name: np.zeros((len(names), cells)) for name in ("opening", "in", "out")}
    worth = {name: np.zeros((len(names), cells)) for name in flow}
    signed = {bk.OPENING: "opening", bk.PURCHASE: "in", bk.PURCHASE_RETURN: "in"}
    for kind in range(len(bk.KINDS)):
        rows = book[book["kind"] == kind]
        qty = (rows["qty"] - rows["book"] * (kind == bk.COUNT)).to_numpy()
        value, sign = (
            rows["cents"].to_numpy(),
            -1 if kind in (bk.PURCHASE_RETURN, bk.SALES_RETURN) else 1,
        )
        at = month[rows["day"]] * cells + (rows["item"] * places + rows["place"]).to_numpy()
        if kind == bk.COUNT:
            for name, hit in (("in", qty > 0), ("out", qty < 0)):
                _add(flow[name], at, np.where(hit, np.abs(qty), 0))
                _add(worth[name], at, np.where(hit, np.abs(value), 0))
            continue
        name = signed.get(kind, "out")
        _add(flow[name], at, sign * qty)
        _add(worth[name], at, sign * value)
        if kind == bk.TRANSFER:
            to = month[rows["day"]] * cells + (rows["item"] * places + rows["to"]).to_numpy()
            _add(flow["in"], to, qty)
            _add(worth["in"], to, value)
    return _summary(flow, worth, catalog, [str(name) for name in names])


def _add(total: Floats, at: Ints, amount: Ints) -> None:
    total += np.bincount(at, amount, minlength=total.size).reshape(total.shape)


def _summary(
    flow: dict[str, Floats], worth: dict[str, Floats], catalog: Catalog, names: list[str]
) -> pd.DataFrame:
    columns: dict[str, Floats] = {}
    for table, word, unit in ((flow, "qty", 1), (worth, "value", 100)):
        closing = np.cumsum(table["opening"] + table["in"] - table["out"], axis=0)
        opening = np.vstack([table["opening"][:1], closing[:-1]])
        for name, figures in (
            ("opening", opening),
            ("in", table["in"]),
            ("out", table["out"]),
            ("closing", closing),
        ):
            columns[f"{name}_{word}"] = figures / unit
    kept = np.nonzero(np.any([figures != 0 for figures in columns.values()], axis=0))
    places = len(catalog.warehouses)
    frame = pd.DataFrame(
        {
            "period": coded(kept[0], names),
            "item": coded(kept[1] // places, catalog.code),
            "warehouse": coded(kept[1] % places, catalog.warehouses),
        }
    )
    for name in ("opening", "in", "out", "closing"):
        frame[f"{name}_qty"] = columns[f"{name}_qty"][kept].astype(np.int64)
        frame[f"{name}_value"] = np.round(columns[f"{name}_value"][kept], 2)
    return frame


def onhand(summary: pd.DataFrame, catalog: Catalog) -> pd.DataFrame:
    """Snapshot the stock at the end of each month, from the summary."""
    ends = pd.PeriodIndex(summary["period"].cat.categories, freq="M").end_time.normalize()
    words = [day.date().isoformat() for day in ends]
    rows = summary[(summary["closing_qty"] != 0) | (summary["closing_value"] != 0)]
    return pd.DataFrame(
        {
            "date": coded(rows["period"].cat.codes.to_numpy(), words),
            "item": rows["item"].array,
            "warehouse": rows["warehouse"].array,
            "onhand_qty": rows["closing_qty"].to_numpy(),
            "onhand_value": rows["closing_value"].to_numpy(),
        }
    )


def items(catalog: Catalog) -> pd.DataFrame:
    """Write the item master."""
    traits = [catalog.trade["categories"][c] for c in catalog.categories]
    shelf = np.array([t.get("shelf_life", 0) for t in traits])[catalog.category]
    lead, end = catalog.lead_days, catalog.days
    safety = np.ceil(catalog.daily * 0.5 * np.sqrt(lead * 7)).astype(np.int64)
    ended = (catalog.known < end).astype(np.int64)
    return pd.DataFrame(
        {
            "item": catalog.code,
            "item_name": catalog.name,
            "spec": catalog.size,
            "category": coded(catalog.category, catalog.categories),
            "unit": [traits[c]["unit"] for c in catalog.category],
            "unit_cost": catalog.cost_at(end - 1, np.arange(len(lead))),
            "list_price": catalog.price_at(end - 1, np.arange(len(lead))),
            "supplier": coded(catalog.supplier, catalog.suppliers),
            "min_order_qty": catalog.min_order,
            "pack_qty": catalog.pack,
            "lead_time_days": lead.astype(np.int64),
            "shelf_life_days": optional(shelf, shelf > 0),
            "safety_stock": safety,
            "max_stock": safety + np.ceil(catalog.daily * (catalog.cycle + lead)).astype(np.int64),
            "status": coded(ended, ["在售", "停用"]),
        }
    )


def warehouses(catalog: Catalog) -> pd.DataFrame:
    """Write the list of warehouses."""
    return pd.DataFrame(
        {
            "warehouse": catalog.warehouses,
            "company": catalog.company,
            "ownership": "自有",
            "included": "是",
        }
    )
