"""The rehearsal: levels made from the past alone, walked through the client's own last year."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import ndtr

from stockturn.simulate.calibrate import along, lanes_for
from stockturn.simulate.walk import Supply, Walk, begin_walk, walk
from stockturn.targets.choose import choose_spread
from stockturn.targets.demand import Demand
from stockturn.targets.estimate import (
    Moments,
    Spread,
    blended_variance,
    level_grid,
    moments,
)
from stockturn.targets.history import BOUGHT, BROUGHT, OTHER, SOLD, History
from stockturn.targets.perishing import most_worth_having, perishing_grid
from stockturn.targets.places import (
    DEAD,
    ENDED_ITEM,
    NO_DEMAND,
    NO_LEAD_TIME,
    OUT_OF_SEASON,
    SHORT_HISTORY,
)
from stockturn.targets.selling import Selling

Floats = npt.NDArray[Any]
LANES = np.round(ndtr(np.linspace(-0.5, 3.7, 15)), 6)  # cycle services that are tried
BLOCK = 4_096  # places that are walked at a time: what a worker holds, not what comes out
FEWEST_REVIEWS = 12  # a shorter past is not rehearsed
CLASSES = ("A", "B", "C")
UNPLANNED = (NO_LEAD_TIME, SHORT_HISTORY)


@dataclass(frozen=True)
class Rehearsal:
    """What the levels would have done, and what they are today.

    Attributes
    ----------
    level
        Level of each place today: the position below which to order; NaN where none can be made.
    mean
        Demand a day expected of each place.
    past_level
        Place × review: the level in force, for telling why stock came to exceed it.
    grid, proposed
        The walks of all lanes and of the calibrated levels; None where the past is too short.
    start, scored
        Days (of the history) on which the walks begin and from which they count.
    spread, lanes
        Constants chosen, and each class's lane today.
    most
        Position today beyond which one more unit is not worth its risk; infinite where goods keep.
    """

    level: Floats
    mean: Floats
    past_level: Floats
    spread: Spread
    lanes: Floats
    start: int
    scored: int
    most: Floats
    grid: Walk | None = None
    proposed: Walk | None = None


def rehearse(
    history: History,
    demand: Demand,
    places: pd.DataFrame,
    *,
    review_days: int,
    dead_days: int,
    promised: Floats,
    group: Floats,
    unit_cost: Floats,
    scored: int,
    known: Demand | None = None,
    selling: Selling | None = None,
) -> Rehearsal:
    """Make levels at every review from what was known then, and walk them through what followed.

    Parameters
    ----------
    promised
        Fill rate of each class in ``CLASSES``; ``group`` is each place's class by position.
    scored
        The step from which the walks are to count; later where the past before it is too short.
        Where steps are not days nothing is walked: within a month nobody saw the stock run out.
    known
        Demand to walk through, where it is known better than the estimate (simulated companies).
    selling
        How long goods ordered at each review, and today, can be sold; for ever where it is None.
    """
    every = history.steps_in(review_days)
    blocks, first = demand.blocks(every)
    block_days = every * history.step_days
    lead = places["lead_days"].fillna(0.0).to_numpy()
    cover = (np.ceil(lead) + review_days) / block_days
    spread = choose_spread(blocks, first, cover, unit_cost=unit_cost)
    told = blocks if selling is None else np.where(selling.closed[:, :-1], np.nan, blocks)
    past = moments(told, first, half_life=spread.half_life, prior=spread.prior)
    levels = _level_maker(past, spread, places, cover, block_days, dead_days=dead_days,
                          selling=selling)  # fmt: skip
    mean = past.mean[:, -1] / block_days

    cut, reviews = history.steps % every, blocks.shape[1]
    start_block, lane = reviews // 3, np.interp(promised, LANES, np.arange(len(LANES)))
    settled = int(np.ceil(np.median(cover)))
    start = cut + start_block * every
    scored = max(scored, start + settled * every)
    walks: dict[str, Walk] = {}
    paths = np.repeat(lane[:, None], reviews + 1, axis=1)
    long_enough = reviews >= FEWEST_REVIEWS and scored < history.steps - 1  # two have a spread
    if history.daily and long_enough:
        planned = np.where(places["reason"].isin(UNPLANNED), 0.0, unit_cost)
        run = _runner(history, known or demand, places, mean, review_days,
                      start=start, scored=scored, group=group, cost=planned)  # fmt: skip
        walks["grid"] = run(lambda block: levels(block)[:, start_block:-1])
        paths[:, start_block:] = lanes_for(walks["grid"], promised, start=lane, settled=settled)
    level = np.concatenate(
        [along(levels(block), paths, group[_rows(block)]) for block in _blocks(places)]
    )
    if walks:
        walks["proposed"] = run(lambda block: level[_rows(block), start_block:-1])
    past_level = level[:, :, 0]
    today = _today(past_level[:, -1], places)
    most = np.full(len(places), np.inf)
    if selling is not None:
        most = most_worth_having(
            past, selling, block_days=block_days, spread=spread,
            critical_ratio=places["critical_ratio"].to_numpy(),
            lead_spread=places["lead_sd_days"].to_numpy() / block_days,
        )  # fmt: skip
    return Rehearsal(today, mean, past_level, spread, paths[:, -1], start, scored, most, **walks)


def _today(last: Floats, places: pd.DataFrame) -> Floats:
    """Return the levels to go by: none where nothing more is asked for, unknown where unplanned."""
    level, whole = last.copy(), places["whole"].to_numpy()
    level[places["reason"].isin([ENDED_ITEM, NO_DEMAND, DEAD, OUT_OF_SEASON])] = 0.0
    level[places["reason"].isin(UNPLANNED)] = np.nan
    level[whole] = np.round(level[whole])
    return level


def _level_maker(
    past: Moments, spread: Spread, places: pd.DataFrame, cover: Floats, block_days: float, *,
    dead_days: int, selling: Selling | None,
) -> Callable[[int], Floats]:  # fmt: skip
    """Return what makes the levels of all lanes for one block of places."""
    lead_spread = places["lead_sd_days"].to_numpy() / block_days
    variance, whole = blended_variance(past, spread), places["whole"].to_numpy()

    @lru_cache(maxsize=1)  # a client of one block makes its levels once
    def levels(block: int) -> Floats:
        mine = _rows(block)
        part = past.of(mine)
        grid = level_grid(part, cover=cover[mine], lead_spread=lead_spread[mine], levels=LANES,
                          spread=spread, variance=variance[mine])  # fmt: skip
        if selling is not None and selling.ends[mine].any():
            at = np.flatnonzero(selling.ends[mine]) + mine.start
            grid[at - mine.start] = perishing_grid(
                past.of(at), selling.of(at), block_days=block_days, levels=LANES,
                critical_ratio=places["critical_ratio"].to_numpy()[at],
                lead_spread=lead_spread[at], spread=spread, variance=variance[at],
            )  # fmt: skip
        grid[whole[mine]] = np.round(grid[whole[mine]])
        grid[part.age * block_days > dead_days] = 0.0
        return grid

    return levels


def _blocks(places: pd.DataFrame) -> range:
    return range(-(-len(places) // BLOCK))


def _rows(block: int) -> slice:
    return slice(block * BLOCK, (block + 1) * BLOCK)


def _runner(
    history: History, demand: Demand, places: pd.DataFrame, mean: Floats, review_days: int, *,
    start: int, scored: int, group: Floats, cost: Floats,
) -> Callable[[Callable[[int], Floats]], Walk]:  # fmt: skip
    """Return how to walk any levels, block by block, from the stock that there was at the start."""
    supply = supply_of(places, mean, review_days)
    until = _filled_until(history, demand, supply, review_days, start=start)
    stock = np.maximum(history.stock[:, start - 1], 0.0) if start else np.zeros(len(places))

    def run(levels: Callable[[int], Floats]) -> Walk:
        walked = None
        for block in _blocks(places):
            at, part = _rows(block), levels(block)
            walked = walked or begin_walk(
                len(places), history.steps, *part.shape[1:], groups=len(CLASSES)
            )
            walk(
                demand.asked[at], part, Supply(*(each[at] for each in supply)), stock=stock[at],
                inflow=_inflow(history, places, until, at), group=group[at], groups=len(CLASSES),
                cost=cost[at], start=start, every=review_days, scored=scored, backorders=False,
                into=walked, at=at,
            )  # fmt: skip
        assert walked is not None
        return walked

    return run


def _inflow(history: History, places: pd.DataFrame, until: Floats, at: slice) -> Floats:
    """Return what came to some places without being ordered: it happens again as it did.

    To carry an item somewhere is not the rule's decision either: what came to a new place before
    the first order of a rule could have come (``until``) comes again.
    """
    mine = np.zeros(len(places), dtype=bool)
    mine[at] = True
    history, moved = history.of(mine), places["by_transfer"].to_numpy()[at][:, None]
    inflow, brought = history.dense(OTHER, signed=True), history.dense(BROUGHT)
    early = np.arange(history.steps) < until[at][:, None]
    np.add(inflow, brought, out=inflow, where=~moved | early)
    bought = np.maximum(history.dense(BOUGHT), 0.0)
    return np.add(inflow, bought, out=inflow, where=~moved & early)


def _filled_until(
    history: History, demand: Demand, supply: Supply, review_days: int, *, start: int
) -> Floats:
    """Return the day up to which a new place is filled: nobody can know its demand by then."""
    cut = history.steps % review_days
    known = cut + (np.ceil((demand.first - cut) / review_days) + 1) * review_days
    until: Floats = np.where(demand.first > start, known + supply.lead, 0)
    return until


def supply_of(places: pd.DataFrame, mean: Floats, review_days: int) -> Supply:
    """Return lead times, lots and packs; a lot above a review's demand stretches what it fills.

    A lot is the least order, or what costs least where that is more.
    """
    pack = places["pack"].to_numpy()
    lot = np.maximum(places["lot"].to_numpy(), places["economic_lot"].to_numpy())
    lot = np.where(pack > 0, np.ceil(lot / np.where(pack > 0, pack, 1.0) - 1e-9) * pack, lot)
    lead = np.ceil(places["lead_days"].fillna(0.0)).astype(int).to_numpy()
    unit = places["whole"].to_numpy().astype(float)
    step = np.maximum(pack, unit)
    return Supply(lead, lot, step, np.maximum(lot - mean * review_days, 0.0))


def history_walk(history: History, *, start: int = 0) -> Walk:
    """Walk what really happened: the baseline, whose stock must be the ledger's to the last unit.

    Nothing is ordered; everything that came is an inflow and every issue is demand that waits.
    """
    out = history.dense(SOLD)
    inflow = history.dense(signed=True) + out
    none = np.zeros(len(out))
    supply = Supply(none.astype(int), none, none, none)
    levels = np.full((len(out), history.steps, 1), -np.inf)
    stock = history.stock[:, start - 1] if start else none
    return walk(out, levels, supply, stock=stock, inflow=inflow, start=start, traced=True)
