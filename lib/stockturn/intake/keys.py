"""Which code is the item: the one that tells rows apart, for the whole client."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from stockturn.intake.columns import ITEM_CODES
from stockturn.intake.observations import Observation, observed
from stockturn.intake.sheets import Sheet

STATES = ("balances", "onhand", "items")
FOLLOWED = ("movements", "balances", "items")
STATE_KEYS = ("period_start", "warehouse", "date", "batch")


def keyed(sheets: Sequence[Sheet]) -> tuple[list[Sheet], list[Observation]]:
    """Return the sheets with one item code in all of them, and why the finer one was taken."""
    sheets = [_with_free(sheet) for sheet in _coded(sheets)]
    others = [s for s in sheets if s.layout.kind in FOLLOWED and len(s.rows.table)]
    # Stock told apart by colour cannot be joined to movements and a master that are not.
    followed = all("variant" in s.rows.table for s in others)
    finer = followed and finer_code_needed(_unique_codes(sheet) for sheet in sheets)
    done = [_with_item(sheet, finer=finer) for sheet in sheets]
    return done, _note(done) if finer else []


def _with_free(sheet: Sheet) -> Sheet:
    """Make a finer code of a code and the colour, size or 自由项 beside it."""
    table = sheet.rows.table
    if "free" not in table or "item" not in table or "variant" in table:
        return sheet
    free = table["free"]
    finer = table["item"].where(free.eq(""), table["item"] + "/" + free)
    return sheet.with_table(table.assign(variant=finer))


def _coded(sheets: Sequence[Sheet]) -> list[Sheet]:
    """Give goods that a sheet only names the code that other sheets have for the name."""
    named = [s for s in sheets if not s.layout.has(*ITEM_CODES) and s.layout.has("item_name")]
    if not named:
        return list(sheets)
    tables = [s.rows.table for s in sheets if s.layout.has("item") and s.layout.has("item_name")]
    pairs = [t[["item_name", "item"]] for t in tables if {"item", "item_name"} <= set(t.columns)]
    if not pairs:
        return list(sheets)
    known = pd.concat(pairs).drop_duplicates()
    codes = known[~known["item_name"].duplicated(keep=False)].set_index("item_name")["item"]
    ids = {id(s) for s in named}
    return [
        s.with_table(s.rows.table.assign(item=s.rows.table["item"].replace(codes.to_dict())))
        if id(s) in ids
        else s
        for s in sheets
    ]


def finer_code_needed(sheets: Iterable[Mapping[str, bool]]) -> bool:
    """Tell whether the finer code is the key of a client.

    ``sheets`` gives, for each sheet that has both codes, whether each is unique in it. The finer
    code is the key where it alone tells rows apart: keyed by the coarser one, one row would
    swallow another.

    Examples
    --------
    >>> finer_code_needed([{"item": True, "variant": True}, {"item": False, "variant": True}])
    True
    >>> finer_code_needed([{"item": False, "variant": False}])
    False
    """
    return any(unique.get("variant") and not unique.get("item") for unique in sheets)


def _unique_codes(sheet: Sheet) -> dict[str, bool]:
    table = sheet.rows.table
    if not set(ITEM_CODES) <= set(table.columns) or sheet.layout.kind not in STATES:
        return {}
    others = [c for c in STATE_KEYS if c in table]
    return {code: not table.duplicated([code, *others]).any() for code in ITEM_CODES}


def _with_item(sheet: Sheet, *, finer: bool) -> Sheet:
    """Put the chosen code into ``item``; a row that lacks it keeps the code it has."""
    table = sheet.rows.table
    if "variant" not in table:
        return sheet
    variant = table["variant"]
    item = table.get("item", variant)
    first, second = (variant, item) if finer else (item, variant)
    code = first.where(first.ne(""), second)
    return sheet.with_table(table.assign(item=code).drop(columns="variant"))


def _note(sheets: Sequence[Sheet]) -> list[Observation]:
    pairs = ("item", "variant"), ("item", "free")
    both = [s for s in sheets if any(all(s.layout.has(n) for n in pair) for pair in pairs)]
    first = both[0].layout
    finest = first.column("variant") or first.column("free")
    coarse, fine = (c.header if c else "" for c in (first.column("item"), finest))
    moving = [s for s in both if s.layout.kind != "items"] or both
    codes = {code for s in moving for code in s.rows.table["item"]}
    return [observed("item_key", coarse=coarse, fine=fine, n=len(codes))]
