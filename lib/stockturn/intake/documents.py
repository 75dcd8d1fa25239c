"""Lines of documents become canonical rows: state, direction, type and sign of each line."""

from __future__ import annotations

import numpy as np
import pandas as pd

from stockturn.i18n import _
from stockturn.intake import reports
from stockturn.intake.columns import Layout
from stockturn.intake.reasons import first_of
from stockturn.intake.values import NO, YES, clean_header
from stockturn.intake.vocabulary import HALVES, SIGNS
from stockturn.intake.words import data
from stockturn.tables import ENDED

SALES = ("销售出库", "销售退货")
TYPED_BY = ("rd_category", "type", "biz_type", "summary")
# Beyond this share of issues below zero, the sign is the direction of stock and no red entry.
SIGNED = 0.5


def void(table: pd.DataFrame, layout: Layout) -> pd.Series:
    """Return why the document of a row counts for nothing, for each of which it does not."""
    column = layout.column("doc_status")
    if column is None or "doc_status" not in table or layout.kind in ("items", "balances"):
        return first_of([])
    rules, header = data("reports"), clean_header(column.header)
    states = table["doc_status"]
    void = [state for state in states.unique() if _is_void(state, header, rules)]
    return _("单据未生效（") + states[states.isin(void)] + _("）")


def _is_void(state: str, header: str, rules: dict[str, list[str]]) -> bool:
    plain = clean_header(state)
    if header in map(clean_header, rules["workflow"]):
        return plain not in rules["done"]
    if header in map(clean_header, rules["void_flags"]):
        return plain in ("1", "是", "y", "yes", "true", "作废")
    return plain in rules["void"]


def statuses(cells: pd.Series, header: str) -> pd.Series:
    """Call the status of each article by its word, also where the column answers yes or no."""
    rules, header = data("reports")["statuses"], clean_header(header)
    words = dict(rules["words"])
    for rule in rules["asked"]:
        if header in map(clean_header, rule["headers"]):
            words |= dict.fromkeys(YES, rule["yes"]) | dict.fromkeys(NO - {""}, rule["no"])
    return cells.str.strip().str.lower().map(words).fillna(cells)


def either_ended(one: pd.Series, other: pd.Series) -> pd.Series:
    """Join two columns that speak of the status: what either says has ended has ended."""
    return one.where(one.isin(ENDED) | (one.ne("") & ~other.isin(ENDED)), other)


def settle(table: pd.DataFrame, layout: Layout) -> tuple[pd.DataFrame, bool]:
    """Give each line one type and one signed quantity; tell whether signs meant direction.

    Quantities stay as they are where the sheet is a standard one.
    """
    typed = layout.column("type")
    plain = not layout.has("red", "direction", "in_qty", "rd_category", "biz_type")
    if layout.kind not in ("movements", "sales") or (
        typed and typed.evidence == "standard" and plain
    ):
        return table, False
    if "red" in table:
        _redden(table)
    if layout.kind == "sales":
        return _sale(table), False
    change, amount = _change(table)
    types = _types(table, layout, change)
    signs = types.map(SIGNS | HALVES).fillna(0).astype("float64")
    signed = False
    if change is not None:
        table["qty"] = np.where(signs.eq(0), change.abs(), change * signs)
        if amount is not None:
            table["amount"] = np.where(signs.eq(0), amount.abs(), amount * signs)
    elif (column := layout.column("qty")) and column.evidence != "standard":
        issues = signs.lt(0) & table["qty"].notna()
        signed = bool(issues.any()) and table.loc[issues, "qty"].lt(0).mean() > SIGNED
        if signed:
            for name in {"qty", "amount"} & set(table.columns):
                table[name] = table[name].where(~issues, -table[name])
    table["type"] = types
    if "sales_amount" in table:
        table["sales_amount"] = table["sales_amount"].where(types.isin(SALES))
    return _one_sign(table, "amount"), signed


def _redden(table: pd.DataFrame) -> None:
    red = table["red"].str.lower().isin(data("reports")["direction"]["red"])
    for name in ("qty", "amount", "sales_amount", "in_qty", "in_value", "out_qty", "out_value"):
        if name in table:
            table[name] = table[name].where(~red, -table[name].abs())


