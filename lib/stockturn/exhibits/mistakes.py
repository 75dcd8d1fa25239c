"""Each mistake with its evidence."""

from __future__ import annotations

from stockturn.analysis import Analysis
from stockturn.exhibits.exhibit import Exhibit, exhibit
from stockturn.exhibits.html import (
    Html,
    folded,
    join,
    note,
    text,
    verdict_pill,
)
from stockturn.exhibits.phrases import lines_crossed
from stockturn.exhibits.tables import tabled
from stockturn.findings import Mistake, Statistic
from stockturn.findings.wording import number
from stockturn.i18n import _

ITEMS_SHOWN = 10


def evidence_by_mistake(analysis: Analysis) -> Exhibit:
    """Show for each mistake conclusion, evidence and advice, with the items behind it."""
    return exhibit(*(_card(m, analysis) for m in analysis.mistakes))


def _card(mistake: Mistake, analysis: Analysis) -> Html:
    head = f"<h4>{text(mistake.title)} {verdict_pill(mistake.verdict)}</h4>"
    parts = [Html(f"<p>{text(mistake.conclusion)}</p>")]
    if mistake.consultant:
        parts.append(_consultant(mistake))
    parts.append(_statistics(mistake))
    if any(s.level for s in mistake.statistics) and not mistake.affirmed:
        crossed = lines_crossed(mistake)
        parts.append(note(_("{crossed}，单凭此尚不足以判定，宜留意。").format(crossed=crossed)))
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
    known = [(s, s.value) for s in mistake.statistics if s.value is not None]
    if not known:
        return note(_("缺少：{missing}。").format(missing=_("、").join(mistake.missing)))
    rows = [
        {
            "label": s.label,
            "value": number(value, s.unit),
            "threshold": _threshold(s),
            "state": _state(s),
        }
        for s, value in known
    ]
    return tabled("statistics", rows, title=mistake.title)


def _state(statistic: Statistic) -> str:
    if statistic.threshold is None:
        return "—"
    return _(("未越线", "临近", "越线")[statistic.level])


def _threshold(statistic: Statistic) -> str:
    if statistic.threshold is None:
        return _("仅供参考")
    if statistic.unit == "flag":
        return _("回答“是”")
    sign = _("＞") if statistic.direction in ("above", "high", ">") else _("＜")
    return sign + " " + number(statistic.threshold, statistic.unit)


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
    named = _("“{title}”中{caption}").format(title=mistake.title, caption=caption)
    return folded(caption, tabled("mistake_items", rows, caption=named))
