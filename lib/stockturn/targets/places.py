"""Who replenishes a place, how soon, in what lots: one row for each item and place."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from stockturn.params import Settings
from stockturn.tables import ENDED
from stockturn.targets.demand import Demand
from stockturn.targets.history import BOUGHT, BROUGHT, History
from stockturn.targets.lead_time import lead_times

# Why a place has no level, or none above nothing; ``wording.REASONS`` says it to the reader.
NO_LEAD_TIME, SHORT_HISTORY, NO_DEMAND, ENDED_ITEM, DEAD, OUT_OF_SEASON = (
    "no_lead_time", "short_history", "no_demand", "ended", "dead", "out_of_season",
)  # fmt: skip


def supplied_places(
    history: History, demand: Demand, tables: Mapping[str, pd.DataFrame], settings: Settings
) -> pd.DataFrame:
    """Return one row per pair of the history.

    Returns
    -------
    DataFrame
        ``item``, ``warehouse``; ``by_transfer`` (goods come from another place of the company, as
        the ledger books it on the same day); ``lead_days``, ``lead_sd_days``, ``lead_source``;
        ``lot`` (least order) and ``pack``, 0 where none is known; ``economic_lot``, 0, and
        ``critical_ratio``, NaN, until prices have been weighed; ``whole`` (demand is in whole
        units); ``category``; ``shelf_life_days``, NaN where goods keep; ``reason`` where no level
        can be made, or the level is nothing.
    """
    places = history.pairs.copy()
    bought, brought = (history.dense(flow).sum(axis=1) for flow in (BOUGHT, BROUGHT))
    places["by_transfer"] = (bought <= 0) & (brought > 0)
    items = pd.Index(places["item"].unique())
    lead = lead_times(items, tables, settings).reindex(places["item"])
    moved = places["by_transfer"].to_numpy()
    places["lead_days"] = np.where(moved, 0.0, lead["days"])
    places["lead_sd_days"] = np.where(moved, 0.0, lead["sd_days"])
    places["lead_source"] = np.where(moved, "transfer", lead["source"])
    for name, column in (("lot", "min_order_qty"), ("pack", "pack_qty")):
        stated = of_items(tables, column, places["item"]).to_numpy(dtype="float64")
        places[name] = np.where(moved | ~(stated > 0), 0.0, stated)
    places["economic_lot"], places["critical_ratio"] = 0.0, np.nan
    places["category"] = of_items(tables, "category", places["item"])
    keeps = of_items(tables, "shelf_life_days", places["item"]).astype("float64")
    places["shelf_life_days"] = keeps.where(keeps > 0)
    fraction = np.zeros(len(places), dtype=bool)
    np.logical_or.at(fraction, history.row, np.abs(history.qty - np.round(history.qty)) > 1e-9)
    places["whole"] = ~fraction
    return places.assign(reason=_reasons(places, demand, tables, settings, history.step_days))


def _reasons(
    places: pd.DataFrame, demand: Demand, tables: Mapping[str, pd.DataFrame], settings: Settings,
    step_days: float,
) -> pd.Series:  # fmt: skip
    steps = demand.asked.shape[1]
    some = demand.asked > 0
    last = np.where(some.any(axis=1), steps - 1 - some[:, ::-1].argmax(axis=1), -1)
    cover = places["lead_days"] + settings.review_days
    status = of_items(tables, "status", places["item"]).astype("str")
    conditions = {
        ENDED_ITEM: status.isin(ENDED),
        NO_DEMAND: ~some.any(axis=1),
        DEAD: (steps - last) * step_days > settings.dead_days,
        NO_LEAD_TIME: places["lead_days"].isna(),
        SHORT_HISTORY: (steps - demand.first) * step_days < cover,
    }
    chosen = np.select([np.asarray(c, dtype=bool) for c in conditions.values()],
                       list(conditions), default="")  # fmt: skip
    return pd.Series(chosen, index=places.index, dtype="str")


def of_items(tables: Mapping[str, pd.DataFrame], column: str, items: pd.Series) -> pd.Series:
    """Look a column of the item master up; NaN where it is absent."""
    master = tables.get("items")
    if master is None or column not in master:
        return pd.Series(np.nan, index=items.index)
    return items.map(master.drop_duplicates("item").set_index("item")[column])
