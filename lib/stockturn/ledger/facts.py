"""Facts: what the books say, by item, place and month, whatever the client brought."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

# Flows are positive in the direction of their name; red entries reduce their own column.
# ``*_value`` is money at cost; ``revenue`` and ``sales_return_amount`` are at selling price.
FLOW_COLUMNS = (
    "purchase_qty",
    "purchase_value",
    "purchase_return_qty",
    "purchase_return_value",
    "sales_qty",
    "sales_cost",
    "revenue",
    "sales_return_qty",
    "sales_return_cost",
    "sales_return_amount",
    "other_in_qty",
    "other_in_value",
    "other_out_qty",
    "other_out_value",
    "transfer_in_qty",
    "transfer_in_value",
    "transfer_out_qty",
    "transfer_out_value",
    "revaluation_value",
)
STOCK_COLUMNS = ("opening_qty", "opening_value", "closing_qty", "closing_value")
# Sums over the days of a bucket of that day's closing figure, and counts of days.
DAY_COLUMNS = (
    "qty_days",
    "value_days",
    "value_days_clipped",
    "held_days",
    "stockout_days",
    "negative_days",
)


@dataclass(frozen=True)
class HiddenTransfers:
    """What of a summary's issues can be transfers, and whether it was taken for them.

    ``qty`` and ``value`` of the issues; ``issued_value`` is that of all issues; ``explained`` the
    share of the other places' receipts that the hub issued in the same period.
    """

    taken: bool
    qty: float
    value: float
    issued_value: float
    explained: float

    @property
    def share(self) -> float:
        """Return what was, or could be, moved ÷ all issues, in money."""
        return self.value / self.issued_value if self.issued_value else 0.0


@dataclass(frozen=True)
class Facts:
    """The books of one client, as plain frames.

    Attributes
    ----------
    source
        Where stock truth comes from; never two added together.
    start, end
        First and last day covered (closed interval).
    buckets
        index ``bucket`` (0…n-1 in time order); columns ``start``, ``end`` (datetime64, closed),
        ``days``. Calendar months, cut again where a reporting or comparison period begins or ends.
    monthly
        One row per (``item``, ``warehouse``, ``bucket``) from the pair's first day held to the end,
        whether it moved or not: STOCK_COLUMNS, FLOW_COLUMNS and, where the source has days,
        DAY_COLUMNS (absent for balances). Quantities in the item's main unit, money in currency.
    places
        One row per (``item``, ``warehouse``): ``first_receipt``, ``last_receipt``, ``last_issue``
        (NaT where there was none; goods sold or used up, not moved, scrapped or sent back),
        ``closing_qty``, ``closing_value``. With balances the dates are ends of periods.
    layers
        Remaining FIFO layers at ``end``: ``item``, ``warehouse``, ``receipt_date`` (first receipt
        into the company; NaT for opening stock without one), ``qty``. None with balances.
    daily
        ``item``, ``warehouse``, ``date``, ``sales_qty`` (net of returns on that day), ``stockout``
        for days with either; None for balances.
    breaks
        Integrity breaks: ``kind`` (``kinds.BREAKS`` for movements; ``carry`` names those of
        balances), ``item``, ``warehouse``, ``date``, ``qty``, ``value``.
    carried_cost_share
        Share of issues (by quantity) that carried no cost of their own and took the moving average.
    uncosted_receipt_share
        Share of openings and receipts (by quantity) that carried no cost of their own; 1.0 means
        that values are unknown, not zero.
    counts
        One row per stock count: ``item``, ``warehouse``, ``date``, ``counted_qty``, ``book_qty``
        (as stated by the client, else as replayed), ``unit_cost`` (0 where none is known).
    rows_after_end
        Rows later than ``end``, which took no part.
    hidden_transfers
        What of a summary's receipts and issues was, or could be, moved between places.
    """

    source: Literal["movements", "balances", "onhand"]
    start: dt.date
    end: dt.date
    buckets: pd.DataFrame
    monthly: pd.DataFrame
    places: pd.DataFrame
    layers: pd.DataFrame | None = None
    daily: pd.DataFrame | None = None
    breaks: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(
            columns=["kind", "item", "warehouse", "date", "qty", "value"]
        )
    )
    carried_cost_share: float | None = None
    uncosted_receipt_share: float | None = None
    counts: pd.DataFrame | None = None
    rows_after_end: int = 0
    hidden_transfers: HiddenTransfers | None = None

    @property
    def has_days(self) -> bool:
        """Tell whether averages can be weighted by day."""
        return "value_days" in self.monthly.columns
