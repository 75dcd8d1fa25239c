"""Quantities in the main unit of each article; what cannot be converted is set aside."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from stockturn.i18n import _
from stockturn.intake.observations import Observation, observed
from stockturn.intake.values import unit_hint

if TYPE_CHECKING:
    from stockturn.intake.sheets import Sheet

QUANTITIES = ("qty", "ordered_qty", "received_qty", "shipped_qty", "onhand_qty", "book_qty")
EACH = ("unit_cost", "unit_price")
# What cartons and loose pieces make up together.
APART = (("qty", "aux_qty", "loose_qty"), ("book_qty", "book_aux_qty", "book_loose_qty"))


def rate(text: str) -> float:
    """Return how many pieces a carton holds, NaN where the text does not say.

    Examples
    --------
    >>> rate("10包/箱"), rate("24"), rate("散装")
    (10.0, 24.0, nan)
    """
    hit = re.match(r"\s*(?:1\s*箱\s*[=＝]\s*)?(\d+(?:\.\d+)?)", text)
    return float(hit[1]) if hit else float("nan")


def pieces(table: pd.DataFrame, kind: str = "movements") -> pd.DataFrame:
    """Count pieces where a sheet states cartons and loose ones apart, by the rate beside them.

    Examples
    --------
    >>> rows = {"aux_qty": [2.0, 0.0], "loose_qty": [3.0, 4.0], "units_per_aux": ["10包/箱", ""]}
    >>> pieces(pd.DataFrame(rows))["qty"].tolist()
    [23.0, 4.0]
    """
    counted = {}
    for name, cartons, loose in APART:
        if {cartons, loose, "units_per_aux"} <= set(table.columns):
            per = table["units_per_aux"].map(rate).astype("float64")
            whole, rest = table[cartons], table[loose]
            known = whole.notna() | rest.notna()
            packed = (whole * per).where(whole.fillna(0).ne(0), 0.0)
            field = "onhand_qty" if kind == "onhand" else name
            counted[field] = (packed + rest.fillna(0)).where(known)
    return table.assign(**{name: qty for name, qty in counted.items() if name not in table})


def in_main_units(sheets: Sequence[Sheet]) -> tuple[list[Sheet], list[Observation]]:
    """Convert cartons by the master's rate, once.

    An article that comes in several units without a rate is refused in all but its main one.
    """
    master = _master(sheets)
    counted = _units_met(sheets)
    done, notes = [], []
    for sheet in sheets:
        table = sheet.rows.table
        said = _said(sheet)
        if said is None or table.empty:
            done.append(sheet)
            continue
        known = master.reindex(table["item"])
        known.index = table.index
        main, aux = known["unit"].fillna(""), known["aux_unit"].fillna("")
        per = known["units_per_aux"]
        other = said.ne("") & said.ne(main)
        carton = other & said.eq(aux) & (per > 0)
        mixed = (
            other
            & ~carton
            & table["item"].map(counted).fillna(1).gt(1)
            & (_home(table, said, main))
        )
        if "unit" not in table:
            mixed &= False
        if carton.any():
            table = table.copy()
            for name in QUANTITIES:
                if name in table:
                    table[name] = table[name].where(~carton, table[name] * per)
            for name in EACH:
                if name in table:
                    table[name] = table[name].where(~carton, table[name] / per)
            notes.append(observed("units", file=sheet.grid.name, n=int(carton.sum())))
        reasons = _("单位“") + said[mixed] + _("”与该商品的主单位不同，且没有换算率")
        rows = replace(sheet.rows, table=table).set_aside(reasons, sheet.grid)
        done.append(replace(sheet, rows=rows))
    return done, notes


def _master(sheets: Sequence[Sheet]) -> pd.DataFrame:
    columns = ["item", "unit", "aux_unit", "units_per_aux"]
    parts = [s.rows.table.reindex(columns=columns) for s in sheets if s.layout.kind == "items"]
    empty = pd.DataFrame({c: pd.Series(dtype="str") for c in columns})
    joined = pd.concat([*parts, empty]).drop_duplicates("item").set_index("item")
    joined["units_per_aux"] = pd.to_numeric(joined["units_per_aux"], errors="coerce")
    return joined


def _said(sheet: Sheet) -> pd.Series | None:
    """Return the unit of each row, from its own column or the header of its quantity."""
    table = sheet.rows.table
    if sheet.layout.kind in (
        "items",
        "balances",
        "ageing",
        "prices",
        "quotes",
        "warehouses",
        "service",
    ):
        return None
    if "unit" in table:
        return table["unit"]
    columns = (sheet.layout.column(name) for name in QUANTITIES)
    hint = next((u for c in columns if c and (u := unit_hint(c.header))), "")
    return pd.Series(hint, index=table.index, dtype="str") if hint else None


def _units_met(sheets: Sequence[Sheet]) -> pd.Series:
    parts = [s.rows.table[["item", "unit"]] for s in sheets if {"item", "unit"} <= {*s.rows.table}]
    if not parts:
        return pd.Series(dtype="float64")
    met = pd.concat(parts)
    return met[met["unit"].ne("")].groupby("item")["unit"].nunique()


def _home(table: pd.DataFrame, said: pd.Series, main: pd.Series) -> pd.Series:
    """Tell which rows are in another unit than their article's own, or its usual one."""
    usual = said.groupby(table["item"]).transform(lambda units: units.mode().iloc[0])
    return said.ne(main.where(main.ne(""), usual))
