"""Books kept by hand (W-3): late, back-dated, doubled, mistyped, rounded."""

from __future__ import annotations

import numpy as np
import pandas as pd

from stockturn.samples.bookkeeping import COUNT, PURCHASE, SALE
from stockturn.samples.catalog import Bools, Catalog, Ints, Rng


def keep_by_hand(book: pd.DataFrame, catalog: Catalog, habits: dict[str, float]) -> pd.DataFrame:
    """Return the entries as a clerk with these habits writes them.

    What physically happened stays as it was; only the books go wrong, and the next count, itself
    rounded, drags them back. A column ``unnumbered`` marks documents without a number,
    ``variant`` item codes written in another way.
    """
    rng = catalog.spec.chance("clerk")
    book = book.copy()

    def some(share: str, among: Bools) -> Bools:
        return among & (rng.random(len(book)) < habits[share])

    receipt = (book["kind"] == PURCHASE).to_numpy()
    sale = (book["kind"] == SALE).to_numpy()
    count = (book["kind"] == COUNT).to_numpy()
    everyday = receipt | sale
    # Goods are on the shelf and sold before anybody books their receipt.
    book["day"] += np.where(some("late", receipt), rng.integers(1, 7, len(book)), 0)
    book["entered"] = book["day"]
    book["entered"] += np.where(some("backdated", everyday), rng.integers(2, 12, len(book)), 0)
    book["qty"] = _mistyped(book["qty"].to_numpy(), some("typing", everyday), rng)
    book["qty"] = _rounded(book["qty"].to_numpy(), some("rounded", count))
    # One of the clerks has his own way of writing some codes.
    odd = rng.random(len(catalog.code)) < habits["variant"]
    book["variant"] = everyday & odd[book["item"]] & (rng.random(len(book)) < 0.35)
    book["unnumbered"] = some("unnumbered", everyday)
    doubled, omitted = some("duplicate", everyday), some("omitted", everyday)
    again = book[doubled].copy()
    again["entered"] += rng.integers(0, 3, len(again))
    book = pd.concat([book[~omitted], again], ignore_index=True)
    return book[(book["day"] < catalog.spec.days) & (book["entered"] < catalog.spec.days)]


def _mistyped(qty: Ints, chosen: Bools, rng: Rng) -> Ints:
    slips = np.stack([qty + 9, np.maximum(qty - 9, 1), np.maximum(qty // 10, 1), qty * 10])
    which = rng.choice(len(slips), len(qty), p=[0.4, 0.4, 0.12, 0.08])
    typed = slips[which, np.arange(len(qty))]
    return np.where(chosen, typed, qty)


def _rounded(qty: Ints, chosen: Bools) -> Ints:
    step = np.where(qty >= 200, 50, np.where(qty >= 20, 10, 5))
    return np.where(chosen, (qty + step // 2) // step * step, qty)


def retype(balances: pd.DataFrame, catalog: Catalog, share: float) -> pd.DataFrame:
    """Copy the summary by hand: some openings are not what the last page closed with."""
    rng = catalog.spec.chance("summary")
    balances = balances.copy()
    for column in ("opening_qty", "closing_qty"):
        hit = rng.random(len(balances)) < share
        qty = balances[column].to_numpy()
        balances[column] = np.where(hit, qty + rng.choice([-10, -1, 1, 9, 10], len(qty)), qty)
    return balances
