"""Transfers as files tell them: halves of one become one, those of a summary are in its whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from stockturn.i18n import _
from stockturn.intake.observations import Observation, observed
from stockturn.intake.sheets import Sheet

STATED = ("transfer_in_qty", "transfer_in_value", "transfer_out_qty", "transfer_out_value")
# Where these are told apart, transfers stand beside them and nothing is the whole.
KINDS = ("purchase_qty", "purchase_value", "sales_qty", "sales_amount")
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


def counted_in(sheets: Sequence[Sheet]) -> tuple[list[Sheet], list[Observation]]:
    """Return the sheets with the transfers that a summary states counted in its 入 and 出.

    A sum of parts lacks them. A total has them, unless stock adds up only with both.
    """
    done = [
        sheet.with_table(_whole(sheet))
        if sheet.layout.kind == "balances" and not sheet.layout.has(*KINDS)
        else sheet
        for sheet in sheets
    ]
    return done, []


def _whole(sheet: Sheet) -> pd.DataFrame:
    table = sheet.rows.table
    columns = {c: sheet.layout.column(c.removeprefix("transfer_")) for c in STATED if c in table}
    lacking = [c for c, whole in columns.items() if whole is None or whole.evidence == "part"]
    table = _added(table, lacking)
    beside = _added(table, [c for c in columns if c not in lacking])
    return beside if _unexplained(beside) < _unexplained(table) else table


def _added(table: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    sums = {n.removeprefix("transfer_"): table[n] for n in names}
    return table.assign(
        **{
            n: table[n].add(moved, fill_value=0) if n in table else moved
            for n, moved in sums.items()
        }
    )


def _unexplained(table: pd.DataFrame) -> float:
    """Sum how far openings and flows miss the closings, in pieces, else in money."""
    for unit in ("qty", "value"):
        names = [f"{name}_{unit}" for name in ("opening", "in", "out", "closing")]
        if {*names} <= {*table}:
            opening, into, out, closing = (table[name].fillna(0.0) for name in names)
            return float((opening + into - out - closing).abs().sum())
    return 0.0
