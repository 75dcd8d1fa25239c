# ruff: noqa: T201 - a benchmark prints
"""Stock rules on real demand: what each promises and keeps, and what it holds for it.

    python tests/benchmarks/policy_bench.py [--sets carparts,auto] [--leads 2,5] [--half 1]

The protocol is one for all: periodic review, order-up-to, backorders, no look-ahead, the same
starting stock; the walk starts after the first third, the last third is scored. Our constants are
chosen on windows of the middle third by ``targets.choose``, the normal rules' smoothing and windows
as those which hold least on the middle third for the fill rate asked; in brackets, against the best
of theirs in hindsight. Stock is compared where both serve the same volume.
The real demand lies outside the project; a set that is not there is left out.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri

from stockturn.simulate.calibrate import along, lanes_for
from stockturn.simulate.walk import ASKED, SERVED, STOCK_DAYS, plain_supply, walk
from stockturn.targets.choose import choose_spread
from stockturn.targets.estimate import level_grid, moments
from stockturn.targets.forecast import forecasts
from stockturn.targets.portfolio import portfolio_grid

PROMISES = (0.90, 0.95, 0.98)
OURS = np.linspace(-0.6, 4.2, 25)
NORMAL = np.linspace(-0.6, 9.0, 33)
FLOOR = 0.80
WINDOWS = {"carparts": (6, 12, 18), "auto": (4, 6, 8), "journey": (28, 56, 91), "uci": (6, 8, 13)}


def shared() -> Path:
    """Return the folder of the real data sets, where there is one."""
    return Path(os.environ.get("STOCKTURN_SHARED", Path(__file__).parents[3] / "shared")) / "data"


def carparts() -> tuple[np.ndarray, np.ndarray | None]:
    table = pd.read_parquet(shared() / "spare_parts" / "carparts_monthly.parquet")
    return table.set_index("month").T.dropna().to_numpy(float), None


def auto() -> tuple[np.ndarray, np.ndarray | None]:
    table = pd.read_parquet(shared() / "spare_parts" / "auto_monthly.parquet")
    return table.to_numpy(float)[:, ::-1].copy(), None  # the columns run latest first


def journey() -> tuple[np.ndarray, np.ndarray | None]:
    """Return daily units by store and item that sold on 24 days or more, and their mean price."""
    folder = shared() / "complete_journey"
    lines = pd.read_parquet(folder / "sales_lines.parquet")
    goods = pd.read_parquet(folder / "products.parquet")
    bad = goods.loc[goods["department"].isin(["FUEL", "MISCELLANEOUS"]), "product_id"]
    lines = lines[~lines["product_id"].isin(bad) & (lines["quantity"] > 0)]
    day = (lines["transaction_timestamp"].dt.normalize() - pd.Timestamp("2017-01-01")).dt.days
    lines = lines.assign(day=day)[day < 364]
    keys = ["store_id", "product_id"]
    sizes = lines.groupby(keys)["quantity"].size()
    kept = sizes.index[sizes >= 24]
    row = kept.get_indexer(pd.MultiIndex.from_frame(lines[keys]))
    lines = lines.assign(row=row)[row >= 0]
    units = np.zeros((len(kept), 364))
    np.add.at(units, (lines["row"].to_numpy(), lines["day"].to_numpy()), lines["quantity"])
    sums = lines.groupby("row")[["sales_value", "quantity"]].sum()
    return units, (sums["sales_value"] / sums["quantity"]).to_numpy()


def uci() -> tuple[np.ndarray, np.ndarray | None]:
    table = pd.read_parquet(shared() / "uci_online_retail" / "online_retail.parquet")
    number, code = table["InvoiceNo"].astype(str), table["StockCode"].astype(str)
    good = ~number.str.startswith(("C", "A")) & code.str.match(r"^\d{5}")
    table = table[good & (table["Quantity"] > 0) & (table["UnitPrice"] > 0)]
    week = (table["InvoiceDate"] - table["InvoiceDate"].min().normalize()).dt.days // 7
    table = table.assign(week=week)[week < 53]
    units = table.pivot_table(
        index="StockCode", columns="week", values="Quantity", aggfunc="sum", fill_value=0
    )
    return units.to_numpy(float), None


SEASONS = {"carparts": 12, "auto": 12, "journey": 364, "uci": 52}
# Best rule of statsforecast 2.1.1 on the same items and periods (one period ahead from each period
# of the last third on; of complete journey every fourth item and twentieth day), made once in an
# environment of its own, because it does not install beside pandas 3.
PEER = {"carparts": ("IMAPA", 1.4016), "auto": ("HistoricAverage", 0.7614),
        "journey": ("SES 0.1", 1.6756), "uci": ("IMAPA", 0.6567)}  # fmt: skip
SETS = {"carparts": carparts, "auto": auto, "journey": journey, "uci": uci}


def normal_levels(mean: np.ndarray, deviation: np.ndarray, cover: int) -> np.ndarray:
    levels = cover * mean[:, :, None] + NORMAL * np.sqrt(cover) * deviation[:, :, None]
    return np.round(np.maximum(levels, 0.0))


def windowed(demand: np.ndarray, cover: int, window: int | None) -> np.ndarray:
    """Baseline (a): mean and deviation of all the past, or of the last ``window`` periods."""
    zero = np.zeros((len(demand), 1))
    sums = np.concatenate([zero, np.cumsum(demand, axis=1)], axis=1)
    squares = np.concatenate([zero, np.cumsum(demand**2, axis=1)], axis=1)
    at = np.arange(demand.shape[1] + 1)
    low = np.maximum(at - (window or len(at)), 0)
    n = np.maximum(at - low, 1)
    mean = (sums - sums[:, low]) / n
    spread = np.maximum((squares - squares[:, low]) / n - mean**2, 0) * n / np.maximum(n - 1, 1)
    return normal_levels(mean, np.sqrt(spread), cover)


def sba(demand: np.ndarray, cover: int, weight: float) -> np.ndarray:
    """Baseline (b): Syntetos-Boylan (2005) with a smoothed squared error."""
    rows, periods = demand.shape
    size, gap, since, error = np.zeros(rows), np.full(rows, 1.0), np.ones(rows), np.zeros(rows)
    seen = np.zeros(rows, bool)
    mean, spread = np.zeros((2, rows, periods + 1))
    for t in range(periods + 1):
        forecast = np.where(seen, (1 - weight / 2) * size / gap, 0.0)
        mean[:, t], spread[:, t] = forecast, error
        if t == periods:
            break
        x = demand[:, t]
        sold = x > 0
        fresh = np.where(sold, x * x / 4, 0.0)
        error = np.where(seen, (1 - weight) * error + weight * (x - forecast) ** 2, fresh)
        size = np.where(sold, np.where(seen, size + weight * (x - size), x), size)
        gap = np.where(sold, np.where(seen, gap + weight * (since - gap), since), gap)
        since, seen = np.where(sold, 1.0, since + 1.0), seen | sold
    return normal_levels(mean, np.sqrt(spread), cover)


class Contest:
    """One set of demand under one lead time."""

    def __init__(self, demand: np.ndarray, lead: int) -> None:
        self.demand, self.lead, self.cover = demand, lead, lead + 1
        periods = demand.shape[1]
        self.start, self.scored = periods // 3, 2 * periods // 3
        self.stock = windowed(demand, self.cover, None)[:, self.start, 8]
        self.first = np.where((demand > 0).any(axis=1), (demand > 0).argmax(axis=1), periods)

    def run_middle(self, levels: np.ndarray) -> object:
        """Walk the middle third alone, all of it scored."""
        return walk(
            self.demand[:, : self.scored], levels[:, : self.scored - self.start],
            plain_supply(len(self.demand), self.lead), stock=self.stock, start=self.start,
            scored=self.start,
        )  # fmt: skip

    def run(self, levels: np.ndarray) -> object:
        return walk(
            self.demand, levels, plain_supply(len(self.demand), self.lead), stock=self.stock,
            start=self.start, scored=self.scored,
        )  # fmt: skip

    def ours(self) -> np.ndarray:
        rows = len(self.demand)
        cover = np.full(rows, float(self.cover))
        spread = choose_spread(self.demand, self.first, cover, unit_cost=np.ones(rows))
        print(f"  constants chosen on held-out windows: {spread}")
        known = moments(self.demand, self.first, half_life=spread.half_life, prior=spread.prior)
        return np.round(
            level_grid(known, cover=cover, lead_spread=np.zeros(rows), levels=ndtr(OURS),
                       spread=spread)
        )  # fmt: skip

    def keep(self, levels: np.ndarray, grid: object, promise: float) -> np.ndarray:
        """Return the totals of our levels, calibrated on the way, for one promise."""
        lanes = lanes_for(
            grid, np.array([promise]), start=np.interp([promise], ndtr(OURS), np.arange(25)),
            settled=self.cover,
        )  # fmt: skip
        group = np.zeros(len(self.demand), np.int64)
        return self.run(along(levels, lanes[:, :-1], group)).totals[:, 0]


def curve(totals: np.ndarray, weight: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Return fill rate and stock of each lane; stock in value where a price is given."""
    stock = totals[:, :, STOCK_DAYS] * (1.0 if weight is None else weight[:, None])
    return totals[:, :, SERVED].sum(axis=0) / totals[:, :, ASKED].sum(axis=0), stock.sum(axis=0)


