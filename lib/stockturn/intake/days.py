"""Days and periods as Chinese exports write them; what is ambiguous is not read."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from calendar import monthrange

import pandas as pd

from stockturn.intake.distinct import by_distinct
from stockturn.intake.values import BLANKS

# Year, month, day, and perhaps a time; a time zone is dropped: local time is taken as it stands.
# A year of two digits is read only where it cannot be a month.
_DAY = re.compile(
    r"(\d{4}|1[3-9]|[2-9]\d)[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:[T\s]*(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.\d+)?)?)?(?:Z|[+-]\d{2}:?\d{2})?"
)
_YEAR_LAST = r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:\s+0{1,2}:00(?::00)?)?$"
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2}))?")
_WEEKDAY = r"\s*(?:星期|周)[一二三四五六日天]"
# The common forms are read many at a time; what is left, one spelling at a time.
_COMMON = ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y/%m/%d", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M")
_EXCEL_EPOCH = pd.Timestamp("1899-12-30")
_EXCEL_DAYS = (20_000, 80_000)  # 1954 to 2119

_MONTH, _DAY_OF_MONTH = r"1[0-2]|0?[1-9]", r"3[01]|[12]\d|0?[1-9]"
_YEAR = r"(?<!\d)(?P<year>(?:19|20)\d{2})"
_PERIOD = re.compile(
    rf"""{_YEAR}(?:
      年?度?(?P<half>[上下])半年
    | 年?度?第?(?P<quarter>[1-4一二三四])季度?
    | [-./年]?Q(?P<q>[1-4])
    | 年?第(?P<number>{_MONTH})期
    | (?P<mm>0[1-9]|1[0-2])(?:(?P<dd>0[1-9]|[12]\d|3[01]))?(?!\d)
    | [-./_年](?P<month>{_MONTH})(?:[-./_月](?P<day>{_DAY_OF_MONTH})日?(?!\d|月)|月?(?!\d))
    | 年?度?(?!\d|[-./_年]\d(?!\d\d\d(?!\d)))
    )""",
    re.VERBOSE,
)
_TO = re.compile(r"[-~—–_至到]+")
_LATER = re.compile(rf"(?P<month>{_MONTH})[-./月](?:(?P<day>{_DAY_OF_MONTH})日?)?(?!\d)")
_NUMERALS = {"一": 1, "二": 2, "三": 3, "四": 4}


@by_distinct
def dates(cells: pd.Series, *, keep_time: bool) -> tuple[pd.Series, pd.Series]:
    """Read dates in the forms Chinese exports use, Excel serials and weekday suffixes included.

    Impossible days (2018-02-29) and months without a day are faults.

    Examples
    --------
    >>> values, faults = dates(
    ...     pd.Series(["2021年3月5日", "20210305", "2018-02-29", "2021-03"]), keep_time=False
    ... )
    >>> values.dt.day.tolist()[:2], faults.tolist()
    ([5.0, 5.0], [False, False, True, True])
    """
    values = pd.Series(pd.NaT, index=cells.index, dtype="datetime64[us]")
    rest = cells[~cells.isin(BLANKS)]
    for form in _COMMON:
        if rest.empty:
            break
        found = pd.to_datetime(rest, errors="coerce", format=form).dropna()
        values.loc[found.index] = found.astype("datetime64[us]")
        rest = rest.drop(found.index)
    if not rest.empty:
        values.loc[rest.index] = _loose(rest)
    if (rest := rest[values.loc[rest.index].isna()]).size:
        values.loc[rest.index] = _order_shown(rest)
    if not keep_time:
        values = values.dt.normalize()
    return values, values.isna() & ~cells.isin(BLANKS)


def _loose(text: pd.Series) -> pd.Series:
    known = {written: _moment(written) for written in text.unique()}
    values = pd.to_datetime(text.map(known)).astype("datetime64[us]")
    serial = pd.to_numeric(text, errors="coerce")
    excel = values.isna() & serial.between(*_EXCEL_DAYS)
    if excel.any():
        values.loc[excel] = _EXCEL_EPOCH + pd.to_timedelta(serial[excel], unit="D")
    return values


def _order_shown(text: pd.Series) -> pd.Series:
    """Read 7/16/1996 where the column itself shows which of the two comes first."""
    parts = text.str.extract(_YEAR_LAST).astype("float64")
    first, second = (parts[n].lt(13) for n in (0, 1))
    known = parts[0].notna()
    if (known & ~first).any() == (known & ~second).any():
        return pd.Series(pd.NaT, index=text.index, dtype="datetime64[us]")
    month, day = (0, 1) if (known & ~second).any() else (1, 0)
    named = pd.DataFrame({"year": parts[2], "month": parts[month], "day": parts[day]})
    return pd.to_datetime(named, errors="coerce").astype("datetime64[us]")


def _moment(text: str) -> dt.datetime | None:
    plain = re.sub(_WEEKDAY, "", unicodedata.normalize("NFKC", text)).strip()
    written = _DAY.fullmatch(plain) or _DIGITS.fullmatch(plain)
    if written is None:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in written.groups())
    try:
        return dt.datetime(year if year > 99 else 2000 + year, month, day, hour, minute, second)
    except ValueError:
        return None


def period_bounds(text: str) -> tuple[pd.Timestamp, pd.Timestamp] | None:
    """Return first and last day of the period that ``text`` names, or None.

    A period is a month, quarter, half-year or year, or runs from one to another. A single day
    names its month only as the first or last of it: the day of an export says nothing.

    Examples
    --------
    >>> [str(day.date()) for day in period_bounds("2021.02进销存报表")]
    ['2021-02-01', '2021-02-28']
    >>> [str(day.date()) for day in period_bounds("2021年1-3月")]
    ['2021-01-01', '2021-03-31']
    >>> period_bounds("收发存20210205") is None
    True
    """
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    first = _PERIOD.search(plain)
    if first is None:
        return None
    begin = _span(first, int(first["year"]))
    last = _second(plain, first)
    if begin is None or (last is None and begin[0] == begin[1] and not _at_edge(begin[0])):
        return None
    if last is None:
        start, end = (_month(begin[0].year, begin[0].month)) if begin[0] == begin[1] else begin
    else:
        start, end = begin[0], last[1]
    return (pd.Timestamp(start), pd.Timestamp(end)) if start <= end else None


def day_named(text: str) -> pd.Timestamp | None:
    """Return the one day that ``text`` names, or None where it names none or several.

    Examples
    --------
    >>> str(day_named("库存20210305").date()), day_named("库存2021年12月") is None
    ('2021-03-05', True)
    """
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    spans = [_span(match, int(match["year"])) for match in _PERIOD.finditer(plain)]
    found = {span[0] for span in spans if span and span[0] == span[1]}
    return pd.Timestamp(found.pop()) if len(found) == 1 else None


Days = tuple[dt.date, dt.date]


def _second(plain: str, first: re.Match[str]) -> Days | None:
    """Return the days that stand after a sign for “to”, where any do."""
    to = _TO.match(plain, first.end())
    if to is None:
        return None
    second = _PERIOD.match(plain, to.end())
    if second:
        return _span(second, int(second["year"]))
    later = _LATER.match(plain, to.end())
    return _span(later, int(first["year"])) if later else None


def _span(match: re.Match[str], year: int) -> Days | None:
    parts = match.groupdict()
    month = parts.get("month") or parts.get("mm") or parts.get("number")
    day = parts.get("day") or parts.get("dd")
    try:
        if month and day:
            return (dt.date(year, int(month), int(day)),) * 2
        if month:
            return _month(year, int(month))
        if quarter := parts.get("quarter") or parts.get("q"):
            number = _NUMERALS.get(quarter) or int(quarter)
            return _month(year, 3 * number - 2)[0], _month(year, 3 * number)[1]
        if half := parts.get("half"):
            return _month(year, 1 if half == "上" else 7)[0], _month(
                year, 6 if half == "上" else 12
            )[1]
        return dt.date(year, 1, 1), dt.date(year, 12, 31)
    except ValueError:
        return None


def _month(year: int, month: int) -> Days:
    return dt.date(year, month, 1), dt.date(year, month, monthrange(year, month)[1])


def _at_edge(day: dt.date) -> bool:
    return day in _month(day.year, day.month)
