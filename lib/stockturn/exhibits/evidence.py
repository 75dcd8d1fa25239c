"""What the data can carry, and where each number comes from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stockturn.analysis import Analysis
from stockturn.exhibits.exhibit import Exhibit, exhibit
from stockturn.exhibits.html import Html, join, lead, text, traced
from stockturn.exhibits.numbers import text_span
from stockturn.exhibits.phrases import (
    written,
)
from stockturn.exhibits.tables import tabled
from stockturn.i18n import N_, _
from stockturn.measures import Measure
from stockturn.metrics.catalog import measure_name, source_of

GRADES = {
    "E1": (N_("分期收发存汇总表"), {"balances"}),
    "E2": (N_("另有库存快照与逐笔销售"), {"onhand", "sales"}),
    "E3": (N_("逐笔出入库流水"), {"movements"}),
    "E4": (N_("另有采购、销售订单与服务数据"), {"purchases", "orders", "service"}),
}
"""What each grade asks for, and the kinds of table that bring it."""


def evidence_grade(analysis: Analysis) -> Exhibit:
    """Show the evidence grade reached and which exports would open what is still missing."""
    grade = analysis.grade
    rows = [
        {
            "grade": g,
            "brought": _(brought),
            "state": _state(g, kinds, {*analysis.intake.tables}, grade),
        }
        for g, (brought, kinds) in GRADES.items()
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


def _state(asked: str, kinds: set[str], brought: set[str], reached: str | None) -> str:
    """Tell whether a grade's exports are there, or the ledger of a higher one says the same."""
    if reached is None or asked > reached:
        return _("未具备")
    covered = "movements" in brought and not kinds & brought
    return _("流水已涵盖") if covered else _("已具备")


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
