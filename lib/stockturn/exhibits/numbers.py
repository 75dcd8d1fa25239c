"""Numbers as a Chinese report prints them: half-up, with units, never nan."""

from __future__ import annotations

import datetime as dt
import math
import re
from decimal import ROUND_HALF_UP, Decimal

from stockturn.findings.wording import number
from stockturn.i18n import N_, _, current_language, in_currency

ABSENT = "—"


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


def table_scale() -> float:
    """Return what one unit of money is worth in tables and on axes: 万元, CNY thousand in English.

    The headings say so: ``万元`` is a key of the catalog.
    """
    return 1e3 if current_language() == "en" else 1e4


def wan(value: float | None) -> str:
    """Return money for a table headed with its unit, see ``table_scale``.

    What the unit is too large for, below one hundred, says its own: no amount reads 0.00.

    Examples
    --------
    >>> wan(12345678.0), wan(34.0), wan(0.0)
    ('1,234.57', '34元', '0')
    """
    if value is not None and abs(value) < SMALL:
        return money(value) if abs(value) >= HALF_UNIT else "0"
    places = 1 if current_language() == "en" else 2
    return fixed(None if value is None else value / table_scale(), places)


def money(value: float | None) -> str:
    """Return money for running text: 万元, 亿元 from one hundred million on, 元 below a hundred.

    Examples
    --------
    >>> money(12345678.0), money(234567890.0), money(None)
    ('1,234.57万元', '2.35亿元', '数据不足')
    >>> money(56.7), money(0)
    ('57元', '0元')
    >>> from stockturn.i18n import language
    >>> with language("en"):
    ...     money(12345678.0), money(-2345.6)
    ('CNY 12.35 million', 'CNY -2,346')
    >>> with language("zh", "USD"):
    ...     money(12345678.0)
    '1,234.57万美元'
    """
    if value is None:
        return _("数据不足")
    scales = MONEY[current_language()]
    _from, scale, places, text = next((s for s in scales if abs(value) >= s[0]), scales[-1])
    return in_currency(text).format(n=fixed(value / scale, places))


# Below this an amount is written in its own unit; below half a unit it is nothing.
SMALL, HALF_UNIT = 100.0, 0.5
# From what amount on, what one unit is worth, decimals, text.
MONEY = {
    "zh": ((1e8, 1e8, 2, "{n}亿元"), (SMALL, 1e4, 2, N_("{n}万元")), (0.0, 1.0, 0, N_("{n}元"))),
    "en": (
        (1e9, 1e9, 2, "CNY {n} billion"),
        (1e6, 1e6, 2, "CNY {n} million"),
        (0.0, 1.0, 0, "CNY {n}"),
    ),
}


def number_and_unit(text: str) -> tuple[str, str]:
    """Return a figure's number, to be set large, and its unit; other text stays whole.

    Examples
    --------
    >>> number_and_unit("12.34万元"), number_and_unit("<0.1%"), number_and_unit("CNY 1.23 million")
    (('12.34', '万元'), ('<0.1%', ''), ('1.23', 'CNY million'))
    """
    parts = re.fullmatch(r"([^\d<-]*)([<-]?[\d.,]+%?)(\D*)", text)
    return (parts[2], (parts[1] + parts[3].lstrip()).strip()) if parts else (text, "")


def percent(value: float | None) -> str:
    """Return a fraction as a percentage with one decimal, as the verdicts write it.

    Examples
    --------
    >>> percent(0.12345), percent(0.00027), percent(0.0)
    ('12.3%', '<0.1%', '0%')
    """
    return ABSENT if value is None or not math.isfinite(value) else number(value, "share")


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
    return _("{year}年{month}月{day}日").format(year=day.year, month=_month(day), day=day.day)


def _month(day: dt.date) -> str:
    return f"{day:%B}" if current_language() == "en" else str(day.month)


def text_span(start: dt.date, end: dt.date) -> str:
    """Return a span of days as running text writes it.

    Examples
    --------
    >>> text_span(dt.date(2025, 1, 1), dt.date(2025, 12, 31))
    '2025年1—12月'
    """
    after = end + dt.timedelta(days=1)
    if start == end:
        return text_date(start)
    if start.day > 1 or after.day > 1:
        dash = " – " if current_language() == "en" else "—"
        return text_date(start) + dash + text_date(end)
    if start.year != end.year:
        text = _("{year}年{month}月—{to_year}年{to_month}月")
    elif start.month != end.month:
        text = _("{year}年{month}—{to_month}月")
    else:
        text = _("{year}年{month}月")
    return text.format(year=start.year, month=_month(start), to_year=end.year, to_month=_month(end))
