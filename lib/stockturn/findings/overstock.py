"""误区一: whether more is held and bought than use explains, or too little."""

from __future__ import annotations

import numpy as np
import pandas as pd

from stockturn.findings.case import Case, once
from stockturn.findings.clearing import cut_events
from stockturn.findings.positions import excess_share_by_month, ratio


def excess_share(case: Case) -> float | None:
    """Mean over month ends of the value above ``max_cover_days`` ÷ stock value."""
    return excess_share_by_month(case.rows, case.places)


def growth_gap(case: Case) -> float | None:
    """Growth of average stock value less growth of cost of sales, both per day."""
    if case.rows_before is None:
        return None
    stock = _growth(average_value(case.rows), average_value(case.rows_before))
    sales = _growth(cost_per_day(case.rows), cost_per_day(case.rows_before))
    return None if stock is None or sales is None else stock - sales


def bought_above_need(case: Case) -> float | None:
    """Share of purchase value that at the month's end lay above the maximum."""
    months = item_months(case)
    bought = months["bought_qty"].clip(lower=0) * months["unit_cost"]
    return ratio(float(bought_beyond(case).sum()), float(bought.sum()))


@once
def bought_beyond(case: Case) -> pd.Series:
    """Value per item bought beyond its maximum: Σ over months min(bought, closing − maximum)."""
    months = item_months(case)
    above = (months["closing_qty"] - months["max_qty"]).clip(lower=0)
    extra = np.minimum(above, months["bought_qty"].clip(lower=0)) * months["unit_cost"]
    value: pd.Series = extra.groupby(months["item"].astype("str")).sum()
    return value


def restocked_above_need(case: Case) -> float | None:
    """Share of purchase value that came in lots of usual size to items above their maximum.

    Month by month, by the opening; a month's purchases beyond the maximum are a matter of lots.
    """
    months = item_months(case)
    most, bought = months["max_qty"], months["bought_qty"].clip(lower=0)
    habit = (months["opening_qty"] > most) & (bought <= most)
    value = bought * months["unit_cost"]
    return ratio(float(value[habit].sum()), float(value.sum()))


def cleared_above_need(case: Case) -> float | None:
    """Share of purchase value, in lots of usual size, that left only because prices were cut.

    What a company buys on habit and then sells off never shows as stock at a month's end.
    """
    months, events = item_months(case), cut_events(case)
    bought = months["bought_qty"].clip(lower=0) * months["unit_cost"]
    usual = bought.where(months["bought_qty"] <= months["max_qty"], 0.0)
    sums = pd.DataFrame({"usual": usual, "all": bought}).groupby(months["item"].astype("str")).sum()
    share = (sums["usual"] / sums["all"].where(sums["all"] > 0)).reindex(events.index).fillna(0.0)
    extra = events["cost"] * (1 - events["anyway"]) * share
    return ratio(float(extra.sum()), float(bought.sum()))


def cover_days(case: Case) -> float | None:
    """Average stock value ÷ cost of sales a day."""
    return ratio(average_value(case.rows), cost_per_day(case.rows))


@once
def item_months(case: Case) -> pd.DataFrame:
    """Item × month of the period: closing and bought quantity beside the item's maximum."""
    sums = case.rows.groupby(["item", "bucket"], observed=True)[
        ["opening_qty", "closing_qty", "bought_qty", "sold_qty"]
    ].sum()
    return sums.reset_index().merge(
        case.items[["item", "max_qty", "unit_cost", "daily"]], on="item"
    )


def average_value(rows: pd.DataFrame) -> float:
    """Average stock value of a span: by day where days are known, else opening and closing."""
    days = float(rows.groupby("bucket")["days"].first().sum())
    if "value_days" in rows.columns:
        return float(rows["value_days"].sum()) / days
    middle = (rows["opening_value"] + rows["closing_value"]) / 2
    return float((middle * rows["days"]).sum()) / days


def cost_per_day(rows: pd.DataFrame) -> float:
    """Cost of what left the company, a day."""
    return float(rows["sold_cost"].sum()) / float(rows.groupby("bucket")["days"].first().sum())


def _growth(new: float, old: float) -> float | None:
    change = ratio(new, old)
    return None if change is None else change - 1
