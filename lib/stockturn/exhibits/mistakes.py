"""The five mistakes on the page: verdicts, evidence, actions, references and claims."""

from __future__ import annotations

from collections.abc import Callable

from stockturn.analysis import Analysis
from stockturn.exhibits.evidence import written
from stockturn.exhibits.exhibit import Exhibit, exhibit
from stockturn.exhibits.html import (
    Html,
    bullets,
    folded,
    join,
    lead,
    lines,
    note,
    paragraph,
    text,
    verdict_pill,
)
from stockturn.exhibits.numbers import days, fixed, money, percent, wan, whole
from stockturn.exhibits.tables import tabled
from stockturn.findings import Estimate, Mistake, Statistic, claims, references
from stockturn.findings.doubts import answer_doubts
from stockturn.i18n import _
from stockturn.metrics.catalog import measure_name

ITEMS_SHOWN = 10
UNJUDGED = "数据不足"


def verdicts(analysis: Analysis) -> Exhibit:
    """Show the verdict on each of the five mistakes, its price, and the consultant's word."""
    mistakes = analysis.mistakes
    found = [m for m in mistakes if m.verdict == "存在"]
    suspected = [m for m in mistakes if m.verdict == "疑似"]
    unjudged = [m for m in mistakes if m.verdict == UNJUDGED]
    sentence = _("五项误区中，存在 {a} 项、疑似 {b} 项、未见 {c} 项、数据不足 {d} 项。").format(
        a=len(found),
        b=len(suspected),
        c=len(mistakes) - len(found) - len(suspected) - len(unjudged),
        d=len(unjudged),
    )
    rows = [
        {
            "title": m.title,
            "verdict": verdict_pill(m.verdict),
            "cash": _range(m.effect.one_off_cash),
            "profit": _range(m.effect.annual_profit),
            "basis": _basis(m),
        }
        for m in mistakes
    ]
    return exhibit(
        lead(sentence),
        tabled("verdicts", rows),
        note(
            _(
                "判定为统计检验的结论：存在、疑似、未见、数据不足。同一笔资金只计入一项误区；"
                "一次性资金与每年利润性质不同，不相加；“—”表示现有数据不足以估算。"
            )
        ),
        _contradictions(analysis),
    )


def _contradictions(analysis: Analysis) -> Html | None:
    span = analysis.window
    returned = 0.0 if span is None else float(span.pairs["purchase_return_value"].sum())
    doubts = answer_doubts(analysis.params, analysis.measures, returned)
    if not doubts:
        return None
    return paragraph(_("访谈与数据相互矛盾，判定前请核实：")) + bullets(doubts)


def _range(estimate: Estimate | None) -> str:
    if estimate is None:
        return "—"
    if estimate.low == estimate.high:
        return wan(estimate.value)
    return _("{v}（{low}～{high}）").format(
        v=wan(estimate.value), low=wan(estimate.low), high=wan(estimate.high)
    )


def _basis(mistake: Mistake) -> str:
    if mistake.consultant and mistake.consultant.verdict:
        return _("顾问认定；系统计算为“{computed}”。理由：{reason}").format(
            computed=_(mistake.computed), reason=mistake.consultant.reason or _("未说明")
        )
    if mistake.missing:
        return _("缺少：{missing}").format(missing=_("、").join(mistake.missing))
    counted = [s for s in mistake.statistics if s.value is not None]
    over = sum(s.level > 0 for s in counted)
    return _("{n} 项指标中 {over} 项越过判定线").format(n=len(counted), over=over)


def evidence_by_mistake(analysis: Analysis) -> Exhibit:
    """Show for each mistake conclusion, evidence and advice, with the items behind it."""
    return exhibit(*(_card(m, analysis) for m in analysis.mistakes))


def _card(mistake: Mistake, analysis: Analysis) -> Html:
    head = f"<h4>{text(mistake.title)} {verdict_pill(mistake.verdict)}</h4>"
    parts = [Html(f"<p>{text(mistake.conclusion)}</p>")]
    if mistake.consultant:
        parts.append(_consultant(mistake))
    parts.append(_statistics(mistake))
    if mistake.affirmed and mistake.advice:
        parts.append(Html(f"<p>{text(mistake.advice)}</p>"))
    if mistake.sharpen:
        wanted = _("、").join(mistake.sharpen)
        parts.append(note(_("补充以下数据可使判定更准：{wanted}。").format(wanted=wanted)))
    if mistake.affirmed and mistake.items:
        parts.append(_items(mistake, analysis))
    return Html(f'<div class="st-finding">{head}{join(parts).markup}</div>')


