# ruff: noqa: T201 - a benchmark prints
"""Estimates against the truth that only a simulator knows: demand, and the cash that levels free.

    python tests/benchmarks/truth_bench.py [--first 1] [--companies 17] [--draws 20]

Companies are those of ``stockturn.samples`` with one warehouse, where what was asked for, served
and lost is one figure each; frames come straight from the simulator, not through files.

Demand: over the last year, net of what customers returned, the quantity estimated after censoring
against the quantity really asked for, of companies that starve part of their items (W-2).

Cash: a company keeps its items, season, trend, promotions and mistakes; demand, accidents and
first beliefs are drawn anew, so that each draw is another two years that it might have had. *Freed
in truth* in one draw is the average stock value of the last year less that of the levels when they
are walked through the demand that was really asked for, at the service which the company really
gave or better (``simulate.release``). *The truth* is its mean over the draws: what the levels free
in the long run. Each draw's interval is made by the product from the books alone. A mean of n draws
contains the draw's own, which brings it nearer: the interval is judged shrunk by √(1 − 1/n).
Runs whose levels never reached the company's own service make no claim, and are counted apart.
"""

from __future__ import annotations

import argparse
import sys
import time
import zlib
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from stockturn.params import Settings
from stockturn.samples import bookkeeping, ledger_views
from stockturn.samples.behaviour import draw_behaviour
from stockturn.samples.catalog import WARM_UP_DAYS, Catalog
from stockturn.samples.market import Market
from stockturn.samples.operations import Operation
from stockturn.samples.spec import STRENGTHS, SampleSpec
from stockturn.simulate.blocks import CLASSES
from stockturn.simulate.rehearsal import UNPLANNED, rehearse
from stockturn.simulate.release import equal_service, one_off_release
from stockturn.targets.demand import Demand, unconstrained_demand
from stockturn.targets.history import BACK, History, read_history
from stockturn.targets.kernels import netted
from stockturn.targets.places import supplied_places

DAYS, YEAR, ITEMS = 730, 365, 30
OVERSTOCKED = (("W-1",), ("W-4",), ("W-1", "W-4"))
SETTINGS = Settings()


@dataclass(frozen=True)
class Drawn(SampleSpec):
    """One of the pasts that a company might have had."""

    draw: int = 0

    def chance(self, purpose: str) -> np.random.Generator:
        if purpose in {"demand", "accidents", "foresight"}:
            return np.random.default_rng([self.seed, zlib.crc32(purpose.encode()), self.draw])
        return super().chance(purpose)


class Shop(Operation):
    """A company of one warehouse that notes down what it was asked for."""

    def __init__(self, spec: SampleSpec) -> None:
        catalog = Catalog(spec)
        catalog.warehouses = catalog.warehouses[:1]
        catalog.share = np.ones((spec.items, 1))
        super().__init__(catalog, Market(catalog), draw_behaviour(catalog, spec.mistakes))
        self.asked = self.market.demand.copy()
        self.run()

    def _bargain_hunters(self, day: int) -> np.ndarray:
        more = super()._bargain_hunters(day)
        self.asked[day] += more
        return more

    def books(self) -> History:
        book = bookkeeping.entries(self)
        day = pd.to_timedelta(book["day"], unit="D")
        names = {"type": bookkeeping.KINDS, "item": self.catalog.code}
        codes = {"type": book["kind"], "item": book["item"]}
        table = pd.DataFrame({name: np.array(names[name])[codes[name]] for name in names})
        table["date"] = pd.Timestamp(self.catalog.spec.first_day) + day
        return read_history(table.assign(qty=book["qty"].astype(float), warehouse=""))


