"""How a company runs its stock: sensibly, or with the planted mistakes.

Each mistake changes only its own fields and draws from its own stream, so that mistakes combine
and can be taken out one at a time.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from stockturn.samples.catalog import Bools, Catalog, Rng
from stockturn.samples.spec import data


class Behaviour:
    """What the people of a company do; arrays run over items. As made, it is healthy."""

    def __init__(self, items: int) -> None:
        self.planted: dict[str, Bools] = {}
        # W-1: these items are bought in rhythm, padded, whatever lies in stock
        self.padded = np.zeros(items, dtype=bool)
        self.padding = self.cap_days = 0.0
        # W-2: the reorder point of darlings is raised; the others are bought at a share of it,
        # and only a share of what is needed
        self.favour, self.trigger, self.ration = (np.ones(items) for _ in range(3))
        # W-2, W-4: one big purchase
        self.lots = np.ones(items)
        # W-3: habits of the clerk; unnoticed losses are multiplied
        self.by_hand: dict[str, float] = {}
        self.loss = 1.0
        # W-4: items of departments that do not talk; shares of reviews, lines and orders
        self.apart, self.blind = (np.zeros(items, dtype=bool) for _ in range(2))
        self.ignore = self.spread = self.early = self.chase = 0.0
        self.tardy = 0.01
        # W-5: how old stock is cleared
        self.cuts_only = False
        self.cut_depth, self.cover_days = 0.18, np.inf
        self.clear_every, self.cut_lasts = 91, 60


def draw_behaviour(catalog: Catalog, mistakes: Collection[str]) -> Behaviour:
    """Return the behaviour of a company that makes ``mistakes`` and no other."""
    behaviour = Behaviour(catalog.spec.items)
    plants = {"W-1": _pad, "W-2": _favour, "W-3": _by_hand, "W-4": _apart, "W-5": _cut}
    for mistake in mistakes:
        table = data("mistakes")[mistake]
        strong = {key: float(row[catalog.spec.strength]) for key, row in table.items()}
        rng = catalog.spec.chance(mistake)
        behaviour.planted[mistake] = plants[mistake](behaviour, catalog, strong, rng)
    return behaviour


def _pad(b: Behaviour, c: Catalog, strong: dict[str, float], rng: Rng) -> Bools:
    b.padded = rng.random(len(c.code)) < strong["share"]
    b.padding = strong["padding"] * rng.uniform(0.85, 1.2)
    b.cap_days = strong["cap_days"]
    return b.padded


def _favour(b: Behaviour, c: Catalog, strong: dict[str, float], rng: Rng) -> Bools:
    value, kinds = c.daily * c.cost, len(c.categories)
    ranked = np.argsort(-np.bincount(c.category, value, minlength=kinds), kind="stable")
    darlings = ranked[: max(kinds // 4, 1)]
    others = rng.permutation(ranked[max(kinds // 4, 1) :])
    starved = others[: max(round(strong["share"] * len(others)), 1)]
    peers = [value[c.category == kind] for kind in range(kinds)]
    median = np.array([np.median(own) if len(own) else 0 for own in peers])[c.category]
    neglected = np.isin(c.category, starved)
    sellers = neglected & (value >= median)
    b.favour[np.isin(c.category, darlings) & (c.grade == 0)] *= strong["favour"]
    b.trigger[sellers] = strong["trigger"]
    b.ration[sellers] = strong["ration"]
    b.lots[neglected & ~sellers] *= strong["lots"]
    return neglected


def _by_hand(b: Behaviour, c: Catalog, strong: dict[str, float], _: Rng) -> Bools:
    b.by_hand, b.loss = strong, strong["loss"]
    return np.ones(len(c.code), dtype=bool)


def _apart(b: Behaviour, c: Catalog, strong: dict[str, float], rng: Rng) -> Bools:
    b.apart = (rng.random(len(c.suppliers)) < strong["share"])[c.supplier]
    b.blind = b.apart & (rng.random(len(c.code)) < strong["blind"])
    b.lots = b.lots * np.where(b.apart, strong["lots"], 1)
    b.ignore, b.spread, b.early = strong["ignore"], strong["spread"], strong["early"]
    b.chase, b.tardy = strong["chase"], strong["tardy"]
    return b.apart


def _cut(b: Behaviour, c: Catalog, strong: dict[str, float], _: Rng) -> Bools:
    b.cuts_only = True
    b.cut_depth, b.cover_days = strong["depth"], strong["cover_days"]
    b.clear_every, b.cut_lasts = int(strong["every"]), int(strong["lasts"])
    return np.ones(len(c.code), dtype=bool)
