"""Who the company is: its trade, items, suppliers, warehouses and prices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from stockturn.samples.spec import SampleSpec, data

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Rng = np.random.Generator

WARM_UP_DAYS = 120


@dataclass(frozen=True)
class Catalog:
    """The lasting facts of a company; arrays run over items unless said otherwise.

    Days count from the first simulated day, ``WARM_UP_DAYS`` before the books open; money is in
    yuan here and becomes whole cents in the books.
    """

    spec: SampleSpec
    industry: str
    trade: dict[str, Any]
    company: str
    categories: list[str]
    suppliers: list[str]
    warehouses: list[str]
    code: list[str]
    name: list[str]
    size: list[str]
    category: Ints
    supplier: Ints
    cost: Floats
    price: Floats
    lead_days: Floats
    lead_spread: Floats  # coefficient of variation of the lead time
    pack: Ints
    min_order: Ints
    daily: Floats  # units asked for on an average day
    lines: Floats  # order lines on an average day
    share: Floats  # item × warehouse: where the demand falls
    birth: Ints
    death: Ints
    known: Ints  # day on which the company learns that the item ends
    grade: Ints  # 0 A, 1 B, 2 C by planned annual cost
    cycle: Ints  # days that one purchase is meant to last

    @property
    def days(self) -> int:
        """Days simulated, the warm-up included."""
        return self.spec.days + WARM_UP_DAYS

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


def draw_catalog(spec: SampleSpec) -> Catalog:
    """Draw the company of a seed."""
    rng = spec.chance("catalog")
    industries = data("industries")
    industry = list(industries)[int(rng.integers(len(industries)))]
    trade = industries[industry]
    company = _word(rng, data("wording")["company"])
    categories = list(trade["categories"])
    weight = _zipf(rng, spec.items)
    category = rng.choice(len(categories), spec.items, p=rng.dirichlet([4] * len(categories)))
    traits = [trade["categories"][c] for c in categories]
    low, high = (np.array([t["cost"][k] for t in traits])[category] for k in (0, 1))
    cost = np.round(low * (high / low) ** rng.beta(1.6, 2.2, spec.items), 2)
    floor, ceiling = (np.array([t["margin"][k] for t in traits])[category] for k in (0, 1))
    margin = rng.uniform(floor, ceiling)
    yearly = spec.items * rng.uniform(80_000, 210_000) * weight
    daily = np.maximum(yearly / cost / 365, 0.03)
    spread = np.clip(
        0.5 * (weight / weight.mean()) ** 0.6 * rng.uniform(0.7, 1.3, spec.items), 0.03, 2
    )
    order = np.argsort(-weight, kind="stable")
    before = np.empty(spec.items)
    before[order] = np.cumsum(weight[order]) - weight[order]
    grade = np.digitize(before, [0.8, 0.95]).astype(np.int64)
    names, sizes = _names(rng, trade, categories, category)
    suppliers, supplier, lead, lead_cv = _suppliers(rng, category, len(categories))
    warehouses, share = _places(rng, grade)
    birth, death, known = _lives(rng, spec)
    pack = rng.choice([1, 2, 5, 6, 10, 12, 20], spec.items)
    pack = np.where(pack > daily * 10, 1, pack).astype(np.int64)
    rhythm = rng.uniform(0.8, 1.8)
    cycle = (np.array([24, 45, 80])[grade] * rhythm).astype(np.int64)
    cover = daily * cycle * rng.uniform(0.3, 0.9, spec.items)
    return Catalog(
        spec=spec,
        industry=industry,
        trade=trade,
        company=company,
        categories=categories,
        suppliers=suppliers,
        warehouses=warehouses,
        code=_codes(rng, category),
        name=names,
        size=sizes,
        category=category.astype(np.int64),
        supplier=supplier,
        cost=cost,
        price=np.maximum(np.round(cost / (1 - margin), 1), np.round(cost * 1.25, 2)),
        lead_days=lead[supplier],
        lead_spread=lead_cv[supplier],
        pack=pack,
        min_order=np.maximum(pack, np.ceil(cover / pack) * pack).astype(np.int64),
        daily=daily,
        lines=np.minimum(spread, daily),
        share=share,
        birth=birth,
        death=death,
        known=known,
        grade=grade,
        cycle=np.maximum(cycle, 7),
    )


def _zipf(rng: Rng, items: int) -> Floats:
    rank = rng.permutation(items) + 4.0
    weight = rank ** -rng.uniform(0.9, 1.3)
    share: Floats = weight / weight.sum()
    return share


def _word(rng: Rng, parts: dict[str, list[str]]) -> str:
    return "".join(str(part[int(rng.integers(len(part)))]) for part in parts.values())


def _codes(rng: Rng, category: Ints) -> list[str]:
    shape = ("{c:02d}{n:05d}", "{p}{c:02d}{n:04d}", "{c:02d}.{n:04d}", "{p}-{n:05d}")
    pattern = shape[int(rng.integers(len(shape)))]
    prefix = "".join(chr(65 + k) for k in rng.integers(26, size=2))
    return [pattern.format(c=c + 1, n=n + 1, p=prefix) for n, c in enumerate(category.tolist())]


def _names(
    rng: Rng, trade: dict[str, Any], categories: list[str], category: Ints
) -> tuple[list[str], list[str]]:
    styles = data("wording")["styles"]
    names, sizes = [], []
    for c, pick in zip(category.tolist(), rng.random((len(category), 3)).tolist(), strict=True):
        traits = trade["categories"][categories[c]]
        product, size, style = (
            words[int(u * len(words))]
            for u, words in zip(pick, (traits["products"], traits["specs"], styles), strict=True)
        )
        names.append(f"{product} {style}")
        sizes.append(size)
    return names, sizes


def _suppliers(rng: Rng, category: Ints, kinds: int) -> tuple[list[str], Ints, Floats, Floats]:
    count = int(np.clip(len(category) // 10, kinds, 80))
    parts = data("wording")["suppliers"]
    places = data("wording")["places"]
    every = [p + w + s for p in places for w in parts["words"] for s in parts["suffixes"]]
    names = [every[k] for k in rng.permutation(len(every))[:count]]
    lead = np.clip(rng.lognormal(np.log(rng.uniform(9, 18)), 0.45, count), 4, 45)
    # Supplier n serves category n modulo their number, so that each category has its own few.
    turn = rng.integers(count, size=len(category))
    supplier = (
        category + kinds * (turn % np.maximum((count - category - 1) // kinds + 1, 1))
    ).astype(np.int64)
    return names, supplier, np.round(lead), rng.uniform(0.08, 0.22, count)


def _places(rng: Rng, grade: Ints) -> tuple[list[str], Floats]:
    words = data("wording")["warehouses"]
    branches = int(rng.integers(1, 4))
    names = [
        words["centre"][int(rng.integers(len(words["centre"])))],
        *(words["branches"][k] for k in rng.permutation(len(words["branches"]))[:branches]),
    ]
    typical = np.concatenate([[rng.uniform(0.35, 0.6)], rng.dirichlet([5] * branches) * 0.5])
    share = rng.dirichlet(typical / typical.sum() * 40, len(grade))
    # Slow items lie in few places: a branch that would sell one a year does not stock it.
    stocked = rng.random(share.shape) < np.array([1.0, 0.75, 0.3])[grade][:, None]
    stocked[:, 0] = True
    share = np.where(stocked, share, 0)
    return names, share / share.sum(axis=1, keepdims=True)


def _lives(rng: Rng, spec: SampleSpec) -> tuple[Ints, Ints, Ints]:
    end = spec.days + WARM_UP_DAYS
    fate = rng.random(spec.items)
    when = rng.integers(20, end - 20, spec.items)
    born = fate < rng.uniform(0.06, 0.14)
    ended = fate > 1 - rng.uniform(0.06, 0.12)
    birth = np.where(born, when, -1000)
    death = np.where(ended, when, end + 1000)
    known = np.where(ended, death - rng.integers(25, 85, spec.items), end + 1000)
    return birth.astype(np.int64), death.astype(np.int64), known.astype(np.int64)