def _consultant(mistake: Mistake) -> Html:
    word = mistake.consultant
    assert word is not None
    pieces = [_("顾问意见")]
    if word.verdict:
        pieces.append(
            _("认定为“{verdict}”（系统计算为“{computed}”）").format(
                verdict=_(word.verdict), computed=_(mistake.computed)
            )
        )
    pieces += [t for t in (word.reason, word.remark) if t]
    signed = _("（{by}）").format(by=word.by) if word.by else ""
    return note(pieces[0] + _("：") + _("；").join(pieces[1:]) + signed)


def _statistics(mistake: Mistake) -> Html:
    known = [s for s in mistake.statistics if s.value is not None]
    if not known:
        return note(_("缺少：{missing}。").format(missing=_("、").join(mistake.missing)))
    rows = [
        {
            "label": s.label,
            "value": _statistic(s, s.value),
            "threshold": _threshold(s),
            "state": _state(s),
        }
        for s in known
    ]
    return tabled("statistics", rows, title=mistake.title)


def _state(statistic: Statistic) -> str:
    if statistic.threshold is None:
        return "—"
    return _(("未越线", "临近", "越线")[statistic.level])


def _statistic(statistic: Statistic, value: float | None) -> str:
    if value is None:
        return "—"
    writers: dict[str, Callable[[float], str]] = {
        "ratio": lambda v: fixed(v, 2),
        "share": percent,
        "points": lambda v: _("{n}个百分点").format(n=fixed(v * 100, 1)),
        "per_mille": lambda v: fixed(v * 1000, 2) + "‰",
        "score": lambda v: _("{number}分").format(number=fixed(v, 1)),
        "count": whole,
        "days": lambda v: days(v) + " " + _("天"),
        "times": lambda v: fixed(v, 2) + " " + _("倍"),
        "number": lambda v: fixed(v, 2),
        "money": money,
        "flag": lambda v: _("是") if v else _("否"),
    }
    writer = writers.get(statistic.unit)
    return writer(value) if writer else fixed(value, 2)


def _threshold(statistic: Statistic) -> str:
    if statistic.threshold is None:
        return _("仅供参考")
    if statistic.unit == "flag":
        return _("回答“是”")
    sign = _("＞") if statistic.direction in ("above", "high", ">") else _("＜")
    return sign + " " + _statistic(statistic, statistic.threshold)


def _items(mistake: Mistake, analysis: Analysis) -> Html:
    if analysis.pairs.empty:
        return Html("")
    names = analysis.pairs.drop_duplicates("item").set_index("item")
    rows = []
    for item in mistake.items[:ITEMS_SHOWN]:
        code = item.get("item", "")
        known = code in names.index
        label = f"{names.loc[code, 'item_name']} {names.loc[code, 'spec']}" if known else ""
        rows.append({"item": code, "name": label.strip(), "value": item.get("value")})
    caption = _("涉及金额最大的 {n} 个商品").format(n=len(rows))
    return folded(caption, tabled("mistake_items", rows, caption=caption))


def action_plan(analysis: Analysis) -> Exhibit:
    """Show the whole plan: what, why, who, until when, for how much, watched by what."""
    if not analysis.actions:
        return exhibit(lead(_("未触发行动项：没有误区被判为存在或疑似。")))
    rows = [
        {
            "what": lines([f"{number}. {a.text}", _("依据：{why}").format(why=a.evidence)]),
            "who": a.owner_role,
            "due": a.due.isoformat(),
            "cash": _range(a.one_off_cash),
            "profit": _range(a.annual_profit),
            "watch": _watch(a.watch, analysis),
        }
        for number, a in enumerate(analysis.actions, start=1)
    ]
    return exhibit(
        tabled("action_plan", rows),
        note(_("完成时间自报告日期起算；责任部门为建议，由贵司确认。")),
    )


def _watch(measure_id: str, analysis: Analysis) -> str:
    measure = analysis.measures.get(measure_id)
    if measure is None:
        return measure_id
    return _("{a}（{b}）").format(a=measure_name(measure_id), b=written(measure))


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
    sentence = _("贵司报告期周转天数 {days}；最好的对标是贵司自己的前期、各仓与各分类。").format(
        days=written(own)
    )
    unlike = _("没有与“{industry}”对应的公开参照；以下为全部可查数据，只供了解。")
    return exhibit(
        lead(sentence),
        None if references(industry) else note(unlike.format(industry=industry)),
        folded(
            _("展开公开参照数据（{n} 行）").format(n=len(rows)),
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
            _("展开资料核对表（{n} 条）").format(n=len(rows)),
            tabled("claims_checked", rows),
        ),
    )
