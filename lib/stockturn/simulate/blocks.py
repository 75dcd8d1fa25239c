"""Some places at a time: their levels and their walk, here or on another machine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from stockturn.cluster import Mapper
from stockturn.simulate.calibrate import along
from stockturn.simulate.walk import Supply, Walk, walk
from stockturn.targets.estimate import Moments, Spread, level_grid
from stockturn.targets.history import BOUGHT, BROUGHT, OTHER, History
from stockturn.targets.perishing import perishing_grid
from stockturn.targets.selling import Selling

Floats = npt.NDArray[Any]
Result = TypeVar("Result")
LANES = np.round(ndtr(np.linspace(-0.5, 3.7, 15)), 6)  # cycle services that are tried
BLOCK = 4_096  # places at a time: what a worker holds, not what comes out
CLASSES = ("A", "B", "C")


@dataclass(frozen=True)
class Levels:
    """What the levels of some places are made from, as it was known before each review.

    Times in periods, from one review to the next, but for ``dead_days`` and ``selling``.
    """

    past: Moments
    variance: Floats
    spread: Spread
    cover: Floats
    lead_spread: Floats
    whole: Floats
    critical_ratio: Floats
    selling: Selling | None
    block_days: float
    dead_days: int

    def of(self, rows: Any) -> Levels:
        """Return the same for some of the places."""
        return Levels(
            self.past.of(rows), self.variance[rows], self.spread, self.cover[rows],
            self.lead_spread[rows], self.whole[rows], self.critical_ratio[rows],
            self.selling.of(rows) if self.selling else None, self.block_days, self.dead_days,
        )  # fmt: skip

    @cached_property
    def lanes(self) -> Floats:
        """Place × (reviews + 1) × lane: the level of each cycle service in ``LANES``."""
        grid = level_grid(self.past, cover=self.cover, lead_spread=self.lead_spread, levels=LANES,
                          spread=self.spread, variance=self.variance)  # fmt: skip
        if self.selling is not None and (ends := self.selling.ends).any():
            grid[ends] = perishing_grid(
                self.past.of(ends), self.selling.of(ends), block_days=self.block_days,
                critical_ratio=self.critical_ratio[ends], levels=LANES, spread=self.spread,
                lead_spread=self.lead_spread[ends], variance=self.variance[ends],
            )  # fmt: skip
        grid[self.whole] = np.round(grid[self.whole])
        grid[self.past.age * self.block_days > self.dead_days] = 0.0
        return grid


@dataclass(frozen=True)
class Road:
    """What some places walk through, from the stock that there was at the start."""

    history: History
    asked: Floats
    supply: Supply
    by_transfer: Floats
    filled_until: Floats
    stock: Floats
    cost: Floats
    start: int
    scored: int
    every: int
    first_review: int

    def of(self, rows: slice) -> Road:
        """Return the same for some of the places."""
        mine = np.zeros(len(self.asked), dtype=bool)
        mine[rows] = True
        return Road(
            self.history.of(mine), self.asked[rows], Supply(*(s[rows] for s in self.supply)),
            self.by_transfer[rows], self.filled_until[rows], self.stock[rows], self.cost[rows],
            self.start, self.scored, self.every, self.first_review,
        )  # fmt: skip

    def walked(self, levels: Floats, group: Floats) -> Walk:
        """Walk levels, place × (reviews + 1) × lane."""
        return walk(
            self.asked, levels[:, self.first_review : -1], self.supply, stock=self.stock,
            inflow=self._inflow(), group=group, groups=len(CLASSES), cost=self.cost,
            start=self.start, every=self.every, scored=self.scored, backorders=False,
        )  # fmt: skip

    def _inflow(self) -> Floats:
        """Return what came without being ordered: it happens again as it did.

        To carry an item somewhere is not the rule's decision either: what came to a new place
        before the first order of a rule could have come (``filled_until``) comes again.
        """
        history, moved = self.history, self.by_transfer[:, None]
        inflow, brought = history.dense(OTHER, signed=True), history.dense(BROUGHT)
        early = np.arange(history.steps) < self.filled_until[:, None]
        np.add(inflow, brought, out=inflow, where=~moved | early)
        bought = np.maximum(history.dense(BOUGHT), 0.0)
        return np.add(inflow, bought, out=inflow, where=~moved & early)


@dataclass(frozen=True)
class Block:
    """Some places: their levels, their classes by position, and their road where they have one."""

    levels: Levels
    group: Floats
    road: Road | None

    @property
    def size(self) -> int:
        """Number of places."""
        return len(self.group)

    def of(self, rows: slice) -> Block:
        """Return the same for some of the places."""
        road = None if self.road is None else self.road.of(rows)
        return Block(self.levels.of(rows), self.group[rows], road)


def walk_lanes(block: Block) -> Walk:
    """Walk all lanes."""
    assert block.road is not None
    return block.road.walked(block.levels.lanes, block.group)


def walk_path(paths: Floats, block: Block) -> tuple[Floats, Walk | None]:
    """Return the levels on each class's path of lanes, and walk them where there is a road."""
    levels = along(block.levels.lanes, paths, block.group)
    return levels, None if block.road is None else block.road.walked(levels, block.group)


def block_by_block(
    task: Callable[[Block], Result], whole: Block, mapper: Mapper | None
) -> Iterator[Result]:
    """Do a task with ``BLOCK`` places at a time, in their order, wherever ``mapper`` does it."""
    # A client of one block makes its levels once; of several, no two are held at a time.
    parts: Iterable[Block] = (
        (whole.of(slice(at, at + BLOCK)) for at in range(0, whole.size, BLOCK))
        if whole.size > BLOCK
        else [whole]
    )
    return map(task, parts) if mapper is None else mapper.map(task, parts)


def joined(walks: Iterable[Walk]) -> Walk:
    """Join the walks of blocks: what all places tell is added up in the order of the blocks."""
    rows: list[Floats] = []
    sums: list[Floats] = []
    for one in walks:
        rows.append(one.totals)
        parts = [one.served, one.asked, one.value, one.early]
        sums = [total + part for total, part in zip(sums, parts, strict=True)] if sums else parts
    served, asked, value, early = sums
    return Walk(np.concatenate(rows), served, asked, value, np.zeros((0, 0, 0)), early)
