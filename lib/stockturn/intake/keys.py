"""Which code is the item: the one that tells rows apart, for the whole client."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from stockturn.i18n import _
from stockturn.intake.columns import ITEM_CODES
from stockturn.intake.record import Observation
from stockturn.intake.sheets import Sheet

STATES = ("balances", "onhand", "items")
STATE_KEYS = ("period_start", "warehouse", "date", "batch")


def keyed(sheets: Sequence[Sheet]) -> tuple[list[Sheet], list[Observation]]:
    """Return the sheets with one item code in all of them, and why the finer one was taken."""
    finer = finer_code_needed(_unique_codes(sheet) for sheet in sheets)
    done = [_with_item(sheet, finer=finer) for sheet in sheets]
    return done, _note(done) if finer else []


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
    both = [s for s in sheets if s.layout.column("item") and s.layout.column("variant")]
    headers = {
        code: column.header for code in ITEM_CODES if (column := both[0].layout.column(code))
    }
    moving = [s for s in both if s.layout.kind != "items"] or both
    codes = {code for s in moving for code in s.rows.table["item"]}
    return [
        Observation(
            "item_key",
            _("同一“{coarse}”下有多个“{fine}”，只有后者在每张表内不重复").format(
                coarse=headers["item"], fine=headers["variant"]
            ),
            _("以“{fine}”为商品主键（{n} 个），各月据此衔接").format(
                fine=headers["variant"], n=len(codes)
            ),
        )
    ]
