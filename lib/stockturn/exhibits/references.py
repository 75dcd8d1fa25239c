"""What others publish, and what became of the article's numbers."""

from __future__ import annotations

from stockturn.analysis import Analysis
from stockturn.exhibits.exhibit import Exhibit, exhibit
from stockturn.exhibits.html import (
    folded,
    lead,
    note,
)
from stockturn.exhibits.numbers import days
from stockturn.exhibits.phrases import (
    written,
)
from stockturn.exhibits.tables import tabled
from stockturn.findings import claims, references
from stockturn.i18n import _


def peers(analysis: Analysis) -> Exhibit:
    """Set public figures beside the client's own, unlike definitions named, never as a verdict."""
    industry = analysis.params.profile.industry
    filed = references(industry) or references(None)
    rows = [
        {
            "name": _(r.name),
            "kind": r.kind,
            "year": _(r.year),
            "range": days(r.low)
            if r.low == r.high
            else _("{a}～{b}").format(a=days(r.low), b=days(r.high)),
            "grade": r.source_grade,
            "source": _(r.source),
            "warning": _(r.warning) or "—",
        }
        for r in filed
    ]
    own = analysis.measures["dio_days"]
    sentence = (
        _("贵司报告期周转天数 {days}；更可靠的对标是贵司自己的前期、各仓与各分类。")
        if own.known
        else _("贵司周转天数尚不可知；补数之后，更可靠的对标是贵司自己的前期、各仓与各分类。")
    ).format(days=written(own))
    unlike = _("没有与“{industry}”对应的公开参照；以下为全部可查数据，只供了解。")
    return exhibit(
        lead(sentence),
        None if references(industry) else note(unlike.format(industry=industry)),
        folded(
            _("全部公开参照数据（{n} 行）").format(n=len(rows)),
            tabled("peers", rows),
        ),
        note(
            _(
                "参照公司规模与口径各异，只作上市公司参照，不是行业平均；成品口径不得与全部存货相比。"
            )
        ),
    )


def claims_checked(analysis: Analysis) -> Exhibit:
    """Show how each figure of the article that the project grew from was checked and treated."""
    rows = [
        {
            "id": c.id,
            "quote": _(c.quote) or "—",
            "check": _(c.check),
            "grade": c.source_grade,
            "treatment": c.treatment_text,
        }
        for c in claims()
    ]
    return exhibit(
        note(
            _(
                "“文章”指一篇流传的库存周转文章：其数字不进入本报告的任何计算，此处只列核对结果。"
                "来源等级：A 官方统计，B 经审计的公司报告，C 具名二手来源，D 文章自述、未核实。"
            )
        ),
        folded(
            _("资料核对表（{n} 条）").format(n=len(rows)),
            tabled("claims_checked", rows),
        ),
    )
