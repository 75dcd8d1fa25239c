"""Keeping promises: the level that would have served as promised lately, taken up with damping."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from stockturn.simulate.walk import Walk

Floats = npt.NDArray[Any]
DAMPING = 0.25  # share of the gap that a review takes up
FARTHEST = 6.0  # lanes beyond which a gap is not believed
MEMORY = 0.9  # weight of a review's outcome at the next
BRIEF = 0.25  # the same of what no order could have served: new items soon have their levels
MADE_UP = 0.5  # share of a lane's own shortage that may be saved to make up for theirs


def lanes_for(
    walked: Walk, promised: Floats, *, start: Floats, settled: int, damping: float = DAMPING,
    memory: float = MEMORY,
) -> Floats:  # fmt: skip
    """Return class × (reviews + 1): the lane, in between two where needed, to go by from then on.

    At each review the lanes' fill rates over the weighted past say which lane would have kept the
    promise; the lane in force moves towards it by a share of the gap. Nothing later is used.
    What was asked before an order could have come is part of the promise and tells nothing of the
    lanes: what it lacked lately is made up for by aiming higher with the rest.

    Parameters
    ----------
    walked
        A walk whose lanes are ascending levels.
    promised
        Fill rate of each class.
    start
        Lane of each class before anything is known.
    settled
        Reviews until the first orders have come and what was there before has been used up: what
        happens until then tells nothing of the lanes.
    """
    groups, reviews, lanes = walked.served.shape
    chosen = np.empty((groups, reviews + 1))
    served, asked = np.zeros((2, groups, lanes))
    early, asked_late = np.zeros((groups, 2)), np.zeros(groups)
    lane = np.asarray(start, np.float64).copy()
    for r in range(reviews + 1):
        fill = served / np.where(asked > 0, asked, np.inf)
        for g in range(groups):
            if asked[g, 0] > 0:
                rising = np.maximum.accumulate(fill[g]) + 1e-12 * np.arange(lanes)
                lacked = promised[g] * early[g, 1] - early[g, 0]
                aim = promised[g] + lacked / max(asked_late[g], 1e-9)
                aim = min(aim, 1 - MADE_UP * (1 - promised[g]))
                gap = np.interp(aim, rising, np.arange(lanes)) - lane[g]
                lane[g] += damping * np.clip(gap, -FARTHEST, FARTHEST)
        chosen[:, r] = lane
        if r < settled or r == reviews:
            continue
        served = memory * served + walked.served[:, r]
        asked = memory * asked + walked.asked[:, r]
        early = BRIEF * early + walked.early[:, r]
        asked_late = BRIEF * asked_late + walked.asked[:, r, 0]
    return chosen


def along(levels: Floats, lanes: Floats, group: Floats) -> Floats:
    """Return row × review × 1: the levels on each class's path of lanes."""
    path = lanes[group]
    low = np.clip(np.floor(path).astype(np.int64), 0, levels.shape[2] - 1)
    high = np.minimum(low + 1, levels.shape[2] - 1)
    part = (path - low)[:, :, None]
    ends = [np.take_along_axis(levels, at[:, :, None], axis=2) for at in (low, high)]
    mixed: Floats = ends[0] + part * (ends[1] - ends[0])
    return mixed
