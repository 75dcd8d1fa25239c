"""What titles and cells say in words: which report, which movement, which way, which state."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from stockturn.intake.values import clean_header
from stockturn.intake.words import data


@cache
def words(section: str) -> dict[str, str]:
    """Return cleaned word → what it names, of one section of the reports' data."""
    named = data("reports")[section]
    return {clean_header(word): name for name, listed in named.items() for word in (*listed, name)}


def kind_of(said: Iterable[str]) -> str | None:
    """Return the kind of table that titles name; one that names a movement is a ledger.

    Examples
    --------
    >>> kind_of(["存货收发存汇总表(1)"]), kind_of(["销售出库单列表"]), kind_of(["Sheet1"])
    ('balances', 'movements', None)
    """
    kinds = {w: k for w, k in words("kinds").items() if w not in set(words("kinds").values())}
    types = {w: "movements" for w in words("types") if len(w) > 2}
    return _longest(said, types | kinds)


def type_of(said: Iterable[str]) -> str:
    """Return the movement that titles name, or nothing.

    Examples
    --------
    >>> type_of(["外购入库单序时簿"]), type_of(["2021年"])
    ('采购入库', '')
    """
    return _longest(said, words("types")) or ""


@cache
def movement(word: str) -> str | None:
    """Return the type of movement that a cell names: the whole word, else the longest within it.

    Examples
    --------
    >>> movement("销售出库单"), movement("普通采购"), movement("类形")
    ('销售出库', '采购入库', None)
    """
    cleaned = clean_header(word)
    return words("types").get(cleaned) or _longest([cleaned], words("types"))


def _longest(said: Iterable[str], named: dict[str, str]) -> str | None:
    for text in said:
        cleaned = clean_header(text)
        if hits := [word for word in named if word in cleaned]:
            return named[max(hits, key=len)]
    return None
