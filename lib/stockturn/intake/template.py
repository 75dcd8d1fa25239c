"""Empty standard files for a client to fill, each with a sheet that explains its columns."""

from __future__ import annotations

from pathlib import Path

import xlsxwriter

from stockturn.i18n import _
from stockturn.intake.meaning import KIND_ORDER, kind_name
from stockturn.intake.values import type_name
from stockturn.intake.vocabulary import MOVEMENT_TYPES
from stockturn.intake.workbooks import EXPLANATION_SHEET
from stockturn.tables import Field, canonical_tables


def write_templates(folder: Path) -> list[Path]:
    """Write one workbook a kind of table into ``folder`` and return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    return [_write(folder / f"{kind_name(kind)}.xlsx", kind) for kind in KIND_ORDER]


def _write(path: Path, kind: str) -> Path:
    fields = [f for f in canonical_tables()[kind].values() if f.role != "extra"]
    with xlsxwriter.Workbook(str(path)) as book:
        head = book.add_format({"bold": True, "bg_color": "#e8eef5", "border": 1})
        required = book.add_format({"bold": True, "bg_color": "#f7e3d8", "border": 1})
        as_text = book.add_format({"num_format": "@"})
        sheet = book.add_worksheet(_("数据"))
        for position, field in enumerate(fields):
            # A code typed into a cell of text keeps its leading zeros.
            sheet.set_column(position, position, 14, as_text if field.type == "code" else None)
            sheet.write_string(
                0, position, field.header, required if field.role == "required" else head
            )
        sheet.freeze_panes(1, 0)
        _explain(book, fields, kind)
    return path


def _explain(book: xlsxwriter.Workbook, fields: list[Field], kind: str) -> None:
    sheet = book.add_worksheet(EXPLANATION_SHEET)
    sheet.set_column(0, 2, 24)
    rows = [(_("列"), _("是否必填"), _("内容"))]
    rows += [
        (f.header, _("必填") if f.role == "required" else _("可空"), type_name(f.type))
        for f in fields
    ]
    if kind == "movements":
        rows.append((_("类型的取值"), "", _("、").join(MOVEMENT_TYPES)))
    for number, row in enumerate(rows):
        for position, cell in enumerate(row):
            sheet.write_string(number, position, cell)
