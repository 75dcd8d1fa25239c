# ruff: noqa: T201, PLC0415 - a benchmark prints; two environments share the file
"""Two published packages in the loop of ``policy_bench``: what they promise, keep and hold.

    python tests/benchmarks/peers_bench.py --hand build/peers
    python -m venv build/peers/env
    build/peers/env/bin/pip install replenishment==0.1.2 demandplan==0.4.0
    build/peers/env/bin/python tests/benchmarks/peers_bench.py --make build/peers
    python tests/benchmarks/peers_bench.py --compare build/peers

The second stage imports nothing of ours: demandplan needs pandas below 3. The protocol is that of
``policy_bench``; a peer hands over levels for each item, review and service, the walk is one for
all. Each is given an item's past from its first sale on; what it leaves to its user is chosen on
the middle third.

- replenishment makes no forecast. It is lent ours, one period ahead and carried flat, and a moving
  mean. Its target covers the review period alone, unless told; so it is tried as it comes, told
  lead time and review period together, and told besides to take its error from blocks of as long.
- demandplan resamples the demand of a lead time from the past, here that of lead time and review
  period, every window of the past once, which is what many of its draws tend to; or it forecasts,
  here by TSB in buckets of as long, because its quantiles are those of single periods.

Of complete journey 400 items drawn at random stand for all: both packages go item by item.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from scipy.special import ndtr

PROMISES = (0.90, 0.95, 0.98)
FACTORS = np.linspace(0, 9, 25)
SERVICES = np.clip(ndtr(FACTORS / 2), 0, 1 - 1e-6)
SAMPLES, SEED = {"journey": 400}, 20261123
FINE = 1e6  # parts of a unit in which replenishment, which knows whole ones, is asked


# In our environment: demand and forecasts out.


def hand(folder: Path, name: str, lead: int) -> None:
    """Write what the peers see of one set."""
    import policy_bench as bench

    demand = bench.SETS[name]()[0]
    items = np.random.default_rng(SEED).permutation(len(demand))[: SAMPLES.get(name)]
    demand = demand[np.sort(items)]
    game = bench.Contest(demand, lead)
    ours = bench.forecasts(demand, game.first, season=bench.SEASONS[name], scored=game.scored)
    np.savez_compressed(
        folder / f"{name}.npz", demand=demand, first=game.first, start=game.start, lead=lead,
        ours=ours.ahead, moving=moving_mean(demand, game.first, bench.WINDOWS[name][1]),
    )  # fmt: skip


def moving_mean(demand: np.ndarray, first: np.ndarray, window: int) -> np.ndarray:
    """Return the mean of the last ``window`` periods of an item's life, before each period."""
    sums = np.concatenate([np.zeros((len(demand), 1)), np.cumsum(demand, axis=1)], axis=1)
    at = np.arange(demand.shape[1] + 1)
    life = np.clip(at - first[:, None], 1, window)
    return (sums - np.take_along_axis(sums, np.maximum(at - life, 0), axis=1)) / life


# In the peers' environment: levels, item × review × lane. The lanes are factors or services that
# draw the curve, then cycle service and fill rate as promised.


def reviews(seen: dict[str, np.ndarray]) -> Iterator[tuple[int, int, int, slice]]:
    """Yield item, review, its period and its past, where anything has been sold."""
    start, periods = int(seen["start"]), seen["demand"].shape[1]
    for i, first in enumerate(map(int, seen["first"])):
        for t in range(max(start, first + 1), periods):
            yield i, t - start, t, slice(first, t)


def no_levels(seen: dict[str, np.ndarray]) -> np.ndarray:
    rows, periods = seen["demand"].shape
    return np.zeros((rows, periods - int(seen["start"]), len(FACTORS) + 2 * len(PROMISES)))


def root_error(errors: np.ndarray, window: int = 1) -> float:
    """Return the error that replenishment takes from all the past, which costs it a loop."""
    whole = len(errors) // window
    blocks = errors[: whole * window].reshape(whole, window).sum(axis=1)
    return float(np.sqrt((blocks**2).mean())) if whole else 0.0


def policy_target(error: float, ahead: float, mode: str, value: float, **told: object) -> float:
    """Return what replenishment orders up to, before it rounds up."""
    from replenishment import InventoryState, PointForecastOptimizationPolicy

    policy = PointForecastOptimizationPolicy(
        forecast=[ahead * FINE], actuals=[], fixed_rmse=error * FINE, service_level_mode=mode,
        service_level_factor=value, **told,
    )  # fmt: skip
    state = InventoryState(period=1, on_hand=0, on_order=0, backorders=0)
    return policy.order_quantity_for(state) / FINE