def stock_at(totals: np.ndarray, fill: float, weight: np.ndarray | None = None) -> float:
    fills, stock = curve(totals, weight)
    rising = np.maximum.accumulate(fills)
    return float(np.interp(fill, rising, stock)) if rising[-1] >= fill else np.nan


def best(walks: list[np.ndarray], fill: float, weight: np.ndarray | None = None) -> float:
    found = [stock_at(totals, fill, weight) for totals in walks]
    return float(np.nanmin(found)) if np.isfinite(found).any() else np.nan


def chosen_before(
    walks: list[np.ndarray], middle: list[np.ndarray], fill: float
) -> list[np.ndarray]:
    """Return the walk of the constant that held least for ``fill`` on the middle third.

    Where none reached it there, the constant that came nearest.
    """
    held = [stock_at(totals, fill) for totals in middle]
    if np.isfinite(held).any():
        return [walks[int(np.nanargmin(held))]]
    return [walks[int(np.argmax([curve(totals)[0].max() for totals in middle]))]]


def gap_error(totals: np.ndarray) -> float:
    """Return the bootstrap standard error, over items, of a fill rate."""
    rng, n = np.random.default_rng(1), len(totals)
    weights = rng.multinomial(n, np.full(n, 1 / n), 200)
    return float(((weights @ totals[:, SERVED]) / (weights @ totals[:, ASKED])).std())


