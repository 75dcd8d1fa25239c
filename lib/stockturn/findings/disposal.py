"""How to clear each item that does not move, and what that may bring: rules are data."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Literal

import pandas as pd
from pydantic import Field

from stockturn.findings.rule_files import DATA, Row
from stockturn.strict_yaml import read_yaml

Condition = Literal["returnable", "elsewhere", "dead", "companion", "always"]
Share = Annotated[float, Field(ge=0, le=1)]


class Way(Row):
    """One way of clearing, when it comes first, and the share of value it may recover."""

    way: str
    needs: tuple[Condition, ...]
    low: Share
    high: Share
    why: str


class Ways(Row):
    """The ways in their order; the last one always applies."""

    return_days: Annotated[int, Field(ge=1)]
    ways: tuple[Way, ...]


@cache
def disposal_ways() -> Ways:
    """Return the rules."""
    return Ways.model_validate(read_yaml(DATA / "disposal.yaml"))


def disposal_plan(
    idle: pd.DataFrame,
    *,
    pairs: pd.DataFrame,
    last_receipt: pd.Series,
    end: pd.Timestamp,
    dead_days: int,
) -> pd.DataFrame:
    """Name for each idle item the first way that applies, and what it may recover.

    Parameters
    ----------
    idle
        Items that do not move: ``item``, ``closing_value``, ``idle_days``, as ``idle_items`` gives.
    pairs
        The span's item-places with ``supplier``, ``category``, ``net_sales_qty``, ``closing_qty``.
    last_receipt
        Day of the last receipt, by item.

    Returns
    -------
    DataFrame
        ``idle`` with ``way``, ``why``, ``low`` and ``high`` (currency).
    """
    rules = disposal_ways()
    item = idle["item"].astype("str")
    by_item = pairs.assign(item=pairs["item"].astype("str")).groupby("item")
    named = by_item[["supplier", "category"]].first().reindex(item)
    sold_by_category = pairs.groupby(pairs["category"].astype("str"))["net_sales_qty"].sum()
    came = pd.to_datetime(last_receipt.set_axis(last_receipt.index.astype("str")).reindex(item))
    age = (end - came).dt.days.to_numpy()
    # A place that sold it in the span although the company as a whole has stopped: it may again.
    wanted = pairs[(pairs["closing_qty"] <= 0) & (pairs["net_sales_qty"] > 0)]["item"].astype("str")
    category = named["category"].astype("str").to_numpy()
    holds = pd.DataFrame(
        {
            "returnable": named["supplier"].fillna("").ne("").to_numpy()
            & (age <= rules.return_days),
            "elsewhere": item.isin(set(wanted)).to_numpy(),
            "dead": idle["idle_days"].ge(dead_days).to_numpy(),
            "companion": (category != "")
            & (pd.Series(category).map(sold_by_category).fillna(0).to_numpy() > 0),
            "always": True,
        },
        index=idle.index,
    )
    plan = idle.assign(way="", why="", low=0.0, high=0.0)
    for rule in rules.ways:
        chosen = holds[list(rule.needs)].all(axis=1) & plan["way"].eq("")
        plan.loc[chosen, ["way", "why"]] = [rule.way, rule.why]
        plan.loc[chosen, "low"] = rule.low * plan["closing_value"]
        plan.loc[chosen, "high"] = rule.high * plan["closing_value"]
    return plan
