"""Sources become canonical tables: every sheet once, one item key, checked and treated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from stockturn.i18n import _
from stockturn.intake import checks, keys, oddities, taxes
from stockturn.intake.companies import placed_apart, with_companies
from stockturn.intake.exclusions import rule_reason
from stockturn.intake.goods import only_goods
from stockturn.intake.notes import layout_notes, totals_agree
from stockturn.intake.observations import Observation, observed
from stockturn.intake.overlaps import overlaps
from stockturn.intake.ownership import warehouses
from stockturn.intake.record import Intake
from stockturn.intake.sheets import Sheet, expand, lost_workbooks, read_sheets
from stockturn.intake.spellings import one_spelling
from stockturn.intake.transfers import counted_in, paired
from stockturn.intake.units import in_main_units
from stockturn.params import Source
from stockturn.tables import canonical_tables

__all__ = ["expand", "materialise", "read_sources"]


def read_sources(sources: Sequence[Source], *, base_dir: Path, undated: bool = False) -> Intake:
    """Read all files of a client.

    ``undated`` lets a stock list that names no day pass, its days blank: enough to look at it.

    Raises
    ------
    SourceError
        Where a file is missing, unreadable, or not understood.
    """
    sheets = [s for source in sources for s in read_sheets(source, base_dir, undated=undated)]
    told = [*taxes.tax_notes(sources), *_rules_without_rows(sheets), *_notes(sheets)]
    told += [*lost_workbooks(sources, base_dir), *layout_notes(sheets)]
    for step in (
        _once_each,
        placed_apart,
        keys.keyed,
        one_spelling,
        in_main_units,
        paired,
        counted_in,
        only_goods,
    ):
        sheets, notes = step(sheets)
        told += notes
    tables, noticed = oddities.treat(_tables(sheets))
    tables, owned = warehouses(with_companies(tables, sheets))
    files = tuple(sheet.record() for sheet in sheets)
    quarantine = pd.concat([s.rows.quarantine for s in sheets], ignore_index=True)
    return Intake(
        tables=tables,
        files=files,
        checks=(
            *checks.rows_account(files),
            *totals_agree(sheets),
            *checks.balance_checks(tables),
            *overlaps(tables),
        ),
        observations=(*told, *noticed, *owned),
        quarantine=quarantine,
    )


def _once_each(sheets: Sequence[Sheet]) -> tuple[list[Sheet], list[Observation]]:
    """Count rows that two files have in common once."""
    first: dict[tuple[str, str | None, str], str] = {}
    kept, notes = [], []
    for sheet in sheets:
        if sheet.content not in first:
            first[sheet.content] = sheet.grid.name
            kept.append(sheet)
            continue
        why = _("与 {file} 内容完全相同").format(file=first[sheet.content])
        kept.append(replace(sheet, rows=sheet.rows.without(why)))
        notes.append(observed("repeated_file", file=sheet.grid.name, why=why, n=sheet.rows.read))
    return kept, notes


def _rules_without_rows(sheets: Sequence[Sheet]) -> list[Observation]:
    """Tell of exclusions in the parameters that no row of their source meets."""
    met = {(id(s.source), why) for s in sheets for why in s.rows.excluded}
    sources = {id(s.source): s.source for s in sheets}
    return [
        observed(
            "unused_rule",
            rule=_("、").join(f"{k}={v}" for k, v in rule.items() if k != "reason"),
            path=source.path,
        )
        for key, source in sources.items()
        for rule in source.exclude
        if (key, rule_reason(rule)) not in met
    ]


def _notes(sheets: Sequence[Sheet]) -> list[Observation]:
    """Tell what was noticed in each file, once for all its sheets."""
    return list(dict.fromkeys(note for sheet in sheets for note in sheet.grid.notes))


def _tables(sheets: Sequence[Sheet]) -> dict[str, pd.DataFrame]:
    by_kind: dict[str, list[pd.DataFrame]] = {}
    for number, sheet in enumerate(sheets):
        table = sheet.rows.table
        if len(table):
            known = canonical_tables()[sheet.layout.kind]
            kept = table[[c for c in table if c in known or str(c).startswith("period_")]]
            origin = kept.assign(source_file=number, source_row=table.index)
            by_kind.setdefault(sheet.layout.kind, []).append(origin)
    return {kind: _joined(kind, parts) for kind, parts in by_kind.items()}


def _joined(kind: str, parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Put the tables of one kind together; a column that one of them lacks is blank there."""
    table = pd.concat(parts, ignore_index=True)
    blanks = {"code": "", "text": "", "flag": False}
    fields = canonical_tables()[kind]
    fill = {
        name: blanks[field.type]
        for name, field in fields.items()
        if name in table and field.type in blanks and any(name not in part for part in parts)
    }
    return table.fillna(fill) if fill else table


def materialise(sources: Sequence[Source], folders: Mapping[int, str]) -> list[Source]:
    """Put the folder of a written sample in the place of each ``sample`` source."""
    return [
        source.model_copy(update={"sample": None, "path": folders[i]}) if i in folders else source
        for i, source in enumerate(sources)
    ]
