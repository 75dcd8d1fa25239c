"""How each file is read, for a person or for a program."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from stockturn.errors import StockturnError
from stockturn.i18n import _
from stockturn.intake import Intake, kind_name, read_sources
from stockturn.intake.grids import Grid, read_grids
from stockturn.intake.record import FileRecord
from stockturn.intake.words import fields
from stockturn.params import Source

ROWS_SHOWN = 10
WIDTH = 110
CELL = 22
FRAME = 3  # what a column's border and padding take


def inspect_files(files: Sequence[Path], *, as_json: bool) -> tuple[str, list[str]]:
    """Return the description of the files that were understood, and what to tell of the others.

    As JSON, all are described.
    """
    readings = [_read(path) for path in files]
    faults = [f"{path.name}\n{error}" for path, _intake, error in readings if error]
    if as_json:
        rows = [_json(path, intake, error) for path, intake, error in readings]
        return json.dumps(rows, ensure_ascii=False, indent=1), faults
    page = io.StringIO()
    console = Console(width=WIDTH, file=page)
    for path, intake, _error in readings:
        if intake is not None:
            _print(console, path, intake)
    return page.getvalue().rstrip(), faults


def _read(path: Path) -> tuple[Path, Intake | None, StockturnError | None]:
    try:
        return (
            path,
            read_sources([Source(path=str(path.resolve()))], base_dir=Path(), undated=True),
            None,
        )
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
        "observations": [asdict(o) for o in intake.observations],
    }


def _print(console: Console, path: Path, intake: Intake) -> None:
    grids = {grid.name: grid for grid in read_grids(path)}
    for record in intake.files:
        console.print(_headline(record), markup=False, highlight=False)
        console.print(_columns(record))
        for panel in _first_rows(record, grids[record.name]):
            console.print(panel)
    for check in intake.checks:
        sign = "✓" if check.ok else "✗"
        console.print(
            sign + " " + check.title + _("：") + check.detail, markup=False, highlight=False
        )
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
    known = fields(record.kind)
    for column in record.columns:
        meaning = f"{known[column.field].header} {column.field}".strip() if column.field else "—"
        table.add_row(Text(column.header), meaning, column.reason)
    return table


def _first_rows(record: FileRecord, grid: Grid) -> list[Table]:
    """Show the first rows below the header, with as many columns side by side as fit the page."""
    body = grid.cells.loc[record.header_row + 1 :].head(ROWS_SHOWN)
    numbers = [_("行"), *map(str, body.index)]
    columns = [
        [_short(c.header), *map(_short, body[c.position])]
        for c in record.columns
        if body[c.position].ne("").any()
    ]
    panels: list[list[list[str]]] = []
    room = 0
    for column in columns:
        width = max(map(cell_len, column)) + FRAME
        if room < width:
            panels.append([numbers])
            room = WIDTH - max(map(cell_len, numbers)) - FRAME - 1
        panels[-1].append(column)
        room -= width
    return [_panel(panel) for panel in panels]


def _panel(columns: Sequence[Sequence[str]]) -> Table:
    headers, *rows = zip(*columns, strict=True)
    table = Table(*(Column(Text(header), no_wrap=True) for header in headers))
    for row in rows:
        table.add_row(*map(Text, row))
    return table


def _short(text: str) -> str:
    return text if cell_len(text) <= CELL else set_cell_size(text, CELL - 1).rstrip() + "…"
