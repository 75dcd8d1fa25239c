"""Every file with what became of its rows."""

from __future__ import annotations

from typing import Any

import pandas as pd

from stockturn.analysis import Analysis
from stockturn.exhibits.exhibit import Exhibit, exhibit
from stockturn.exhibits.html import Html, folded, lead, note, traced
from stockturn.exhibits.numbers import money, whole
from stockturn.exhibits.tables import tabled
from stockturn.i18n import _
from stockturn.intake import kind_name
from stockturn.intake.record import FileRecord

LISTED = 200
# More files than fill a sheet are told by kind; each by itself stays at hand on the screen.
FILES = 30
COUNTS = ("read", "used", "excluded", "quarantined")


def files_read(analysis: Analysis) -> Exhibit:
    """Show every file with what became of its rows."""
    files = analysis.intake.files
    each = [_file_row(f) for f in files]
    many = len(each) > FILES
    sums: dict[str, Any] = {
        "name": _("合计"),
        "read": sum(f.rows_read for f in files),
        "used": sum(f.rows_used for f in files),
        "excluded": sum(sum(f.rows_excluded.values()) for f in files),
        "quarantined": sum(f.rows_quarantined for f in files),
        **dict.fromkeys(("kind", "system", "encoding", "period"), "—"),
    }
    lines = _(
        "读入 {read} 行 ＝ 采用 {used} ＋ 剔除 {excluded} ＋ 搁置 {quarantined}，逐行有去处。"
    )
    counts = {key: whole(sums[key]) for key in COUNTS}
    return exhibit(
        lead(lines.format(**counts)),
        tabled("files_read", _by_kind(each) if many else each, total=sums),
        traced(
            _("逐个列出 {n} 个文件与工作表").format(n=len(each)),
            tabled("files_read", each, numbered=False),
        )
        if many
        else None,
        _reasons(files),
        _quarantined(analysis.intake.quarantine),
    )


def _file_row(file: FileRecord) -> dict[str, Any]:
    return {
        "name": file.name,
        "kind": kind_name(file.kind),
        "system": _(file.system),
        "encoding": file.encoding or file.form,
        "period": file.period or "—",
        "read": file.rows_read,
        "used": file.rows_used,
        "excluded": sum(file.rows_excluded.values()),
        "quarantined": file.rows_quarantined,
    }


def _by_kind(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in rows:
        alike.setdefault((row["kind"], row["system"], row["encoding"]), []).append(row)
    return [_together(part) if len(part) > 1 else part[0] for part in alike.values()]


def _together(rows: list[dict[str, Any]]) -> dict[str, Any]:
    months = sorted({row["period"] for row in rows} - {"—"})
    span = _("{a}～{b}").format(a=months[0], b=months[-1]) if len(months) > 1 else "—"
    sums = {name: sum(row[name] for row in rows) for name in COUNTS}
    return {
        **rows[0],
        "name": _("{first} 等 {n} 个").format(first=rows[0]["name"], n=len(rows)),
        "period": months[0] if len(months) == 1 else span,
        **sums,
    }


def _reasons(files: tuple[FileRecord, ...]) -> Html:
    reasons: dict[str, int] = {}
    for file in files:
        for reason, count in file.rows_excluded.items():
            reasons[reason] = reasons.get(reason, 0) + count
    if not reasons:
        return note(_("没有剔除任何行。"))
    listed = _("；").join(
        _("{reason} {n} 行").format(reason=reason, n=whole(n))
        for reason, n in sorted(reasons.items())
    )
    return note(_("剔除原因：{reasons}。").format(reasons=listed))


def _quarantined(rows: pd.DataFrame) -> Html:
    if rows.empty:
        return note(_("没有搁置任何行。"))
    listing = tabled("quarantined", rows.head(LISTED))
    summary = _("搁置 {n} 行，未计入任何数字；全部清单见 quarantine.csv").format(n=whole(len(rows)))
    stated = rows["value"].dropna()
    if len(stated):
        summary += _("；其中 {n} 行写明金额，合计 {value}").format(
            n=whole(len(stated)), value=money(float(stated.sum()))
        )
    return folded(summary, listing)


def oddities_found(analysis: Analysis) -> Exhibit:
    """Show what the reader noticed by itself, and what it did about each."""
    rows = [{"noticed": o.noticed, "treatment": o.treatment} for o in analysis.intake.observations]
    rows += [
        {
            "noticed": _("仓库“{name}”按档案不计入自有库存").format(name=name),
            "treatment": _("期末库存 {value} 未计入本报告").format(value=money(value)),
        }
        for name, value in analysis.books.left_out.items()
    ]
    if not rows:
        return exhibit(note(_("未发现需要特别处理的情况。")))
    return exhibit(tabled("oddities_found", rows))
