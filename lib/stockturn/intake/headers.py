"""Where the header of a sheet stands, and how headers of several levels become one row."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from stockturn.intake.grids import Grid
from stockturn.intake.values import clean_header

SEARCH_ROWS = 30
LEVELS = 3
_FIGURE = re.compile(r"[-(（]?[\d,.]+[)）]?|\d{4}[-/.年]\d.*")


@dataclass(frozen=True)
class Header:
    """Rows that may be the header, flattened, and what stands above them."""

    first_row: int
    last_row: int
    texts: tuple[str, ...]
    titles: tuple[str, ...]


def candidates(grid: Grid, words: Container[str]) -> Iterator[Header]:
    """Yield the first rows that hold one of ``words``, alone and with the rows above; at least one.

    Rows of fewer levels come first.
    """
    first = grid.cells.iloc[:SEARCH_ROWS]
    rows = [[str(text) for text in row] for row in first.itertuples(index=False)]
    numbers = [int(number) for number in first.index]
    counts = [sum(clean_header(text) in words for text in row if text) for row in rows]
    # A row of data may hold a word of headers; the header itself holds many.
    known = [2 * count >= max(counts) > 0 for count in counts]
    # A level of a header names; a row with a figure or a day is data below a header of one level.
    figures = [any(_FIGURE.fullmatch(text) for text in row) for row in rows]
    if not any(known):
        known[:1] = [True]
    for levels in range(1, LEVELS + 1):
        for last in range(levels - 1, len(rows)):
            top = last - levels + 1
            stacked = levels > 1 and not any(figures[top : last + 1])
            if known[last] if levels == 1 else stacked and (known[last] or known[top]):
                above = [t for row in rows[:top] for t in dict.fromkeys(row) if t]
                texts = flatten(rows[top : last + 1])
                yield Header(numbers[top], numbers[last], tuple(texts), tuple(above))


def flatten(rows: Sequence[Sequence[str]]) -> list[str]:
    """Join the levels of a header by “-”, as merged cells are read from any kind of file.

    A blank takes the text to its left where that text has another one below it; a level that
    repeats or is contained in the next says nothing.

    Examples
    --------
    >>> upper, middle = ["编码", "本期收入", "", ""], ["", "采购类", "本期收入合计", ""]
    >>> flatten([upper, middle, ["", "数量", "数量", "金额"]])
    ['编码', '本期收入-采购类-数量', '本期收入合计-数量', '本期收入合计-金额']
    """
    if len(rows) == 1:
        return list(rows[0])
    spread = [list(row) for row in rows]
    for level, row in enumerate(spread[:-1]):
        below = rows[level + 1 :]
        start = 0
        for n, text in enumerate(row):
            own = [r[n] for r in below if r[n]]
            if text:
                start = n
            elif own and row[start] and _has_children(start, row[start], below):
                parents = [above[n] == above[start] for above in spread[:level]]
                row[n] = row[start] if all(parents) else ""
    return ["-".join(_distinct(column)) for column in zip(*spread, strict=True)]


def _has_children(n: int, text: str, below: Sequence[Sequence[str]]) -> bool:
    return any(row[n] and row[n] != text for row in below)


def _distinct(column: Sequence[str]) -> list[str]:
    kept: list[str] = []
    for text in column:
        if not text:
            continue
        if kept and kept[-1] in text:
            kept.pop()
        kept.append(text)
    return kept
