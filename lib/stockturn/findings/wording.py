"""Numbers as a Chinese reader expects them: half-up, 百分点."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from stockturn.i18n import N_, _


def half_up(value: float, places: int = 0) -> str:
    """Round as Excel does and separate thousands.

    Examples
    --------
    >>> half_up(2.675, 2), half_up(0.5), half_up(-1234.565, 2)
    ('2.68', '1', '-1,234.57')
    """
    rounded = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return f"{rounded + 0:,f}"


def number(value: float, unit: str) -> str:
    """Write a statistic in its unit.

    Examples
    --------
    >>> number(0.2345, "share"), number(0.1, "points"), number(1, "flag")
    ('23.5%', '10.0个百分点', '是')

    Nothing is 0; what is there, though too small for the decimals, says so.

    >>> number(0.0, "share"), number(0.00027, "share"), number(-0.00027, "points")
    ('0%', '<0.1%', '>-0.1个百分点')
    """
    if unit == "flag":
        return _("是") if value else _("否")
    scale, places, text = _UNITS[unit]
    written = half_up(value * scale, places)
    if not written.strip("0."):
        least = half_up(10.0**-places, places)
        written = f"<{least}" if value > 0 else f">-{least}" if value < 0 else "0"
    return _(text).format(number=written)


_UNITS = {
    "share": (100, 1, "{number}%"),
    "points": (100, 1, N_("{number}个百分点")),
    "fine_share": (100, 2, "{number}%"),
    "ratio": (1, 2, "{number}"),
    "times": (1, 1, N_("{number}倍")),
    "days": (1, 1, N_("{number}天")),
    "count": (1, 0, "{number}"),
    "turns": (1, 3, N_("{number}次")),
    "score": (1, 1, N_("{number}分")),
}