def demand_classes(demand: np.ndarray) -> dict[str, np.ndarray]:
    """Return the items of each class of Syntetos, Boylan and Croston (2005), in that order.

    The gap is the mean number of periods to a demand, the scatter the squared variation of sizes;
    what has no demand in these periods stands by itself.
    """
    sold = demand > 0
    times = sold.sum(axis=1)
    size = demand.sum(axis=1) / np.maximum(times, 1)
    square = (demand**2).sum(axis=1) / np.maximum(times, 1)
    scatter = square / np.maximum(size, 1e-9) ** 2 - 1
    rare, wild = demand.shape[1] > 1.32 * times, scatter > 0.49
    marks = {"smooth": ~rare & ~wild, "erratic": ~rare & wild, "intermittent": rare & ~wild,
             "lumpy": rare & wild}  # fmt: skip
    return {name: at & (times > 0) for name, at in marks.items()} | {"unsold": times == 0}


def drawn_stock(walks: list[np.ndarray], fill: float, draws: np.ndarray) -> np.ndarray:
    """Return the least stock of ``walks`` that serves ``fill``, for each draw of the items."""
    least = np.full(len(draws), np.inf)
    for totals in walks:
        stock, gave, asked = (draws @ totals[:, :, at] for at in (STOCK_DAYS, SERVED, ASKED))
        rising = np.maximum.accumulate(gave / np.maximum(asked, 1e-9), axis=1)
        for i in np.flatnonzero(rising[:, -1] >= fill):
            least[i] = min(least[i], np.interp(fill, rising[i], stock[i]))
    return np.where(np.isfinite(least), least, np.nan)


