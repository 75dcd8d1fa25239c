"""Transfers hidden in summaries: what one place issues and other places of the company receive.

A 收发存 by warehouse that knows only 入 and 出 counts a transfer in both. Added up, transfers would
pass for sales, and turnover for higher than it is.
"""

from __future__ import annotations

from itertools import product
from typing import Literal

import numpy as np
import pandas as pd

from stockturn.ledger.facts import HiddenTransfers

Reading = Literal["auto", "included", "excluded"]
TRANSFERS = ("transfer_in_qty", "transfer_in_value", "transfer_out_qty", "transfer_out_value")
MOVED = ("in_qty", "in_value", "out_qty", "out_value")
LEAST_EXPLAINED = 0.9  # of what the other places receive
LEAST_FOLLOWED = 0.75  # of a unit more that they receive, in what the hub issues
LEAST_PERIODS = 6


def stated_transfers(listed: pd.DataFrame) -> pd.DataFrame:
    """Return the transfers that a summary states of its receipts and issues, nothing where none.

    Of pieces and money, what it does not state is that share of what the row received or issued.
    """
    moved = listed[[*TRANSFERS]].astype(float)
    for way, (unit, known) in product(("in", "out"), (("value", "qty"), ("qty", "value"))):
        whole = listed[f"{way}_{known}"].astype(float)
        share = moved[f"transfer_{way}_{known}"] / whole.where(whole.ne(0))
        column = moved[f"transfer_{way}_{unit}"]
        moved[f"transfer_{way}_{unit}"] = column.fillna(listed[f"{way}_{unit}"] * share)
    return moved.fillna(0.0)


def hidden_transfers(
    listed: pd.DataFrame, *, sold: pd.Series | None = None, reading: Reading = "auto"
) -> tuple[pd.DataFrame, HiddenTransfers | None]:
    """Tell transfers from purchases and sales in a summary that has only 入 and 出.

    The hub of an item is the place whose issues best cover what the others receive in the same
    period. What they receive is taken for transfers as far as the hub issued as much, and no more
    than what was not sold where that is known. It is believed only where this covers most of what
    they receive and either what was sold and moved is most of what was issued, or the hub's issues
    follow the receipts from period to period: a unit more received is a unit more issued (median
    over items of the slope; 1.1 to 1.5 on simulated companies with a hub, 0.1 to 0.5 had their
    branches bought on their own). A summary of money alone is read by its money in the same way.

    Parameters
    ----------
    listed
        Indexed by ``item``, ``warehouse``, ``bucket`` with the columns ``MOVED``.
    sold
        Units sold, net of returns, by ``item`` and ``bucket``; a bucket that is absent is unknown.
    reading
        ``included`` and ``excluded`` say what ``auto`` finds out.

    Returns
    -------
    tuple
        Columns ``TRANSFERS`` on the index of ``listed``, and the finding; None where an item's
        issues and receipts never meet, as with one place.

    Examples
    --------
    >>> keys = pd.MultiIndex.from_tuples(
    ...     [("A", "中心仓", 0), ("A", "门店", 0)], names=["item", "warehouse", "bucket"]
    ... )
    >>> rows = [(90, 900, 70, 700), (50, 500, 40, 400)]
    >>> listed = pd.DataFrame(rows, index=keys, columns=MOVED)
    >>> sold = pd.Series(60.0, index=pd.MultiIndex.from_tuples([("A", 0)]))
    >>> moved, found = hidden_transfers(listed, sold=sold)
    >>> moved["transfer_out_qty"].tolist(), moved["transfer_in_qty"].tolist(), found.taken
    ([50.0, 0.0], [0.0, 50.0], True)
    """
    flows = listed[[*MOVED]].astype(float).fillna(0.0).clip(lower=0.0)
    counted = bool(listed[["in_qty", "out_qty"]].notna().any(axis=None))
    if not counted:
        flows, sold = flows.assign(in_qty=flows["in_value"], out_qty=flows["out_value"]), None
    period = [flows.index.get_level_values(name) for name in ("item", "bucket")]
    elsewhere = flows["in_qty"].groupby(period).transform("sum") - flows["in_qty"]
    covered = flows["out_qty"].clip(upper=elsewhere)
    hub = _hubs(covered, elsewhere)
    sent = covered.where(hub, 0.0)
    known = False
    if sold is not None:
        told = period[1].isin(sold.index.get_level_values(1))
        units = sold.reindex(pd.MultiIndex.from_arrays(period), fill_value=0.0).to_numpy()
        left = (flows["out_qty"].groupby(period).transform("sum") - units).clip(lower=0.0)
        sent = sent.clip(upper=left.where(told, np.inf))
        # Sales of some channels alone leave more unsold than was moved, and prove nothing.
        known = bool(told.all()) and sent.sum() >= LEAST_EXPLAINED * left[hub].sum()
    received = float(flows["in_qty"].where(~hub, 0.0).sum())
    if float(sent.sum()) <= 0:
        return pd.DataFrame(0.0, index=listed.index, columns=[*TRANSFERS]), None
    share = (sent / elsewhere.where(elsewhere > 0)).fillna(0.0).groupby(period).transform("sum")
    moved = _booked(flows, hub, sent, share)
    if not counted:
        moved[["transfer_in_qty", "transfer_out_qty"]] = 0.0
    explained = float(sent.sum()) / received
    sure = known or _follows(flows, hub) >= LEAST_FOLLOWED
    found = HiddenTransfers(
        taken=reading == "included"
        or (reading == "auto" and sure and explained >= LEAST_EXPLAINED),
        qty=float(moved["transfer_out_qty"].sum()),
        value=float(moved["transfer_out_value"].sum()),
        issued_value=float(flows["out_value"].sum()),
        explained=explained,
    )
    return (moved if found.taken else moved * 0.0), found


