"""What the world does: demand, seasons, promotions and accidents, whoever runs the company."""

from __future__ import annotations

import datetime as dt

import numpy as np
import numpy.typing as npt

from stockturn.samples.catalog import WARM_UP_DAYS, Catalog, Floats, Ints, Rng
from stockturn.samples.spec import data

HORIZON_DAYS = 300


class Market:
    """Demand and chance over the simulated days, drawn before anybody decides anything.

    Attributes
    ----------
    demand
        Units customers ask for: day × item × warehouse.
    promo
        Planned discount off the list price: day × item.
    season
        Expected demand as a multiple of the item's level: day × item, before it is known to end.
    ahead, ahead_known
        Running sums of that multiple (leading zero), without and with the item's end.
    luck
        Uniform numbers, day × item × warehouse, that settle fractions of units.
    delay
        Standard normal, day × supplier; ``slip`` and ``forget``: uniform, day × item.
    """

    def __init__(self, catalog: Catalog) -> None:
        days, (items, places) = catalog.days, catalog.share.shape
        season, promo = _seasons(catalog)
        day = np.arange(days + HORIZON_DAYS)[:, None]
        ending = np.clip((catalog.death - day) / 60, 0, 1)
        self.season: Floats = season * np.clip((day - catalog.birth) / 30, 0, 1)
        self.promo = promo[:days]
        self.demand = _demand(catalog, self.season[:days] * ending[:days])
        self.ahead, self.ahead_known = _running(self.season), _running(self.season * ending)
        chance = catalog.spec.chance("accidents")
        self.luck = chance.random((days, items, places), dtype=np.float32)
        self.delay = chance.standard_normal((days, len(catalog.suppliers)))
        self.slip = chance.random((days, items))
        self.forget = chance.random((days, items))


def _running(rate: Floats) -> Floats:
    total = np.zeros((len(rate) + 1, rate.shape[1]))
    np.cumsum(rate, axis=0, out=total[1:])
    return total


def _seasons(catalog: Catalog) -> tuple[Floats, Floats]:
    rng = catalog.spec.chance("season")
    start = catalog.spec.first_day - dt.timedelta(days=WARM_UP_DAYS)
    dates = np.arange(catalog.days + HORIZON_DAYS) + np.datetime64(start, "D")
    of_year = (dates - dates.astype("M8[Y]").astype("M8[D]")).astype(int)
    peak = np.array([traits["peak"] for traits in catalog.traits]) * 30.4 - 15
    swing = np.array([traits["swing"] for traits in catalog.traits])
    swing = swing * rng.uniform(0.6, 1.3)
    wave = 1 + swing * np.cos(2 * np.pi * (of_year[:, None] - peak) / 365.25)
    calm = rng.uniform(0.35, 1.15)  # weekends: quiet for wholesalers, busy for shops
    week = np.where((dates.astype(int) + 3) % 7 >= 5, calm, 1) * 7 / (5 + 2 * calm)
    for feast in data("wording")["new_year"]:
        since = (dates - np.datetime64(feast, "D")).astype(int)
        week = np.where((since >= -1) & (since < 7), week * 0.35, week)
    growth = rng.uniform(-0.04, 0.14) + rng.normal(0, 0.06, catalog.spec.items)
    trend = (1 + growth) ** ((np.arange(len(dates))[:, None] - catalog.days) / 365)
    promo = _promotions(catalog, rng, dates)
    lift = 1 + promo * rng.uniform(1.5, 3.5)
    return (wave * week[:, None])[:, catalog.category] * trend * lift, promo


def _promotions(catalog: Catalog, rng: Rng, dates: npt.NDArray[np.datetime64]) -> Floats:
    items = catalog.spec.items
    promo = np.zeros((len(dates), items))
    years = dates.astype("M8[Y]").astype(int) + 1970
    for year in range(int(years[0]), int(years[-1]) + 1):
        for month, day, lasts in data("wording")["promotions"]:
            first = int((np.datetime64(dt.date(year, month, day)) - dates[0]).astype(int))
            joins = rng.random(len(catalog.categories)) < 0.4
            depth = np.where(rng.random(items) < 0.5, rng.uniform(0.05, 0.15), 0)
            if first + lasts > 0:
                promo[max(first, 0) : first + lasts] = np.round(depth, 2) * joins[catalog.category]
    return promo


def _demand(catalog: Catalog, rate: Floats) -> Ints:
    rng = catalog.spec.chance("demand")
    lines = (catalog.lines[:, None] * catalog.share).astype(np.float32)
    count = rng.poisson(rate.astype(np.float32)[:, :, None] * lines).astype(np.int64)
    asked = np.nonzero(count)
    noise = rng.uniform(1.5, 5)
    size = (catalog.daily / catalog.lines)[asked[1]] * rng.gamma(noise, 1 / noise, len(asked[0]))
    count[asked] *= np.maximum(np.round(size), 1).astype(np.int64)
    return count
