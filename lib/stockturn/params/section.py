"""What every part of the parameters is made of."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from stockturn.i18n import _

_DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")


class UnfitError(ValueError):
    """A value breaks a rule of ours; both texts are for the consultant."""

    def __init__(self, found: str, *, expected: str = "") -> None:
        super().__init__(found)
        self.found, self.expected = found, expected


def _as_date(value: object) -> object:
    # Papermill hands dates over as text; a spreadsheet's user writes 2021/1/5. All mean that day.
    if isinstance(value, dt.datetime):
        return value.date()
    if value is None or isinstance(value, dt.date):
        return value
    expected = _("日期写成 2021-12-31 且确实存在")
    written = _DAY.fullmatch(str(value).strip())
    if written is None:
        raise UnfitError(_("的值 {value} 不是日期").format(value=value), expected=expected)
    try:
        return dt.date(*(int(part) for part in written.groups()))
    except ValueError:
        raise UnfitError(
            _("的日期 {value} 不存在").format(value=value), expected=expected
        ) from None


def _as_text(value: object) -> object:
    # A year or a code written without quotes is still text.
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


Day = Annotated[dt.date, BeforeValidator(_as_date)]
Text = Annotated[str, BeforeValidator(_as_text)]
Rate = Annotated[float, Field(ge=0, le=1)]


class Section(BaseModel):
    """Base of every part of the parameters: frozen, no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Span(Section):
    """A closed interval of days."""

    start: Day
    end: Day

    @model_validator(mode="after")
    def _in_order(self) -> Span:
        if self.end < self.start:
            raise UnfitError(
                _("结束日期早于开始日期"),
                expected=_("start 不晚于 end"),
            )
        return self

    @property
    def days(self) -> int:
        """Number of days, both ends counted."""
        return (self.end - self.start).days + 1