def _hubs(covered: pd.Series, elsewhere: pd.Series) -> pd.Series:
    """Mark the rows of each item's hub: it covers much, and much of what the others receive.

    The first alone would not tell a main place from its only branch, which sells what it is sent.
    """
    sums = pd.DataFrame({"covered": covered, "elsewhere": elsewhere})
    sums = sums.groupby(level=["item", "warehouse"]).sum()
    score = sums["covered"] ** 2 / sums["elsewhere"].where(sums["elsewhere"] > 0)
    hubs = pd.Index(score.fillna(0.0).groupby(level="item").idxmax())
    keys = [covered.index.get_level_values(name) for name in ("item", "warehouse")]
    at_hub = pd.MultiIndex.from_arrays(keys).isin(hubs)
    return pd.Series(list(at_hub), index=covered.index, dtype=bool)


def _booked(flows: pd.DataFrame, hub: pd.Series, sent: pd.Series, share: pd.Series) -> pd.DataFrame:
    """Book what the hub sent, and the same goods where they came in; ``share`` of what came in."""
    period = [flows.index.get_level_values(name) for name in ("item", "bucket")]
    value = (flows["in_value"] * share).where(~hub, 0.0)
    # What the hub issued bounds the money as well, so that no issue at cost turns negative.
    carried = value.groupby(period).transform("sum")
    bound = flows["out_value"].where(hub, 0.0).groupby(period).transform("sum")
    fits = (bound / carried.where(carried > 0)).clip(upper=1.0).fillna(1.0)
    came, left = (flows["in_qty"] * share).where(~hub, 0.0), (carried * fits).where(hub, 0.0)
    return pd.DataFrame(dict(zip(TRANSFERS, (came, value * fits, sent, left), strict=True)))


def _follows(flows: pd.DataFrame, hub: pd.Series) -> float:
    """Return the median over items of the slope of the hub's issues on the others' receipts."""
    both = pd.DataFrame(
        {"received": flows["in_qty"].where(~hub, 0.0), "issued": flows["out_qty"].where(hub, 0.0)}
    )
    sums = both.groupby(level=["item", "bucket"]).sum()
    items = sums.groupby(level="item")
    away = sums - items.transform("mean")
    squares = away.mul(away["received"], axis=0).groupby(level="item").sum()
    judged = (items.size() >= LEAST_PERIODS) & (squares["received"] > 0)
    slope = float((squares["issued"] / squares["received"])[judged].median())
    return 0.0 if np.isnan(slope) else slope
