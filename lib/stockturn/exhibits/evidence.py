"""The chapter on data: which files, what became of each row, what balances and what does not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from stockturn.analysis import Analysis
from stockturn.exhibits.exhibit import Exhibit, exhibit
from stockturn.exhibits.html import Html, folded, join, lead, note, text, traced
from stockturn.exhibits.numbers import days, fixed, money, percent, text_span, turns, whole
from stockturn.exhibits.tables import tabled
from stockturn.i18n import N_, _
from stockturn.intake import kind_name
from stockturn.intake.record import Check, FileRecord
from stockturn.measures import Measure
from stockturn.metrics.audit import bookkeeping
from stockturn.metrics.catalog import measure_name, source_of

LISTED = 200
SIGNS = {
    "duplicates": N_("重复录入：同一单据中各栏全同的流水"),
    "backdated": N_("倒填日期：日期早于同类前一单号的单据"),
    "heaping": N_("凑整：盘点数以 0 或 5 结尾的比重（随机应为 20%）"),
}
GRADES = {
    "E1": N_("分期收发存汇总表"),
    "E2": N_("另有库存快照与逐笔销售"),
    "E3": N_("逐笔出入库流水"),
    "E4": N_("另有采购、销售订单与服务数据"),
}


def files_read(analysis: Analysis) -> Exhibit:
    """Show every file with what became of its rows."""
    files = analysis.intake.files
    rows = [_file_row(f) for f in files]
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
    counts = {key: whole(sums[key]) for key in ("read", "used", "excluded", "quarantined")}
    return exhibit(
        lead(lines.format(**counts)),
        tabled("files_read", rows, total=sums),
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


def checks_made(analysis: Analysis) -> Exhibit:
    """Show each identity that the books should satisfy, and list where they do not."""
    checks = analysis.checks
    failed = [c for c in checks if not c.ok]
    sentence = (
        _("{n} 项勾稽检查中 {failed} 项有不符，逐条列示如下；其余全部成立。")
        if failed
        else _("{n} 项勾稽检查全部成立。")
    )
    rows = [
        {
            "title": c.title,
            "result": _("成立") if c.ok else _("有不符"),
            "detail": c.detail,
            "breaks": c.breaks,
            "value": c.value,
        }
        for c in checks
    ]
    listings = join(_break_listing(c) for c in failed if "gap" in c.rows)
    return exhibit(
        lead(sentence.format(n=len(checks), failed=len(failed))),
        tabled("checks_made", rows),
        listings,
        _bookkeeping(analysis),
    )


def _bookkeeping(analysis: Analysis) -> Html | None:
    """Audit how the books were kept: what no identity shows."""
    rows = bookkeeping(analysis.intake.tables)
    if not rows:
        return None
    judged = [
        {"title": _(SIGNS[key]), "found": percent(share), "scope": whole(count)}
        for key, share, count in rows
    ]
    return tabled("bookkeeping", judged)


def _break_listing(check: Check) -> Html:
    rows = check.rows.reindex(check.rows["gap"].abs().sort_values(ascending=False).index)
    rows = rows.assign(
        **{"period_start": rows["period_start"].dt.strftime("%Y-%m")}
        if "period_start" in rows
        else {}
    )
    shown = min(LISTED, len(rows))
    caption = _("{title}：不符清单（{shown}/{n}）").format(
        title=check.title, shown=shown, n=len(rows)
    )
    return folded(caption, tabled("breaks", rows.head(LISTED), caption=caption))


def evidence_grade(analysis: Analysis) -> Exhibit:
    """Show the evidence grade reached and which exports would open what is still missing."""
    grade = analysis.grade
    rows = [
        {
            "grade": g,
            "brought": _(brought),
            "state": _("已具备") if grade is not None and g <= grade else _("未具备"),
        }
        for g, brought in GRADES.items()
    ]
    wanted: dict[str, list[str]] = {}
    for key, measure in analysis.measures.items():
        for export in measure.missing[:1] if source_of(key) != "simulation" else ():
            wanted.setdefault(export, []).append(measure_name(key))
    gaps = [{"export": e, "opens": _("、").join(names)} for e, names in wanted.items()]
    sentence = (
        _("本次数据的证据等级为 {grade}。").format(grade=grade)
        if grade
        else _("本次数据不足以达到 E1：缺少收发存汇总表或出入库流水，周转类指标均为数据不足。")
    )
    return exhibit(
        lead(sentence),
        tabled("evidence_grades", rows),
        tabled("missing_exports", gaps) if gaps else None,
    )


_WRITERS: dict[str, Callable[[float], str]] = {
    "元": money,
    "元/年": money,
    "次/年": lambda v: turns(v) + " " + _("次/年"),
    "天": lambda v: days(v) + " " + _("天"),
    "比率": percent,
    "商品仓日": whole,
    "件": whole,
    "倍": lambda v: fixed(v, 2),
    "分": lambda v: fixed(v, 2 if v < 10 else 1),
    "小时": lambda v: fixed(v, 1) + " " + _("小时"),
}


def written(measure: Measure) -> str:
    """Return a measure's figure as the page prints it, or 数据不足."""
    if measure.value is None:
        return _("数据不足")
    if measure.low is not None and measure.high is not None:
        bounds = _("{value}（80% 区间 {low}～{high}）")
        low, high = (
            written(replace(measure, value=v, low=None, high=None))
            for v in (measure.low, measure.high)
        )
        value = written(replace(measure, low=None, high=None))
        return bounds.format(value=value, low=low, high=high)
    writer = next((w for unit, w in _WRITERS.items() if measure.unit == _(unit)), None)
    return writer(measure.value) if writer else fixed(measure.value, 2)


def definitions_used(analysis: Analysis) -> Exhibit:
    """Show every measure with its definition; each opens to the files it was made from."""
    rows = [
        {
            "name": measure_name(key),
            "value": written(measure),
            "definition": measure.definition,
            "grade": measure.grade or "—",
        }
        for key, measure in analysis.measures.items()
        if measure.known
    ]
    span = analysis.period
    where = text_span(span.start, span.end) if span else ""
    return exhibit(
        tabled("definitions_used", rows, span=where),
        lineage(analysis.measures),
    )


def lineage(measures: Mapping[str, Measure]) -> Html:
    """Let the reader follow figures back to files: figure → formula → rows → file hash."""
    sources: dict[tuple[Any, ...], list[str]] = {}
    for key, measure in measures.items():
        if measure.known and measure.inputs:
            sources.setdefault(measure.inputs, []).append(measure_name(key))
    blocks = []
    for inputs, names in sources.items():
        rows = [{"name": i.name, "rows": i.rows, "sha": i.sha256} for i in inputs]
        hashed = [{**r, "sha": f"<code>{text(r['sha'])}</code>"} for r in rows]
        blocks.append(
            traced(
                _("来源：{names}").format(names=_("、").join(names)),
                tabled("lineage", hashed, numbered=False),
            )
        )
    return join(blocks)


__all__ = [
    "checks_made",
    "definitions_used",
    "evidence_grade",
    "files_read",
    "lineage",
    "oddities_found",
    "written",
]
