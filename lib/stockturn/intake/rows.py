"""Rows of one sheet: used, excluded with a reason, or quarantined with a reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from stockturn.i18n import _
from stockturn.intake import days, values
from stockturn.intake.columns import Layout
from stockturn.intake.exclusions import not_data
from stockturn.intake.grids import Grid
from stockturn.intake.vocabulary import unusable
from stockturn.tables import canonical_tables

QUARANTINE_COLUMNS = ["file", "sheet", "row", "reason", "content"]
SHOWN_CHARACTERS = 30


@dataclass(frozen=True)
class Rows:
    """What became of the rows of one sheet; the three counts add up to ``read``."""

    table: pd.DataFrame
    read: int
    excluded: Mapping[str, int]
    quarantine: pd.DataFrame

    @property
    def used(self) -> int:
        """Number of rows that reached the canonical table."""
        return len(self.table)

    def without(self, why: str) -> Rows:
        """Return the same rows, all of them excluded for one reason."""
        return Rows(self.table.iloc[:0], self.read, {why: self.read}, self.quarantine.iloc[:0])


def read_rows(grid: Grid, layout: Layout, *, exclude: Sequence[Mapping[str, str]] = ()) -> Rows:
    """Turn the rows below the header into typed canonical rows.

    The table's index is the source row number.
    """
    body = grid.cells.loc[layout.header_row + 1 :]
    body = body[(body != "").any(axis=1)]
    reasons = not_data(body, grid, layout, exclude=exclude)
    kept = body[reasons.eq("")]
    table, faults = _typed(kept, layout)
    for found in (_too_long(kept, grid, layout), unusable(table, layout.kind)):
        faults = faults.where(faults.ne(""), found)
    sound = faults.eq("")
    return Rows(
        table=table[sound],
        read=len(body),
        excluded=dict(Counter(reasons[reasons.ne("")])),
        quarantine=_set_aside(kept[~sound], faults[~sound], grid),
    )


def _typed(body: pd.DataFrame, layout: Layout) -> tuple[pd.DataFrame, pd.Series]:
    fields = canonical_tables()[layout.kind]
    faults = pd.Series("", index=body.index, dtype="str")
    table: dict[str, pd.Series] = {}
    for column in layout.columns:
        if column.field is None:
            continue
        field = fields[column.field]
        cells = body[column.position]
        if field.type == "period":
            table |= _periods(cells)
            bad = table["period_start"].isna()
        else:
            table[field.name], bad = _parse(cells, field.type)
        if field.role == "required" and field.type not in ("period", "number"):
            bad = bad | (cells.isin(values.BLANKS) & ~_coded_otherwise(field.name, body, layout))
        if bad.any():
            wrong = _wrong_type(cells[bad], column.header, field.type).reindex(body.index)
            faults = faults.where(faults.ne(""), wrong.fillna(""))
    return pd.DataFrame(table, index=body.index), faults


def _wrong_type(cells: pd.Series, header: str, type_: str) -> pd.Series:
    note = _("列“{header}”应为{type}，实为“{text}”")
    told = [
        note.format(header=header, type=values.type_name(type_), text=text)
        for text in cells.str.slice(0, SHOWN_CHARACTERS)
    ]
    return pd.Series(told, index=cells.index, dtype="str")


def _coded_otherwise(name: str, body: pd.DataFrame, layout: Layout) -> pd.Series:
    """Tell which rows carry their goods' code in the finer code column."""
    variant = layout.column("variant") if name == "item" else None
    if variant is None:
        return pd.Series(False, index=body.index)
    return body[variant.position].ne("")


def _parse(cells: pd.Series, type_: str) -> tuple[pd.Series, pd.Series]:
    if type_ == "number":
        return values.numbers(cells)
    if type_ in ("date", "datetime"):
        return days.dates(cells, keep_time=type_ == "datetime")
    if type_ == "flag":
        return values.flags(cells)
    if type_ == "code":
        return values.codes(cells)
    # A system that writes <无> for nothing must not have it printed as a name.
    return cells.where(~cells.isin(values.NO_TEXT), ""), pd.Series(False, index=cells.index)


def _periods(cells: pd.Series) -> dict[str, pd.Series]:
    bounds = {text: days.period_bounds(text) for text in cells.unique()}
    return {
        f"period_{side}": pd.to_datetime(
            cells.map({t: b[i] if b else pd.NaT for t, b in bounds.items()})
        ).astype("datetime64[us]")
        for i, side in enumerate(("start", "end"))
    }


def _too_long(body: pd.DataFrame, grid: Grid, layout: Layout) -> pd.Series:
    """Tell which rows of a text file run on beyond the header: a sign too many shifts all cells.

    Where most rows do, the header merely lacks the names of the last columns.
    """
    reasons = pd.Series("", index=body.index, dtype="str")
    last = max(c.position for c in layout.columns if c.header)
    longer = (body.loc[:, last + 1 :] != "").any(axis=1)
    if grid.form == "csv" and longer.mean() <= 0.5:
        reasons[longer] = _("比表头多出内容，可能是单元格内有未加引号的分隔符")
    return reasons


def _set_aside(body: pd.DataFrame, faults: pd.Series, grid: Grid) -> pd.DataFrame:
    contents = [" | ".join(row).rstrip(" |") for row in body.itertuples(index=False)]
    return pd.DataFrame(
        {
            "file": grid.file,
            "sheet": grid.sheet or "",
            "row": faults.index,
            "reason": faults.to_numpy(),
            "content": contents,
        },
        columns=QUARANTINE_COLUMNS,
    )
