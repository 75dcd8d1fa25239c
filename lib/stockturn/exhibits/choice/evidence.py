"""Who is out before any score, and behind folds what each cell rests on."""

from __future__ import annotations

from collections.abc import Sequence

from stockturn.analysis import Analysis
from stockturn.choice.knockouts import KnockedOut
from stockturn.choice.result import Choice
from stockturn.exhibits.choice.heat import brief, in_order
from stockturn.exhibits.exhibit import Exhibit, exhibit
from stockturn.exhibits.html import Col, Html, lead, paragraph, text, traced
from stockturn.exhibits.numbers import ABSENT
from stockturn.exhibits.tables import tabled
from stockturn.i18n import _, sentences


def choice_knockouts(analysis: Analysis) -> Exhibit:
    """Show who is out before any score, each with its reason and evidence."""
    choice = analysis.choice
    out, held = choice.knocked_out, choice.held_back
    told = _("评分之前没有系统被一票否决；“维持现有系统”始终作为选项参与比较。")
    if out:
        told = _("评分之前一票否决 {n} 个系统：{names}；“维持现有系统”始终保留。").format(
            n=len(out), names=_named(out)
        )
    more = _("另有 {n} 个系统可能不符合硬性要求：{names}；依据未经核实，故仍参与排序，但不得居首。")
    told = sentences(told, more.format(n=len(held), names=_named(held)) if held else "")
    if not out and not held:
        return exhibit(paragraph(told))
    rows = [
        vars(row) | {"result": _("淘汰") if row.out else _("不得居首")} for row in (*out, *held)
    ]
    return exhibit(lead(told), tabled("choice_knockouts", rows))


def _named(rows: Sequence[KnockedOut]) -> str:
    """Name the systems, each that only memory speaks against marked so."""
    doubted = _("{system}（待核实）")
    return _("、").join(
        row.system if row.verified else doubted.format(system=row.system) for row in rows
    )


def cells(choice: Choice) -> Html:
    """List every cell that rests on something, with its range, basis and source."""
    names = {**{c.function: c.name for c in choice.checklist}, **choice.criteria}
    order = in_order(choice)
    known = [c for c in (*choice.matrix, *choice.functions) if c.source and c.value is not None]
    rows = [
        {
            "system": choice.short(c.system),
            "name": names[c.key],
            "value": _("{value}（{low}～{high}）").format(
                value=brief(c.value or 0.0), low=brief(c.low), high=brief(c.high)
            ),
            "note": _(c.note) if c.note else ABSENT,
            "source": f"<code>{text(c.source)}</code>" if "/" in c.source else text(_(c.source)),
            "date": c.date,
        }
        for c in sorted(known, key=lambda c: order.index(c.system))
    ]
    summary = _("逐格依据与来源（{n} 格；其余没有资料或由所列各格合成）").format(n=len(rows))
    body = tabled("cells", rows, numbered=False)
    return traced(summary, body)


def anchors(choice: Choice) -> Html:
    """List what 0 to 4 points mean under each criterion."""
    base = choice.base
    meanings = {_("单项功能"): base.functions.anchors}
    meanings |= {choice.criteria[c.id]: c.anchors for c in base.criteria.criteria}
    rows = [
        {"name": name, **{str(n): _(anchor) for n, anchor in enumerate(meanings[name])}}
        for name in (_("单项功能"), *choice.criteria.values())
    ]
    points = [Col(str(n), _("{n} 分").format(n=n)) for n in range(len(base.functions.anchors))]
    body = tabled("anchors", rows, more=points, numbered=False)
    return traced(_("0—4 分各是什么意思"), body)
