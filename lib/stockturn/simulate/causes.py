"""Why stock lies above its level: each piece of the excess has one cause, and they add up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from stockturn.params import Settings
from stockturn.simulate.rehearsal import Rehearsal
from stockturn.targets.history import BACK, BOUGHT, BROUGHT, SENT, History

Floats = npt.NDArray[Any]
# In the order in which they take from the excess; what none explains was there from the start.
CAUSES = (
    "policy_maximum",  # the client's own 最高库存 allows more than the level
    "demand_fall",  # the level was higher when the goods came
    "min_order",  # the supplier's least order is more than is needed until the next
    "early_receipt",  # came before the promised day, which is still ahead
    "returns",  # came back from customers in the last quarter
    "transfers",  # brought from another place in the last quarter
    "over_ordering",  # bought or brought with no need
    "opening",  # was there when the books begin
)
RECENT_DAYS = 91


def excess_by_cause(
    items: pd.DataFrame,
    history: History,
    done: Rehearsal,
    tables: Mapping[str, pd.DataFrame],
    settings: Settings,
) -> pd.DataFrame:
    """Split the excess of each item and place among its causes, in the order of ``CAUSES``.

    Each cause takes at most what it explains of what those before it have left, so that the parts
    add up to the excess exactly: ``item``, ``warehouse``, ``cause``, ``qty``, ``value``.
    """
    left = (items["on_hand"] - items["max_qty"]).clip(lower=0.0).fillna(0.0).to_numpy()
    explained = _explained(items, history, done, tables, settings)
    parts = []
    for cause in CAUSES:
        taken = np.minimum(left, np.maximum(explained.get(cause, np.inf), 0.0))
        left = left - taken
        rows = items[["item", "warehouse"]].assign(cause=cause, qty=taken)
        parts.append(rows.assign(value=taken * items["unit_cost"])[taken > 0])
    split: pd.DataFrame = pd.concat(parts, ignore_index=True)
    return split


def _explained(
    items: pd.DataFrame, history: History, done: Rehearsal, tables: Mapping[str, pd.DataFrame],
    settings: Settings,
) -> dict[str, Floats]:  # fmt: skip
    """Return how much each cause could explain at most, in units."""
    most = items["max_qty"].fillna(0.0).to_numpy()
    supplied = np.where(items["by_transfer"], BROUGHT, BOUGHT)
    came = (history.flow == supplied[history.row]) & (history.qty > 0)
    last = np.full(len(items), -1)
    np.maximum.at(last, history.row[came], history.step[came])
    any_came, last = last >= 0, np.maximum(last, 0)
    every = history.steps_in(settings.review_days)
    review = np.clip((last - history.steps % every) // every, 0, done.past_level.shape[1] - 1)
    then = np.take_along_axis(done.past_level, review[:, None], axis=1)[:, 0]
    need = items["daily_demand"] * (items["lead_days"].fillna(0.0) + settings.review_days)
    recent = max(history.steps - history.steps_in(RECENT_DAYS), 0)
    lent = history.sums(BROUGHT, since=recent) - history.sums(SENT, since=recent)
    return {
        "policy_maximum": _own_maximum(items, tables) - most,
        "demand_fall": np.where(any_came, then - most, 0.0),
        "min_order": np.where(items["lot"] > 1, items["lot"] - np.maximum(need, 1.0), 0.0),
        "early_receipt": _early(items, history, tables),
        "returns": history.sums(BACK, since=recent),
        "transfers": np.where(items["by_transfer"], 0.0, lent),
        "over_ordering": np.bincount(history.row[came], history.qty[came], minlength=len(items)),
    }


def _own_maximum(items: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> Floats:
    """Return the client's own maximum, an item's shared out by its places' stock."""
    master = tables.get("items")
    if master is None or "max_stock" not in master:
        return np.zeros(len(items))
    stated = items["item"].map(master.drop_duplicates("item").set_index("item")["max_stock"])
    held = items["on_hand"].clip(lower=0.0)
    whole = held.groupby(items["item"], observed=True).transform("sum")
    share = held / whole.where(whole > 0)
    return np.asarray((stated.astype("float64") * share).fillna(0.0))


def _early(items: pd.DataFrame, history: History, tables: Mapping[str, pd.DataFrame]) -> Floats:
    """Return what had come by the last day although it was promised for later."""
    lines = tables.get("purchases")
    if lines is None or not {"promised_date", "receipt_date", "received_qty"} <= set(lines):
        return np.zeros(len(items))
    end = pd.Timestamp(history.end)
    early = lines[(lines["receipt_date"] <= end) & (lines["promised_date"] > end)]
    qty = early.groupby(early["item"].astype("str"))["received_qty"].sum()
    known = items["item"].astype("str").map(qty).fillna(0.0)
    return np.asarray(known.where(~items["by_transfer"], 0.0), dtype=float)
