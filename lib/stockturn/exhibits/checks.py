"""What the books should fulfil, and where they do not."""

from __future__ import annotations

from stockturn.analysis import Analysis
from stockturn.exhibits.exhibit import Exhibit, exhibit
from stockturn.exhibits.html import Html, folded, join, lead
from stockturn.exhibits.numbers import percent, whole
from stockturn.exhibits.tables import tabled
from stockturn.findings.rules import limit
from stockturn.i18n import N_, _
from stockturn.intake.record import Check
from stockturn.metrics.audit import bookkeeping

LISTED = 30


SIGNS = {
    "duplicates": N_("重复录入：同一单据中各栏全同的流水"),
    "backdated": N_("倒填日期：日期比同类前一单号早 {days} 天以上的单据"),
    "misspelled": N_("编码写法不一：编码写法与商品档案不同的流水"),
    "heaping": N_("凑整：盘点数以 0 或 5 结尾的比重（随机应为 20%）"),
}


def checks_made(analysis: Analysis) -> Exhibit:
    """Show each identity that the books should satisfy, and list where they do not."""
    checks = analysis.checks
    failed = [c for c in checks if not c.ok]
    sentence = (
        _("{n} 项勾稽检查中 {failed} 项有不符，有明细的列在表后；其余全部成立。")
        if failed
        else _("{n} 项勾稽检查全部成立。")
    )
    rows = [
        {
            "title": c.title,
            "result": _("成立") if c.ok else _("有不符"),
            "detail": c.detail,
            "breaks": c.breaks,
            "value": None if c.ok else c.value,
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
    bounds = {name: limit(name) for name in ("backdating_days", "heaping_min_qty", "min_sample")}
    rows = bookkeeping(analysis.intake.tables, **bounds)
    if not rows:
        return None
    days = whole(bounds["backdating_days"])
    judged = [
        {"title": _(SIGNS[key]).format(days=days), "found": percent(share), "scope": whole(count)}
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
    caption = _("{title}：不符清单（列 {shown} 处，共 {n} 处）").format(
        title=check.title, shown=shown, n=len(rows)
    )
    return folded(caption, tabled("breaks", rows.head(LISTED), caption=caption))