class Case:
    """One draw of one company: its books, and what is estimated and true of its demand."""

    def __init__(self, spec: Drawn) -> None:
        self.shop = Shop(spec)
        self.history = self.shop.books()
        self.item = pd.Index(self.shop.catalog.code).get_indexer(self.history.pairs["item"])
        self.demand = unconstrained_demand(self.history, withdrawn_days=SETTINGS.slow_days)
        asked = self.shop.asked[WARM_UP_DAYS:, self.item, 0].T.astype(float)
        self.true = netted(np.ascontiguousarray(asked), self.history.dense(BACK))

    def bias(self) -> tuple[float, float]:
        """Return by how much raw sales and the estimate are off the demand of the last year."""
        total = self.true[:, -YEAR:].sum()
        seen = (self.demand.met, self.demand.asked)
        raw, estimate = (float(part[:, -YEAR:].sum() / total - 1) for part in seen)
        return raw, estimate

    def freed(self) -> tuple[dict[str, float] | None, float | None]:
        """Return what the product says was freed, and what was in truth."""
        catalog = self.shop.catalog
        tables = {"items": ledger_views.items(catalog)}
        places = supplied_places(self.history, self.demand, tables, SETTINGS)
        cost, mine = catalog.cost[self.item], ~places["reason"].isin(UNPLANNED).to_numpy()
        promised = np.array([SETTINGS.service_targets[c] for c in CLASSES])
        found = []
        for walked in (self.demand, replace(self.demand, asked=self.true)):
            done = rehearse(
                self.history, self.demand, places, review_days=SETTINGS.review_days,
                dead_days=SETTINGS.dead_days, promised=promised, group=catalog.grade[self.item],
                unit_cost=cost, scored=DAYS - YEAR, known=walked,
            )  # fmt: skip
            found.append(self._release(done, walked, mine, cost))
        said, truth = found
        return said, None if truth is None else truth["value"]

    def _release(self, done, walked: Demand, mine: np.ndarray, cost: np.ndarray) -> dict | None:
        since = slice(done.scored, None)
        fill = float(walked.met[mine, since].sum() / walked.asked[mine, since].sum())
        kept = equal_service(done.proposed, done.grid, mine=mine, fill=fill)
        if kept is None:
            return None
        held = np.where(mine, cost, 0.0) @ np.maximum(self.history.stock[:, since], 0.0)
        return one_off_release(held, kept.value[since])


def demand_bias(first: int, companies: int) -> np.ndarray:
    """Print and return company × (raw, estimate)."""
    seeds = range(first, first + companies)
    cases = [Case(Drawn(seed=s, items=ITEMS, days=DAYS, mistakes=("W-2",))) for s in seeds]
    off = 100 * np.array([case.bias() for case in cases])
    off = off[off[:, 0] < -5]
    mean, error = off.mean(axis=0), off.std(axis=0, ddof=1) / np.sqrt(len(off))
    print(
        f"demand of {len(off)} companies whose raw sales are off by more than 5 %: raw"
        f" {mean[0]:+.2f} %, estimate {mean[1]:+.2f} ± {error[1]:.2f} % (single companies"
        f" {off[:, 1].min():+.1f} to {off[:, 1].max():+.1f} %)"
    )
    return off


def cash_intervals(first: int, companies: int, draws: int) -> pd.DataFrame:
    """Print and return one row per run: company, low, value, high, truth."""
    rows, silent = [], 0
    for seed in range(first, first + companies):
        strength = STRENGTHS[seed % 3]
        for mistakes in OVERSTOCKED:
            for draw in range(draws):
                spec = Drawn(seed=seed, items=ITEMS, days=DAYS, mistakes=mistakes,
                             strength=strength, draw=draw)  # fmt: skip
                said, truth = Case(spec).freed()
                if said is None or truth is None:
                    silent += 1
                    continue
                rows.append((seed, "+".join(mistakes), strength, *said.values(), truth))
    names = ["seed", "mistakes", "strength", "value", "low", "high", "in_truth"]
    runs = pd.DataFrame(rows, columns=names)
    same = runs.groupby(["seed", "mistakes"])["in_truth"]
    shrink = np.sqrt(1 - 1 / same.transform("size"))
    runs["truth"] = same.transform("mean")
    runs = runs[shrink > 0]
    low, high = (runs["value"] + (runs[end] - runs["value"]) * shrink for end in ("low", "high"))
    runs["covered"] = (low <= runs["truth"]) & (runs["truth"] <= high)
    runs["width"] = (runs["high"] - runs["low"]) / runs["truth"]
    for name, part in [("all", runs), *runs.groupby("mistakes"), *runs.groupby("strength")]:
        covered, n = part["covered"].mean(), len(part)
        print(
            f"cash, {name:8}: {n:5} runs, 80 % interval covers {covered:.1%}"
            f" ± {100 * np.sqrt(covered * (1 - covered) / n):.1f}; median width"
            f" {part['width'].median():.2f} of the effect; estimate"
            f" {(part['value'] / part['truth']).mean() - 1:+.1%} of the truth"
        )
    print(f"cash: {silent} runs without a claim (the company's own service was not reached)")
    return runs


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--first", type=int, default=1, help="first company")
    parser.add_argument("--companies", type=int, default=17)
    parser.add_argument("--draws", type=int, default=20)
    given = parser.parse_args()
    begin = time.process_time()
    demand_bias(given.first, 3 * given.companies)
    cash_intervals(given.first, given.companies, given.draws)
    print(f"{time.process_time() - begin:.0f} s of one core")


if __name__ == "__main__":
    sys.exit(main())
