"""An on-hand snapshot alone: what there is on one day, and nothing of how it came to be."""

from __future__ import annotations

import pandas as pd

from stockturn.ledger.buckets import month_buckets
from stockturn.ledger.facts import FLOW_COLUMNS, Facts

PAIR = ["item", "warehouse"]


def facts_from_onhand(onhand: pd.DataFrame) -> Facts:
    """Return facts of the last day that a snapshot shows; flows are zero because none is known.

    Parameters
    ----------
    onhand
        Canonical on-hand table; rows of one item, place and day (batches) are added up.

    Examples
    --------
    >>> day = pd.Timestamp("2025-12-31")
    >>> frame = pd.DataFrame({"date": [day], "item": ["a"], "onhand_qty": [3.0]})
    >>> facts_from_onhand(frame).places["closing_qty"].tolist()
    [3.0]
    """
    last = onhand["date"].max()
    rows = onhand[onhand["date"].eq(last)].copy()
    rows["warehouse"] = rows.get("warehouse", "")
    rows["onhand_value"] = rows["onhand_value"].fillna(0.0) if "onhand_value" in rows else 0.0
    sums = rows.groupby(PAIR, observed=True)[["onhand_qty", "onhand_value"]].sum().reset_index()
    places = sums.rename(columns={"onhand_qty": "closing_qty", "onhand_value": "closing_value"})
    dates = dict.fromkeys(("first_receipt", "last_receipt", "last_issue"), pd.NaT)
    monthly = places.assign(
        bucket=0,
        opening_qty=places["closing_qty"],
        opening_value=places["closing_value"],
        **dict.fromkeys(FLOW_COLUMNS, 0.0),
    )
    return Facts(
        source="onhand",
        start=last.date(),
        end=last.date(),
        buckets=month_buckets(last.date(), last.date()),
        monthly=monthly,
        places=places.assign(
            **{
                k: pd.Series(v, index=places.index, dtype="datetime64[us]")
                for k, v in dates.items()
            }
        ),
    )
