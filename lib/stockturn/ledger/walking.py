"""Walking: batches of sorted events through the kernel, here or on a cluster."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np

from stockturn.cluster import Mapper
from stockturn.ledger import frames
from stockturn.ledger.batches import Columns
from stockturn.ledger.reading import Ledger, Part

Walk = tuple[list[frames.Figures], frames.Figures, frames.Figures]


@dataclass(frozen=True)
class Errand:
    """What every part of a ledger is to be walked with; plain data, so that it can travel."""

    calendar: tuple[frames.Figures, frames.Figures, frames.Figures]
    costing: int
    pooled: bool
    daily: bool
    workers: int | None = None

    def walk(self, batches: Iterator[Columns], n_places: int) -> Walk:
        """Run the kernel on each batch while the next one is sorted and read."""
        # Numba's machinery costs a second to load; whoever only reads frames does not pay it.
        from stockturn.ledger.kernel import rules, run  # noqa: PLC0415
        from stockturn.ledger.records import Events, Time  # noqa: PLC0415

        time = Time(*self.calendar)
        how = rules(self.costing, pooled=self.pooled, daily=self.daily)
        hands = self.workers or min(4, os.cpu_count() or 1)
        running: deque[Future[tuple[frames.Figures, ...]]] = deque()
        done = []
        with ThreadPoolExecutor(hands) as pool:
            for item, *events in batches:
                running.append(pool.submit(run, item, Events(*events), n_places, time, how))
                if len(running) > hands:  # no more batches in memory than there are hands
                    done.append(running.popleft().result())
            done += [future.result() for future in running]
        columns, pairs, notes = zip(*done, strict=True)
        return list(columns), np.concatenate(pairs), np.concatenate(notes)


def walk_ledger(ledger: Ledger, errand: Errand, *, mapper: Mapper | None) -> frames.Walked:
    """Walk a whole ledger; in parts where there is a cluster, with the same result."""
    if mapper is None:
        return frames.Walked(ledger, *errand.walk(ledger.batches(), len(ledger.places)))
    walks = mapper.map(partial(_walk_part, errand), ledger.parts(mapper.width))
    columns, pairs, notes = zip(*walks, strict=True)
    every = [block for blocks in columns for block in blocks]
    return frames.Walked(ledger, every, np.concatenate(pairs), np.concatenate(notes))


def _walk_part(errand: Errand, part: Part) -> Walk:
    columns, pairs, notes = errand.walk(part.batches(), len(part.places))
    # A part counts its items from its own first.
    pairs[:, frames.ITEM] += part.first
    notes[:, 1] += part.first
    return columns, pairs, notes
