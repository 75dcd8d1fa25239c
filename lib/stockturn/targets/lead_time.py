"""How long goods take from order to arrival: as purchases show it, else as stated."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from stockturn.params import Settings

ENOUGH = 3  # deliveries that show a lead time
LINE = ("po_no", "line_no", "item")


def first_receipts(purchases: pd.DataFrame) -> pd.DataFrame:
    """Return one row per order line that was received: that of its first receipt."""
    received = purchases.dropna(subset=["receipt_date"]).sort_values("receipt_date", kind="stable")
    return received.drop_duplicates([c for c in LINE if c in received])


def lead_times(
    items: pd.Index, tables: Mapping[str, pd.DataFrame], settings: Settings
) -> pd.DataFrame:
    """Return ``days``, ``sd_days`` and ``source`` of each item's lead time.

    The first that is there: the item's own deliveries, its supplier's, the stated lead time, the
    item's 提前期天数. ``source`` is ``purchases``, ``supplier``, ``settings``, ``items``, or empty
    with NaN days where nothing tells.
    """
    found = pd.DataFrame({"days": np.nan, "sd_days": np.nan, "source": ""}, index=items)
    for source, stated in _sources(items, tables, settings):
        known = stated.reindex(items).astype("float64")
        gap = found["days"].isna() & known["days"].notna()
        columns = ["days", "sd_days"]
        found[columns] = found[columns].where(~gap, known[columns])
        found["source"] = found["source"].where(~gap, source)
    return found.assign(sd_days=found["sd_days"].fillna(0.0))


def _sources(
    items: pd.Index, tables: Mapping[str, pd.DataFrame], settings: Settings
) -> list[tuple[str, pd.DataFrame]]:
    sources = []
    master = tables.get("items", pd.DataFrame({"item": []})).drop_duplicates("item")
    master = master.set_index("item")
    purchases = tables.get("purchases")
    if purchases is not None and {"order_date", "receipt_date"} <= set(purchases):
        came = first_receipts(purchases)
        days = (came["receipt_date"] - came["order_date"]).dt.days
        came = came.assign(days=days)[days >= 0]
        sources.append(("purchases", _spread(came, came["item"])))
        if "supplier" in came and "supplier" in master:
            of = _spread(came, came["supplier"])
            sources.append(("supplier", _mapped(of, master["supplier"])))
    if settings.lead_time is not None:
        stated = settings.lead_time
        row = {"days": stated.days, "sd_days": stated.sd_days}
        sources.append(("settings", pd.DataFrame(row, index=items)))
    if "lead_time_days" in master:
        known = master[["lead_time_days"]].set_axis(["days"], axis=1).assign(sd_days=0.0)
        sources.append(("items", known[known["days"] >= 0]))
    return sources


def _spread(came: pd.DataFrame, key: pd.Series) -> pd.DataFrame:
    stats = came["days"].astype("float64").groupby(key.astype("str")).agg(["mean", "std", "size"])
    stats = stats[(stats["size"] >= ENOUGH) & (stats.index != "")]
    return stats[["mean", "std"]].set_axis(["days", "sd_days"], axis=1)


def _mapped(known: pd.DataFrame, key: pd.Series) -> pd.DataFrame:
    rows = known.reindex(key.astype("str"))
    return rows.set_axis(key.index, axis=0)
