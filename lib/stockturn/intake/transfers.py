"""The two halves of a transfer, booked as another issue and another receipt, become one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from stockturn.i18n import _
from stockturn.intake.observations import Observation, observed
from stockturn.intake.sheets import Sheet

HALVES = {"调拨出库": "其他出库", "调拨入库": "其他入库"}


def paired(sheets: Sequence[Sheet]) -> tuple[list[Sheet], list[Observation]]:
    """Return the sheets with each issue by transfer led to the receipt that answers it.

    Halves answer each other that are of one day, one article and one quantity. The receiving half
    is left out: its goods arrive with the issuing one. A half without an answer stays what the
    books call it, another receipt or another issue, and is told.
    """
    halves = pd.concat([*_halves(sheets), pd.DataFrame(columns=["sheet", "row", "type"])])
    if halves.empty:
        return list(sheets), []
    key = ["day", "item", "pieces"]
    halves["turn"] = halves.groupby([*key, "type"]).cumcount()
    out, into = (halves[halves["type"].eq(half)] for half in HALVES)
    pairs = out.merge(into, on=[*key, "turn"], suffixes=("", "_in"))
    pairs = pairs[pairs["warehouse"].ne(pairs["warehouse_in"])]
    alone = len(halves) - 2 * len(pairs)
    done = [_joined(sheet, number, pairs) for number, sheet in enumerate(sheets)]
    return done, [observed("transfers", n=len(pairs), alone=alone)]


def _halves(sheets: Sequence[Sheet]) -> list[pd.DataFrame]:
    found = []
    for number, sheet in enumerate(sheets):
        table = sheet.rows.table
        if sheet.layout.kind != "movements" or not table["type"].isin(list(HALVES)).any():
            continue
        half = table[table["type"].isin(list(HALVES))]
        found.append(
            pd.DataFrame(
                {
                    "sheet": number,
                    "row": half.index,
                    "type": half["type"].to_numpy(),
                    "day": half["date"].dt.normalize().to_numpy(),
                    "item": half["item"].to_numpy(),
                    "pieces": half["qty"].round(6).to_numpy(),
                    "warehouse": half["warehouse"].to_numpy() if "warehouse" in half else "",
                }
            )
        )
    return found


def _joined(sheet: Sheet, number: int, pairs: pd.DataFrame) -> Sheet:
    table = sheet.rows.table
    if sheet.layout.kind != "movements" or not table["type"].isin(list(HALVES)).any():
        return sheet
    table = table.copy()
    here = pairs[pairs["sheet"].eq(number)].set_index("row")
    table.loc[here.index, "type"] = "调拨"
    if "to_warehouse" not in table:
        table["to_warehouse"] = ""
    table.loc[here.index, "to_warehouse"] = here["warehouse_in"]
    answered = table.index.isin(pairs.loc[pairs["sheet_in"].eq(number), "row_in"])
    table["type"] = table["type"].replace(HALVES)
    rows = replace(sheet.rows, table=table)
    if answered.any():
        mask = pd.Series(answered, index=table.index)
        rows = rows.without(_("调拨入库的一半，已并入调拨"), mask)
    return replace(sheet, rows=rows)
