"""Numbers as a Chinese report prints them: half-up, with units, never nan."""

from __future__ import annotations

import datetime as dt
import math
from decimal import ROUND_HALF_UP, Decimal

from stockturn.i18n import _, current_language

ABSENT = "—"
WAN, YI = 1e4, 1e8


def fixed(value: float | None, places: int = 0) -> str:
    """Return ``value`` rounded half-up with thousands separators, or a dash.

    Examples
    --------
    >>> fixed(2.675, 2), fixed(-1234.5), fixed(None), fixed(-0.001, 2)
    ('2.68', '-1,235', '—', '0.00')
    """
    if value is None or not math.isfinite(value):
        return ABSENT
    # The shortest decimal that means this float is what a reader would round by hand.
    rounded = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return f"{abs(rounded) if rounded == 0 else rounded:,f}"


def wan(value: float | None) -> str:
    """Return money in units of ten thousand, two decimals, for a table headed with the unit.

    Examples
    --------
    >>> wan(12345678.0)
    '1,234.57'
    """
    return fixed(None if value is None else value / WAN, 2)


def money(value: float | None) -> str:
    """Return money for running text: 万元, and 亿元 from one hundred million on.

    Examples
    --------
    >>> money(12345678.0), money(234567890.0), money(None)
    ('1,234.57万元', '2.35亿元', '数据不足')
    """
    if value is None:
        return _("数据不足")
    if current_language() == "en":
        return "CNY " + fixed(value / 1e6, 2) + "m"
    if abs(value) >= YI:
        return fixed(value / YI, 2) + "亿元"
    return fixed(value / WAN, 2) + "万元"


def percent(value: float | None) -> str:
    """Return a fraction as a percentage with one decimal.

    Examples
    --------
    >>> percent(0.12345)
    '12.3%'
    """
    return ABSENT if value is None or not math.isfinite(value) else fixed(value * 100, 1) + "%"


def points(value: float | None) -> str:
    """Return a difference of two fractions in percentage points, with its sign."""
    if value is None:
        return ABSENT
    return _("{n}个百分点").format(n=signed(value * 100, 1))


def signed(value: float | None, places: int = 2) -> str:
    """Return a change with its sign and an arrow, for colour alone must not carry it.

    Examples
    --------
    >>> signed(0.5, 1), signed(-0.5, 1), signed(0.0, 1)
    ('+0.5', '-0.5', '0.0')
    """
    if value is None or not math.isfinite(value):
        return ABSENT
    text = fixed(value, places)
    return "+" + text if value > 0 and text.strip("0.,") else text


def arrow(value: float | None) -> str:
    """Return ▲ for a rise, ▼ for a fall."""
    if value is None or not math.isfinite(value) or value == 0:
        return ""
    return "▲" if value > 0 else "▼"


def turns(value: float | None) -> str:
    """Return turns a year with two decimals."""
    return fixed(value, 2)


def days(value: float | None) -> str:
    """Return days with one decimal."""
    return fixed(value, 1)


def whole(value: float | None) -> str:
    """Return a count."""
    return fixed(value, 0)


def text_date(day: dt.date) -> str:
    """Return a day as running text writes it.

    Examples
    --------
    >>> text_date(dt.date(2026, 11, 2))
    '2026年11月2日'
    """
    if current_language() == "en":
        return day.isoformat()
    return f"{day.year}年{day.month}月{day.day}日"


def text_span(start: dt.date, end: dt.date) -> str:
    """Return a span of days as running text writes it.

    Examples
    --------
    >>> text_span(dt.date(2025, 1, 1), dt.date(2025, 12, 31))
    '2025年1—12月'
    """
    after = end + dt.timedelta(days=1)
    if current_language() == "en":
        return f"{start.isoformat()} to {end.isoformat()}"
    if start == end:
        return text_date(start)
    if start.day == 1 and after.day == 1:
        if start.year == end.year:
            same = start.month == end.month
            return (
                f"{start.year}年{start.month}月"
                if same
                else f"{start.year}年{start.month}—{end.month}月"
            )
        return f"{start.year}年{start.month}月—{end.year}年{end.month}月"
    return f"{text_date(start)}—{text_date(end)}"
