"""Views of the books: ledger, monthly summary, snapshots, and the masters they refer to."""

from __future__ import annotations

import numpy as np
import pandas as pd

from stockturn.samples import bookkeeping as bk
from stockturn.samples.catalog import WARM_UP_DAYS, Bools, Catalog, Floats, Ints
from stockturn.samples.words import Words, coded, optional

DOCUMENTS = ["QC", "RK", "XT", "DB", "XS", "CT", "BF", "PD"]  # by kind of entry
FLOWS = ("opening", "in", "out", "closing")


def document_numbers(book: pd.DataFrame, words: Words) -> pd.Categorical:
    """Give documents numbers by day of booking."""
    kind, entered, doc = (book[name].to_numpy() for name in ("kind", "entered", "doc"))
    return words.documents(DOCUMENTS, kind, entered + WARM_UP_DAYS, doc)


def movements(book: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Write the ledger in the order of booking."""
    book = book.sort_values(["entered", "kind", "doc", "place"], kind="stable")
    counted, traded = book["kind"] == bk.COUNT, book["kind"].isin([bk.SALE, bk.SALES_RETURN])
    ledger = pd.DataFrame(
        {
            "date": words.day(book["day"].to_numpy() + WARM_UP_DAYS),
            "doc_no": document_numbers(book, words),
            "type": coded(book["kind"].to_numpy(), bk.KINDS),
            "item": words.item(book["item"].to_numpy()),
            "warehouse": words.place(book["place"].to_numpy()),
            "qty": book["qty"].to_numpy(),
            "unit_cost": book["unit"].round(6).to_numpy(),
            "amount": (book["cents"] / 100).mask(counted).to_numpy(),
            "sales_amount": (book["revenue"] / 100).where(traded).to_numpy(),
            "to_warehouse": words.place(book["to"].to_numpy()),
            "book_qty": optional(book["book"].to_numpy(), counted.to_numpy()),
        }
    )
    if "unnumbered" in book:
        ledger["doc_no"] = ledger["doc_no"].mask(book["unnumbered"].to_numpy())
        ledger["item"] = _variants(ledger["item"].astype("str"), book["variant"].to_numpy())
    return ledger


def _variants(codes: pd.Series[str], chosen: Bools) -> pd.Series[str]:
    """Write chosen codes in another way: small letters, a blank, lost zeros and dashes."""
    careless = codes.str.lower().str.replace("-", "").str.lstrip("0")
    other = careless.where(codes.str[-1].isin(list("0123456")), codes + " ")
    written: pd.Series[str] = codes.mask(chosen, other)
    return written


def balances(book: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Sum the books by month, item and warehouse.

    Rows with neither stock nor movement are left out. Returns of either kind are red entries
    in their own column; transfers stand in both.
    """
    days = pd.Index(words.days[WARM_UP_DAYS : words.catalog.days]).str[:7]
    month, names = pd.factorize(days)
    places, size = len(words.catalog.warehouses), words.catalog.share.size
    kind, difference = book["kind"], book["qty"] - book["book"]
    found, missed = (kind == bk.COUNT) & (difference > 0), (kind == bk.COUNT) & (difference < 0)
    inward = kind.isin([bk.PURCHASE, bk.PURCHASE_RETURN]) | found
    column = np.select([kind == bk.OPENING, inward], ["opening", "in"], "out")
    red = kind.isin([bk.PURCHASE_RETURN, bk.SALES_RETURN])
    sign = np.where(red | missed, -1, 1)

    def add(rows: pd.Series, place: str, amounts: pd.Series) -> Floats:
        at = month[book["day"]] * size + book["item"] * places + book[place]
        weights = (sign * amounts)[rows].astype(float)
        total: Floats = np.bincount(at[rows], weights, minlength=len(names) * size).astype(float)
        return total.reshape(len(names), size)

    frames: dict[str, Floats] = {}
    for word, amounts, unit in (("qty", difference, 1), ("value", book["cents"], 100)):
        table = {name: add(column == name, "place", amounts) for name in FLOWS[:3]}
        table["in"] += add(kind == bk.TRANSFER, "to", amounts)
        table["closing"] = np.cumsum(table["opening"] + table["in"] - table["out"], axis=0)
        table["opening"] = np.vstack([table["opening"][:1], table["closing"][:-1]])
        frames |= {f"{name}_{word}": np.round(table[name] / unit, 2) for name in FLOWS}
    return _listed(frames, words, [str(name) for name in names])


def _listed(figures: dict[str, Floats], words: Words, months: list[str]) -> pd.DataFrame:
    month, cell = np.nonzero(np.any([table != 0 for table in figures.values()], axis=0))
    item, place = np.divmod(cell, len(words.catalog.warehouses))
    keys = {
        "period": coded(month, months),
        "item": words.item(item),
        "warehouse": words.place(place),
    }
    columns: dict[str, Floats | Ints] = {}
    for name in FLOWS:
        columns[f"{name}_qty"] = figures[f"{name}_qty"][month, cell].astype(np.int64)
        columns[f"{name}_value"] = figures[f"{name}_value"][month, cell]
    return pd.DataFrame({**keys, **columns})


def onhand(summary: pd.DataFrame) -> pd.DataFrame:
    """Snapshot the stock at the end of each month, from the summary."""
    rows = summary[(summary["closing_qty"] != 0) | (summary["closing_value"] != 0)]
    months = pd.PeriodIndex(rows["period"].cat.categories, freq="M")
    ends = [str(day)[:10] for day in months.end_time]
    snapshot = rows[["item", "warehouse"]].copy()
    snapshot.insert(0, "date", rows["period"].cat.rename_categories(ends))
    return snapshot.assign(onhand_qty=rows["closing_qty"], onhand_value=rows["closing_value"])


def items(catalog: Catalog) -> pd.DataFrame:
    """Write the item master."""
    shelf = np.array([t.get("shelf_life", 0) for t in catalog.traits])[catalog.category]
    lead, last = catalog.lead_days, catalog.days - 1
    safety = np.ceil(catalog.daily * 0.5 * np.sqrt(lead * 7)).astype(np.int64)
    cover = np.ceil(catalog.daily * (catalog.cycle + lead)).astype(np.int64)
    return pd.DataFrame(
        {
            "item": catalog.code,
            "item_name": catalog.name,
            "spec": catalog.size,
            "category": coded(catalog.category, catalog.categories),
            "unit": [catalog.traits[c]["unit"] for c in catalog.category],
            "unit_cost": catalog.cost_at(last, catalog.every),
            "list_price": catalog.price_at(last, catalog.every),
            "supplier": coded(catalog.supplier, catalog.suppliers),
            "min_order_qty": catalog.min_order,
            "pack_qty": catalog.pack,
            "lead_time_days": lead.astype(np.int64),
            "shelf_life_days": optional(shelf, shelf > 0),
            "safety_stock": safety,
            "max_stock": safety + cover,
            "status": np.where(catalog.known <= last, "停用", "在售"),
        }
    )


def warehouses(catalog: Catalog) -> pd.DataFrame:
    """Write the list of warehouses."""
    names = pd.DataFrame({"warehouse": catalog.warehouses})
    return names.assign(company=catalog.company, ownership="自有", included="是")
