"""What the page says of itself: cover, running foot, and what it rests on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from stockturn.exhibits.html import visible
from stockturn.exhibits.numbers import text_date, text_span
from stockturn.i18n import _
from stockturn.params import Params, Span
from stockturn.report.page import Cover, Foot


def make_cover(params: Params, *, period: Span | None, data_end: dt.date | None) -> Cover:
    """Return the cover with those fields that were given."""
    style = params.report
    fields = (
        (_("报告期"), text_span(period.start, period.end) if period else None),
        (_("数据截止日"), text_date(data_end) if data_end else None),
        (_("编制日期"), text_date(style.date) if style.date else None),
        (_("编制单位"), style.firm),
        (_("编制人"), style.prepared_by),
        (_("复核人"), style.reviewer),
        (_("版本"), style.version),
        (_("密级"), _(style.confidentiality)),
    )
    given = tuple((label, visible(value)) for label, value in fields if value)
    return Cover(client=visible(params.client), title=_("库存周转诊断报告"), fields=given)


def make_running_foot(cover: Cover, params: Params) -> str:
    """Return what is printed at the foot of each sheet."""
    parts = (cover.client, cover.title, _(params.report.confidentiality))
    return visible(" · ".join(part for part in parts if part))


def make_foot(*, data_end: dt.date | None, files: Iterable[tuple[str, str]]) -> Foot:
    """Return what the page rests on: the data's last day and the files with their hashes."""
    listed = tuple((visible(name), sha256) for name, sha256 in files)
    parts = [_("数据截至{day}").format(day=text_date(data_end))] if data_end else []
    parts.append(_("共 {n} 个数据文件").format(n=len(listed)))
    line = _("{text}。").format(text=_("，").join(parts))
    return Foot(lines=(line,), files=listed)
