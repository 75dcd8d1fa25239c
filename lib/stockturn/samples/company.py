"""A simulated company: from its specification to the frames of its exports."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from stockturn.samples import ledger_views, trade_views
from stockturn.samples.behaviour import Behaviour, draw_behaviour
from stockturn.samples.bookkeeping import entries, post
from stockturn.samples.catalog import Catalog, draw_catalog
from stockturn.samples.clerk import keep_by_hand, retype
from stockturn.samples.market import Market, draw_market
from stockturn.samples.operations import History, operate
from stockturn.samples.spec import SampleSpec

KINDS = (
    "items",
    "movements",
    "balances",
    "onhand",
    "sales",
    "orders",
    "purchases",
    "prices",
    "warehouses",
    "service",
)


@dataclass(frozen=True)
class Company:
    """A company's books as frames with canonical field names, and what lies behind them.

    Attributes
    ----------
    items … service
        One frame a kind of export; money in yuan, text as categories, days as ISO text.
    catalog, market, behaviour, history
        Who the company is, what the world did, how it acted and what physically happened.
    book
        The costed entries of which the frames are views.
    """

    spec: SampleSpec
    items: pd.DataFrame
    movements: pd.DataFrame
    balances: pd.DataFrame
    onhand: pd.DataFrame
    sales: pd.DataFrame
    orders: pd.DataFrame
    purchases: pd.DataFrame
    prices: pd.DataFrame
    warehouses: pd.DataFrame
    service: pd.DataFrame
    catalog: Catalog = field(repr=False)
    market: Market = field(repr=False)
    behaviour: Behaviour = field(repr=False)
    history: History = field(repr=False)
    book: pd.DataFrame = field(repr=False)

    def frame(self, kind: str) -> pd.DataFrame:
        """Return the frame of one kind of export."""
        found: pd.DataFrame = getattr(self, kind)
        return found


def simulate(spec: SampleSpec) -> Company:
    """Simulate the company that ``spec`` determines.

    Examples
    --------
    >>> company = simulate(SampleSpec(seed=7, items=10, days=60))
    >>> len(company.items), company.movements["date"].iloc[0]
    (10, '2025-11-02')
    """
    catalog = draw_catalog(spec)
    market = draw_market(catalog)
    behaviour = draw_behaviour(catalog, spec.mistakes)
    history = operate(catalog, market, behaviour)
    happened = entries(catalog, history)
    orderly = book = post(happened, catalog)
    if behaviour.by_hand:
        book = post(keep_by_hand(happened, catalog, behaviour.by_hand), catalog)
    summary = ledger_views.balances(book, catalog)
    snapshot = ledger_views.onhand(summary, catalog)
    if behaviour.by_hand:
        summary = retype(summary, catalog, behaviour.by_hand["broken"])
    sold = trade_views.sales(orderly, catalog)
    ordered = trade_views.orders(catalog, market, history, behaviour.tardy)
    return Company(
        spec=spec,
        items=ledger_views.items(catalog),
        movements=ledger_views.movements(book, catalog),
        balances=summary,
        onhand=snapshot,
        sales=sold,
        orders=ordered,
        purchases=trade_views.purchases(catalog, history),
        prices=trade_views.prices(catalog, history),
        warehouses=ledger_views.warehouses(catalog),
        service=trade_views.service(catalog, sold, ordered),
        catalog=catalog,
        market=market,
        behaviour=behaviour,
        history=history,
        book=book,
    )
