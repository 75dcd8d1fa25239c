"""Which days the report is about, and which earlier days it is compared with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from stockturn.errors import SourceError
from stockturn.i18n import _
from stockturn.params import Params, Span

YEAR_MONTHS = 12
STOCK_KINDS = ("movements", "balances", "onhand")
_DAY_COLUMNS = {
    "movements": ("date", "date"),
    "balances": ("period_start", "period_end"),
    "onhand": ("date", "date"),
    "sales": ("date", "date"),
}


@dataclass(frozen=True)
class Spans:
    """Days covered by the data, reported on, and compared with."""

    data: Span
    period: Span
    compare: Span | None
    compare_kind: str | None

    @property
    def compare_name(self) -> str:
        """Say what kind of comparison it is."""
        names = {"同比": _("同比"), "环比": _("环比"), "指定": _("指定期")}
        return names.get(self.compare_kind or "", "")


def covered(tables: Mapping[str, pd.DataFrame], kind: str) -> Span | None:
    """Return first and last day of one table, or None where it is absent."""
    if kind not in tables:
        return None
    first, last = _DAY_COLUMNS[kind]
    table = tables[kind]
    return Span(start=table[first].min().date(), end=table[last].max().date())


def resolve(params: Params, tables: Mapping[str, pd.DataFrame]) -> Spans | None:
    """Settle the report's spans from the parameters and what the data cover.

    Default: the last twelve complete months counted from the data's end, else all the data cover;
    compared with a year earlier where covered, else with as many days just before, else nothing.
    Of a stated period, months before the data begin or after they end are left out: in them
    nothing is known to have stood still. Returns None where no table has dates.

    Raises
    ------
    SourceError
        Where the data cover no day of the stated period.
    """
    spans = [covered(tables, kind) for kind in (*STOCK_KINDS, "sales")]
    data = next((span for span in spans if span), None)
    if data is None:
        return None
    period = params.period or _last_year(data)
    if period.end < data.start or period.start > data.end:
        raise SourceError.of(
            "no_data_in_period", start=period.start, end=period.end, first=data.start, last=data.end
        )
    period = _with_data(period, data)
    if params.compare:
        return Spans(data, period, params.compare, "指定")
    for kind, span in (("同比", _year_before(period)), ("环比", _just_before(period))):
        if span.start >= data.start:
            return Spans(data, period, span, kind)
    return Spans(data, period, None, None)


def _with_data(period: Span, data: Span) -> Span:
    first = data.start.replace(day=1)
    last = (pd.Timestamp(data.end) + pd.offsets.MonthEnd(0)).date()
    return Span(start=max(period.start, first), end=min(period.end, last))


def _last_year(data: Span) -> Span:
    after = data.end + dt.timedelta(days=1)
    end = data.end if after.day == 1 else data.end.replace(day=1) - dt.timedelta(days=1)
    start = (pd.Timestamp(end) + pd.Timedelta(days=1) - pd.DateOffset(months=YEAR_MONTHS)).date()
    return Span(start=start, end=end) if start >= data.start else data


def _year_before(period: Span) -> Span:
    return Span(start=_shift_year(period.start), end=_shift_year(period.end))


def _shift_year(day: dt.date) -> dt.date:
    # The last day of a month stays the last day: 2024-02-29 and 2023-02-28 end the same month.
    back = pd.Timestamp(day) - pd.DateOffset(years=1)
    month_end = pd.Timestamp(day).is_month_end
    return (back + pd.offsets.MonthEnd(0)).date() if month_end else back.date()


def _just_before(period: Span) -> Span:
    end = period.start - dt.timedelta(days=1)
    after = period.end + dt.timedelta(days=1)
    if period.start.day == 1 and after.day == 1:
        months = (after.year - period.start.year) * 12 + after.month - period.start.month
        start = (pd.Timestamp(period.start) - pd.DateOffset(months=months)).date()
    else:
        start = period.start - dt.timedelta(days=period.days)
    return Span(start=start, end=end)


def grade_of(tables: Mapping[str, pd.DataFrame]) -> str | None:
    """Return the evidence grade E1…E4 that the tables amount to; None below E1."""
    have = set(tables)
    if "movements" in have:
        return "E4" if {"purchases", "orders"} <= have else "E3"
    if "balances" in have:
        return "E2" if {"onhand", "sales"} <= have else "E1"
    return None
