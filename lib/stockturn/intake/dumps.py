"""JSON as 简道云's data API gives it: sub-forms become lines, UTC becomes local time."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from stockturn.errors import SourceError
from stockturn.i18n import _
from stockturn.intake.contents import MOST_COLUMNS, Contents, empty, text_frame, too_large
from stockturn.intake.encodings import read_whole
from stockturn.intake.observations import observed
from stockturn.intake.workbooks import cell_text

CHINA = dt.timezone(dt.timedelta(hours=8))
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)")
# What a member, a department and an attachment carry beside their name (from memory).
_NAMED = {"username", "dept_no", "url"}
_SPACE = re.compile(r"[\s\ufeff,]*")

Line = dict[str, str]


def read_dump(path: Path, *, utf8: Path) -> Contents:
    """Return the records of a dump as lines below one row of headers.

    The file is one call's answer (``{"data": […]}``), a list, or any number of these or of single
    records one after another. A sub-form's lines repeat what stands above them; their columns
    are called ``子表单.字段``.

    Raises
    ------
    SourceError
        Where the text is no JSON, or holds no record.
    """
    encoding, text = read_whole(path, utf8=utf8)
    lines = [line for record in _records(text, path.name) for line in _lines(record)]
    headers = list(dict.fromkeys(header for line in lines for header in line))
    if not headers:
        raise empty(path.name)
    if len(headers) > MOST_COLUMNS:
        raise too_large(path.name, 1)
    columns = [
        pa.array([header, *(line.get(header, "") for line in lines)], pa.string())
        for header in headers
    ]
    frame = text_frame(columns, pd.RangeIndex(1, len(lines) + 2))
    in_utc = re.search(_INSTANT.pattern + '"', text)
    notes = (observed("utc_times", file=path.name),) if in_utc else ()
    return Contents("json", {"": frame}, encoding, notes)


def _records(text: str, file: str) -> Iterator[Mapping[str, Any]]:
    # Numbers stay as they are written: a code must not lose a digit, nor an amount gain one.
    decoder = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str)
    at = 0
    while (at := _SPACE.match(text, at).end()) < len(text):  # type: ignore[union-attr]
        try:
            value, at = decoder.raw_decode(text, at)
        except (json.JSONDecodeError, RecursionError) as error:
            row = text.count("\n", 0, getattr(error, "pos", at)) + 1
            raise SourceError.of("bad_json", file=file, row=row) from error
        if isinstance(value, dict) and isinstance(value.get("data"), list):
            value = value["data"]
        for record in value if isinstance(value, list) else [value]:
            yield record if isinstance(record, dict) else {"": record}


def _lines(record: Mapping[str, Any]) -> list[Line]:
    """Explode one record: its sub-forms stand side by side, line by line."""
    parent: Line = {}
    forms: list[list[Line]] = []
    for name, value in record.items():
        plain = _unwrapped(value)
        if isinstance(plain, list) and any(_is_line(_unwrapped(part)) for part in plain):
            parts = [part if isinstance(part, dict) else {"": part} for part in plain]
            forms.append([_prefixed(name, line) for part in parts for line in _lines(part)])
        elif _is_line(plain):
            parent |= _prefixed(name, *_lines(plain)[:1])
        else:
            parent[name] = _text(plain)
    count = max(1, *map(len, forms)) if forms else 1
    return [
        parent | {k: v for form in forms if n < len(form) for k, v in form[n].items()}
        for n in range(count)
    ]


def _prefixed(name: str, line: Line) -> Line:
    return {f"{name}.{key}" if key else name: text for key, text in line.items()}


def _unwrapped(value: Any) -> Any:
    return value["value"] if isinstance(value, dict) and set(value) == {"value"} else value


def _is_line(value: Any) -> bool:
    return isinstance(value, dict) and not ("name" in value and _NAMED & set(value))


def _text(value: Any) -> str:
    if isinstance(value, str):
        return _local(value) if _INSTANT.fullmatch(value) else value.strip()
    if isinstance(value, dict):
        return str(value["name"])
    if isinstance(value, Sequence):
        return _("、").join(filter(None, map(_text, value)))
    return cell_text(value)


def _local(instant: str) -> str:
    moment = dt.datetime.fromisoformat(instant).astimezone(CHINA).replace(tzinfo=None)
    return cell_text(moment.replace(microsecond=0))
