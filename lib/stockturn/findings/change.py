"""Days and turns move in opposite directions and by different shares; the article mixes them up."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TurnoverChange:
    """Relative change of turns and of days between two periods, as fractions."""

    turns: float
    days: float


def change_of_turnover(days_old: float, days_new: float) -> TurnoverChange:
    """Return the change of turnover that a change of days means.

    turns = days_old ÷ days_new − 1; days = days_new ÷ days_old − 1.

    Examples
    --------
    >>> change = change_of_turnover(60, 36)
    >>> round(change.turns, 3), round(change.days, 3)
    (0.667, -0.4)
    """
    if not (days_old > 0 and days_new > 0):
        raise ValueError(f"days of stock must be positive, not {days_old} and {days_new}")
    return TurnoverChange(turns=days_old / days_new - 1, days=days_new / days_old - 1)


def days_after(days_old: float, turns_change: float) -> float:
    """Return the days of stock after turns changed by a fraction.

    Examples
    --------
    >>> round(days_after(60, 0.4), 1)
    42.9
    """
    return days_old / (1 + turns_change)


def one_off_cash(
    cost_of_sales_a_year: float, days_old: float, days_new: float, basis: int = 365
) -> float:
    """Return the money that a cut of days frees once (currency), never every month.

    cash = yearly cost of sales × (days_old − days_new) ÷ basis.

    Examples
    --------
    >>> one_off_cash(73_000_000, 40, 15)
    5000000.0
    """
    return cost_of_sales_a_year * (days_old - days_new) / basis