def print_classes(game: Contest, grid: np.ndarray, rules: tuple[list[np.ndarray], ...]) -> None:
    """Print stock at equal fill for each class as known before the scored third.

    The interval holds 95 % of 400 draws of the class's items; in each the baselines choose their
    constants anew. The first draw is the class itself. Where not both reach a fill rate, the
    table says who does.
    """
    print("  by class: stock/(a) and stock/(b) at 90, 95, 98 % fill [95 % interval]")
    whole = grid[:, 0, ASKED].sum()
    for name, mine in demand_classes(game.demand[:, : game.scored]).items():
        n, asked = int(mine.sum()), grid[mine, 0, ASKED].sum()
        if n < 30 or not asked:
            print(f"    {name:12} {n} items: too few to compare")
            continue
        draws = np.random.default_rng(1).multinomial(n, np.full(n, 1 / n), 400).astype(float)
        draws = np.vstack([np.ones(n), draws])
        told = []
        for rule in rules:
            for fill in PROMISES:
                other = drawn_stock([totals[mine] for totals in rule], fill, draws)
                own = drawn_stock([grid[mine]], fill, draws)
                if not np.isfinite(own[0] * other[0]):
                    told.append(
                        "neither"
                        if np.isnan(own[0]) and np.isnan(other[0])
                        else "not ours"
                        if np.isnan(own[0])
                        else "ours alone"
                    )
                    continue
                ratio = own / other
                low, high = np.nanquantile(ratio[1:], (0.025, 0.975)) if (
                    np.isfinite(ratio[1:]).mean() > 0.95) else (np.nan, np.nan)  # fmt: skip
                told.append(f"{ratio[0]:.2f} [{low:.2f}, {high:.2f}]")
        print(f"    {name:12} {n} items, {asked / whole:.0%} of units | "
              f"{' '.join(told[:3])} | {' '.join(told[3:])}")  # fmt: skip


def of_half(demand: np.ndarray, price: np.ndarray | None, half: int) -> tuple[np.ndarray, ...]:
    """Return a random half of the items, the first or the second; all for 0."""
    if not half:
        return demand, price
    mine = np.random.default_rng(20261123).permutation(len(demand)) % 2 == half - 1
    return demand[mine], None if price is None else price[mine]


def contest(name: str, lead: int, half: int = 0) -> dict[float, tuple[float, float]]:
    demand, price = of_half(*SETS[name](), half)
    game = Contest(demand, lead)
    print(f"\n{name}, lead time {lead}: {demand.shape[0]} items × {demand.shape[1]} periods, "
          f"{(demand > 0).mean():.0%} of them with demand")  # fmt: skip
    past = slice(game.start, -1)
    plain = [windowed(demand, game.cover, w)[:, past] for w in (None, *WINDOWS[name])]
    croston = [sba(demand, game.cover, w)[:, past] for w in (0.05, 0.1, 0.2)]
    a, b = ([game.run(own).totals for own in rule] for rule in (plain, croston))
    before = [[game.run_middle(own).totals for own in rule] for rule in (plain, croston)]
    levels = game.ours()[:, past]
    grid = game.run(levels)
    print("  promised | kept (gap, points ± se) | (a) gap | (b) gap | stock/(a) | stock/(b)")
    ratios = {}
    for promise in PROMISES:
        kept = game.keep(levels, grid, promise)
        fill = kept[:, SERVED].sum() / kept[:, ASKED].sum()
        raw = [
            100 * (np.interp(ndtri(promise), NORMAL, curve(w)[0]) - promise) for w in (a[0], b[1])
        ]
        ratio = [
            stock_at(grid.totals, promise) / best(chosen_before(rule, middle, promise), promise)
            for rule, middle in zip((a, b), before, strict=True)
        ]
        late = [stock_at(grid.totals, promise) / best(rule, promise) for rule in (a, b)]
        ratios[promise] = (ratio[0], ratio[1])
        print(
            f"  {promise:8.0%} | {100 * (fill - promise):+6.1f} ± {100 * gap_error(kept):.1f} |"
            f" {raw[0]:+.1f} | {raw[1]:+.1f} | {ratio[0]:.3f} ({late[0]:.3f}) |"
            f" {ratio[1]:.3f} ({late[1]:.3f})"
        )
    print_classes(game, grid.totals, (a, b))
    if price is not None:
        chosen, _services = portfolio_grid(levels, ndtr(OURS), price, floor=FLOOR)
        walked = game.run(np.round(chosen)).totals
        peer = chosen_before(b, before[1], 0.95)
        against, same = (
            stock_at(totals, 0.95, price) / best(peer, 0.95, price)
            for totals in (walked, grid.totals)
        )
        late = stock_at(walked, 0.95, price) / best(b, 0.95, price)
        value = walked * price[:, None, None]
        at = int(np.argmin(np.abs(curve(walked)[0] - 0.95)))
        value_fill = value[:, at, SERVED].sum() / value[:, at, ASKED].sum()
        print(
            f"  portfolio, floor {FLOOR:.0%}: stock value/(b) at 95 % unit fill {against:.3f}"
            f" ({late:.3f}; equal service {same:.3f}); value fill {value_fill:.1%}"
        )
    return ratios


