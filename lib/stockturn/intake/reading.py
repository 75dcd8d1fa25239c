"""Sources become canonical tables: open, understand, type, choose the item key, check."""

from __future__ import annotations

import glob
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from stockturn.errors import ColumnError, SourceError
from stockturn.i18n import _
from stockturn.intake import checks, oddities, values
from stockturn.intake.grids import Grid, read_grids
from stockturn.intake.meaning import ITEM_CODES, Layout, item_code_field, understand
from stockturn.intake.record import FileRecord, Intake, Observation
from stockturn.intake.rows import Rows, read_rows
from stockturn.intake.vocabulary import row_faults
from stockturn.params import Source

_DAY = re.compile(r"((?:19|20)\d{2})[-._年]?(\d{1,2})[-._月]?(\d{1,2})")


@dataclass(frozen=True)
class Sheet:
    """One sheet with its reading and its rows."""

    source: Source
    grid: Grid
    layout: Layout
    rows: Rows


def read_sources(sources: Sequence[Source], *, base_dir: Path) -> Intake:
    """Read all files of a client.

    Raises
    ------
    SourceError
        Where a file is missing, unreadable, or not understood.
    """
    sheets = [sheet for source in sources for sheet in _read_source(source, base_dir)]
    sheets, repeated = _drop_repeated_files(sheets)
    key = item_code_field([(s.layout, _code_uniqueness(s)) for s in sheets])
    sheets = [_keyed(sheet, key) for sheet in sheets]
    tables = _tables(sheets)
    tables, noticed = oddities.treat(tables)
    key_note = _key_observation(sheets, key)
    return Intake(
        tables=tables,
        files=tuple(_record(s) for s in sheets),
        checks=(*checks.rows_account(_record(s) for s in sheets), *checks.balance_checks(tables)),
        observations=(*repeated, *key_note, *noticed),
        quarantine=_quarantine(sheets),
    )


def _read_source(source: Source, base_dir: Path) -> list[Sheet]:
    if source.path is None:
        raise SourceError(_("来源没有写 path"), expected=_("path 或已展开的 sample"))
    return [
        _read_sheet(source, grid)
        for path in expand(source.path, base_dir)
        for grid in read_grids(path, sheet=source.sheet)
    ]


def expand(pattern: str, base_dir: Path) -> list[Path]:
    """Return the files that a path or glob of the parameters names, in a fixed order."""
    if (base_dir / pattern).is_file() or not any(sign in pattern for sign in "*?["):
        return [base_dir / pattern]
    names = glob.glob(pattern, root_dir=base_dir, recursive=True)
    paths = [base_dir / name for name in names]
    # A sheet open in Excel leaves a lock file beside it; that is nobody's data.
    found = [p for p in paths if p.is_file() and not p.name.startswith(("~$", "."))]
    if not found:
        raise SourceError(
            _("没有文件符合 {pattern}").format(pattern=pattern),
            expected=_("至少一个文件"),
            action=_("核对 sources 的 path 与 base_dir"),
        )
    return sorted(found)


def _read_sheet(source: Source, grid: Grid) -> Sheet:
    layout = understand(grid, kind=source.kind, mapping=source.mapping)
    rows = read_rows(grid, layout, exclude=source.exclude)
    rows = _dated(rows, source, grid, layout)
    return Sheet(source, grid, layout, row_faults(rows, layout.kind, grid))


def _dated(rows: Rows, source: Source, grid: Grid, layout: Layout) -> Rows:
    """Take the period or the day from the parameters or the name, where no column gives it."""
    if layout.kind == "balances" and layout.column("period") is None:
        named = (source.period, grid.sheet, Path(grid.file).stem)
        bounds = next((b for text in named if text and (b := values.period_bounds(text))), None)
        if bounds is None:
            raise ColumnError(
                _("{file} 没有期间：既无期间列，文件名中也没有年月").format(file=grid.name),
                expected=_("期间列，或文件名如 2021.01进销存报表.csv，或 sources 中的 period"),
                action=_("在 sources 中为此文件写 period: 2021-01"),
            )
        table = rows.table.assign(period_start=bounds[0], period_end=bounds[1])
        return replace(rows, table=table)
    if layout.kind == "onhand" and layout.column("date") is None:
        return replace(rows, table=rows.table.assign(date=_as_of(source, grid)))
    return rows


def _as_of(source: Source, grid: Grid) -> pd.Timestamp:
    if source.as_of:
        return pd.Timestamp(source.as_of)
    if match := _DAY.search(grid.name):
        try:
            return pd.Timestamp(*(int(part) for part in match.groups()))
        except ValueError:
            pass
    raise ColumnError(
        _("{file} 没有库存日期：既无日期列，文件名中也没有日期").format(file=grid.name),
        expected=_("日期列，或文件名如 库存2021-12-31.xlsx，或 sources 中的 as_of"),
        action=_("在 sources 中为此文件写 as_of: 2021-12-31"),
    )


