"""How a company runs its stock: sensibly, or with the planted mistakes.

Each mistake changes only its own fields and draws from its own stream, so that mistakes combine
and can be taken out one at a time.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from stockturn.samples.catalog import Bools, Catalog, Floats, Ints
from stockturn.samples.spec import data


@dataclass
class Behaviour:
    """What the people of a company do; arrays run over items."""

    # W-1: bought in rhythm, padded, whatever lies in stock
    padded: Bools
    padding: float
    cap_days: float
    # W-2: budget by liking
    favour: Floats  # multiplies the reorder point
    trigger: Floats  # share of the reorder point at which a purchase is made at last
    ration: Floats  # share of the quantity needed that is bought
    # W-2, W-4: one big purchase
    lots: Floats
    # W-3
    loss: float  # multiplies unnoticed losses
    by_hand: dict[str, float]
    # W-4: departments that do not talk
    apart: Bools
    ignore: float
    blind: Bools
    spread: float
    early: float
    chase: float
    tardy: float
    # W-5 and healthy clearing
    cuts_only: bool
    cut_depth: float
    cover_days: float
    clear_every: int
    cut_lasts: int
    planted: dict[str, Bools]


def draw_behaviour(catalog: Catalog, mistakes: Collection[str]) -> Behaviour:
    """Return the behaviour of a company that makes ``mistakes`` and no other."""
    n = len(catalog.code)
    none, one = np.zeros(n, dtype=bool), np.ones(n)
    behaviour = Behaviour(
        padded=none,
        padding=0,
        cap_days=0,
        favour=one.copy(),
        trigger=one.copy(),
        ration=one.copy(),
        lots=one.copy(),
        loss=1,
        by_hand={},
        apart=none,
        ignore=0,
        blind=none,
        spread=0,
        early=0,
        chase=0,
        tardy=0.01,
        cuts_only=False,
        cut_depth=0.18,
        cover_days=np.inf,
        clear_every=91,
        cut_lasts=60,
        planted={},
    )
    plants = {"W-1": _pad, "W-2": _favour, "W-3": _by_hand, "W-4": _apart, "W-5": _cut}
    for mistake in mistakes:
        rng = catalog.spec.chance(mistake)
        table = data("mistakes")[mistake]
        strong = {key: float(row[catalog.spec.strength]) for key, row in table.items()}
        behaviour.planted[mistake] = plants[mistake](behaviour, catalog, strong, rng)
    return behaviour


def _pad(b: Behaviour, c: Catalog, strong: dict[str, float], rng: np.random.Generator) -> Bools:
    b.padded = rng.random(len(c.code)) < strong["share"]
    b.padding = strong["padding"] * rng.uniform(0.85, 1.2)
    b.cap_days = strong["cap_days"]
    return b.padded


def _favour(b: Behaviour, c: Catalog, strong: dict[str, float], rng: np.random.Generator) -> Bools:
    kinds = len(c.categories)
    yearly = np.bincount(c.category, c.daily * c.cost, minlength=kinds)
    ranked = np.argsort(-yearly, kind="stable")
    darlings = ranked[: max(kinds // 4, 1)]
    others = rng.permutation(ranked[max(kinds // 4, 1) :])
    starved = others[: max(round(strong["share"] * len(others)), 1)]
    value = c.daily * c.cost
    median = np.array([_median(value[c.category == k]) for k in range(kinds)])[c.category]
    neglected = np.isin(c.category, starved)
    sellers, slow = neglected & (value >= median), neglected & (value < median)
    best = np.isin(c.category, darlings) & (c.grade == 0)
    b.favour[best] *= strong["favour"]
    b.trigger[sellers] = strong["trigger"]
    b.ration[sellers] = strong["ration"]
    b.lots[slow] *= strong["lots"]
    return neglected


def _median(values: Floats) -> float:
    return float(np.median(values)) if len(values) else 0.0


def _by_hand(b: Behaviour, c: Catalog, strong: dict[str, float], _: np.random.Generator) -> Bools:
    b.by_hand = strong
    b.loss = strong["loss"]
    return np.ones(len(c.code), dtype=bool)


def _apart(b: Behaviour, c: Catalog, strong: dict[str, float], rng: np.random.Generator) -> Bools:
    b.apart = (rng.random(len(c.suppliers)) < strong["share"])[c.supplier]
    b.ignore = strong["ignore"]
    b.blind = b.apart & (rng.random(len(c.code)) < strong["blind"])
    b.lots = b.lots * np.where(b.apart, strong["lots"], 1)
    b.spread, b.early = strong["spread"], strong["early"]
    b.chase, b.tardy = strong["chase"], strong["tardy"]
    return b.apart


def _cut(b: Behaviour, c: Catalog, strong: dict[str, float], _: np.random.Generator) -> Bools:
    b.cuts_only = True
    b.cut_depth = strong["depth"]
    b.cover_days = strong["cover_days"]
    b.clear_every, b.cut_lasts = int(strong["every"]), int(strong["lasts"])
    return np.ones(len(c.code), dtype=bool)


def review_days(catalog: Catalog) -> Ints:
    """Weekday on which each item's supplier is ordered from."""
    return catalog.supplier % 5
