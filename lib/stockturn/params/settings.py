"""Definitions and thresholds in force; every one is printed in the report."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from stockturn.i18n import _
from stockturn.params.section import Rate, Section, UnfitError


class CarryingRates(Section):
    """Yearly cost of holding stock, as shares of its value."""

    capital: Rate = 0.05
    storage: Rate = 0.03
    handling: Rate = 0.02
    obsolescence: Rate = 0.05

    @property
    def total(self) -> float:
        """Sum of the four components."""
        return self.capital + self.storage + self.handling + self.obsolescence


class LeadTime(Section):
    """A stated lead time, where purchases do not show one."""

    days: Annotated[float, Field(ge=0)]
    sd_days: Annotated[float, Field(ge=0)] = 0


def _day_of_year(text: str) -> str:
    month, _dash, day = text.partition("-")
    written = re.fullmatch(r"\d{2}-\d{2}", text) and 1 <= int(month) <= 12
    if written and 1 <= int(day) <= calendar.monthrange(2024, int(month))[1]:  # a leap year
        return text
    raise UnfitError(
        _("的值 {value} 不是一年中的一天").format(value=text), expected=_("月-日，如 08-31")
    )


DayOfYear = Annotated[str, AfterValidator(_day_of_year)]


class Season(Section):
    """The days of every year on which goods are sold, from the first to the last of them."""

    start: DayOfYear
    end: DayOfYear

    def first_day(self, year: int) -> dt.date:
        """Return the day on which the season of a year begins."""
        return _in_year(self.start, year)

    def last_day(self, year: int) -> dt.date:
        """Return the last day of the season that ends in a year."""
        return _in_year(self.end, year)


def _in_year(text: str, year: int) -> dt.date:
    month, day = map(int, text.split("-"))
    return dt.date(year, month, min(day, calendar.monthrange(year, month)[1]))


class Settings(Section):
    """How figures are defined and where lines are drawn."""

    days_basis: Literal[365, 360] = 365
    costing: Literal["recorded", "moving", "monthly", "fifo"] = "recorded"
    cost_pool: Literal["company", "warehouse"] = "company"
    summary_transfers: Literal["auto", "included", "excluded"] = "auto"
    averaging: Literal["auto", "day_weighted", "monthly", "two_point"] = "auto"
    slow_days: Annotated[int, Field(ge=1)] = 90
    stagnant_days: Annotated[int, Field(ge=1)] = 180
    dead_days: Annotated[int, Field(ge=1)] = 365
    max_cover_days: Annotated[int, Field(ge=1)] = 90
    carrying_rates: CarryingRates = CarryingRates()
    service_targets: dict[Literal["A", "B", "C"], Annotated[float, Field(gt=0, lt=1)]] = Field(
        default={"A": 0.98, "B": 0.95, "C": 0.90}
    )
    review_days: Annotated[int, Field(ge=1)] = 7
    lead_time: LeadTime | None = None
    seasons: dict[str, Season] = Field(default={})
    leftover_rate: Rate = 0.0
    order_cost: Annotated[float, Field(ge=0)] = 0.0

    @model_validator(mode="after")
    def _nested(self) -> Settings:
        if not self.slow_days <= self.stagnant_days <= self.dead_days:
            rule = _("须满足 slow_days ≤ stagnant_days ≤ dead_days")
            raise UnfitError(_("的滞销天数次序颠倒"), expected=rule)
        return self
