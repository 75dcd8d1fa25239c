"""The rehearsal: levels made from the past alone, walked through the client's own last year."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from stockturn.cluster import Mapper
from stockturn.simulate.blocks import (
    LANES,
    Block,
    Levels,
    Road,
    block_by_block,
    joined,
    walk_lanes,
    walk_path,
)
from stockturn.simulate.calibrate import lanes_for
from stockturn.simulate.walk import Supply, Walk, walk
from stockturn.targets.choose import choose_spread
from stockturn.targets.demand import Demand
from stockturn.targets.estimate import Spread, blended_variance, moments
from stockturn.targets.history import SOLD, History
from stockturn.targets.perishing import most_worth_having
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
FEWEST_REVIEWS = 12  # a shorter past is not rehearsed
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
    mapper: Mapper | None = None,
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
    mapper
        What walks the blocks of places on a cluster, to the same bits; here where it is None.
    """
    every = history.steps_in(review_days)
    blocks, first = demand.blocks(every)
    block_days, reviews = every * history.step_days, blocks.shape[1]
    cover = (np.ceil(places["lead_days"].fillna(0.0).to_numpy()) + review_days) / block_days
    spread = choose_spread(blocks, first, cover, unit_cost=unit_cost)
    told = blocks
    if selling is not None and selling.closed.any():
        told = np.where(selling.closed[:, :-1], np.nan, blocks)
    past = moments(told, first, half_life=spread.half_life, prior=spread.prior)
    mean = past.mean[:, -1] / block_days
    levels = Levels(
        past, blended_variance(past, spread), spread, cover,
        places["lead_sd_days"].to_numpy() / block_days, places["whole"].to_numpy(),
        places["critical_ratio"].to_numpy(), selling, block_days, dead_days,
    )  # fmt: skip

    cut, first_review = history.steps % every, reviews // 3
    settled = int(np.ceil(np.median(cover)))
    start = cut + first_review * every
    scored = max(scored, start + settled * every)
    long_enough = reviews >= FEWEST_REVIEWS and scored < history.steps - 1  # two have a spread
    road = None
    if history.daily and long_enough:
        road = _road(history, known or demand, places, mean, unit_cost, start=start, scored=scored,
                     every=review_days, first_review=first_review)  # fmt: skip
    whole = Block(levels, group, road)
    lane = np.interp(promised, LANES, np.arange(len(LANES)))
    paths = np.repeat(lane[:, None], reviews + 1, axis=1)
    grid = None
    if road is not None:
        grid = joined(block_by_block(walk_lanes, whole, mapper))
        paths[:, first_review:] = lanes_for(grid, promised, start=lane, settled=settled)
    parts = list(block_by_block(partial(walk_path, paths), whole, mapper))
    past_level = np.concatenate([level[:, :, 0] for level, _walk in parts])
    walked = [one for _level, one in parts if one is not None]
    return Rehearsal(
        _today(past_level[:, -1], places), mean, past_level, spread, paths[:, -1], start, scored,
        _most(levels), grid, joined(walked) if walked else None,
    )  # fmt: skip


def _most(levels: Levels) -> Floats:
    if levels.selling is None:
        return np.full(len(levels.cover), np.inf)
    return most_worth_having(
        levels.past, levels.selling, block_days=levels.block_days, spread=levels.spread,
        critical_ratio=levels.critical_ratio, lead_spread=levels.lead_spread,
    )  # fmt: skip


def _today(last: Floats, places: pd.DataFrame) -> Floats:
    """Return the levels to go by: none where nothing more is asked for, unknown where unplanned."""
    level, whole = last.copy(), places["whole"].to_numpy()
    level[places["reason"].isin([ENDED_ITEM, NO_DEMAND, DEAD, OUT_OF_SEASON])] = 0.0
    level[places["reason"].isin(UNPLANNED)] = np.nan
    level[whole] = np.round(level[whole])
    return level


def _road(
    history: History, demand: Demand, places: pd.DataFrame, mean: Floats, unit_cost: Floats, *,
    start: int, scored: int, every: int, first_review: int,
) -> Road:  # fmt: skip
    """Return what all places walk through; those without levels count for nothing in money."""
    supply = supply_of(places, mean, every)
    return Road(
        history, demand.asked, supply, places["by_transfer"].to_numpy(),
        _filled_until(history, demand, supply, every, start=start),
        np.maximum(history.stock[:, start - 1], 0.0) if start else np.zeros(len(places)),
        np.where(places["reason"].isin(UNPLANNED), 0.0, unit_cost), start, scored, every,
        first_review,
    )  # fmt: skip


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
