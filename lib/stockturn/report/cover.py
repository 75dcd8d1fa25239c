"""What the page says of itself: cover, running foot, and what it rests on."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable

from stockturn.i18n import _
from stockturn.params import Params, Span
from stockturn.report.page import Cover, Foot


def make_cover(params: Params, *, period: Span | None, data_end: dt.date | None) -> Cover:
    """Return the cover with those fields that were given."""
    style = params.report
    fields = (
        (_("报告期"), period_text(period) if period else None),
        (_("数据截止日"), date_text(data_end) if data_end else None),
        (_("编制日期"), date_text(style.date) if style.date else None),
        (_("编制单位"), style.firm),
        (_("编制人"), style.prepared_by),
        (_("复核人"), style.reviewer),
        (_("版本"), style.version),
        (_("密级"), style.confidentiality),
    )
    given = tuple((label, value) for label, value in fields if value)
    return Cover(client=params.client, title=_("库存周转诊断报告"), fields=given)


def make_running_foot(cover: Cover, params: Params) -> str:
    """Return what is printed at the foot of each sheet."""
    parts = (cover.client, cover.title, params.report.confidentiality)
    return " · ".join(part for part in parts if part)


def make_foot(*, data_end: dt.date | None, files: Iterable[tuple[str, str]]) -> Foot:
    """Return what the page rests on: the data's last day and the files with their hashes."""
    listed = tuple(files)
    parts = [_("数据截至{day}").format(day=date_text(data_end))] if data_end else []
    parts.append(_("共 {n} 个数据文件").format(n=len(listed)))
    line = _("{text}。").format(text=_("，").join(parts))
    return Foot(lines=(line,), files=listed)


def date_text(day: dt.date) -> str:
    """Write a day as running text does.

    Examples
    --------
    >>> date_text(dt.date(2026, 11, 2))
    '2026年11月2日'
    """
    return _("{y}年{m}月{d}日").format(y=day.year, m=day.month, d=day.day)


def period_text(span: Span) -> str:
    """Write a period by its months where it is made of whole ones.

    Examples
    --------
    >>> period_text(Span(start=dt.date(2025, 1, 1), end=dt.date(2025, 12, 31)))
    '2025年1—12月'
    >>> period_text(Span(start=dt.date(2024, 7, 1), end=dt.date(2025, 6, 30)))
    '2024年7月—2025年6月'
    >>> period_text(Span(start=dt.date(2025, 1, 5), end=dt.date(2025, 2, 3)))
    '2025年1月5日—2025年2月3日'
    """
    first, last = span.start, span.end
    if first.day != 1 or last.day != calendar.monthrange(last.year, last.month)[1]:
        return _("{first}—{last}").format(first=date_text(first), last=date_text(last))
    if first.year != last.year:
        return _("{y1}年{m1}月—{y2}年{m2}月").format(
            y1=first.year, m1=first.month, y2=last.year, m2=last.month
        )
    if first.month == last.month:
        return _("{y}年{m}月").format(y=first.year, m=first.month)
    return _("{y}年{m1}—{m2}月").format(y=first.year, m1=first.month, m2=last.month)
