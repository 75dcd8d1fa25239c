"""The lists that a buyer works from: order, do not order, push out, transfer, clear."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from stockturn.simulate.orders import open_orders
from stockturn.simulate.policy import Policy
from stockturn.targets.places import DEAD, ENDED_ITEM, NO_DEMAND

COLUMNS = {
    "order_now": ["item", "warehouse", "on_hand", "on_order", "reorder_point", "qty", "value",
                  "days_left"],
    "do_not_order": ["item", "warehouse", "on_hand", "on_order", "max_qty", "qty", "value"],
    "push_out": ["po_no", "item", "order_date", "promised_date", "open_qty", "qty", "value"],
    "transfer": ["item", "source", "target", "qty", "value"],
    "clear": ["item", "warehouse", "on_hand", "qty", "value", "way"],
}  # fmt: skip


def buying_lists(policy: Policy, tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the lists, most money first; ``qty`` is what to do, ``value`` its cost.

    Orders go by urgency: ``days_left`` is how long the stock lasts at the expected demand. What a
    transfer can bring is not ordered, and no order is pushed out that a short place waits for.
    """
    items = policy.items.assign(
        over=(policy.items["on_hand"] - policy.items["max_qty"]).clip(lower=0.0).fillna(0.0)
    )
    moves = _transfers(items)
    brought = moves.groupby(["item", "target"])["qty"].sum()
    keys = pd.MultiIndex.from_frame(items[["item", "warehouse"]])
    came = brought.reindex(keys).fillna(0.0).to_numpy()
    short = (items["suggested_qty"] - came).clip(lower=0.0)
    waiting = (items["reorder_point"] - items["on_hand"] - came).clip(lower=0.0).fillna(0.0)
    daily = items["daily_demand"].where(items["daily_demand"] > 0)
    lists = {
        "order_now": items.assign(qty=short, days_left=items["on_hand"].clip(lower=0) / daily)[
            (short > 0) & ~items["by_transfer"]
        ],
        "do_not_order": items.assign(qty=items["over"])[
            (items["over"] > 0) & ~items["by_transfer"]
        ],
        "push_out": _open_above(items.assign(waiting=waiting), tables, policy.end),
        "transfer": moves,
        "clear": _to_clear(items),
    }
    return {name: _valued(frame, COLUMNS[name]) for name, frame in lists.items()}


def _valued(frame: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    valued = frame.assign(value=frame["qty"] * frame["unit_cost"])
    urgent = ["days_left"] if "days_left" in columns else []
    ties = [c for c in columns if c in {"item", "warehouse", "target", "po_no"}]
    by = [*urgent, "value", *ties]
    return (
        valued.sort_values(by, ascending=[c != "value" for c in by])
        .reindex(columns=columns)
        .reset_index(drop=True)
    )


def _transfers(items: pd.DataFrame) -> pd.DataFrame:
    """Bring what lies above the level in one place to where the same item is short."""
    rows: list[dict[str, Any]] = []
    short = items.assign(
        need=(items["reorder_point"] - items["on_hand"] - items["on_order"]).clip(lower=0)
    )
    both = short.groupby("item")[["over", "need"]].sum()
    for item in both.index[(both["over"] > 0) & (both["need"] > 0)]:
        mine = short[short["item"].eq(item)]
        spare = dict(mine.loc[mine["over"] > 0, ["warehouse", "over"]].to_numpy().tolist())
        for place, need in mine.loc[mine["need"] > 0, ["warehouse", "need"]].to_numpy().tolist():
            left = float(need)
            for source in sorted(spare, key=lambda s: (-spare[s], s)):
                qty = min(left, spare[source])
                qty = float(np.floor(qty)) if bool(mine["whole"].all()) else qty
                if qty > 0:
                    spare[source] -= qty
                    left -= qty
                    cost = float(mine.loc[mine["warehouse"].eq(source), "unit_cost"].iloc[0])
                    rows.append({"item": item, "source": source, "target": place, "qty": qty,
                                 "unit_cost": cost})  # fmt: skip
    table = pd.DataFrame(rows, columns=["item", "source", "target", "qty", "unit_cost"])
    return table.astype({"qty": "float64", "unit_cost": "float64"})


def _open_above(
    items: pd.DataFrame, tables: Mapping[str, pd.DataFrame], end: dt.date
) -> pd.DataFrame:
    """Return open order lines, latest first, that lift the item above its levels everywhere."""
    lines = open_orders(tables, end=end).reindex(
        columns=["po_no", "item", "order_date", "promised_date", "open_qty"]
    )
    known = items[items["max_qty"].notna()]
    sums = known.groupby("item").agg(
        held=("on_hand", "sum"), due=("on_order", "sum"), most=("max_qty", "sum"),
        waiting=("waiting", "sum"), unit_cost=("unit_cost", "max"),
    )  # fmt: skip
    above = (sums["held"] + sums["due"] - sums["most"] - sums["waiting"]).clip(lower=0)
    lines = lines.assign(item=lines["item"].astype("str"))
    lines = lines.sort_values(["item", "order_date", "po_no"], ascending=[True, False, True])
    before = lines.groupby("item")["open_qty"].cumsum() - lines["open_qty"]
    room = (lines["item"].map(above).astype("float64").fillna(0.0) - before).clip(lower=0.0)
    qty = np.minimum(lines["open_qty"].astype("float64"), room)
    return lines.assign(qty=qty, unit_cost=lines["item"].map(sums["unit_cost"]).astype("float64"))[
        qty > 0
    ]


def _to_clear(items: pd.DataFrame) -> pd.DataFrame:
    """Return what no demand will use in a year, a shelf life or a season's rest.

    ``way`` says what is tried first.
    """
    used = items["need_days"] * items["daily_demand"].fillna(0.0)
    gone = items["reason"].isin([NO_DEMAND, DEAD, ENDED_ITEM])
    qty = (items["on_hand"] - used.where(~gone, 0.0)).clip(lower=0.0)
    way = np.select(
        [items["reason"].eq(DEAD) | items["reason"].eq(NO_DEMAND), items["reason"].eq(ENDED_ITEM)],
        ["write_off", "return"],
        default="promote",
    )
    known = items["max_qty"].notna()
    return items.assign(qty=qty, way=way)[(qty > 0) & known]