def replenishment_levels(seen: dict[str, np.ndarray], forecast: str, use: str) -> np.ndarray:
    """Ask for no safety and for a factor of one: the targets of all factors lie on that line."""
    from replenishment.service_levels import service_level_multiplier

    lead = int(seen["lead"])
    cover = lead + 1
    told: dict[str, object] = {"lead_time": lead}
    told |= {} if use == "as it comes" else {"forecast_horizon": cover}
    told |= {"safety_stock_method": "k_rmse"} if use == "blocks" else {}
    served = [service_level_multiplier(p, "service_level") for p in PROMISES]
    factors = np.array([*FACTORS, *served])
    levels = no_levels(seen)
    for i, review, t, past in reviews(seen):
        ahead = float(seen[forecast][i, t])
        errors = seen["demand"][i, past] - seen[forecast][i, past]
        error = root_error(errors, cover if use == "blocks" else 1)
        base, one = (policy_target(error, ahead, "factor", z, **told) for z in (0.0, 1.0))
        fills = [policy_target(error, ahead, "fill_rate", p, **told) for p in PROMISES]
        levels[i, review] = [*(base + factors * (one - base)), *fills]
    return np.ceil(np.maximum(levels, 0) - 1e-5)


class EveryWindow:
    """Stand in for a random generator: every window of the past begins once."""

    def __init__(self) -> None:
        self.at, self.drawn = -1, np.random.default_rng(SEED)

    def integers(self, low: int, high: int, size: int | None = None) -> object:
        if size is not None:  # the past is shorter than the window: single periods are drawn
            return self.drawn.integers(low, high, size)
        self.at += 1
        return low + self.at % (high - low)


def resampled_levels(seen: dict[str, np.ndarray]) -> np.ndarray:
    """Resample the demand of lead time and review period; its quantile is the level."""
    from demandplan.proba import order_up_to_for_fill_rate, simulate_lead_time_demand

    cover, grid = int(seen["lead"]) + 1, np.arange(1, 200) / 200
    lanes = [*SERVICES, *PROMISES]
    levels = no_levels(seen)
    for i, review, _t, past in reviews(seen):
        history = seen["demand"][i, past]
        draws = len(history) if len(history) >= cover else 60
        samples = simulate_lead_time_demand(history, lambda: cover, draws, EveryWindow())
        # What safety_stock_from_ltd calls quantile_at_service_level, for all lanes at once.
        found = np.quantile(samples, [*lanes, *grid])
        fills = [
            order_up_to_for_fill_rate(grid, found[len(lanes) :], p, samples.mean())
            for p in PROMISES
        ]
        levels[i, review] = [*found[: len(lanes)], *fills]
    return np.ceil(levels - 1e-3)


