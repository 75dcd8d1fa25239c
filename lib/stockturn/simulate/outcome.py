"""What the walks amount to, in money and valued as the ledger."""

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
from stockturn.params import Settings
from stockturn.simulate.blocks import LANES
from stockturn.simulate.rehearsal import Rehearsal
from stockturn.simulate.release import Served, equal_service, fill_of, one_off_release
from stockturn.simulate.walk import CLOSING, OUT_DAYS, SERVED, STOCK_DAYS
from stockturn.targets.demand import Demand
from stockturn.targets.history import History

Floats = npt.NDArray[Any]


@dataclass(frozen=True)
class Outcome:
    """The walks of one rehearsal beside what happened."""

    history: History
    demand: Demand
    items: pd.DataFrame
    done: Rehearsal
    facts: Facts
    settings: Settings
    start: dt.date | None

    @property
    def days(self) -> int:
        """Return the days scored."""
        return self.history.steps - self.done.scored

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
        first = np.full(len(self.items), self.history.steps)
        np.minimum.at(first, self.history.row, self.history.step)
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
        """Return what happened beside what the levels would have done; empty without walks."""
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
        """Return stock and fill rate of each lane, and of the present and the proposed."""
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
