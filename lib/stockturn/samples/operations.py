"""Run the company day by day: physical stock, orders, deliveries, sales, clearing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from stockturn.samples.behaviour import Behaviour, review_days
from stockturn.samples.catalog import WARM_UP_DAYS, Bools, Catalog, Floats, Ints
from stockturn.samples.market import HORIZON_DAYS, Market

REVIEW_DAYS = 7
SERVICE_FACTORS = np.array([2.2, 1.9, 1.5])  # standard deviations of safety, by grade
MEMORY = 0.025  # weight of today in the smoothed level


class Moves(NamedTuple):
    """Stock moved for one reason on one day; arrays of equal length."""

    kind: str
    day: int
    item: Ints
    place: Ints
    to_place: Ints
    qty: Ints


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


@dataclass(frozen=True)
class History:
    """What physically happened, the warm-up included.

    Attributes
    ----------
    sold
        Units that left each warehouse for customers: day × item × warehouse.
    served
        Units that the customers of each warehouse got, from wherever: same shape.
    returned
        Units that customers sent back: same shape.
    moves, purchases
        Everything else that moved, and what was ordered.
    discount
        Discount off the list price in force: day × item.
    opening, closing
        Stock at the start of the first booked day and at the end: item × warehouse.
    stock_days
        Sum over the last 365 days of the company's stock: by item.
    vanished
        Units lost over the last 365 days without anybody booking it: by item.
    """

    sold: Ints
    served: Ints
    returned: Ints
    moves: list[Moves]
    purchases: Purchases
    discount: Floats
    opening: Ints
    closing: Ints
    stock_days: Ints
    vanished: Ints


class Operation:
    """A company at work."""

    def __init__(self, catalog: Catalog, market: Market, behaviour: Behaviour) -> None:
        self.catalog, self.market, self.behaviour = catalog, market, behaviour
        days, items, places = market.demand.shape
        tail = days + HORIZON_DAYS
        self.items = np.arange(items)
        self.level = catalog.daily * np.exp(
            catalog.spec.chance("foresight").normal(0, np.where(catalog.birth > 0, 0.4, 0.05))
        )
        self.recent = self.level.copy()
        self.variance = 1.4 * catalog.daily**2 / catalog.lines
        self.on_order = np.zeros(items, dtype=np.int64)
        self.arrivals = np.zeros((tail, items), dtype=np.int64)
        self.defects = np.zeros((tail, items), dtype=np.int64)
        self.returned = np.zeros((tail, items, places), dtype=np.int64)
        self.sold = np.zeros((days, items, places), dtype=np.int64)
        self.served = np.zeros((days, items, places), dtype=np.int64)
        self.discount = market.promo.copy()
        self.cut = np.zeros(items)
        self.cut_until = np.zeros(items, dtype=np.int64)
        self.last_order = np.full(items, -1000)
        self.moves: list[Moves] = []
        self.orders: list[tuple[Ints, ...]] = [(np.zeros(0, dtype=np.int64),) * 8]
        self.review_day = review_days(catalog)
        self.stock_days = np.zeros(items, dtype=np.int64)
        self.vanished = np.zeros(items, dtype=np.int64)
        self.stock = self._first_stock()

    def _first_stock(self) -> Ints:
        catalog = self.catalog
        cover = catalog.lead_days + REVIEW_DAYS + 0.7 * catalog.cycle
        wanted = np.where(catalog.birth > 0, 0, catalog.daily * cover)
        return np.ceil(wanted[:, None] * catalog.share).astype(np.int64)

    def run(self) -> History:
        """Live through all days."""
        days = len(self.market.demand)
        opening = self.stock
        for day in range(days):
            if day == WARM_UP_DAYS:
                opening = self.stock.copy()
            self._receive(day)
            if day % 7 in (1, 4):
                self._transfer(day)
            self._sell(day)
            self._send_back(day)
            self._lose(day)
            if day % 30 == 24:
                self._count(day)
            if day % self.behaviour.clear_every == 40:
                self._clear(day)
            self._learn(day)
            self._buy(day)
            if day >= days - 365:
                self.stock_days += self.stock.sum(axis=1)
        columns = [np.concatenate(column) for column in zip(*self.orders, strict=True)]
        return History(
            sold=self.sold,
            served=self.served,
            returned=self.returned[:days],
            moves=self.moves,
            purchases=Purchases(*columns),
            discount=self.discount,
            opening=opening,
            closing=self.stock,
            stock_days=self.stock_days,
            vanished=self.vanished,
        )

    # --- the warehouse -------------------------------------------------------------------------

    def _log(self, kind: str, day: int, qty: Ints, place: int, to_place: int = -1) -> None:
        moved = np.flatnonzero(qty)
        if len(moved):
            at, to = np.full(len(moved), place), np.full(len(moved), to_place)
            self.moves.append(Moves(kind, day, moved, at, to, qty[moved]))

    def _receive(self, day: int) -> None:
        arrived = self.arrivals[day]
        self.stock[:, 0] += arrived
        self.on_order -= arrived
        self.stock += self.returned[day]
        poor = (arrived > 0) & (self.market.luck[day, :, 0] < 0.012)
        self.defects[day + 2, poor] += np.ceil(0.04 * arrived[poor]).astype(np.int64)

    def _transfer(self, day: int) -> None:
        """Fill the branches up to some days of sales, from what the centre can spare."""
        share, season = self.catalog.share, self.market.season[day]
        rate = (self.level * season)[:, None] * share
        unsure = np.sqrt(self.variance[:, None] * share * 8)
        target = np.ceil(rate * 12 + SERVICE_FACTORS[self.catalog.grade][:, None] * unsure * 0.8)
        target[share == 0] = 0
        keep = np.ceil(rate[:, 0] * 6)
        for place in range(1, share.shape[1]):
            gap = target[:, place] - self.stock[:, place]
            wanted = np.where(self.stock[:, place] <= 0.65 * target[:, place], gap, 0)
            spare = np.maximum(self.stock[:, 0] - keep, 0) // (share.shape[1] - place)
            qty = np.minimum(wanted, spare).astype(np.int64)
            self.stock[:, 0] -= qty
            self.stock[:, place] += qty
            self._log("调拨", day, qty, 0, place)

    def _sell(self, day: int) -> None:
        asked = self.market.demand[day]
        self.cut[self.cut_until <= day] = 0
        if self.cut.any():
            self.discount[day] = np.maximum(self.discount[day], self.cut)
            asked = asked + self._bargain_hunters(day)
        sold = np.minimum(asked, self.stock)
        served = sold.copy()
        short, spare = asked - sold, self.stock[:, 0] - sold[:, 0]
        together = ~self.behaviour.apart
        for place in range(1, asked.shape[1]):
            # The centre ships for a branch that has run out, unless they do not talk.
            given = np.minimum(spare, short[:, place]) * together
            served[:, place] += given
            sold[:, 0] += given
            spare = spare - given
        self.stock -= sold
        self.sold[day], self.served[day] = sold, served
        lag = 3 + (day * 5) % 9
        # Few deliveries come back, but then a good part of them.
        rate = self.catalog.trade["returns"]
        part = np.floor(sold * (rate / (rate + 0.03)) + self.market.luck[day - 1]).astype(np.int64)
        back = self.market.luck[day][:, ::-1] < rate + 0.03
        self.returned[day + lag] += np.where(back, np.minimum(part, sold), 0)

    def _bargain_hunters(self, day: int) -> Ints:
        """Draw buyers whom only the cut price brings: more where more is on the shelf."""
        usual = self.catalog.daily[:, None] * self.catalog.share
        keen = np.minimum(0.012 * self.stock, 1.2 * usual) + 1.6 * self.market.demand[day]
        more = np.floor(self.cut[:, None] * keen + self.market.luck[day])
        return np.where(self.cut[:, None] > 0, more, 0).astype(np.int64)

    def _send_back(self, day: int) -> None:
        qty = np.minimum(self.defects[day], self.stock[:, 0])
        self.stock[:, 0] -= qty
        self._log("采购退货", day, qty, 0)

    def _lose(self, day: int) -> None:
        """Lose a few units that nobody books; only the next count will tell."""
        gone = self.market.luck[day] > 1 - 0.001 * self.behaviour.loss
        if gone.any():
            lost = np.minimum(np.ceil(0.012 * self.stock).astype(np.int64), self.stock)
            lost = np.where(gone, lost, 0)
            self.stock -= lost
            if day >= len(self.sold) - 365:
                self.vanished += lost.sum(axis=1)

    def _count(self, day: int) -> None:
        by_hand = bool(self.behaviour.by_hand)
        turn = day // 30
        if by_hand and turn % 6:
            return  # kept by hand: everything at once, twice a year
        chosen = (self.items % 3 == turn % 3) | by_hand
        for place in range(self.stock.shape[1]):
            counted = np.flatnonzero(chosen & (self.catalog.share[:, place] > 0))
            at = np.full(len(counted), place)
            qty = self.stock[counted, place]
            self.moves.append(Moves("盘点", day, counted, at, np.full(len(counted), -1), qty))

    # --- clearing ------------------------------------------------------------------------------

    def _clear(self, day: int) -> None:
        """Deal with stock that will not sell by itself."""
        b, have = self.behaviour, self.stock.sum(axis=1)
        left = self.market.ahead_known[-1] - self.market.ahead_known[day]
        ended = (day >= self.catalog.known) & (have > self.level * left)
        if b.cuts_only:
            rate = self.level * self.market.season[day]
            aged = ended | (have > rate * b.cover_days)
            chosen = aged & (have > 0) & (self.catalog.birth < day - 60)
            self._cut_price(chosen, b.cut_depth, day)
            return
        way = (self.items + day // b.clear_every) % 3
        surplus = np.maximum(have - np.ceil(self.level * left), 0).astype(np.int64)
        back = np.where(ended & (way == 0), np.minimum(surplus, self.stock[:, 0]) // 2, 0)
        self.defects[day + 1] += back
        self._cut_price(ended & (way == 1), b.cut_depth, day)
        self._gather(ended & (way == 2), day)
        waste = np.where(ended & (day > self.catalog.death + 400), self.stock[:, 0] // 2, 0)
        self.stock[:, 0] -= waste
        self._log("报废", day, waste, 0)

    def _cut_price(self, chosen: Bools, depth: float, day: int) -> None:
        self.cut[chosen] = np.round(depth * (0.9 + 0.2 * (self.items[chosen] % 5) / 4), 2)
        self.cut_until[chosen] = day + self.behaviour.cut_lasts

    def _gather(self, chosen: Bools, day: int) -> None:
        """Bring leftovers from the branches to where they sell best, tomorrow morning's stock."""
        for place in range(1, self.stock.shape[1]):
            qty = np.where(chosen, self.stock[:, place], 0)
            self.stock[:, place] -= qty
            self.stock[:, 0] += qty
            self._log("调拨", day, qty, place, 0)

    # --- purchasing ----------------------------------------------------------------------------

    def _learn(self, day: int) -> None:
        """Smooth what was asked for, seasons taken out."""
        market = self.market
        factor = market.ahead_known[day + 1] - market.ahead_known[day]
        # Departments that do not talk see what was shipped, not what was asked for.
        asked = market.demand[day]
        shipped = np.minimum(asked, self.served[day])
        seen = np.where(self.behaviour.apart[:, None], shipped, asked).sum(axis=1)
        on_sale = factor > 0.1
        error = np.where(on_sale, seen / np.maximum(factor, 0.1) - self.level, 0)
        self.level += MEMORY * error
        self.variance += np.where(on_sale, MEMORY * (error**2 - self.variance), 0)
        self.recent += np.where(on_sale, 0.07 * (self.level + error - self.recent), 0)

    def _buy(self, day: int) -> None:
        """Review the items of today's suppliers and order what is needed, or what is believed."""
        b, c = self.behaviour, self.catalog
        due = self.review_day == day % REVIEW_DAYS
        if not due.any():
            return
        level = self.level
        level = np.maximum(level + b.chase * b.apart * (self.recent - level), 0.2 * level)
        span = (c.lead_days + REVIEW_DAYS).astype(np.int64)
        soon, later = self._needed(day, level, span)
        safety = SERVICE_FACTORS[c.grade] * np.sqrt(
            self.variance * span + (level * c.lead_spread * c.lead_days) ** 2
        )
        branches = level * (1 - c.share[:, 0]) * 5
        point = np.where(soon > 0, (soon + safety + branches) * b.favour, 0)
        have = self.stock.sum(axis=1)
        wanted = self._wanted(day, point, later, have, level)
        self._order(day, np.flatnonzero(due & (wanted > 0) & (soon > 0)), wanted)

    def _needed(self, day: int, level: Floats, span: Ints) -> tuple[Floats, Floats]:
        """Expect demand until the next purchase arrives, and while it is meant to last."""
        known = day >= self.catalog.known
        end, last = day + span, np.minimum(day + span + self.catalog.cycle, day + HORIZON_DAYS)

        def upto(when: Ints | int) -> Floats:
            full, free = self.market.ahead_known, self.market.ahead
            rows = np.broadcast_to(when, self.items.shape)
            seen: Floats = np.where(known, full[rows, self.items], free[rows, self.items])
            return seen

        return level * (upto(end) - upto(day)), level * (upto(last) - upto(end))

    def _wanted(self, day: int, point: Floats, later: Floats, have: Ints, level: Floats) -> Floats:
        b = self.behaviour
        forgets = b.apart & (self.market.forget[day] < b.ignore)
        position = have + np.where(forgets, 0, self.on_order)
        trigger = np.where(b.blind & ~forgets, level * 1.5 + self.on_order, point * b.trigger)
        wanted = (point + later * b.lots - position) * b.ration
        wanted = np.where(position <= trigger, wanted, 0)
        rhythm = b.padded & (day - self.last_order >= self.catalog.cycle)
        room = (have < level * b.cap_days) & (day >= WARM_UP_DAYS)
        habit = (
            later * (1 + b.padding) * np.minimum((day - self.last_order) / self.catalog.cycle, 2)
        )
        return np.where(rhythm & room, np.maximum(wanted, habit), wanted)

    def _order(self, day: int, item: Ints, wanted: Floats) -> None:
        if not len(item):
            return
        b, c, m = self.behaviour, self.catalog, self.market
        pack, apart = c.pack[item], b.apart[item]
        least = np.maximum(wanted[item], c.min_order[item] * b.lots[item])
        qty = (np.ceil(least / pack) * pack).astype(np.int64)
        slip, mean = m.slip[day, item], c.lead_days[item]
        spread = c.lead_spread[item] + b.spread * apart
        lead = mean * (1 + spread * m.delay[day, c.supplier[item]]) + 2 * slip - 1
        lead = np.where(apart & (slip > 1 - b.early), mean * 0.35, lead)
        first = day + np.clip(np.round(lead), 2, HORIZON_DAYS - 40).astype(np.int64)
        second = first + 5 + (item % 7)
        parted = np.where((slip < 0.07) & (qty > 3 * pack), qty * 7 // 10 // pack * pack, qty)
        np.add.at(self.arrivals, (first, item), parted)
        np.add.at(self.arrivals, (second, item), qty - parted)
        self.on_order[item] += qty
        self.last_order[item] = day
        promised = day + np.round(mean).astype(np.int64)
        when = np.full(len(item), day)
        self.orders.append((when, item, qty, promised, first, parted, second, qty - parted))


def operate(catalog: Catalog, market: Market, behaviour: Behaviour) -> History:
    """Run a company and return what physically happened."""
    return Operation(catalog, market, behaviour).run()
