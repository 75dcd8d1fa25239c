"""Escaped HTML pieces: one place where client text becomes markup."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

import pandas as pd

from stockturn.exhibits.numbers import ABSENT
from stockturn.i18n import _

# Characters that reorder or hide text: a client's item name must not rearrange the page.
_UNSAFE = {"Cc", "Cf", "Co", "Cs", "Cn"}


def text(value: object) -> str:
    """Return client text as harmless HTML text; blank becomes a dash.

    Examples
    --------
    >>> text("<b>甲</b>"), text("")
    ('&lt;b&gt;甲&lt;/b&gt;', '—')
    """
    return escape(visible(str(value)).strip()) or ABSENT


def visible(value: str) -> str:
    r"""Return text without what reorders, hides or controls.

    Examples
    --------
    >>> visible("甲\u202e乙\x07")
    '甲乙'
    """
    return "".join(c for c in value if unicodedata.category(c) not in _UNSAFE)


@dataclass(frozen=True)
class Html:
    """A piece of the page; shown by Jupyter as it is printed in the report."""

    markup: str = field(repr=False)

    def _repr_html_(self) -> str:
        return self.markup

    def __add__(self, other: Html) -> Html:
        return Html(self.markup + other.markup)


def join(parts: Iterable[Html]) -> Html:
    """Put pieces one below the other."""
    return Html("".join(part.markup for part in parts))


def lead(sentence: str) -> Html:
    """Return the conclusion that opens a section."""
    return Html(f'<p class="st-lead">{text(sentence)}</p>')


def paragraph(sentence: str) -> Html:
    """Return a plain paragraph."""
    return Html(f"<p>{text(sentence)}</p>")


def note(sentence: str) -> Html:
    """Return a small grey note."""
    return Html(f'<p class="st-note">{text(sentence)}</p>')


def bullets(sentences: Iterable[str]) -> Html:
    """Return a list of sentences; nothing where there are none."""
    items = "".join(f"<li>{text(s)}</li>" for s in sentences)
    return Html(f"<ul>{items}</ul>" if items else "")


def lines(sentences: Iterable[str]) -> str:
    """Return sentences one below the other, for a table cell of markup."""
    return "<br>".join(text(s) for s in sentences) or ABSENT


def folded(summary: str, body: Html) -> Html:
    """Return a part the reader opens by a click; print shows it open."""
    markup = f"<summary>{text(summary)}</summary>{body.markup}"
    return Html(f'<details class="st-fold">{markup}</details>')


def traced(summary: str, body: Html) -> Html:
    """Return where a figure comes from, to be opened by a click; print leaves it out."""
    markup = f"<summary>{text(summary)}</summary>{body.markup}"
    return Html(f'<details class="st-lineage">{markup}</details>')


VERDICT_CLASS = {"存在": "bad", "疑似": "warn", "未见": "ok", "数据不足": "none"}


def pill(word: str, kind: str) -> str:
    """Return a coloured word; the word says it all, the colour (bad, warn, ok, none) helps."""
    return f'<span class="st-verdict {kind}">{text(word)}</span>'


def verdict_pill(verdict: str) -> str:
    """Return a verdict as a coloured word."""
    return pill(_(verdict), VERDICT_CLASS.get(verdict, "none"))


@dataclass(frozen=True)
class Kpi:
    """One figure of a strip."""

    label: str
    value: str
    unit: str = ""
    note: str = ""


def kpi_strip(kpis: Sequence[Kpi]) -> Html:
    """Return a row of figures."""
    cells = "".join(
        f'<div class="st-kpi"><div class="label">{text(k.label)}</div>'
        f'<div class="value">{text(k.value)}<span class="unit">{escape(k.unit)}</span></div>'
        + (f'<div class="note">{text(k.note)}</div>' if k.note else "")
        + "</div>"
        for k in kpis
    )
    return Html(f'<div class="st-kpis">{cells}</div>')


Format = Callable[[Any], str]
UNBROKEN = 16  # widths of a Latin letter; a Chinese one is two


@dataclass(frozen=True)
class Col:
    """One column of a printed table: frame column, heading and how its values are written."""

    key: str
    title: str
    write: Format | None = None
    markup: bool = field(default=False)
    wide: bool = field(default=False)

    def says(self, value: Any) -> bool:
        """Return whether a value, empty or not, tells the reader something."""
        blank = value is None or str(value).strip() in ("", ABSENT)
        return self.write is not None or not blank

    def cell(self, value: Any) -> str:
        """Return one value as a table cell; a wide one keeps its sentences readable on a phone."""
        kind = ' class="text"' if self.wide else ""
        if self.markup:
            figure = ' class="num"' if self.write is not None else kind
            return f"<td{figure}>{value}</td>"
        if self.write is None:
            said = text("" if value is None else value)
            # A code or a date stays on its line; Chinese may break anywhere.
            whole = kind or (
                ' class="nowrap"' if max(said) < "一" and len(said) <= UNBROKEN else ""
            )
            return f"<td{whole}>{said}</td>"
        known = None if value is None or (isinstance(value, float) and math.isnan(value)) else value
        written = text(self.write(known))
        return f'<td class="{_number(written)}">{written}</td>'


def table(
    rows: pd.DataFrame | Sequence[Mapping[str, Any]],
    columns: Sequence[Col],
    *,
    caption: str,
    unit: str = "",
    total: Mapping[str, Any] | None = None,
    numbered: bool = True,
) -> Html:
    """Return a table with caption, column scopes and an optional total row.

    The total is handed in, made from sums by the caller: a table cannot know how to add rates.
    A column of words without a word is left out; one of figures stays, its dash says unknown.
    """
    records = rows.to_dict("records") if isinstance(rows, pd.DataFrame) else list(rows)
    columns = [c for c in columns if not records or any(c.says(r.get(c.key)) for r in records)]
    head = "".join(f'<th scope="col"{_kind(c)}>{text(c.title)}</th>' for c in columns)
    body = "".join(f"<tr>{''.join(c.cell(r.get(c.key)) for c in columns)}</tr>" for r in records)
    if total is not None:
        body += f'<tr class="total">{"".join(c.cell(total.get(c.key)) for c in columns)}</tr>'
    plain = "" if numbered else ' class="plain"'
    units = f'<div class="unit-note">{text(unit)}</div>' if unit else ""
    return Html(
        f'<div class="st-table" tabindex="0">{units}<table class="st">'
        f"<caption{plain}>{text(caption)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _kind(column: Col) -> str:
    if column.write is None:
        return ' class="text"' if column.wide else ""
    return f' class="{_number(column.title)}"'


def _number(written: str) -> str:
    """Return the class of a figure: a long one may break on paper, a date or a figure must not."""
    return "num" if len(written.encode("gbk", "replace")) <= UNBROKEN else "num long"
