"""Which system wrote an export, and how sure the reading of it is: facts as data, one evaluator."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from stockturn.intake.columns import Layout
from stockturn.intake.values import clean_header
from stockturn.intake.words import data

ENOUGH = 2


def recognise(layout: Layout, said: Sequence[str]) -> tuple[str, str] | None:
    """Return name and mark of the system whose words a sheet uses most, or None.

    A title or a form of header that only one system has counts two, a header one.
    """
    headers = [c.header for c in layout.columns if c.header]
    points = {name: _points(name, headers, said) for name in data("systems")}
    best = max(points, key=lambda name: points[name])
    return (best, str(data("systems")[best]["mark"])) if points[best] >= ENOUGH else None


def _points(name: str, headers: Sequence[str], said: Sequence[str]) -> int:
    facts = data("systems")[name]
    title = any(word in text for word in facts["titles"] for text in said)
    raw = bool(facts["raw"]) and any(re.search(facts["raw"], header) for header in headers)
    own = {clean_header(part) for header in headers for part in (header, *header.split("-"))}
    return 2 * title + 2 * raw + len(own & _own_words(name))


@cache
def _own_words(name: str) -> frozenset[str]:
    return frozenset(map(clean_header, data("systems")[name]["headers"]))
