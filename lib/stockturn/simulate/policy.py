"""The policy: levels for every item and place, what they would have done, what they free."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from stockturn.cluster import Mapper
from stockturn.ledger.facts import Facts
from stockturn.params import Settings, Span
from stockturn.simulate.blocks import CLASSES
from stockturn.simulate.causes import excess_by_cause
from stockturn.simulate.orders import targets
from stockturn.simulate.outcome import Outcome
from stockturn.simulate.rehearsal import rehearse
from stockturn.simulate.worth import critical_ratios, unit_costs, unit_prices
from stockturn.targets.demand import Demand, unconstrained_demand
from stockturn.targets.forecast import MODELS, Forecasts, forecasts
from stockturn.targets.history import PAIR, History
from stockturn.targets.places import supplied_places
from stockturn.targets.price_breaks import economic_lots, price_breaks
from stockturn.targets.selling import YEAR_DAYS, Selling, ending, review_dates, selling_time


@dataclass(frozen=True)
class Policy:
    """Targets and their rehearsal.

    Attributes
    ----------
    items
        One row per pair: ``item``, ``warehouse``, ``abc``, ``service_target``, ``daily_demand``,
        ``lead_days``, ``lead_sd_days``, ``lead_source``, ``reorder_point``, ``order_up_to``,
        ``order_quantity``, ``max_qty`` (NaN where no level can be made: ``reason`` says why),
        ``on_hand``, ``on_order``, ``unit_cost``, ``suggested_qty`` (to order now);
        ``forecast_model``, empty where none was better than the last value.
    start, end
        The days rehearsed; no start where the past is too short or tells no days.
    outcomes
        ``baseline`` and ``proposed``: what ``result.json`` names under ``replay``.
    cash
        One-off release (value, low, high) at equal or better service; empty where there is none.
    curve
        Label, cycle service tried, stock value and fill rate of each point.
    causes
        Why stock exceeds the levels: ``item``, ``warehouse``, ``cause``, ``qty``, ``value``.
    promised, achieved
        Fill rate by class: as asked for, and as the rehearsal kept it.
    forecast
        Forecasts by review, of the pairs in ``items``, with their errors over the days rehearsed.
    breaks
        Suppliers' prices for more, weighed against the stock they make (``price_breaks``).
    daily
        Whether levels rest on days; else on the periods of summaries.
    """

    items: pd.DataFrame
    start: dt.date | None
    end: dt.date
    outcomes: Mapping[str, Mapping[str, float | None]]
    cash: Mapping[str, float]
    curve: pd.DataFrame
    causes: pd.DataFrame
    promised: Mapping[str, float]
    achieved: Mapping[str, float | None]
    forecast: Forecasts
    breaks: pd.DataFrame
    daily: bool = True

    @property
    def max_qty(self) -> pd.Series:
        """Highest quantity that the levels explain, by item and warehouse; NaN where unknown."""
        return self.items.set_index(PAIR)["max_qty"]


def make_policy(
    history: History,
    facts: Facts,
    tables: Mapping[str, pd.DataFrame],
    settings: Settings,
    *,
    period: Span,
    abc: pd.Series,
    mapper: Mapper | None = None,
) -> Policy:
    """Make levels, rehearse them over the period, and say what follows.

    Parameters
    ----------
    history
        Flows up to the end of ``period``: by day, or by month (levels are not rehearsed then).
    abc
        Class of each item.
    mapper
        What walks the places on a cluster, some at a time; the result is the same to the bit.
    """
    mine = pd.MultiIndex.from_frame(facts.places[PAIR])
    history = history.of(pd.MultiIndex.from_frame(history.pairs).isin(mine))
    demand = unconstrained_demand(history, withdrawn_days=settings.slow_days)
    places, selling, breaks = _weighed(history, demand, facts, tables, settings, abc=abc)
    group = places["abc"].map({name: n for n, name in enumerate(CLASSES)}).to_numpy()
    promised = np.array([_promised(settings)[c] for c in CLASSES])
    done = rehearse(
        history, demand, places, review_days=settings.review_days, dead_days=settings.dead_days,
        promised=promised, group=group, unit_cost=places["unit_cost"].to_numpy(),
        scored=int((period.start - history.start).days / history.step_days), selling=selling,
        mapper=mapper,
    )  # fmt: skip
    items = targets(places, history, done, tables, settings)
    start = history.start + dt.timedelta(days=done.scored) if done.proposed else None
    ahead = _forecasts(demand, history, settings, scored=done.scored)
    items["forecast_model"] = np.where(ahead.beaten, "", np.array(MODELS)[ahead.champion])
    report = Outcome(history, demand, items, done, facts, settings, start)
    outcomes, cash = report.outcomes(), report.cash()
    return Policy(
        items,
        start,
        facts.end,
        outcomes,
        cash,
        report.curve(outcomes),
        excess_by_cause(items, history, done, tables, settings),
        dict(zip(CLASSES, promised.tolist(), strict=True)),
        {c: report.achieved(group == n) for n, c in enumerate(CLASSES)},
        ahead,
        breaks,
        history.daily,
    )


def _weighed(
    history: History, demand: Demand, facts: Facts, tables: Mapping[str, pd.DataFrame],
    settings: Settings, *, abc: pd.Series,
) -> tuple[pd.DataFrame, Selling, pd.DataFrame]:  # fmt: skip
    """Return the places with what their levels and orders rest on, selling times and breaks."""
    places = supplied_places(history, demand, tables, settings)
    places["abc"] = places["item"].map(abc).fillna("C")
    places["unit_cost"] = unit_costs(places, facts, tables)
    places["critical_ratio"] = critical_ratios(
        unit_prices(places, facts, tables), places["unit_cost"], leftover=settings.leftover_rate,
        promised=places["abc"].map(_promised(settings)),
    )  # fmt: skip
    days = review_dates(history, settings.review_days)
    selling = selling_time(places, settings.seasons, days, review_days=settings.review_days)
    places = ending(places, selling)
    yearly = YEAR_DAYS * demand.lately(history.steps_in(YEAR_DAYS)) / history.step_days
    breaks = price_breaks(places, tables, settings, demand_per_year=yearly, end=history.end)
    places["economic_lot"] = economic_lots(places, breaks, settings, demand_per_year=yearly)
    return places, selling, breaks


def _promised(settings: Settings) -> dict[str, float]:
    return {str(name): share for name, share in settings.service_targets.items()}


def _forecasts(demand: Demand, history: History, settings: Settings, *, scored: int) -> Forecasts:
    """Forecast demand from review to review; the errors from step ``scored`` on count."""
    every = history.steps_in(settings.review_days)
    blocks, first = demand.blocks(every)
    return forecasts(
        blocks,
        first,
        season=round(YEAR_DAYS / (every * history.step_days)),
        scored=-((history.steps % every - scored) // every),
        dead=int(settings.dead_days / (every * history.step_days)),
    )