def _drop_repeated_files(sheets: Sequence[Sheet]) -> tuple[list[Sheet], list[Observation]]:
    seen: dict[tuple[str, str | None], str] = {}
    kept, notes = [], []
    for sheet in sheets:
        identity = (sheet.grid.sha256, sheet.grid.sheet)
        if identity in seen:
            why = _("与 {file} 内容完全相同").format(file=seen[identity])
            rows = replace(
                sheet.rows,
                table=sheet.rows.table.iloc[:0],
                excluded={why: sheet.rows.read},
                quarantine=sheet.rows.quarantine.iloc[:0],
            )
            notes.append(
                Observation(
                    "repeated_file",
                    _("文件 {file} {why}").format(file=sheet.grid.name, why=why),
                    _("只计一次，重复的 {n} 行全部剔除").format(n=sheet.rows.read),
                )
            )
            kept.append(replace(sheet, rows=rows))
        else:
            seen[identity] = sheet.grid.name
            kept.append(sheet)
    return kept, notes


def _code_uniqueness(sheet: Sheet) -> dict[str, bool]:
    table = sheet.rows.table
    if not set(ITEM_CODES) <= set(table.columns):
        return {}
    if sheet.layout.kind not in ("balances", "onhand", "items"):
        return {}
    others = [c for c in ("period_start", "warehouse", "date", "batch") if c in table]
    return {code: not table.duplicated([code, *others]).any() for code in ITEM_CODES}


def _keyed(sheet: Sheet, key: str) -> Sheet:
    table = sheet.rows.table
    if "variant" not in table:
        return sheet
    if key == "variant" or "item" not in table:
        table = table.assign(item=table["variant"])
    return replace(sheet, rows=replace(sheet.rows, table=table.drop(columns="variant")))


def _key_observation(sheets: Sequence[Sheet], key: str) -> list[Observation]:
    both = [s for s in sheets if s.layout.column("item") and s.layout.column("variant")]
    if key != "variant" or not both:
        return []
    headers = {code: both[0].layout.column(code) for code in ITEM_CODES}
    names = {code: column.header if column else code for code, column in headers.items()}
    moving = [s for s in both if s.layout.kind != "items"] or both
    keys = {k for s in moving for k in s.rows.table["item"]}
    return [
        Observation(
            "item_key",
            _("同一“{coarse}”下有多个“{fine}”，只有后者在每张表内不重复").format(
                coarse=names["item"], fine=names["variant"]
            ),
            _("以“{fine}”为商品主键（{n} 个），各月据此衔接").format(
                fine=names["variant"], n=len(keys)
            ),
        )
    ]


def _tables(sheets: Sequence[Sheet]) -> dict[str, pd.DataFrame]:
    by_kind: dict[str, list[pd.DataFrame]] = {}
    for number, sheet in enumerate(sheets):
        table = sheet.rows.table.assign(source_file=number, source_row=sheet.rows.table.index)
        by_kind.setdefault(sheet.layout.kind, []).append(table)
    tables = {kind: pd.concat(parts, ignore_index=True) for kind, parts in by_kind.items()}
    return {kind: table for kind, table in tables.items() if len(table)}


def _record(sheet: Sheet) -> FileRecord:
    table = sheet.rows.table
    starts = table["period_start"] if "period_start" in table and len(table) else None
    period = f"{starts.min():%Y-%m}" if starts is not None and starts.nunique() == 1 else None
    return FileRecord(
        name=sheet.grid.name,
        sha256=sheet.grid.sha256,
        system=sheet.layout.system if sheet.source.system == "auto" else sheet.source.system,
        kind=sheet.layout.kind,
        form=sheet.grid.form,
        encoding=sheet.grid.encoding,
        header_row=sheet.layout.header_row,
        rows_read=sheet.rows.read,
        rows_used=sheet.rows.used,
        rows_excluded=dict(sorted(sheet.rows.excluded.items())),
        rows_quarantined=len(sheet.rows.quarantine),
        mark=sheet.layout.mark,
        columns=sheet.layout.columns,
        period=period,
    )


def _quarantine(sheets: Sequence[Sheet]) -> pd.DataFrame:
    parts = [s.rows.quarantine for s in sheets if len(s.rows.quarantine)]
    return pd.concat(parts, ignore_index=True) if parts else sheets[0].rows.quarantine


def materialise(sources: Sequence[Source], folders: Mapping[int, str]) -> list[Source]:
    """Put the folder of a written sample in the place of each ``sample`` source."""
    return [
        source.model_copy(update={"sample": None, "path": folders[i]}) if i in folders else source
        for i, source in enumerate(sources)
    ]
