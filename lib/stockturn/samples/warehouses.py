"""The warehouses day by day: receipts, transfers, sales, losses, counts, clearing."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from stockturn.samples.behaviour import Behaviour
from stockturn.samples.catalog import Bools, Catalog, Ints
from stockturn.samples.market import HORIZON_DAYS, Market

SERVICE_FACTORS = np.array([2.2, 1.9, 1.5])  # standard deviations of safety, by grade
YEAR = 365


class Warehouses:
    """Physical stock and what became of it, the warm-up included.

    Attributes
    ----------
    stock
        Units on the shelves: item × warehouse; the first warehouse is the centre.
    sold, served
        Units that left each warehouse for customers, and that the customers of each warehouse
        got from wherever: day × item × warehouse.
    returned
        Units that customers send back: day × item × warehouse, beyond the last day too.
    moves
        What else moved, by kind: arrays of day, item, place, place moved to (-1), quantity.
    discount
        Discount off the list price in force: day × item.
    stock_days, vanished
        Over the last 365 days, by item: sum of each day's stock; units lost unnoticed.
    """

    def __init__(self, catalog: Catalog, market: Market, behaviour: Behaviour) -> None:
        self.catalog, self.market, self.behaviour = catalog, market, behaviour
        self.days, items, places = market.demand.shape
        tail = self.days + HORIZON_DAYS
        cover = catalog.lead_days + 7 + 0.7 * catalog.cycle
        wanted = np.where(catalog.birth > 0, 0, catalog.daily * cover)
        self.stock = np.ceil(wanted[:, None] * catalog.share).astype(np.int64)
        # What the company believes of demand: level and variance a day, seasons taken out.
        unsure = np.where(catalog.birth > 0, 0.4, 0.05)
        self.level = catalog.daily * np.exp(catalog.spec.chance("foresight").normal(0, unsure))
        self.variance = 1.4 * catalog.daily**2 / catalog.lines
        self.on_order, self.stock_days, self.vanished, self.cut_until = (
            np.zeros(items, dtype=np.int64) for _ in range(4)
        )
        self.arrivals, self.sent_back = (np.zeros((tail, items), dtype=np.int64) for _ in "ab")
        self.returned = np.zeros((tail, items, places), dtype=np.int64)
        self.sold, self.served = (np.zeros_like(market.demand) for _ in range(2))
        self.discount, self.cut = market.promo.copy(), np.zeros(items)
        self.moves: dict[str, list[tuple[Ints, ...]]] = defaultdict(list)

    def _move(self, kind: str, day: int, qty: Ints, place: int, to: int = -1) -> None:
        """Take units from a place, to another where given, and write it down."""
        item = np.flatnonzero(qty)
        self.stock[:, place] -= qty
        if to >= 0:
            self.stock[:, to] += qty
        day_, place_, to_ = (np.full(len(item), value) for value in (day, place, to))
        self.moves[kind].append((day_, item, place_, to_, qty[item]))

    def receive(self, day: int) -> None:
        """Take in what suppliers and customers bring; a few parts of deliveries are faulty."""
        arrived = self.arrivals[day]
        self.stock[:, 0] += arrived
        self.on_order -= arrived
        self.stock += self.returned[day]
        poor = (arrived > 0) & (self.market.luck[day, :, 0] < 0.012)
        self.sent_back[day + 2, poor] += np.ceil(0.04 * arrived[poor]).astype(np.int64)

    def transfer(self, day: int) -> None:
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
            self._move("调拨", day, np.minimum(wanted, spare).astype(np.int64), 0, place)

    def sell(self, day: int) -> None:
        """Sell what is asked for as far as it is there."""
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
        # Few deliveries come back, but then a good part of them.
        rate, luck = self.catalog.trade["returns"], self.market.luck
        part = np.floor(sold * (rate / (rate + 0.03)) + luck[day - 1]).astype(np.int64)
        back = np.where(luck[day][:, ::-1] < rate + 0.03, np.minimum(part, sold), 0)
        self.returned[day + 3 + (day * 5) % 9] += back

    def _bargain_hunters(self, day: int) -> Ints:
        """Draw buyers whom only the cut price brings: more where more is on the shelf."""
        usual = self.catalog.daily[:, None] * self.catalog.share
        keen = np.minimum(0.012 * self.stock, 1.2 * usual) + 1.6 * self.market.demand[day]
        more = np.floor(self.cut[:, None] * keen + self.market.luck[day])
        return np.where(self.cut[:, None] > 0, more, 0).astype(np.int64)

    def send_back(self, day: int) -> None:
        """Return to suppliers what is faulty or was agreed."""
        self._move("采购退货", day, np.minimum(self.sent_back[day], self.stock[:, 0]), 0)

    def lose(self, day: int) -> None:
        """Lose a few units that nobody books; only the next count will tell."""
        gone = self.market.luck[day] > 1 - 0.001 * self.behaviour.loss
        lost = np.minimum(np.ceil(0.012 * self.stock).astype(np.int64), self.stock) * gone
        self.stock -= lost
        if day >= self.days - YEAR:
            self.vanished += lost.sum(axis=1)

    def count(self, day: int) -> None:
        """Count a third of the items a month; by hand, everything at once twice a year."""
        by_hand, turn = bool(self.behaviour.by_hand), day // 30
        if by_hand and turn % 6:
            return
        chosen = (self.catalog.every % 3 == turn % 3) | by_hand
        on_sale = (self.catalog.birth + 30 <= day) & (day < self.catalog.death)
        listed = (self.catalog.share > 0) & on_sale[:, None] | (self.stock > 0)
        item, place = np.nonzero(chosen[:, None] & listed)
        when, nowhere = np.full(len(item), day), np.full(len(item), -1)
        self.moves["盘点"].append((when, item, place, nowhere, self.stock[item, place]))

    def clear(self, day: int) -> None:
        """Deal with stock that will not sell by itself."""
        b, c, have = self.behaviour, self.catalog, self.stock.sum(axis=1)
        left = self.level * (self.market.ahead_known[-1] - self.market.ahead_known[day])
        ended = (day >= c.known) & (have > left)
        if b.cuts_only:
            aged = ended | (have > self.level * self.market.season[day] * b.cover_days)
            self._cut_price(aged & (have > 0) & (c.birth < day - 60), day)
            return
        way = (c.every + day // b.clear_every) % 3
        surplus = np.minimum(np.maximum(have - np.ceil(left), 0), self.stock[:, 0])
        self.sent_back[day + 1] += np.where(ended & (way == 0), surplus * 3 // 4, 0).astype(
            np.int64
        )
        self._cut_price(ended & (way == 1), day)
        for place in range(1, self.stock.shape[1]):
            # Leftovers of the branches go to the centre, which can still ship them anywhere.
            gathered = np.where(ended & (way == 2), self.stock[:, place], 0)
            self._move("调拨", day, gathered, place, 0)
        self._move(
            "报废", day, np.where(ended & (day > c.death + 200), self.stock[:, 0] // 2, 0), 0
        )

    def _cut_price(self, chosen: Bools, day: int) -> None:
        depth = self.behaviour.cut_depth * (0.9 + 0.2 * (self.catalog.every[chosen] % 5) / 4)
        self.cut[chosen] = np.round(depth, 2)
        self.cut_until[chosen] = day + self.behaviour.cut_lasts
