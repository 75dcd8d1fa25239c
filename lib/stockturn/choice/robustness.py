"""How far the ranking can be trusted: weights swung, weights and cells drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from zlib import crc32

import numpy as np

from stockturn.choice.matrix import Array, Board
from stockturn.choice.rules import Rules


@dataclass(frozen=True)
class Swing:
    """Who leads when one weight is cut or raised by half, and where the lead would change.

    ``break_even`` is the weight (of 100, the others scaled) nearest to the present one at which
    ``rival`` draws level with the leader; None where no weight does that.
    """

    criterion: str
    weight: float
    leader_if_cut: str
    leader_if_raised: str
    break_even: float | None = None
    rival: str | None = None


@dataclass(frozen=True)
class Draws:
    """What the seeded draws say of each option."""

    first_share: Mapping[str, float]
    low: Mapping[str, float]
    high: Mapping[str, float]


def draw(
    board: Board, weights: Mapping[str, float], *, rules: Rules, eligible: set[str], seed: int
) -> Draws:
    """Draw weights (Dirichlet) and cells (uniform in their range) and count who leads.

    Each option has its own stream of numbers, named by its id, so that the order of the file,
    the names and the other options do not change what is drawn for it.
    """
    shape = (rules.draws, len(board.criteria))
    alpha = rules.concentration * np.array([weights[c] for c in board.criteria]) / 100.0
    gamma = np.random.default_rng([seed, 0]).standard_gamma(alpha, size=shape)
    drawn = gamma / gamma.sum(axis=1, keepdims=True)
    scores = np.stack(
        [
            board.scores(_cells(board, row, rules.draws, seed), drawn)
            for row in range(len(board.systems))
        ]
    )
    low, high = np.quantile(scores, rules.interval, axis=1)
    contest = np.where([[s in eligible] for s in board.systems], scores, -1.0)
    leads = np.bincount(contest.argmax(axis=0), minlength=len(board.systems)) / rules.draws
    named = [dict(zip(board.systems, row.tolist(), strict=True)) for row in (leads, low, high)]
    return Draws(*named)


def point_scores(board: Board, weights: Mapping[str, float]) -> dict[str, float]:
    """Return the printed score of each option: weighted sum of its cells, 0 to 100."""
    share = np.array([weights[c] for c in board.criteria]) / sum(weights.values())
    return dict(zip(board.systems, board.scores(board.point, share).tolist(), strict=True))


def swings(
    board: Board, weights: Mapping[str, float], *, rules: Rules, eligible: set[str]
) -> tuple[Swing, ...]:
    """Move one weight at a time and find the leader, and the weight at which the lead changes."""
    leader = _leader(point_scores(board, weights), eligible)
    return tuple(
        Swing(
            key,
            weights[key],
            _leader(point_scores(board, _scaled(weights, key, 1 - rules.swing)), eligible),
            _leader(point_scores(board, _scaled(weights, key, 1 + rules.swing)), eligible),
            *_break_even(board, weights, key, leader, eligible),
        )
        for key in board.criteria
    )


def _cells(board: Board, row: int, draws: int, seed: int) -> Array:
    # What is not verified errs together (one source, one bias): drawn apart, two dozen guesses
    # would average out to certainty.
    stream = np.random.default_rng([seed, crc32(board.systems[row].encode())])
    shared = stream.random((draws, 1))
    unit = np.where(board.verified[row], stream.random((draws, board.low.shape[1])), shared)
    return np.asarray(board.low[row] + unit * (board.high[row] - board.low[row]))


def _scaled(weights: Mapping[str, float], key: str, factor: float) -> dict[str, float]:
    return {**weights, key: weights[key] * factor}


def _leader(scores: Mapping[str, float], eligible: set[str]) -> str:
    return max(sorted(eligible & set(scores)), key=lambda system: scores[system])


def _break_even(
    board: Board, weights: Mapping[str, float], key: str, leader: str, eligible: set[str]
) -> tuple[float | None, str | None]:
    # With share w on this criterion a score is w·own + (1 − w)·rest: two lines cross once.
    own = point_scores(board, {c: float(c == key) for c in board.criteria})
    others = {c: 0.0 if c == key else weights[c] for c in board.criteria}
    rest = point_scores(board, others)
    found: list[tuple[float, float, str]] = []
    for rival in sorted(eligible & set(board.systems) - {leader}):
        ahead, gain = rest[leader] - rest[rival], own[leader] - own[rival]
        if ahead != gain and 0 < ahead / (ahead - gain) < 1:
            weight = 100 * ahead / (ahead - gain)
            found.append((abs(weight - weights[key]), weight, rival))
    return min(found)[1:] if found else (None, None)
