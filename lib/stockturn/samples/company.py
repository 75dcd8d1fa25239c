"""A simulated company: from its specification to the frames of its exports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from stockturn.samples import ledger_views, trade_views
from stockturn.samples.behaviour import Behaviour, draw_behaviour
from stockturn.samples.bookkeeping import entries, post
from stockturn.samples.catalog import Catalog
from stockturn.samples.clerk import keep_by_hand, retype
from stockturn.samples.market import Market
from stockturn.samples.operations import Operation
from stockturn.samples.spec import SampleSpec
from stockturn.samples.words import Words


@dataclass(frozen=True)
class Company:
    """A company's books, and what lies behind them.

    Attributes
    ----------
    frames
        One frame a kind of export (items, movements, balances, onhand, sales, orders, purchases,
        prices, warehouses, service) with canonical field names; money in yuan, days as ISO text.
    done
        What physically happened; it knows the ``catalog``, the ``market`` and the ``behaviour``.
    book
        The costed entries of which the frames are views.
    """

    spec: SampleSpec
    frames: Mapping[str, pd.DataFrame]
    done: Operation = field(repr=False)
    book: pd.DataFrame = field(repr=False)

    @property
    def catalog(self) -> Catalog:
        """Who the company is."""
        return self.done.catalog

    @property
    def behaviour(self) -> Behaviour:
        """How it is run."""
        return self.done.behaviour


def simulate(spec: SampleSpec) -> Company:
    """Simulate the company that ``spec`` determines.

    Examples
    --------
    >>> company = simulate(SampleSpec(seed=7, items=10, days=60))
    >>> len(company.frames["items"]), company.frames["movements"]["date"].iloc[0]
    (10, '2025-11-02')
    """
    catalog = Catalog(spec)
    behaviour = draw_behaviour(catalog, spec.mistakes)
    done = Operation(catalog, Market(catalog), behaviour).run()
    words, happened = Words(catalog), entries(done)
    book = orderly = post(happened, catalog)
    if behaviour.by_hand:
        book = post(keep_by_hand(happened, catalog, behaviour.by_hand), catalog)
    balances = ledger_views.balances(book, words)
    sales, orders = trade_views.sales(orderly, words), trade_views.orders(done, words)
    frames = {
        "items": ledger_views.items(catalog),
        "movements": ledger_views.movements(book, words),
        "balances": retype(balances, catalog, behaviour.by_hand.get("broken", 0)),
        "onhand": ledger_views.onhand(balances),
        "sales": sales,
        "orders": orders,
        "purchases": trade_views.purchases(done, words),
        "prices": trade_views.prices(done, words),
        "warehouses": ledger_views.warehouses(catalog),
        "service": trade_views.service(sales, orders, words),
    }
    return Company(spec, frames, done, book)
