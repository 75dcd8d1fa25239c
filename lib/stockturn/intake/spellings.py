"""One item written in several ways: the spelling of the master holds, and each other is told."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from stockturn.i18n import _
from stockturn.intake.observations import Observation, observed
from stockturn.intake.sheets import Sheet

MASTER = ("items",)
STATES = ("balances", "onhand")
Coded = tuple[Sheet, set[str]]
_MARKS = re.compile(r"[\s\-_]+")


def bare(code: str) -> str:
    """Return what is left of a code when hand and spreadsheet have had it.

    A spreadsheet takes leading zeros from what it holds for a number; hands change the case of
    letters, blanks and dashes.

    Examples
    --------
    >>> bare("0600-114"), bare(" ab-01"), bare("000")
    ('600114', 'AB01', '0')
    """
    kept = _MARKS.sub("", unicodedata.normalize("NFKC", code)).upper()
    return kept.lstrip("0") or kept[-1:]


def respelled(codes: Iterable[str], known: Iterable[str]) -> dict[str, str]:
    """Return, for each code that is not known, the one known code that it can be.

    Where two known codes differ in spelling alone, neither is guessed.

    Examples
    --------
    >>> respelled(["600114", "0600114", "7", "9"], ["0600114", "07", "007"])
    {'600114': '0600114'}
    """
    return _certain(_near(codes, _by_bare(known)))


def _certain(near: Mapping[str, Sequence[str]]) -> dict[str, str]:
    return {code: items[0] for code, items in near.items() if len(items) == 1}


def _by_bare(known: Iterable[str]) -> dict[str, list[str]]:
    register: dict[str, list[str]] = {}
    for code in sorted(set(known)):
        register.setdefault(bare(code), []).append(code)
    return register


def _near(codes: Iterable[str], register: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    """Return, for each code that the register has not, those of it that it can be."""
    meant = {code: register.get(bare(code), ()) for code in sorted(set(codes))}
    return {code: items for code, items in meant.items() if items and code not in items}


def one_spelling(sheets: Sequence[Sheet]) -> tuple[list[Sheet], list[Observation]]:
    """Return the sheets with the master's code for each item, else that of the stock tables.

    A movement keeps what was written beside it (``written_item``). Rows of stock are joined only
    where the sheet does not state the stock of the known code as well. Companies of a group each
    keep the codes of their own sheets and of those that name no company.
    """
    coded = [(sheet, _codes(sheet)) for sheet in sheets]
    registers = {
        company: _register([c for c in coded if c[0].source.company in (None, company)])
        for company in {sheet.source.company for sheet in sheets}
    }
    done, told = [], []
    for sheet, codes in coded:
        kinds, register = registers[sheet.source.company]
        near = {} if sheet.layout.kind in kinds else _near(codes, register)
        told += _unclear(sheet, near)
        meant = _certain(near)
        if sheet.layout.kind in STATES:
            meant = {code: item for code, item in meant.items() if item not in codes}
        if meant:
            sheet, note = _joined(sheet, meant)  # noqa: PLW2901
            told.append(note)
        done.append(sheet)
    return done, [*told, *_unregistered([(sheet, _codes(sheet)) for sheet in done])]


def _register(coded: Sequence[Coded]) -> tuple[tuple[str, ...], dict[str, list[str]]]:
    """Return the kinds of sheet whose codes hold, and those codes by what is left of them."""
    kinds = MASTER if _known(coded, MASTER) else STATES
    return kinds, _by_bare(_known(coded, kinds))


def _known(coded: Sequence[Coded], kinds: tuple[str, ...]) -> set[str]:
    return set().union(*(codes for sheet, codes in coded if sheet.layout.kind in kinds))


def _codes(sheet: Sheet) -> set[str]:
    table = sheet.rows.table
    return set(table["item"].unique()) - {""} if "item" in table else set()


def _joined(sheet: Sheet, meant: dict[str, str]) -> tuple[Sheet, Observation]:
    table = sheet.rows.table
    strange = table["item"].isin(list(meant))
    table = table.assign(item=table["item"].replace(meant))
    if sheet.layout.kind == "movements":
        table["written_item"] = sheet.rows.table["item"].where(strange, "")
    written, code = min(meant.items())
    said = {"file": sheet.grid.name, "n": len(meant), "rows": f"{strange.sum():,}"}
    return sheet.with_table(table), observed("item_spelling", **said, written=written, code=code)


def _unclear(sheet: Sheet, near: Mapping[str, Sequence[str]]) -> list[Observation]:
    """Tell of codes that several known ones can be."""
    several = {code: items for code, items in near.items() if len(items) > 1}
    if not several:
        return []
    written, items = min(several.items())
    rows = f"{sheet.rows.table['item'].isin(list(several)).sum():,}"
    said = {"file": sheet.grid.name, "n": len(several), "rows": rows, "written": written}
    return [observed("unclear_spelling", **said, codes=_("、").join(items))]


def _unregistered(coded: Sequence[Coded]) -> list[Observation]:
    """Tell of goods that no master lists."""
    known = _known(coded, MASTER)
    strange = sorted(set().union(*(codes for _sheet, codes in coded)) - known)
    if not known or not strange:
        return []
    return [observed("unregistered_item", n=len(strange), codes=_("、").join(strange[:3]))]
