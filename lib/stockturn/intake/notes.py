"""What the layout of sheets made the reader do, told; and the totals that prove it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from stockturn.i18n import _
from stockturn.intake.observations import Observation, observed
from stockturn.intake.record import Check
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
    scales = [c.scale for c in layout.columns]
    cases = {
        "filled_down": rows.filled_down,
        "signed": rows.signed,
        "money_scale": any(scale != 1 for scale in scales),
        "ageing": layout.kind == "ageing",
        "one_each": layout.kind == "sales" and not layout.has("qty"),
        "by_name": not layout.has("item", "variant") and layout.has("item_name"),
    }
    facts = {"file": name, "n": rows.filled_down, "scale": f"{max(scales, default=1):,.0f}"}
    return [
        *(observed(case, **facts) for case, met in cases.items() if met),
        *column_notes(layout, sheet.source, name),
    ]
