"""How each file is read, for a person or for a program."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from stockturn.errors import StockturnError
from stockturn.i18n import _
from stockturn.intake import Intake, kind_name, read_sources
from stockturn.intake.grids import read_grids
from stockturn.intake.record import FileRecord
from stockturn.params import Source

ROWS_SHOWN = 10
WIDTH = 110


def inspect_files(files: Sequence[Path], *, as_json: bool) -> tuple[str, bool]:
    """Return the description of files and whether all were understood."""
    readings = [_read(path) for path in files]
    understood = all(intake is not None for _path, intake, _error in readings)
    if as_json:
        rows = [_json(path, intake, error) for path, intake, error in readings]
        return json.dumps(rows, ensure_ascii=False, indent=1), understood
    page = io.StringIO()
    console = Console(width=WIDTH, file=page)
    for path, intake, error in readings:
        if intake is None:
            console.print(f"[bold]{path.name}[/bold]", highlight=False)
            console.print(str(error), markup=False, highlight=False)
        else:
            _print(console, path, intake)
    return page.getvalue().rstrip(), understood


def _read(path: Path) -> tuple[Path, Intake | None, StockturnError | None]:
    try:
        return path, read_sources([Source(path=str(path.resolve()))], base_dir=Path()), None
    except StockturnError as error:
        return path, None, error


def _json(path: Path, intake: Intake | None, error: StockturnError | None) -> dict[str, Any]:
    if intake is None:
        return {"file": path.name, "understood": False, "error": str(error)}
    return {
        "file": path.name,
        "understood": True,
        "sheets": [
            {
                **record.to_json(),
                "columns": [
                    {
                        "position": c.position,
                        "header": c.header,
                        "field": c.field,
                        "evidence": c.evidence,
                    }
                    for c in record.columns
                ],
                "period": record.period,
            }
            for record in intake.files
        ],
        "checks": [c.to_json() for c in intake.checks],
        "observations": [
            {"id": o.id, "noticed": o.noticed, "treatment": o.treatment}
            for o in intake.observations
        ],
    }


def _print(console: Console, path: Path, intake: Intake) -> None:
    grids = {grid.name: grid for grid in read_grids(path)}
    for record in intake.files:
        console.print(_headline(record), markup=False, highlight=False)
        console.print(_columns(record))
        grid = grids[record.name]
        body = grid.cells.loc[record.header_row + 1 :].head(ROWS_SHOWN)
        rows = Table(title=_("前 {n} 行").format(n=len(body)), show_lines=False)
        for column in record.columns:
            rows.add_column(column.header, overflow="ellipsis", no_wrap=True, max_width=14)
        for row in body.itertuples(index=False):
            rows.add_row(*(Text(str(cell)) for cell in row))
        console.print(rows)
    for check in intake.checks:
        sign = "✓" if check.ok else "✗"
        console.print(f"{sign} {check.title}：{check.detail}", markup=False, highlight=False)
    for seen in intake.observations:
        console.print(f"· {seen.noticed} → {seen.treatment}", markup=False, highlight=False)
    console.print()


def _headline(record: FileRecord) -> str:
    text = _(
        "{name}：{kind}，{encoding}，表头第 {row} 行，"
        "读入 {read} 采用 {used} 剔除 {out} 搁置 {aside}"
    )
    return text.format(
        name=record.name,
        kind=kind_name(record.kind),
        encoding=record.encoding or record.form,
        row=record.header_row,
        read=record.rows_read,
        used=record.rows_used,
        out=sum(record.rows_excluded.values()),
        aside=record.rows_quarantined,
    )


def _columns(record: FileRecord) -> Table:
    table = Table()
    for heading in (_("列"), _("含义"), _("理由")):
        table.add_column(heading)
    for column in record.columns:
        table.add_row(Text(column.header), column.field or "—", column.reason)
    return table
