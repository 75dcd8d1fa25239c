"""Replay: a movements ledger becomes facts.

What contract.md leaves open is decided so:

- A place is held from its first line on. 期初 counts as opening on the ledger's first day only;
  later rows state a balance, and the difference is other stock in or out, and a break.
- Every outflow takes the oldest layers; a reversed receipt takes the newest: it undoes one.
  What a customer returns is as old as what that place last sold. Gains are as old as the line
  that finds them. What a transfer moves without having it is as old as the transfer.
- A place below zero has no layers; the next goods to come settle the debt first, at their own
  cost. The difference to the cost at which they left is a revaluation.
- 金额 takes the sign of 数量; rows that say otherwise are listed.
- ``recorded`` believes each row's cost. The other methods believe openings, receipts, 采购退货
  and 成本调整, and cost the rest themselves. Under ``fifo`` returned goods come back at the
  cost of the last issue, to the front; a transfer between pools is one new cost layer.
- Under ``monthly`` a day's stock is worth its quantity at the month's unit cost, and transfers
  between pools move at the cost known when the month opens.
- In a company pool the places share the pool's value by quantity; a place below zero is worth
  its debt at the last known cost. Values shift between places as ``revaluation_value``.
- Stock is never worth less than nothing, and no stock is worth nothing: money beyond that is a
  revaluation (an issue's) or other cost (an adjustment's), and a break where it was too much.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Literal

from stockturn.cluster import Mapper
from stockturn.errors import SourceError, near_match
from stockturn.i18n import _
from stockturn.ledger import frames
from stockturn.ledger.buckets import month_buckets
from stockturn.ledger.facts import Facts
from stockturn.ledger.reading import Ledger, open_ledger
from stockturn.ledger.sources import Movements
from stockturn.ledger.walking import Errand, walk_ledger

Costing = Literal["recorded", "moving", "monthly", "fifo"]
COSTINGS = ("recorded", "moving", "monthly", "fifo")
POOLS = ("company", "warehouse")
DAILY_ROWS = 5_000_000
MOST_ROWS = 12_000_000  # of monthly facts: three gigabytes; of daily facts likewise


def replay_movements(
    movements: Movements,
    *,
    cuts: Iterable[dt.date] = (),
    end: dt.date | None = None,
    costing: Costing = "recorded",
    cost_pool: Literal["company", "warehouse"] = "company",
    daily: bool | None = None,
    memory_limit: str | None = None,
    threads: int | None = None,
    mapper: Mapper | None = None,
) -> Facts:
    """Walk every item's movements once, in business order, and state what the books say.

    Parameters
    ----------
    movements
        Frame, Arrow table, or path (globs allowed) of Parquet or UTF-8 CSV files with the canonical
        columns of ``tables.yaml``; 日期, 类型, 商品编码 and 数量 are obligatory. ``receipt_date``
        may say how old 期初 stock is.
    cuts
        First days of reporting periods: buckets are calendar months cut there.
    end
        Last day covered; later rows take no part and are counted in ``rows_after_end``. Default:
        the last row's day.
    costing, cost_pool
        How issues are costed (contract.md), and whether an item has one unit cost or one per place.
    daily
        Whether to build the ``daily`` frame; by default up to ``DAILY_ROWS`` lines, because it is
        as large as the ledger.
    memory_limit, threads
        Bounds for DuckDB, as it writes them (``"2500MB"``); what exceeds the memory is spilled to
        the system's temporary folder.
    mapper
        A cluster (``cluster.connect``) that walks the items in parts. The facts are the same to the
        last cent; a path must be readable on all of its machines.

    Raises
    ------
    ColumnError, SourceError
        See ``open_ledger``; or the dates span so many years that the books would not fit.

    Examples
    --------
    >>> import pandas as pd
    >>> facts = replay_movements(
    ...     pd.DataFrame(
    ...         {
    ...             "date": pd.to_datetime(["2024-01-01", "2024-01-11", "2024-01-21"]),
    ...             "type": ["期初", "采购入库", "销售出库"],
    ...             "item": "A",
    ...             "qty": [10, 10, 5],
    ...             "amount": [100, 140, None],
    ...         }
    ...     ),
    ...     end=dt.date(2024, 1, 31),
    ... )
    >>> facts.monthly[["opening_value", "sales_cost", "closing_value", "qty_days"]].iloc[0].tolist()
    [100.0, 60.0, 180.0, 465.0]
    """
    _choose("costing", costing, COSTINGS)
    _choose("cost_pool", cost_pool, POOLS)
    ledger = open_ledger(movements, end=end, memory_limit=memory_limit, threads=threads)
    daily = ledger.rows <= DAILY_ROWS if daily is None else daily
    buckets = month_buckets(ledger.start, ledger.end, cuts=cuts)
    if ledger.most_pairs() * len(buckets) > MOST_ROWS:
        _refuse(ledger.pair_months(), ledger)
    errand = Errand(
        frames.calendar(buckets, ledger.start),
        COSTINGS.index(costing),
        pooled=cost_pool == "company",
        daily=daily,
        workers=threads,
    )
    walked = walk_ledger(ledger, errand, mapper=mapper)
    if daily:
        _refuse(frames.days_without_stock(walked).sum(), ledger)
    return Facts(
        source="movements",
        start=ledger.start,
        end=ledger.end,
        buckets=buckets,
        monthly=frames.monthly(walked, len(buckets)),
        places=frames.places(walked),
        layers=frames.layers(walked),
        daily=frames.daily(walked) if daily else None,
        counts=frames.counts(walked),
        breaks=frames.breaks(walked),
        carried_cost_share=walked.share(frames.BARE, frames.ISSUED),
        uncosted_receipt_share=walked.share(frames.BARE_IN, frames.RECEIVED),
        rows_after_end=ledger.rows_after_end,
    )


def _choose(name: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise SourceError(
            _("{name} 是“{value}”").format(name=name, value=value),
            expected=_("、").join(allowed),
            action=_("是不是“{near}”？").format(near=near_match(value, allowed, cutoff=0)),
        )


def _refuse(rows: int, ledger: Ledger) -> None:
    if rows > MOST_ROWS:
        raise SourceError.of(
            "books_too_large", start=ledger.start, end=ledger.end, rows=rows, most=MOST_ROWS
        )