def _change(table: pd.DataFrame) -> tuple[pd.Series | None, pd.Series | None]:
    """Return what each line adds to stock, in pieces and money, where the sheet states it so."""
    if {"in_qty", "out_qty"} <= set(table.columns) and "qty" not in table:
        return _two_sided(table)
    return _directed(table) if "direction" in table else (None, None)


def _two_sided(table: pd.DataFrame) -> tuple[pd.Series, pd.Series | None]:
    change = table["in_qty"].fillna(0) - table["out_qty"].fillna(0)
    change = change.where(table["in_qty"].notna() | table["out_qty"].notna())
    if not {"in_value", "out_value"} & set(table.columns):
        return change, None
    blank = pd.Series(np.nan, index=table.index)
    into, out = table.get("in_value", blank), table.get("out_value", blank)
    return change, (into.fillna(0) - out.fillna(0)).where(into.notna() | out.notna())


def _directed(table: pd.DataFrame) -> tuple[pd.Series, pd.Series | None]:
    words = data("reports")["direction"]
    plain = table["direction"].str.lower()
    sign = pd.Series(np.nan, index=table.index).mask(plain.isin(words["in"]), 1.0)
    sign = sign.mask(plain.isin(words["out"]), -1.0)
    return table["qty"] * sign, table["amount"] * sign if "amount" in table else None


def _types(table: pd.DataFrame, layout: Layout, change: pd.Series | None) -> pd.Series:
    """Name each line's movement: by its own words, the direction, or the title of the sheet."""
    types = pd.Series("", index=table.index, dtype="str")
    column = layout.column("type")
    for name in TYPED_BY:
        if name not in table or not types.eq("").any():
            continue
        spelled = (
            column is not None and name == "type" and clean_header(column.header) == "ftrantype"
        )
        codes = data("reports")["ftrantype"] if spelled else {}
        known = {w: codes.get(w) or reports.movement(w) or "" for w in table[name].unique()}
        types = types.where(types.ne(""), table[name].map(known))
    if change is not None:
        side = pd.Series("", index=table.index, dtype="str")
        side = side.mask(change.gt(0), "其他入库").mask(change.lt(0), "其他出库")
        transfer = (
            types.eq("调拨") if "to_warehouse" not in table else pd.Series(False, table.index)
        )
        types = types.mask(transfer & change.gt(0), "调拨入库").mask(
            transfer & change.lt(0), "调拨出库"
        )
        types = types.where(types.ne(""), layout.movement or side)
    elif layout.movement:
        types = types.where(types.ne(""), layout.movement)
    if "type" in table:
        types = types.where(types.ne(""), table["type"])
    if "to_warehouse" in table:
        named = table["to_warehouse"].ne("")
        types = types.mask(named & types.isin(["调拨出库", "调拨入库"]), "调拨")
    return types


def _sale(table: pd.DataFrame) -> pd.DataFrame:
    """Complete a line of sales: one line is one piece where none is counted; price × quantity."""
    if "qty" not in table:
        table["qty"] = 1.0
    if "sales_amount" not in table and "unit_price" in table:
        table["sales_amount"] = table["qty"] * table["unit_price"]
    if "biz_type" in table:
        back = table["biz_type"].str.contains("退", regex=False) & table["qty"].gt(0)
        for name in ("qty", "sales_amount", "cost_amount"):
            if name in table:
                table[name] = table[name].where(~back, -table[name].abs())
    return _one_sign(_one_sign(table, "sales_amount"), "cost_amount")


def _one_sign(table: pd.DataFrame, name: str) -> pd.DataFrame:
    """Read a credit note that states one figure below zero as one that states both so."""
    if name not in table or "qty" not in table:
        return table
    apart = (table["qty"] * table[name]).lt(0)
    if apart.any():
        table["qty"] = table["qty"].where(~apart, -table["qty"].abs())
        table[name] = table[name].where(~apart, -table[name].abs())
    return table
