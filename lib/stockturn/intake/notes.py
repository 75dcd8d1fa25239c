"""What the layout of sheets made the reader do, told; and the totals that prove it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from stockturn.i18n import _
from stockturn.intake.record import Check, Observation
from stockturn.intake.sheets import Sheet
from stockturn.intake.taxes import column_notes


def totals_agree(sheets: Sequence[Sheet]) -> list[Check]:
    """Check that the total rows of the files are the sums of their rows."""
    found = [s.rows.totals for s in sheets if s.rows.totals]
    checked = sum(t.checked for t in found)
    if not checked:
        return []
    breaks = [
        s.rows.totals.breaks.assign(item=s.grid.name + _("：") + s.rows.totals.breaks["item"])
        for s in sheets
        if s.rows.totals and len(s.rows.totals.breaks)
    ]
    rows = pd.concat(breaks, ignore_index=True) if breaks else pd.DataFrame()
    return [
        Check(
            "totals_agree",
            _("合计行＝各行之和"),
            not len(rows),
            len(rows),
            float(rows["gap"].abs().sum()) if len(rows) else 0.0,
            _("核对 {n} 个合计行，{breaks} 个不符").format(n=checked, breaks=len(rows)),
            checked,
            rows,
        )
    ]


def layout_notes(sheets: Sequence[Sheet]) -> list[Observation]:
    """Tell what was concluded from how a sheet is laid out."""
    return [note for sheet in sheets for note in _notes(sheet)]


def _notes(sheet: Sheet) -> list[Observation]:
    layout, rows, name = sheet.layout, sheet.rows, sheet.grid.name
    notes = []
    if rows.filled_down:
        noticed = _("{file} 的单据头只写在首行，{n} 行为后续行").format(
            file=name, n=rows.filled_down
        )
        notes.append(("filled_down", noticed, _("后续行取其单据首行的单号、日期等")))
    if rows.signed:
        noticed = _("{file} 的出库数量记为负数").format(file=name)
        notes.append(("signed", noticed, _("正负号按出入方向理解，不作红字")))
    if any(c.scale != 1 for c in layout.columns):
        scale = max(c.scale for c in layout.columns)
        noticed = _("{file} 的金额以 {scale} 元为单位").format(file=name, scale=f"{scale:,.0f}")
        notes.append(("money_scale", noticed, _("金额乘以该倍数后使用")))
    if layout.kind == "ageing":
        noticed = _("{file} 是库龄分析表").format(file=name)
        notes.append(("ageing", noticed, _("只作对照；本报告的库龄由出入库流水推算")))
    if layout.kind == "sales" and not layout.has("qty"):
        noticed = _("{file} 没有数量列").format(file=name)
        notes.append(("one_each", noticed, _("每行按 1 件计")))
    if not layout.has("item", "variant") and layout.has("item_name"):
        noticed = _("{file} 没有商品编码列").format(file=name)
        notes.append(("by_name", noticed, _("以名称为商品主键；其他表中同名的编码在先")))
    return [
        *(Observation(*note) for note in notes),
        *column_notes(layout, sheet.source, name),
    ]
