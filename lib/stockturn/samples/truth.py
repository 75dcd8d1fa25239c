"""What was planted, whom it touched and what it cost: the same company without the mistake."""

from __future__ import annotations

from typing import Any

import numpy as np

from stockturn.samples.behaviour import draw_behaviour
from stockturn.samples.company import Company
from stockturn.samples.layouts.forms import tell_recoverable
from stockturn.samples.operations import Operation
from stockturn.samples.spec import LAST_DAY, SYSTEMS
from stockturn.samples.warehouses import YEAR

CARRYING_RATE = 0.15  # a year, of the value held: capital, storage, handling, obsolescence


def tell_effects(company: Company) -> dict[str, dict[str, Any]]:
    """Return what each planted mistake touched and cost, and under ``together`` what all did.

    ``one_off_cash`` is the stock value at the end above that of the same company without the
    mistake, item by item; what other items lack for it is not set off against it. ``annual_profit``
    is what the last 365 days would have earned more without it: gross margin, losses and the
    carrying cost of the stock held. Money in yuan, at current unit cost.
    """
    spec = company.spec
    together = _cost(company, [])
    effects: dict[str, dict[str, Any]] = {"together": together}
    for mistake in spec.mistakes:
        others = [other for other in spec.mistakes if other != mistake]
        touched = np.flatnonzero(company.behaviour.planted[mistake])
        effects[mistake] = {
            "strength": spec.strength,
            "items": [company.catalog.code[n] for n in touched],
            **(_cost(company, others) if others else together),
        }
    return effects


def tell_truth(company: Company) -> dict[str, Any]:
    """Return what the exports do not say: what was planted and its cost, as `tell_effects` does.

    ``recoverable`` tells by layout and table what the exports let a reader know at all.
    """
    spec, done, catalog = company.spec, company.done, company.catalog
    effects = tell_effects(company)
    together = effects.pop("together")
    return {
        "seed": spec.seed,
        "system": spec.system,
        "industry": catalog.industry,
        "days": {"start": spec.first_day.isoformat(), "end": LAST_DAY.isoformat()},
        "mistakes": effects,
        "together": together,
        "stock": {key: round(value, 2) for key, value in _accounts(done).items()},
        "items": _items(done),
        "recoverable": {system: tell_recoverable(company, system) for system in SYSTEMS},
    }


def _cost(company: Company, kept: list[str]) -> dict[str, float]:
    """Compare with the same company that makes only the mistakes ``kept``."""
    done, catalog = company.done, company.catalog
    if list(kept) == list(company.spec.mistakes):
        return {"one_off_cash": 0.0, "average_stock": 0.0, "annual_profit": 0.0}
    saner = Operation(catalog, done.market, draw_behaviour(catalog, kept)).run()
    found, without = _accounts(done), _accounts(saner)
    above = np.maximum(done.stock.sum(axis=1) - saner.stock.sum(axis=1), 0)
    cost = catalog.cost_at(done.days - 1, catalog.every)
    return {
        "one_off_cash": round(float(above @ cost), 2),
        "average_stock": round(found["average"] - without["average"], 2),
        "annual_profit": round(without["profit"] - found["profit"], 2),
    }


def _accounts(done: Operation) -> dict[str, float]:
    catalog, day = done.catalog, np.arange(max(done.days - YEAR, 0), done.days)
    cost = catalog.cost_at(done.days - 1, catalog.every)
    net = done.sold[day].sum(axis=2) - done.returned[day].sum(axis=2)
    price = catalog.price_at(day[:, None], catalog.every) * (1 - done.discount[day])
    gone = done.vanished.copy()
    for when, item, _, _, qty in done.moves["报废"]:
        np.add.at(gone, item, qty * (when >= day[0]))
    margin = float((net * (price - cost)).sum() - gone @ cost) * YEAR / len(day)
    average = float(done.stock_days @ cost) / len(day)
    closing = float(done.stock.sum(axis=1) @ cost)
    profit = margin - CARRYING_RATE * average
    return {"closing": closing, "average": average, "margin": margin, "profit": profit}


def _items(done: Operation) -> list[dict[str, Any]]:
    """Tell true demand and lost sales of each item over the last 365 days, in units."""
    catalog, last = done.catalog, slice(max(done.days - YEAR, 0), None)
    demand = done.market.demand[last]
    lost = np.maximum(demand - done.served[last], 0).sum(axis=(0, 2))
    value = np.round(lost * catalog.price_at(done.days - 1, catalog.every), 2)
    columns = (catalog.code, demand.sum(axis=(0, 2)).tolist(), lost.tolist(), value.tolist())
    names = ("item", "true_demand", "lost_sales", "lost_sales_value")
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]
