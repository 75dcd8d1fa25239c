"""Turnover under one definition, and under every common one side by side."""

from __future__ import annotations

from itertools import pairwise, product
from typing import Any, Literal

import numpy as np
import pandas as pd

from stockturn.metrics.window import Averaging, Window, average_stock

AVERAGINGS: tuple[Averaging, ...] = ("two_point", "monthly", "day_weighted")


def turns_per_year(*, cogs: float, avg_stock_value: float, per_year: float) -> float | None:
    """Return cost of goods a year over average stock, None where there is no stock.

    Parameters
    ----------
    cogs
        Cost of goods of the span, in currency.
    avg_stock_value
        Average stock at cost over the span, in currency.
    per_year
        Factor that makes the span's flow yearly (``Window.per_year``).

    Examples
    --------
    >>> turns_per_year(cogs=600.0, avg_stock_value=200.0, per_year=2.0)
    6.0
    >>> turns_per_year(cogs=600.0, avg_stock_value=0.0, per_year=1.0) is None
    True
    """
    return cogs * per_year / avg_stock_value if avg_stock_value > 0 else None


def days_of_inventory(turns: float | None, *, basis: int = 365) -> float | None:
    """Return ``basis`` ÷ turns; None where nothing was sold, for then no number of days is enough.

    Examples
    --------
    >>> days_of_inventory(7.3, basis=365)
    50.0
    """
    return basis / turns if turns is not None and turns > 0 else None


def change_of_turnover(days_before: float, days_after: float) -> tuple[float, float]:
    """Return the relative change of turns and of days; the two are not the same number.

    Examples
    --------
    >>> [round(x, 4) for x in change_of_turnover(60, 36)]
    [0.6667, -0.4]
    """
    return days_before / days_after - 1, days_after / days_before - 1


def with_turns(sums: pd.DataFrame, span: Window, *, basis: int) -> pd.DataFrame:
    """Add ``turns``, ``days`` and ``gmroi`` to sums by any key (NaN where not defined)."""
    stock = sums["avg_stock_value"].where(sums["avg_stock_value"] > 0)
    turns = sums["cogs"] * span.per_year(basis) / stock
    days = basis / turns.where(turns > 0)
    sold = sums["net_revenue"].where(sums["net_revenue"] > 0)
    gmroi = (sold - sums["cogs"]) * span.per_year(basis) / stock
    return sums.assign(turns=turns, days=days, gmroi=gmroi).astype(
        dict.fromkeys(("turns", "days", "gmroi"), "float64")
    )


def all_definitions(span: Window) -> list[dict[str, Any]]:
    """Compute turnover by each averaging × numerator × basis that the data allow.

    Includes stock at the end of the period, the definition behind many systems' figures, so that
    a client can find the number that their own system shows.
    """
    totals = span.pairs.select_dtypes("number").sum()
    units = _units_of_goods(span.pairs)
    rows: list[dict[str, Any]] = []
    averagings: tuple[Averaging | Literal["ending"], ...] = (*AVERAGINGS, "ending")
    for averaging in averagings:
        stock = _stock(span, averaging)
        if stock is None:
            continue
        value, qty = stock
        flows = (
            ("cost", totals["cogs"], value),
            ("revenue", totals["net_revenue"], value),
            ("units", units, qty),
        )
        for (numerator, flow, held), basis in product(flows, (365, 360)):
            turns = _annual(flow, held, span, basis)
            if turns is None:
                continue
            rows.append(
                {
                    "id": f"{averaging}-{numerator}-{basis}",
                    "averaging": averaging,
                    "numerator": numerator,
                    "basis": basis,
                    "turns": turns,
                    "days": days_of_inventory(turns, basis=basis),
                }
            )
    return rows


def _units_of_goods(pairs: pd.DataFrame) -> float:
    """Return net pieces sold of what is ever held: bundles and price differences have no stock."""
    held = pairs[["opening_qty", "closing_qty", "avg_stock_qty"]].ne(0).any(axis=1)
    return float(pairs.loc[held, "net_sales_qty"].sum())


def _stock(span: Window, averaging: Averaging | Literal["ending"]) -> tuple[float, float] | None:
    """Return value and pieces in stock by one averaging, None where the data do not allow it."""
    if averaging == "ending":
        return float(span.pairs["closing_value"].sum()), float(span.pairs["closing_qty"].sum())
    if averaging == "day_weighted" and not span.has_days:
        return None
    value, qty = (average_stock(span, averaging, m).sum() for m in ("value", "qty"))
    return float(value), float(qty)


def _annual(flow: float, stock: float, span: Window, basis: int) -> float | None:
    if flow <= 0:
        return None
    return turns_per_year(
        cogs=float(flow), avg_stock_value=float(stock), per_year=span.per_year(basis)
    )


def bridge(definitions: list[dict[str, Any]], *, to: str) -> list[dict[str, Any]]:
    """Walk from the textbook's two-point figure to ours, one change of definition at a time.

    Each step gives the effect on turns; the effects add up to the whole difference.
    """
    by_id = {d["id"]: d for d in definitions}
    _averaging, numerator, basis = to.split("-")
    route = [
        f"ending-revenue-{basis}",
        f"ending-{numerator}-{basis}",
        f"two_point-{numerator}-{basis}",
        f"monthly-{numerator}-{basis}",
        f"day_weighted-{numerator}-{basis}",
    ]
    stop = route.index(to) + 1 if to in route else len(route)
    steps = [by_id[key] for key in route[:stop] if key in by_id]
    return [
        {
            "from": first["id"],
            "to": second["id"],
            "turns_effect": second["turns"] - first["turns"],
        }
        for first, second in pairwise(steps)
    ]


def trend(span: Window) -> pd.DataFrame:
    """Return month by month cost of goods, net revenue, average and closing stock value.

    Columns ``start``, ``cogs``, ``net_revenue``, ``avg_stock_value``, ``closing_value``, ``turns``
    (yearly, from the month alone, 12 × cost ÷ mean of opening and closing).
    """
    columns = ["sales_cost", "sales_return_cost", "revenue", "sales_return_amount"]
    sums = span.monthly.groupby("start")[[*columns, "opening_value", "closing_value"]].sum()
    cogs = sums["sales_cost"] - sums["sales_return_cost"]
    stock = (sums["opening_value"] + sums["closing_value"]) / 2
    return pd.DataFrame(
        {
            "start": sums.index,
            "cogs": cogs.to_numpy(),
            "net_revenue": (sums["revenue"] - sums["sales_return_amount"]).to_numpy(),
            "avg_stock_value": stock.to_numpy(),
            "closing_value": sums["closing_value"].to_numpy(),
            "turns": (12 * cogs / stock.where(stock > 0)).to_numpy(dtype=np.float64),
        }
    )
