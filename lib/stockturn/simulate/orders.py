"""Orders: what a buyer works with at each place, and what is already on its way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from stockturn.params import Settings
from stockturn.simulate.rehearsal import Rehearsal, supply_of
from stockturn.targets.history import History
from stockturn.targets.places import OUT_OF_SEASON

Floats = npt.NDArray[Any]
STALE_DAYS = 90


def targets(
    places: pd.DataFrame, history: History, done: Rehearsal, tables: Mapping[str, pd.DataFrame],
    settings: Settings,
) -> pd.DataFrame:  # fmt: skip
    """Turn levels into the figures that a buyer works with."""
    supply = supply_of(places, done.mean, settings.review_days)
    level = done.level
    live = level > 0
    usual = done.mean * settings.review_days
    step = np.where(supply.pack > 0, supply.pack, 1.0)
    lot = np.where(live, np.maximum(np.ceil(np.maximum(supply.lot, usual) / step) * step, step), 0)
    up_to = level + np.where(live, supply.stretch, 0.0)
    # An order is placed below the level, so the least lot leads at most to a step below their sum.
    most = np.where(live, np.maximum(up_to, level + np.maximum(supply.lot - step, 0.0)), level)
    # What is there of a season's goods may still be sold, though no order would come in time.
    waits = places["reason"].eq(OUT_OF_SEASON).to_numpy()
    most = np.where(waits, done.mean * places["need_days"].to_numpy(), most)
    on_hand = history.stock[:, -1]
    on_order = _on_order(places, tables, history)
    want = np.maximum(np.maximum(up_to - on_hand - on_order, supply.lot), 0.0)
    suggested = np.where(live & (on_hand + on_order < level), np.ceil(want / step) * step, 0.0)
    return places.assign(
        service_target=places["abc"].map(settings.service_targets),
        daily_demand=done.mean.astype("float64"),
        reorder_point=level,
        order_up_to=np.where(np.isnan(level), np.nan, up_to),
        order_quantity=np.where(np.isnan(level), np.nan, lot),
        max_qty=np.where(np.isnan(level), np.nan, most),
        worth_having=done.most,
        on_hand=on_hand,
        on_order=on_order,
        suggested_qty=suggested,
    )


def _on_order(places: pd.DataFrame, tables: Mapping[str, pd.DataFrame], history: History) -> Floats:
    """Return what was ordered before the end and has not come; it is due where goods are bought."""
    due = open_orders(tables, end=history.end)
    amount = due.groupby(due["item"].astype("str"))["open_qty"].sum()
    bought = ~places["by_transfer"]
    main = bought & ~places["item"].where(bought).duplicated()
    return np.where(
        main, places["item"].astype("str").map(amount).astype("float64").fillna(0.0), 0.0
    )


def open_orders(tables: Mapping[str, pd.DataFrame], *, end: dt.date) -> pd.DataFrame:
    """Return order lines placed by ``end`` that have not come in full, with ``open_qty``.

    A line of which a part came counts the ordered quantity once; one that promised goods longer
    than ``STALE_DAYS`` ago is thought to be closed.
    """
    lines = tables.get("purchases")
    if lines is None or not {"order_date", "ordered_qty"} <= set(lines):
        kinds = {"po_no": "str", "item": "str", "order_date": "datetime64[us]",
                 "promised_date": "datetime64[us]", "open_qty": "float64"}  # fmt: skip
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in kinds.items()})
    day = pd.Timestamp(end)
    keys = [c for c in ("po_no", "line_no", "item") if c in lines]
    lines = lines[lines["order_date"] <= day].reindex(
        columns=[*lines.columns, *({"promised_date", "receipt_date", "received_qty"} - set(lines))]
    )
    came = lines["receipt_date"].notna() & (lines["receipt_date"] <= day)
    got = lines["received_qty"].fillna(lines["ordered_qty"]).where(came, 0.0).astype("float64")
    sums = lines.assign(got=got).groupby(keys, dropna=False, observed=True).agg(
        order_date=("order_date", "first"), promised_date=("promised_date", "max"),
        ordered=("ordered_qty", "first"), got=("got", "sum"),
    )  # fmt: skip
    sums = sums.reset_index().assign(open_qty=lambda f: (f["ordered"] - f["got"]).clip(lower=0.0))
    due = sums["promised_date"].fillna(sums["order_date"])
    return sums[(sums["open_qty"] > 0) & (due >= day - pd.Timedelta(days=STALE_DAYS))]
