"""Run a company day by day: what it learns, what it orders, what becomes of it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from stockturn.samples.behaviour import Behaviour
from stockturn.samples.catalog import WARM_UP_DAYS, Catalog, Floats, Ints
from stockturn.samples.market import HORIZON_DAYS, Market
from stockturn.samples.warehouses import SERVICE_FACTORS, YEAR, Warehouses

REVIEW_DAYS = 7
MEMORY = 0.025  # weight of today in the smoothed level
SHORT_MEMORY = 0.07  # of those who chase the last two weeks


class Purchases(NamedTuple):
    """Purchase order lines; ``second_qty`` is what a partial delivery left for later."""

    day: Ints
    item: Ints
    qty: Ints
    promised: Ints
    first_day: Ints
    first_qty: Ints
    second_day: Ints
    second_qty: Ints


class Operation(Warehouses):
    """A company at work; after ``run`` its attributes tell what physically happened.

    Attributes
    ----------
    opening
        Stock at the start of the first booked day: item × warehouse.
    purchases
        All that was ordered, whether it came or not.
    """

    def __init__(self, catalog: Catalog, market: Market, behaviour: Behaviour) -> None:
        super().__init__(catalog, market, behaviour)
        self.recent = self.level.copy()
        self.last_order = np.full(len(self.level), -1000)
        self.orders: list[tuple[Ints, ...]] = [(np.zeros(0, dtype=np.int64),) * 8]
        self.opening = self.stock

    def run(self) -> Operation:
        """Live through all days."""
        for day in range(self.days):
            if day == WARM_UP_DAYS:
                self.opening = self.stock.copy()
            self.receive(day)
            if day % 7 in (1, 4):
                self.transfer(day)
            self.sell(day)
            self.send_back(day)
            self.lose(day)
            if day % 30 == 24:
                self.count(day)
            if day % self.behaviour.clear_every == 40:
                self.clear(day)
            self.learn(day)
            self.buy(day)
            if day >= self.days - YEAR:
                self.stock_days += self.stock.sum(axis=1)
        self.purchases = Purchases(*map(np.concatenate, zip(*self.orders, strict=True)))
        return self

    def learn(self, day: int) -> None:
        """Smooth what was asked for, seasons taken out."""
        factor = self.market.ahead_known[day + 1] - self.market.ahead_known[day]
        asked = self.market.demand[day]
        # Departments that do not talk see what was shipped, not what was asked for.
        shipped = np.minimum(asked, self.served[day])
        seen = np.where(self.behaviour.apart[:, None], shipped, asked).sum(axis=1)
        on_sale = factor > 0.1
        error = np.where(on_sale, seen / np.maximum(factor, 0.1) - self.level, 0)
        self.level += MEMORY * error
        self.variance += np.where(on_sale, MEMORY * (error**2 - self.variance), 0)
        self.recent += np.where(on_sale, SHORT_MEMORY * (self.level + error - self.recent), 0)

    def buy(self, day: int) -> None:
        """Review the items of today's suppliers; order what is needed, or what is believed."""
        b, c = self.behaviour, self.catalog
        due = c.supplier % 5 == day % REVIEW_DAYS
        if not due.any():
            return
        chased = self.level + b.chase * b.apart * (self.recent - self.level)
        level = np.maximum(chased, 0.2 * self.level)
        span = (c.lead_days + REVIEW_DAYS).astype(np.int64)
        soon, later = self._needed(day, level, span)
        slack = (level * c.lead_spread * c.lead_days) ** 2
        safety = SERVICE_FACTORS[c.grade] * np.sqrt(self.variance * span + slack)
        branches = level * (1 - c.share[:, 0]) * 5
        point = np.where(soon > 0, (soon + safety + branches) * b.favour, 0)
        wanted = self._wanted(day, point, later, level)
        self._order(day, np.flatnonzero(due & (wanted > 0) & (soon > 0)), wanted)

    def _needed(self, day: int, level: Floats, span: Ints) -> tuple[Floats, Floats]:
        """Expect demand until the next purchase arrives, and while it is meant to last."""
        known, every = day >= self.catalog.known, self.catalog.every
        end = day + span
        last = np.minimum(end + self.catalog.cycle, day + HORIZON_DAYS)
        now, soon, later = (
            np.where(known, self.market.ahead_known[row, every], self.market.ahead[row, every])
            for row in (np.full_like(end, day), end, last)
        )
        return level * (soon - now), level * (later - soon)

    def _wanted(self, day: int, point: Floats, later: Floats, level: Floats) -> Floats:
        b, have = self.behaviour, self.stock.sum(axis=1)
        forgets = b.apart & (self.market.forget[day] < b.ignore)
        position = have + np.where(forgets, 0, self.on_order)
        trigger = np.where(b.blind & ~forgets, level * 1.5 + self.on_order, point * b.trigger)
        wanted = (point + later * b.lots - position) * b.ration
        wanted = np.where(position <= trigger, wanted, 0)
        since = day - self.last_order
        rhythm = b.padded & (since >= self.catalog.cycle) & (day >= WARM_UP_DAYS)
        habit = later * (1 + b.padding) * np.minimum(since / self.catalog.cycle, 2)
        room = have < level * b.cap_days
        return np.where(rhythm & room, np.maximum(wanted, habit), wanted)

    def _order(self, day: int, item: Ints, wanted: Floats) -> None:
        b, c, m = self.behaviour, self.catalog, self.market
        pack, apart, mean = c.pack[item], b.apart[item], c.lead_days[item]
        least = np.maximum(wanted[item], c.min_order[item] * b.lots[item])
        qty = (np.ceil(least / pack) * pack).astype(np.int64)
        slip, spread = m.slip[day, item], c.lead_spread[item] + b.spread * apart
        lead = mean * (1 + spread * m.delay[day, c.supplier[item]]) + 2 * slip - 1
        lead = np.where(apart & (slip > 1 - b.early), mean * 0.35, lead)
        first = day + np.clip(np.round(lead), 2, HORIZON_DAYS - 40).astype(np.int64)
        second = first + 5 + (item % 7)
        # Some suppliers deliver most of a line now and the rest later.
        part = np.where((slip < 0.07) & (qty > 3 * pack), qty * 7 // 10 // pack * pack, qty)
        np.add.at(self.arrivals, (first, item), part)
        np.add.at(self.arrivals, (second, item), qty - part)
        self.on_order[item] += qty
        self.last_order[item] = day
        promised = day + np.round(mean).astype(np.int64)
        when = np.full(len(item), day)
        self.orders.append((when, item, qty, promised, first, part, second, qty - part))
