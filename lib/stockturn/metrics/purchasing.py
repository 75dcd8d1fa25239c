"""How often goods are bought."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from stockturn.metrics.service import within
from stockturn.metrics.window import DAYS_PER_MONTH


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Purchase lines of a span: how many, and how many a month for each item bought."""

    source: str
    lines: int
    per_item_month: float


def purchase_rhythm(
    *,
    purchases: pd.DataFrame | None,
    movements: pd.DataFrame | None,
    start: dt.date,
    end: dt.date,
) -> Rhythm | None:
    """Count purchase order lines of the closed span, else receipts of purchases; None if none.

    A partial receipt repeats its order line and counts once.
    """
    if purchases is not None:
        keys = [c for c in ("po_no", "line_no", "item") if c in purchases]
        source, lines = "purchases", within(purchases, "order_date", start, end)
        lines = lines.drop_duplicates(keys)
    elif movements is not None:
        source, lines = "movements", within(movements, "date", start, end)
        lines = lines[lines["type"].eq("采购入库") & lines["qty"].gt(0)]
    else:
        return None
    months = ((end - start).days + 1) / DAYS_PER_MONTH
    items = lines["item"].nunique()
    return Rhythm(source, len(lines), len(lines) / items / months) if items else None