def forecast_levels(seen: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Forecast the next bucket of lead time and review period by TSB; its quantile is the level.

    Of all items at once, from all the past, with both distributions that the package knows. The
    calendar is left out, which changes no number and takes most of the time. The lanes of the
    fill rate stay empty: a root is sought for each, which takes longer than all the rest.
    """
    import pandas as pd
    from demandplan.models import TSBForecaster

    class Undated(TSBForecaster):
        _infer_alias = staticmethod(lambda _dates: None)

        def _future_dates(self, sid: str, horizon: int) -> pd.DatetimeIndex:
            return pd.DatetimeIndex([self._last_dates[sid]] * horizon)

    grid = np.arange(1, 100) / 100  # the package names quantiles by whole per cent
    lanes = [*SERVICES, *PROMISES]
    cover, start = int(seen["lead"]) + 1, int(seen["start"])
    rows, periods = seen["demand"].shape
    names = np.array([f"{i:06d}" for i in range(rows)])  # so that their order is that of the rows
    found = {use: no_levels(seen) for use in ("empirical", "negative_binomial")}
    for t in range(start, periods):
        count = t // cover
        sums = seen["demand"][:, t - count * cover : t].reshape(rows, count, cover).sum(axis=2)
        days = pd.date_range("2000-01-01", periods=count)
        frame = pd.DataFrame(
            {"unique_id": names.repeat(count), "ds": np.tile(days, rows), "y": sums.ravel()}
        )
        forecaster = Undated().fit(frame)
        for use, levels in found.items():
            forecaster.distribution = use
            known = forecaster.predict(1, grid).iloc[:, 2:].to_numpy()
            # What order_up_to_from_quantiles does, for all lanes at once.
            levels[:, t - start, : len(lanes)] = [np.interp(lanes, grid, row) for row in known]
    return {f"tsb, {use}": np.ceil(np.maximum(own, 0) - 1e-3) for use, own in found.items()}


USES = ("as it comes", "lead time told", "blocks")
PEERS = ("replenishment", "demandplan")


def make(folder: Path, name: str, peer: str) -> None:
    """Write the levels of each use of one peer on one set."""
    with np.load(folder / f"{name}.npz") as file:
        seen = dict(file)
    begin = time.process_time()
    if peer == "demandplan":
        found = {"resampled": resampled_levels(seen)} | forecast_levels(seen)
    else:
        found = {
            f"{forecast}, {use}": replenishment_levels(seen, forecast, use)
            for forecast in ("ours", "moving")
            for use in USES
        }
    took = time.process_time() - begin
    print(f"{name}, {peer}: {took:.0f} s for {len(seen['demand'])} items, {len(found)} uses")
    np.savez_compressed(folder / f"{name}-{peer}.npz", **found)


# In our environment again: the walk.


def compare(folder: Path, name: str) -> dict[str, float]:
    """Print what each promises and keeps; return stock of ours ÷ stock of each peer at 95 %."""
    import policy_bench as bench

    with np.load(folder / f"{name}.npz") as file:
        demand, lead = file["demand"], int(file["lead"])
    game = bench.Contest(demand, lead)
    print(f"\n{name}, lead time {lead}: {demand.shape[0]} items × {demand.shape[1]} periods")
    levels = game.ours()[:, game.start : -1]
    grid = game.run(levels)
    kept = [filled(game.keep(levels, grid, p)[:, None])[0] for p in PROMISES]
    print(f"  {'ours':40} keeps {told(kept)} of {told(PROMISES)}")
    ratios = {}
    for peer in PEERS:
        if not (folder / f"{name}-{peer}.npz").exists():
            continue
        with np.load(folder / f"{name}-{peer}.npz") as file:
            uses = {use: file[use] for use in file.files}
        late = {use: game.run(own).totals for use, own in uses.items()}
        early = {use: game.run_middle(own).totals for use, own in uses.items()}
        for k, mode in enumerate(("cycle service", "fill rate")):
            at = np.arange(3) + len(FACTORS) + 3 * k
            near = {use: np.abs(filled(early[use])[at] - PROMISES).sum() for use in uses}
            use = min(near, key=near.__getitem__)
            print(f"  {peer + ', ' + mode:40} keeps {told(filled(late[use])[at])} ({use})")
        line = slice(None, len(FACTORS))
        walks, middle = ([t[:, line] for t in third.values()] for third in (late, early))
        against = []
        for fill in PROMISES:
            ours = bench.stock_at(grid.totals, fill)
            chosen = bench.chosen_before(walks, middle, fill)
            against.append((ours / bench.best(chosen, fill), ours / bench.best(walks, fill)))
            use = list(uses)[next(n for n, w in enumerate(walks) if w is chosen[0])]
            print(f"    stock of ours ÷ {peer} at {fill:.0%} fill: {against[-1][0]:.3f} "
                  f"({against[-1][1]:.3f}); {use}")  # fmt: skip
        highest = max(filled(totals).max() for totals in walks)
        print(f"    highest fill of {peer} {highest:.1%}, of ours {filled(grid.totals).max():.1%}")
        ratios[peer] = against[1][0]
    return ratios


def filled(totals: np.ndarray) -> np.ndarray:
    """Return the fill rate of each lane."""
    import policy_bench as bench

    return bench.curve(totals)[0]


def told(fills: np.ndarray | list[float] | tuple[float, ...]) -> str:
    return " / ".join(f"{100 * fill:.1f}" for fill in fills)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    stage = parser.add_mutually_exclusive_group(required=True)
    for name in ("hand", "make", "compare"):
        stage.add_argument(f"--{name}", type=Path, metavar="FOLDER")
    parser.add_argument("--sets", default="carparts,auto,journey,uci")
    parser.add_argument("--peers", default=",".join(PEERS))
    parser.add_argument("--lead", type=int, default=2)
    given = parser.parse_args()
    for name in given.sets.split(","):
        if given.hand:
            given.hand.mkdir(parents=True, exist_ok=True)
            hand(given.hand, name, given.lead)
        elif given.compare:
            compare(given.compare, name)
        else:
            for peer in given.peers.split(","):
                make(given.make, name, peer)


if __name__ == "__main__":
    main()
