"""What was planted, whom it touched and what it cost: the same company without the mistake."""

from __future__ import annotations

from typing import Any

import numpy as np

from stockturn.samples.behaviour import draw_behaviour
from stockturn.samples.catalog import Floats
from stockturn.samples.company import Company
from stockturn.samples.operations import History, operate
from stockturn.samples.spec import LAST_DAY

YEAR = 365
CARRYING_RATE = 0.15  # a year, of the value held: capital, storage, handling, obsolescence


def tell_truth(company: Company) -> dict[str, Any]:
    """Return what the exports do not say.

    ``one_off_cash`` is the stock value at the end above that of the same company without the
    mistake; ``annual_profit`` what the last 365 days would have earned more without it: gross
    margin, losses and the carrying cost of the stock held. Money in yuan, at current unit cost.
    """
    spec, catalog = company.spec, company.catalog
    with_all = _accounts(company, company.history)
    effects = {}
    for mistake in spec.mistakes:
        others = [other for other in spec.mistakes if other != mistake]
        without = _accounts(
            company, operate(catalog, company.market, draw_behaviour(catalog, others))
        )
        touched = np.flatnonzero(company.behaviour.planted[mistake])
        effects[mistake] = {
            "strength": spec.strength,
            "items": [catalog.code[n] for n in touched],
            "one_off_cash": round(with_all["closing"] - without["closing"], 2),
            "average_stock": round(with_all["average"] - without["average"], 2),
            "annual_profit": round(without["profit"] - with_all["profit"], 2),
        }
    return {
        "seed": spec.seed,
        "system": spec.system,
        "industry": catalog.industry,
        "days": {"start": spec.first_day.isoformat(), "end": LAST_DAY.isoformat()},
        "mistakes": effects,
        "stock": {key: round(value, 2) for key, value in with_all.items()},
        "items": _items(company),
    }


def _accounts(company: Company, history: History) -> dict[str, float]:
    catalog = company.catalog
    every = np.arange(len(catalog.code))
    day = np.arange(max(catalog.days - YEAR, 0), catalog.days)
    cost = catalog.cost_at(catalog.days - 1, every)
    net = (history.sold - history.returned)[day].sum(axis=2)
    price = catalog.price_at(day[:, None], every) * (1 - history.discount[day])
    gone = np.zeros(len(every))
    for move in history.moves:
        if move.kind == "报废" and move.day >= day[0]:
            np.add.at(gone, move.item, move.qty)
    lost = (gone + history.vanished) @ cost
    margin = float((net * price).sum() - (net.sum(axis=0) * cost).sum() - lost)
    average = float(history.stock_days @ cost) / len(day)
    scale = YEAR / len(day)
    return {
        "closing": float(history.closing.sum(axis=1) @ cost),
        "average": average,
        "margin": margin * scale,
        "profit": margin * scale - CARRYING_RATE * average,
    }


def _items(company: Company) -> list[dict[str, Any]]:
    """Tell true demand and lost sales of each item over the last 365 days, in units."""
    catalog, history = company.catalog, company.history
    day = slice(max(catalog.days - YEAR, 0), None)
    demand = company.market.demand[day]
    lost = np.maximum(demand - history.served[day], 0)
    wanted, missed = (_by_item(units) for units in (demand, lost))
    price = catalog.price_at(catalog.days - 1, np.arange(len(catalog.code)))
    return [
        {
            "item": code,
            "true_demand": int(wanted[n]),
            "lost_sales": int(missed[n]),
            "lost_sales_value": round(float(missed[n] * price[n]), 2),
        }
        for n, code in enumerate(catalog.code)
    ]


def _by_item(units: Any) -> Floats:
    total: Floats = units.sum(axis=(0, 2))
    return total
