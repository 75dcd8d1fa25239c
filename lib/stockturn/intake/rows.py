"""Rows of one sheet: used, excluded with a reason, or quarantined with a reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from stockturn.i18n import _
from stockturn.intake import days, documents, lengths, openings, sections, units, values
from stockturn.intake.columns import JOINED, Layout
from stockturn.intake.exclusions import not_data
from stockturn.intake.grids import Grid
from stockturn.intake.reasons import first_of, only, reason, without
from stockturn.intake.totals import Totals
from stockturn.intake.vocabulary import unusable
from stockturn.intake.words import fields

QUARANTINE_COLUMNS = ["file", "sheet", "row", "reason", "content", "value"]
# What a row is worth, the surest figure first.
WORTH = ("amount", "closing_value", "onhand_value", "sales_amount", "in_value", "out_value")
# Aids that decide a quantity: where one cannot be read, its row cannot be used.
NEEDED_AIDS = ("in_qty", "out_qty", "in_value", "out_value")
SHOWN_CHARACTERS = 30


@dataclass(frozen=True)
class Rows:
    """What became of the rows of one sheet; the three counts add up to ``read``."""

    table: pd.DataFrame
    read: int
    excluded: Mapping[str, int]
    quarantine: pd.DataFrame
    filled_down: int = 0
    signed: bool = False
    totals: Totals | None = None

    @property
    def used(self) -> int:
        """Number of rows that reached the canonical table."""
        return len(self.table)

    def without(self, why: str, rows: pd.Series | None = None) -> Rows:
        """Return the same rows, those of a mask (else all that were read) excluded."""
        if rows is None:
            return replace(
                self,
                table=self.table.iloc[:0],
                excluded={why: self.read},
                quarantine=self.quarantine.iloc[:0],
            )
        more = Counter(self.excluded) + Counter({why: int(rows.sum())})
        return replace(self, table=self.table[~rows], excluded=dict(more))

    def set_aside(self, reasons: pd.Series, grid: Grid) -> Rows:
        """Return the same rows, those for which ``reasons`` gives one quarantined."""
        if reasons.empty:
            return self
        aside = _set_aside(grid, reasons, self.table)
        joined = pd.concat([self.quarantine, aside], ignore_index=True)
        return replace(self, table=without(self.table, reasons), quarantine=joined)


def read_rows(grid: Grid, layout: Layout, *, exclude: Sequence[Mapping[str, str]] = ()) -> Rows:
    """Turn the rows below the header into typed canonical rows.

    The table's index is the source row number.
    """
    body = grid.cells.loc[layout.header_row + 1 :]
    filled = _filled(body)
    body, filled = only(body, filled.gt(0)), only(filled, filled.gt(0))
    is_head, given = sections.heads(body, filled, layout)
    excluded, totals = not_data(body, grid, layout, filled=filled, is_head=is_head, exclude=exclude)
    kept = without(body, excluded)
    opening = openings.find(kept, layout)
    lines, filled_down = sections.filled_down(kept, layout, opening)
    table, faults = _typed(openings.undated(lines, opening, layout), layout, given)
    table = units.pieces(table, layout.kind)
    void = documents.void(table, layout)
    table, signed = documents.settle(table, layout)
    table = without(openings.stated(table, opening), void)
    faults = [*faults, _too_long(kept, grid, layout), *unusable(table, layout.kind)]
    bad = without(first_of(faults), void)
    return Rows(
        table=without(table, bad),
        read=len(body),
        excluded=dict(Counter(excluded) + Counter(void)),
        quarantine=_set_aside(grid, bad, table),
        filled_down=filled_down,
        signed=signed,
        totals=totals,
    )


def _filled(body: pd.DataFrame) -> pd.Series:
    """Count the cells of each row that are not blank."""
    counts = np.zeros(len(body), dtype="int32")
    for position in body:
        counts += body[position].ne("").to_numpy()
    return pd.Series(counts, index=body.index)


def _typed(
    body: pd.DataFrame, layout: Layout, given: Mapping[str, pd.Series]
) -> tuple[pd.DataFrame, list[pd.Series]]:
    known = fields(layout.kind)
    faults: list[pd.Series] = []
    table: dict[str, pd.Series] = {
        name: said.loc[body.index] for name, said in given.items() if name in known
    }
    for column in layout.columns:
        if column.field is None:
            continue
        field = known[column.field]
        cells = body[column.position]
        if field.type == "period":
            cells = _with_year(cells, body, layout)
            table |= _periods(cells)
            bad = table["period_start"].isna()
        else:
            if field.type == "length":
                cells = lengths.with_units(cells, field.name, body, layout)
            parsed, bad = _parse(cells, field.type)
            if field.name == "status":
                parsed = documents.statuses(parsed, column.header)
            if column.scale != 1:
                parsed = parsed * column.scale
            joined = column.evidence == "part" or field.name in JOINED
            so_far = table.get(field.name) if joined else None
            table[field.name] = _together(so_far, parsed, cells, field.name)
        if field.role == "required" and field.type not in ("period", "number"):
            blank = cells.isin(values.BLANKS)
            bad = bad | (blank & ~_coded_otherwise(field.name, body, layout))
        if bad.any() and (field.role != "aid" or field.name in NEEDED_AIDS):
            faults.append(_wrong_type(cells[bad], column.header, field.type))
    return _named(pd.DataFrame(table, index=body.index), layout), faults


def _with_year(months: pd.Series, body: pd.DataFrame, layout: Layout) -> pd.Series:
    """Join the year and the number of a period where they stand in two columns."""
    year = layout.column("year")
    if year is None:
        return months
    joined = body[year.position] + "年" + months.str.replace(r"\D", "", regex=True) + "月"
    return months.where(~months.str.fullmatch(r"第?\d{1,2}[月期]?"), joined)


def _together(
    so_far: pd.Series | None, parsed: pd.Series, cells: pd.Series, name: str
) -> pd.Series:
    """Add the parts of a figure, join the parts of a word; a blank part changes nothing."""
    if so_far is None:
        return parsed
    if name == "status":
        return documents.either_ended(so_far, parsed)
    if parsed.dtype.kind == "f":
        return so_far.add(parsed, fill_value=0)
    return so_far.where(cells.eq("") | so_far.eq(""), so_far + "/" + cells).mask(
        so_far.eq(""), cells
    )


def _named(table: pd.DataFrame, layout: Layout) -> pd.DataFrame:
    """Let the name stand for the goods where there is no code."""
    if "item" not in table and "variant" not in table and "item_name" in table:
        table["item"] = table["item_name"]
    return table


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
    if type_ == "length":
        return lengths.lengths(cells)
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
    last = max((c.position for c in layout.columns if c.header), default=0)
    longer = _filled(body.loc[:, last + 1 :]).gt(0)
    if grid.form != "csv" or longer.mean() > 0.5:
        longer &= False
    return reason(_("比表头多出内容，可能是单元格内有未加引号的分隔符"), longer)


def _set_aside(grid: Grid, faults: pd.Series, table: pd.DataFrame) -> pd.DataFrame:
    if faults.empty:
        return pd.DataFrame(columns=QUARANTINE_COLUMNS)
    cells = grid.cells.loc[faults.index]
    contents = [" | ".join(row).rstrip(" |") for row in cells.itertuples(index=False)]
    return pd.DataFrame(
        {
            "file": grid.file,
            "sheet": grid.sheet or "",
            "row": faults.index,
            "reason": faults.to_numpy(),
            "content": contents,
            "value": _worth(table.loc[faults.index]).to_numpy(),
        },
        columns=QUARANTINE_COLUMNS,
    )


def _worth(table: pd.DataFrame) -> pd.Series:
    """Return the money that a row is about, NaN where it does not say."""
    worth = pd.Series(float("nan"), index=table.index)
    for name in WORTH:
        if name in table:
            worth = worth.fillna(table[name].abs())
    if {"qty", "unit_cost"} <= set(table.columns):
        worth = worth.fillna((table["qty"] * table["unit_cost"]).abs())
    return worth
