"""The policy: levels for every item and place, what they would have done, what they free."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from stockturn.ledger.facts import Facts
from stockturn.metrics.turnover import days_of_inventory, turns_per_year
from stockturn.metrics.window import Window, window
from stockturn.params import Settings, Span
from stockturn.simulate.causes import excess_by_cause
from stockturn.simulate.rehearsal import CLASSES, LANES, Rehearsal, rehearse, supply_of
from stockturn.simulate.release import Served, equal_service, fill_of, one_off_release
from stockturn.simulate.walk import CLOSING, OUT_DAYS, SERVED, STOCK_DAYS
from stockturn.targets.demand import Demand, daily_demand
from stockturn.targets.forecast import MODELS, Forecasts, forecasts
from stockturn.targets.history import PAIR, History
from stockturn.targets.places import supplied_places

Floats = npt.NDArray[Any]
STALE_DAYS = 90
YEAR_DAYS = 365


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
        The days rehearsed; None where the past is too short.
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
) -> Policy:
    """Make levels, rehearse them over the period, and say what follows.

    Parameters
    ----------
    history
        Daily flows up to the end of ``period``.
    abc
        Class of each item.
    """
    mine = pd.MultiIndex.from_frame(facts.places[PAIR])
    history = history.of(pd.MultiIndex.from_frame(history.pairs).isin(mine))
    demand = daily_demand(history, withdrawn_days=settings.slow_days)
    places = supplied_places(history, demand, tables, settings)
    places["abc"] = places["item"].map(abc).fillna("C")
    places["unit_cost"] = _unit_costs(places, facts, tables)
    group = places["abc"].map({name: n for n, name in enumerate(CLASSES)}).to_numpy()
    targets: Mapping[str, float] = {str(c): v for c, v in settings.service_targets.items()}
    promised = np.array([targets[c] for c in CLASSES])
    done = rehearse(
        history, demand, places, review_days=settings.review_days, dead_days=settings.dead_days,
        promised=promised, group=group, unit_cost=places["unit_cost"].to_numpy(),
        scored=(period.start - history.start).days,
    )  # fmt: skip
    items = _targets(places, history, done, tables, settings)
    start = history.start + dt.timedelta(days=done.scored) if done.proposed else None
    ahead = _forecasts(demand, settings, scored=done.scored)
    items["forecast_model"] = np.where(ahead.beaten, "", np.array(MODELS)[ahead.champion])
    report = _Report(history, demand, items, done, facts, settings, start)
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
    )


def _forecasts(demand: Demand, settings: Settings, *, scored: int) -> Forecasts:
    """Forecast demand from review to review; the errors from day ``scored`` on count."""
    blocks, first = demand.blocks(settings.review_days)
    cut = demand.asked.shape[1] % settings.review_days
    return forecasts(
        blocks,
        first,
        season=round(YEAR_DAYS / settings.review_days),
        scored=-((cut - scored) // settings.review_days),
        dead=settings.dead_days // settings.review_days,
    )


def _unit_costs(
    places: pd.DataFrame, facts: Facts, tables: Mapping[str, pd.DataFrame]
) -> pd.Series:
    """Return what a unit costs: by the closing stock, else the last issues, else the master."""
    keys = pd.MultiIndex.from_frame(places[PAIR])
    now = facts.places.set_index(PAIR)
    cost = (now["closing_value"] / now["closing_qty"].where(now["closing_qty"] > 0)).reindex(keys)
    flows = facts.monthly.groupby("item", observed=True)[["sales_qty", "sales_cost"]].sum()
    sold = flows["sales_cost"] / flows["sales_qty"].where(flows["sales_qty"] > 0)
    cost = pd.Series(cost.to_numpy(), index=places.index).fillna(places["item"].map(sold))
    master = tables.get("items")
    if master is not None and "unit_cost" in master:
        known = master.drop_duplicates("item").set_index("item")["unit_cost"]
        cost = cost.fillna(places["item"].map(known))
    return cost.fillna(0.0).clip(lower=0.0)


def _targets(
    places: pd.DataFrame, history: History, done: Rehearsal, tables: Mapping[str, pd.DataFrame],
    settings: Settings,
) -> pd.DataFrame:  # fmt: skip
    """Turn levels into the figures that a buyer works with."""
    supply = supply_of(places, done.mean, settings.review_days)
    level = done.level
    live = level > 0
    usual = done.mean * settings.review_days
    step = np.where(supply.pack > 0, supply.pack, 1.0)
    lot = np.where(live, np.maximum(np.ceil(np.maximum(supply.lot, usual) / step) * step, step), 0)
    up_to = level + np.where(live, supply.stretch, 0.0)
    # An order is placed below the level, so the least lot leads at most to a step below their sum.
    most = np.where(live, np.maximum(up_to, level + np.maximum(supply.lot - step, 0.0)), level)
    on_hand = history.stock[:, -1]
    on_order = _on_order(places, tables, history)
    want = np.maximum(np.maximum(up_to - on_hand - on_order, supply.lot), 0.0)
    suggested = np.where(live & (on_hand + on_order < level), np.ceil(want / step) * step, 0.0)
    return places.assign(
        service_target=places["abc"].map(settings.service_targets),
        daily_demand=done.mean.astype("float64"),
        reorder_point=level,
        order_up_to=np.where(np.isnan(level), np.nan, up_to),
        order_quantity=np.where(np.isnan(level), np.nan, lot),
        max_qty=np.where(np.isnan(level), np.nan, most),
        on_hand=on_hand,
        on_order=on_order,
        suggested_qty=suggested,
    )


def _on_order(places: pd.DataFrame, tables: Mapping[str, pd.DataFrame], history: History) -> Floats:
    """Return what was ordered before the end and has not come; it is due where goods are bought."""
    due = open_orders(tables, end=history.start + dt.timedelta(days=history.days - 1))
    amount = due.groupby(due["item"].astype("str"))["open_qty"].sum()
    bought = ~places["by_transfer"]
    main = bought & ~places["item"].where(bought).duplicated()
    return np.where(
        main, places["item"].astype("str").map(amount).astype("float64").fillna(0.0), 0.0
    )


def open_orders(tables: Mapping[str, pd.DataFrame], *, end: dt.date) -> pd.DataFrame:
    """Return order lines placed by ``end`` that have not come in full, with ``open_qty``.

    A line of which a part came counts the ordered quantity once; one that promised goods longer
    than ``STALE_DAYS`` ago is thought to be closed.
    """
    lines = tables.get("purchases")
    if lines is None or not {"order_date", "ordered_qty"} <= set(lines):
        kinds = {"po_no": "str", "item": "str", "order_date": "datetime64[us]",
                 "promised_date": "datetime64[us]", "open_qty": "float64"}  # fmt: skip
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in kinds.items()})
    day = pd.Timestamp(end)
    keys = [c for c in ("po_no", "line_no", "item") if c in lines]
    lines = lines[lines["order_date"] <= day].reindex(
        columns=[*lines.columns, *({"promised_date", "receipt_date", "received_qty"} - set(lines))]
    )
    came = lines["receipt_date"].notna() & (lines["receipt_date"] <= day)
    got = lines["received_qty"].fillna(lines["ordered_qty"]).where(came, 0.0).astype("float64")
    sums = lines.assign(got=got).groupby(keys, dropna=False, observed=True).agg(
        order_date=("order_date", "first"), promised_date=("promised_date", "max"),
        ordered=("ordered_qty", "first"), got=("got", "sum"),
    )  # fmt: skip
    sums = sums.reset_index().assign(open_qty=lambda f: (f["ordered"] - f["got"]).clip(lower=0.0))
    due = sums["promised_date"].fillna(sums["order_date"])
    return sums[(sums["open_qty"] > 0) & (due >= day - pd.Timedelta(days=STALE_DAYS))]


@dataclass(frozen=True)
class _Report:
    """What the walks amount to, in money and valued as the ledger."""

    history: History
    demand: Demand
    items: pd.DataFrame
    done: Rehearsal
    facts: Facts
    settings: Settings
    start: dt.date | None

    @property
    def days(self) -> int:
        return self.history.days - self.done.scored

    def _span(self) -> Window | None:
        """Return the ledger's own figures over the scored days, by whole months."""
        assert self.start is not None
        return window(self.facts, start=self.start, end=self.facts.end, averaging="day_weighted")

    def _planned(self) -> Floats:
        return np.asarray(self.items["reorder_point"].notna())

    @cached_property
    def _actual(self) -> tuple[Floats, Floats]:
        """Stock-days and days without stock of each pair, as they happened."""
        stock = self.history.stock[:, self.done.scored :]
        return np.maximum(stock, 0.0).sum(axis=1), (stock <= 0).sum(axis=1) - self._unborn

    @cached_property
    def _unborn(self) -> Floats:
        """Scored days of each pair before its first movement: empty, yet not out of stock."""
        first = np.full(len(self.items), self.history.days)
        np.minimum.at(first, self.history.row, self.history.day)
        unborn: Floats = np.maximum(first - self.done.scored, 0)
        return unborn

    @cached_property
    def _as_served(self) -> Served | None:
        """Return the walk that served no worse than happened, the levels' own first."""
        before = self._fill(None)
        if self.done.proposed is None or self.done.grid is None or before is None:
            return None
        return equal_service(self.done.proposed, self.done.grid, mine=self._planned(), fill=before)

    def _saved(self, totals: Floats) -> Floats:
        """Return by how much each pair's average stock value lies below the actual one."""
        cost = np.where(self._planned(), self.items["unit_cost"], 0.0)
        saved: Floats = (self._actual[0] - totals[:, STOCK_DAYS]) / self.days * cost
        return saved

    def _fill(self, totals: Floats | None) -> float | None:
        """Return the fill rate of the planned pairs, as walked or as it happened."""
        mine = self._planned()
        if totals is not None:
            return fill_of(totals[mine])
        asked = self.demand.asked[mine, self.done.scored :].sum()
        met = self.demand.met[mine, self.done.scored :].sum()
        return float(met / asked) if asked > 0 else None

    def achieved(self, rows: Floats) -> float | None:
        """Return the fill rate that the rehearsal kept on some rows."""
        if self.done.proposed is None:
            return None
        return fill_of(self.done.proposed.totals[rows & self._planned(), 0])

    def outcomes(self) -> dict[str, dict[str, float | None]]:
        if self.done.proposed is None or (span := self._span()) is None:
            return {}
        sums = span.pairs[["avg_stock_value", "closing_value", "cogs"]].sum()
        walks = {"proposed": self.done.proposed.totals[:, 0]}
        kept = self._as_served
        if kept is not None and not kept.proposed:
            walks["same_service"] = kept.totals
        return {
            "baseline": self._outcome(
                span,
                avg_stock_value=sums["avg_stock_value"],
                closing_stock_value=sums["closing_value"],
                cogs=sums["cogs"],
                fill_rate=self._fill(None),
                stockout_days=self._actual[1].sum(),
            ),
            **{name: self._walked(span, sums, totals) for name, totals in walks.items()},
        }

    def _walked(self, span: Window, sums: pd.Series, totals: Floats) -> dict[str, float | None]:
        """Return what a walk amounts to; places without levels stay as they were."""
        cost = np.where(self._planned(), self.items["unit_cost"], 0.0)
        met = self.demand.met[:, self.done.scored :].sum(axis=1)
        closing = np.maximum(self.history.stock[:, -1], 0.0) - totals[:, CLOSING]
        out = np.maximum(totals[:, OUT_DAYS] - self._unborn, 0)
        return self._outcome(
            span,
            avg_stock_value=sums["avg_stock_value"] - self._saved(totals).sum(),
            closing_stock_value=sums["closing_value"] - (closing * cost).sum(),
            cogs=sums["cogs"] + ((totals[:, SERVED] - met) * cost).sum(),
            fill_rate=self._fill(totals),
            stockout_days=np.where(self._planned(), out, self._actual[1]).sum(),
        )

    def _outcome(self, span: Window, **figures: float | None) -> dict[str, float | None]:
        known = {name: None if v is None else float(v) for name, v in figures.items()}
        stock, cogs, turns = known["avg_stock_value"], known.pop("cogs"), None
        if stock and cogs is not None and stock > 0 and cogs >= 0:
            factor = span.per_year(self.settings.days_basis)
            turns = turns_per_year(cogs=cogs, avg_stock_value=stock, per_year=factor)
        days = days_of_inventory(turns, basis=self.settings.days_basis)
        return {**known, "turns": turns, "days": days}

    def cash(self) -> dict[str, float]:
        """Return the one-off release at equal or better service, with its 80 % interval."""
        if self._as_served is None:
            return {}
        cost = np.where(self._planned(), self.items["unit_cost"], 0.0)
        held = cost @ np.maximum(self.history.stock[:, self.done.scored :], 0.0)
        return one_off_release(held, self._as_served.value[self.done.scored :])

    def curve(self, outcomes: Mapping[str, Mapping[str, float | None]]) -> pd.DataFrame:
        columns = ["label", "service_target", "stock_value", "fill_rate"]
        if not outcomes or self.done.grid is None:
            return pd.DataFrame(columns=columns)
        held = float(outcomes["baseline"]["avg_stock_value"] or 0.0)
        points: list[tuple[str, float | None, float | None, float | None]] = [
            ("", float(LANES[k]), held - float(self._saved(totals).sum()), self._fill(totals))
            for k, totals in enumerate(np.moveaxis(self.done.grid.totals, 1, 0))
        ]
        for label, name in (("current", "baseline"), ("proposed", "proposed")):
            one = outcomes[name]
            points.append((label, None, one["avg_stock_value"], one["fill_rate"]))
        return pd.DataFrame(points, columns=columns)