def forecast_errors(name: str) -> float:
    """Print and return our error over the last third, on what the peer was asked."""
    demand, _price = SETS[name]()
    periods = demand.shape[1]
    first = np.where((demand > 0).any(axis=1), (demand > 0).argmax(axis=1), periods)
    begin = time.process_time()
    seen = forecasts(demand, first, season=SEASONS[name], scored=2 * periods // 3)
    took = time.process_time() - begin
    rows, step = (4, 20) if name == "journey" else (1, 1)
    part = np.s_[::rows, 2 * periods // 3 : periods : step]
    wape = float(np.abs(seen.ahead[:, :-1] - demand)[part].sum() / demand[part].sum())
    peer, other = PEER[name]
    print(
        f"  {name:9} WAPE {wape:.4f} ({peer} {other:.4f}); whole last third {seen.wape:.4f}, naive"
        f" {seen.naive_wape:.4f}, MASE {seen.mase:.3f}, naive unbeaten on {seen.beaten.mean():.0%}"
        f" of items; {took:.2f} s for {demand.shape[0]} items × {periods}"
    )
    return wape


def speed() -> None:
    """Print item-periods a second on one core, everything compiled."""
    rng = np.random.default_rng(1)
    demand = rng.poisson(0.4, (20_000, 730)).astype(float)
    levels = np.full((len(demand), 105, 1), 8.0)
    supply, stock = plain_supply(len(demand), 14), np.full(len(demand), 8.0)
    walk(demand[:10], levels[:10], plain_supply(10, 14), stock=stock[:10], every=7)
    took = []
    for _ in range(5):
        begin = time.process_time()
        walk(demand, levels, supply, stock=stock, every=7)
        took.append(time.process_time() - begin)
    print(f"\nwalk: {demand.size / min(took) / 1e6:.0f} million item-periods a second on one core")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sets", default=",".join(SETS))
    parser.add_argument("--leads", default="2")
    parser.add_argument("--half", type=int, default=0, help="1 or 2: a random half of the items")
    given = parser.parse_args()
    speed()
    if not shared().is_dir():
        print("no real demand here")
        return
    print("\nforecasts one period ahead, against the best rule of statsforecast")
    forecasts(np.ones((1, 9)), np.zeros(1), season=52, scored=3)  # compiles
    for name in given.sets.split(","):
        forecast_errors(name)
    for lead in map(int, filter(None, given.leads.split(","))):
        ratios = {name: contest(name, lead, given.half) for name in given.sets.split(",")}
        against = [r[0.95][1] for n, r in ratios.items() if n != "uci"]
        if len(against) > 1:
            mean = float(np.exp(np.log(against).mean()))
            print(f"\nlead time {lead}: stock/(b) at 95 %, geometric mean without uci {mean:.3f}")


if __name__ == "__main__":
    sys.exit(main())
