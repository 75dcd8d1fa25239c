"""Who the company is: its trade, items, suppliers, warehouses and prices."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from stockturn.samples.spec import SampleSpec, data

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Rng = np.random.Generator

WARM_UP_DAYS = 120


class Catalog:
    """The lasting facts of a company; arrays run over items unless said otherwise.

    Days count from the first simulated day, ``WARM_UP_DAYS`` before the books open; money is in
    yuan here and becomes whole cents in the books.
    """

    def __init__(self, spec: SampleSpec) -> None:
        rng, industries = spec.chance("catalog"), data("industries")
        self.spec = spec
        self.days = spec.days + WARM_UP_DAYS
        self.every = np.arange(spec.items)
        self.industry = list(industries)[int(rng.integers(len(industries)))]
        self.trade: dict[str, Any] = industries[self.industry]
        self.company = "".join(_pick(rng, words) for words in data("wording")["company"].values())
        self.categories = list(self.trade["categories"])
        self.traits = [self.trade["categories"][name] for name in self.categories]
        self._draw_trade(rng)
        self._draw_names(rng)
        self._draw_suppliers(rng)
        self._draw_places(rng)
        self._draw_lives(rng)
        self._draw_lots(rng)

    def _draw_trade(self, rng: Rng) -> None:
        items, kinds = self.spec.items, len(self.categories)
        rank = rng.permutation(items) + 4.0
        weight = rank ** -rng.uniform(0.9, 1.3)
        weight /= weight.sum()
        self.category = rng.choice(kinds, items, p=rng.dirichlet([8] * kinds)).astype(np.int64)
        low, high = self._range("cost")
        self.cost: Floats = np.round(low * (high / low) ** rng.beta(1.6, 2.2, items), 2)
        margin = rng.uniform(*self._range("margin"))
        price = np.round(self.cost / (1 - margin), 1)
        self.price: Floats = np.maximum(price, np.round(self.cost * 1.25, 2))
        yearly = items * rng.uniform(80_000, 210_000) * weight
        # Units asked for and order lines on an average day.
        self.daily: Floats = np.maximum(yearly / self.cost / 365, 0.03)
        lines = 0.5 * (weight * items) ** 0.6 * rng.uniform(0.7, 1.3, items)
        self.lines: Floats = np.minimum(np.clip(lines, 0.03, 2), self.daily)
        order = np.argsort(-weight, kind="stable")
        before = np.empty(items)
        before[order] = np.cumsum(weight[order]) - weight[order]
        self.grade = np.digitize(before, [0.8, 0.95]).astype(np.int64)  # 0 A, 1 B, 2 C

    def _range(self, trait: str) -> tuple[Floats, Floats]:
        bounds = np.array([traits[trait] for traits in self.traits], dtype=float)[self.category]
        return bounds[:, 0], bounds[:, 1]

    def _draw_names(self, rng: Rng) -> None:
        styles, picks = data("wording")["styles"], rng.random((self.spec.items, 3)).tolist()
        self.name, self.size = [], []
        for kind, (product, size, style) in zip(self.category.tolist(), picks, strict=True):
            products, sizes = self.traits[kind]["products"], self.traits[kind]["specs"]
            self.name.append(
                f"{products[int(product * len(products))]} {styles[int(style * len(styles))]}"
            )
            self.size.append(sizes[int(size * len(sizes))])

    def _draw_suppliers(self, rng: Rng) -> None:
        items, kinds = self.spec.items, len(self.categories)
        count = int(np.clip(items // 10, kinds, 80))
        every = invented("suppliers")
        self.suppliers = [every[k] for k in rng.permutation(len(every))[:count]]
        lead = np.clip(rng.lognormal(np.log(rng.uniform(9, 18)), 0.45, count), 4, 45)
        # Supplier n serves category n modulo their number: each category has its own few.
        turn = rng.integers(count, size=items)
        own = np.maximum((count - self.category - 1) // kinds + 1, 1)
        self.supplier = (self.category + kinds * (turn % own)).astype(np.int64)
        self.lead_days: Floats = np.round(lead)[self.supplier]
        self.lead_spread: Floats = rng.uniform(0.08, 0.22, count)[self.supplier]  # sd ÷ mean

    def _draw_places(self, rng: Rng) -> None:
        words, branches = data("wording")["warehouses"], int(rng.integers(1, 4))
        centre = _pick(rng, words["centre"])
        chosen = rng.permutation(len(words["branches"]))[:branches]
        self.warehouses = [centre, *(words["branches"][k] for k in chosen)]
        typical = np.concatenate([[rng.uniform(0.35, 0.6)], rng.dirichlet([5] * branches) * 0.5])
        share = rng.dirichlet(typical / typical.sum() * 40, self.spec.items)
        # Slow items lie in few places: a branch that would sell one a year does not stock it.
        stocked = rng.random(share.shape) < np.array([1.0, 0.75, 0.3])[self.grade][:, None]
        stocked[:, 0] = True
        share = np.where(stocked, share, 0)
        # item × warehouse: where the demand falls
        self.share: Floats = share / share.sum(axis=1, keepdims=True)

    def _draw_lives(self, rng: Rng) -> None:
        """Draw first and last day on sale, and when the company learns that an item ends."""
        items, end = self.spec.items, self.days
        fate, when = rng.random(items), rng.integers(20, end - 20, items)
        born = fate < rng.uniform(0.06, 0.14)
        ended = fate > 1 - rng.uniform(0.06, 0.12)
        self.birth = np.where(born, when, -1000).astype(np.int64)
        self.death = np.where(ended, when, end + 1000).astype(np.int64)
        notice = rng.integers(45, 105, items)
        self.known = np.where(ended, self.death - notice, end + 1000).astype(np.int64)

    def _draw_lots(self, rng: Rng) -> None:
        """Draw pack sizes, the days a purchase is meant to last, least quantities and codes."""
        items, daily = self.spec.items, self.daily
        pack = rng.choice([1, 2, 5, 6, 10, 12, 20], items)
        self.pack = np.where(pack > daily * 10, 1, pack).astype(np.int64)
        rhythm = rng.uniform(0.8, 1.8)
        cycle = np.array([24, 45, 80])[self.grade] * rhythm
        self.cycle = np.maximum(cycle, 7).astype(np.int64)
        least = daily * self.cycle * rng.uniform(0.3, 0.9, items)
        self.min_order = np.maximum(self.pack, np.ceil(least / self.pack) * self.pack).astype(int)
        self.code = _codes(rng, self.category, dotted=self.spec.system == "金蝶KIS")

    def cost_at(self, day: Ints | int, item: Ints) -> Floats:
        """Return unit cost in yuan; suppliers change it once a year, by a few per cent."""
        return _revised(self.cost, day, item, 5, np.array([-0.02, 0.0, 0.015, 0.03, 0.045]))

    def price_at(self, day: Ints | int, item: Ints) -> Floats:
        """Return the list price in yuan; the price list is revised once a year."""
        return _revised(self.price, day, item, 3, np.array([0.0, 0.0, 0.025]))


def _revised(base: Floats, day: Ints | int, item: Ints, turn: int, steps: Floats) -> Floats:
    year = (np.asarray(day) + 61 * turn) // 365
    change = np.zeros(np.broadcast(year, item).shape)
    for n in range(1, int(year.max(initial=0)) + 1):
        change += np.where(year >= n, steps[(item * 7 + n * turn) % len(steps)], 0)
    rounded: Floats = np.round(base[item] * (1 + change), 2)
    return rounded


def invented(role: str) -> list[str]:
    """Return all names that suppliers or customers may bear: place, word, suffix."""
    parts, places = data("wording")[role], data("wording")["places"]
    return [p + w + s for p in places for w in parts["words"] for s in parts["suffixes"]]


def _pick(rng: Rng, words: list[str]) -> str:
    return str(words[int(rng.integers(len(words)))])


def _codes(rng: Rng, category: Ints, *, dotted: bool) -> list[str]:
    """Write codes in one of four shapes; 金蝶KIS has only the one that names the category first."""
    shapes = ["{c:02d}{n:05d}", "{p}{c:02d}{n:04d}", "{c:02d}.{n:04d}", "{p}-{n:05d}"]
    shape, prefix = _pick(rng, shapes), "".join(chr(65 + k) for k in rng.integers(26, size=2))
    shape = shapes[2] if dotted else shape
    return [shape.format(c=c + 1, n=n + 1, p=prefix) for n, c in enumerate(category.tolist())]
