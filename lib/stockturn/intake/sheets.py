"""One sheet of a client: opened, understood, typed, and dated."""

from __future__ import annotations

import glob
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from stockturn.errors import ColumnError, SourceError
from stockturn.i18n import _
from stockturn.intake import days, taxes
from stockturn.intake.columns import Layout
from stockturn.intake.grids import Grid, read_grids
from stockturn.intake.meaning import understand
from stockturn.intake.observations import Observation, observed
from stockturn.intake.record import FileRecord
from stockturn.intake.rows import Rows, read_rows
from stockturn.params import Source

LOCK = "~$"


@dataclass(frozen=True)
class Sheet:
    """One sheet with its reading and its rows."""

    source: Source
    grid: Grid
    layout: Layout
    rows: Rows

    @property
    def content(self) -> tuple[str, str | None, str]:
        """What the same rows read twice have in common."""
        return self.grid.sha256, self.grid.sheet or self.source.sheet, self.layout.kind

    def with_table(self, table: pd.DataFrame) -> Sheet:
        """Return the same sheet with another canonical table."""
        return replace(self, rows=replace(self.rows, table=table))

    def record(self) -> FileRecord:
        """Return how the sheet was read, for the intake log."""
        layout, rows = self.layout, self.rows
        return FileRecord(
            name=self.grid.name,
            sha256=self.grid.sha256,
            system=layout.system if self.source.system == "auto" else self.source.system,
            kind=layout.kind,
            form=self.grid.form,
            encoding=self.grid.encoding,
            header_row=layout.header_row,
            rows_read=rows.read,
            rows_used=rows.used,
            rows_excluded=dict(sorted(rows.excluded.items())),
            rows_quarantined=len(rows.quarantine),
            mark=layout.mark,
            columns=layout.columns,
            period=_month(rows.table),
        )


def read_sheets(source: Source, base_dir: Path, *, undated: bool = False) -> list[Sheet]:
    """Read every sheet that a source names; ``undated`` as for ``read_sources``.

    Raises
    ------
    SourceError
        Where a file is missing, unreadable, or not understood.
    """
    if source.path is None:
        raise SourceError.of("no_path")
    return [
        _read(source, grid, undated)
        for path in expand(source.path, base_dir)
        for grid in read_grids(path, sheet=source.sheet)
    ]


def expand(pattern: str, base_dir: Path) -> list[Path]:
    """Return the files that a path or glob of the parameters names, in a fixed order."""
    if (base_dir / pattern).is_file() or not any(sign in pattern for sign in "*?["):
        return [base_dir / pattern]
    found = [p for p in _named_files(pattern, base_dir) if not is_litter(p)]
    if not found:
        raise SourceError.of("nothing_matches", pattern=pattern)
    return sorted(found)


def _named_files(pattern: str, base_dir: Path) -> list[Path]:
    # Path.glob takes no absolute pattern.
    names = glob.glob(pattern, root_dir=base_dir, recursive=True)  # noqa: PTH207
    return [path for name in names if (path := base_dir / name).is_file()]


def is_litter(path: Path) -> bool:
    """Tell whether a file is nobody's data: hidden, or the lock of a workbook open in Excel."""
    return path.name.startswith((LOCK, "."))


def lost_workbooks(sources: Iterable[Source], base_dir: Path) -> list[Observation]:
    """Tell of lock files beside the sources whose workbook was not copied with them."""
    folders = {p.parent for s in sources if s.path for p in _named_files(s.path, base_dir)}
    locks = sorted(lock for folder in folders for lock in folder.glob(f"{LOCK}*"))
    return [
        observed("lost_workbook", file=lock.name)
        for lock in locks
        if not lock.with_name(lock.name.removeprefix(LOCK)).exists()
    ]


def _read(source: Source, grid: Grid, undated: bool) -> Sheet:
    layout = understand(grid, kind=source.kind, mapping=source.mapping)
    rows = read_rows(grid, layout, exclude=source.exclude)
    sheet = Sheet(source, grid, layout, rows)
    return sheet.with_table(taxes.without_tax(_dated(sheet, undated), source, layout))


def _dated(sheet: Sheet, undated: bool) -> pd.DataFrame:
    """Take the period or the day from the parameters or the name, where no column gives it."""
    table, layout = sheet.rows.table, sheet.layout
    if layout.kind == "balances" and layout.column("period") is None:
        start, end = _period(sheet) or _unsaid(sheet, undated)
        return table.assign(period_start=start, period_end=end)
    if layout.kind == "onhand" and layout.column("date") is None:
        return table.assign(date=_as_of(sheet) or _unsaid(sheet, undated)[0])
    return table


# A title may tell when the sheet was printed; that is no day of its contents.
PRINTED = re.compile(r"打印|制表|导出|生成时间|查询时间")


def _named(sheet: Sheet) -> list[str]:
    """List what may name the period or day of a sheet, the surest first."""
    titles = [t for t in sheet.layout.titles if not PRINTED.search(t)]
    return [*titles, sheet.grid.sheet or "", Path(sheet.grid.file).stem]


def _period(sheet: Sheet) -> tuple[pd.Timestamp, pd.Timestamp] | None:
    named = [sheet.source.period] if sheet.source.period else _named(sheet)
    return next((b for text in named if text and (b := days.period_bounds(text))), None)


def _as_of(sheet: Sheet) -> pd.Timestamp | None:
    if sheet.source.as_of:
        return pd.Timestamp(sheet.source.as_of)
    return next((d for text in _named(sheet) if text and (d := days.day_named(text))), None)


def _unsaid(sheet: Sheet, undated: bool) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Pass a sheet without a day, where that is asked for.

    Raises
    ------
    ColumnError
        Where it is not.
    """
    name, period = sheet.grid.name, sheet.source.period
    if undated and not period:
        nothing = pd.Timestamp("NaT").as_unit("us")
        return nothing, nothing
    if sheet.layout.kind == "onhand":
        raise ColumnError.of("no_stock_date", file=name)
    found = _("{file} 没有期间：既无期间列，文件名中也没有年月")
    if period:
        found = _("{file} 的 period “{period}” 不是年月")
    raise ColumnError(
        found.format(file=name, period=period),
        expected=_("期间列，或文件名如 2021.01进销存报表.csv，或 sources 中的 period"),
        action=_("在 sources 中为此文件写 period: 2021-01"),
    )


def _month(table: pd.DataFrame) -> str | None:
    """Name the one month that all rows are of, if they are of one."""
    if "period_start" not in table or table.empty:
        return None
    first, last = table["period_start"].min(), table["period_end"].max()
    if pd.isna(first):
        return None
    return f"{first:%Y-%m}" if (first.year, first.month) == (last.year, last.month) else None
