"""What the world does: demand, seasons, promotions and accidents, whoever runs the company."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from stockturn.samples.catalog import WARM_UP_DAYS, Bools, Catalog, Floats, Ints, Rng
from stockturn.samples.spec import data

HORIZON_DAYS = 300
SINGLES = npt.NDArray[np.float32]


@dataclass(frozen=True)
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
        Standard normal, day × supplier; ``slip``: uniform, day × item.
    """

    demand: Ints
    promo: Floats
    season: Floats
    ahead: Floats
    ahead_known: Floats
    luck: SINGLES
    delay: Floats
    slip: Floats
    forget: Floats


def draw_market(catalog: Catalog) -> Market:
    """Draw demand and accidents for all days."""
    spec, days = catalog.spec, catalog.days
    items, places = catalog.share.shape
    season, promo = _seasons(catalog)
    open_, ending = _life(catalog)
    rate = season * open_
    demand = _demand(catalog, rate[:days] * ending[:days])
    chance = spec.chance("accidents")
    return Market(
        demand=demand,
        promo=promo[:days],
        season=rate,
        ahead=_running(rate),
        ahead_known=_running(rate * ending),
        luck=chance.random((days, items, places), dtype=np.float32),
        delay=chance.standard_normal((days, len(catalog.suppliers))),
        slip=chance.random((days, items)),
        forget=chance.random((days, items)),
    )


def _running(rate: Floats) -> Floats:
    total = np.zeros((len(rate) + 1, rate.shape[1]))
    np.cumsum(rate, axis=0, out=total[1:])
    return total


def _life(catalog: Catalog) -> tuple[Floats, Floats]:
    day = np.arange(catalog.days + HORIZON_DAYS)[:, None]
    open_ = np.clip((day - catalog.birth) / 30, 0, 1)
    ending = np.clip((catalog.death - day) / 60, 0, 1)
    return open_, ending


def _seasons(catalog: Catalog) -> tuple[Floats, Floats]:
    rng = catalog.spec.chance("season")
    start = catalog.spec.first_day - dt.timedelta(days=WARM_UP_DAYS)
    dates = np.arange(catalog.days + HORIZON_DAYS) + np.datetime64(start, "D")
    of_year = (dates - dates.astype("M8[Y]").astype("M8[D]")).astype(int)
    traits = [catalog.trade["categories"][c] for c in catalog.categories]
    peak = np.array([t["peak"] for t in traits]) * 30.4 - 15
    swing = np.array([t["swing"] for t in traits]) * rng.uniform(0.6, 1.3)
    wave = 1 + swing * np.cos(2 * np.pi * (of_year[:, None] - peak) / 365.25)
    weekday = (dates.astype(int) + 3) % 7
    calm = rng.uniform(0.35, 1.15)  # weekends: quiet for wholesalers, busy for shops
    week = np.where(weekday >= 5, calm, 1) * 7 / (5 + 2 * calm)
    for feast in data("wording")["new_year"]:
        since = (dates - np.datetime64(feast, "D")).astype(int)
        week = np.where((since >= -1) & (since < 7), week * 0.35, week)
    growth = rng.uniform(-0.04, 0.14) + rng.normal(0, 0.06, len(catalog.category))
    trend = (1 + growth) ** ((np.arange(len(dates))[:, None] - catalog.days) / 365)
    promo = _promotions(catalog, rng, dates)
    lift = 1 + promo * rng.uniform(1.5, 3.5)
    return (wave * week[:, None])[:, catalog.category] * trend * lift, promo


def _promotions(catalog: Catalog, rng: Rng, dates: npt.NDArray[np.datetime64]) -> Floats:
    promo = np.zeros((len(dates), len(catalog.category)))
    years = dates.astype("M8[Y]").astype(int) + 1970
    for year in range(int(years[0]), int(years[-1]) + 1):
        for month, day, lasts in data("wording")["promotions"]:
            first = int((np.datetime64(dt.date(year, month, day)) - dates[0]).astype(int))
            joins = rng.random(len(catalog.categories)) < 0.4
            depth = np.where(rng.random(len(catalog.category)) < 0.5, rng.uniform(0.05, 0.15), 0)
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


def alive(catalog: Catalog, day: int) -> Bools:
    """Tell which items are on sale on a day."""
    on_sale: Bools = (catalog.birth <= day) & (day < catalog.death)
    return on_sale
