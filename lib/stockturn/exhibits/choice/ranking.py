"""Scores with their intervals, who leads how often, and which weight would change it."""

from __future__ import annotations

from stockturn.analysis import Analysis
from stockturn.choice.knowledge import knowledge
from stockturn.choice.result import Choice
from stockturn.exhibits.choice import charts
from stockturn.exhibits.choice.matrix import short
from stockturn.exhibits.choice.verdict import wanting
from stockturn.exhibits.exhibit import Exhibit, exhibit
from stockturn.exhibits.figure import Picture, canvas, picture
from stockturn.exhibits.html import Col, Html, lead, note, table
from stockturn.exhibits.numbers import fixed, percent, whole
from stockturn.i18n import _


def choice_ranking(analysis: Analysis) -> Exhibit:
    """Show the ranking as a chart, how it was drawn, and the turning points of the weights."""
    choice = analysis.choice
    if not choice.ranking:
        text = _("不排序：{why}。上节的矩阵可供客户自行比较。")
        return exhibit(lead(text.format(why=_("；").join(wanting(choice)))))
    if len(choice.ranking) == 1:
        return exhibit(lead(_("只剩“维持现有系统”一个选项，没有可比的排序。")))
    return exhibit(
        lead(_sentence(choice)), _chart(choice), note(_method(choice)), _turning_points(choice)
    )


def _sentence(choice: Choice) -> str:
    first, *others = choice.ranking
    overlapping = sum(row.high > first.low for row in others)
    text = (
        _("{name}得 {n} 分，80% 区间 {a}~{b}；另有 {k} 个选项的区间与它重叠，单看分数不足以定论。")
        if overlapping
        else _("{name}得 {n} 分，80% 区间 {a}~{b}；其余选项的区间都在它之下。")
    )
    n, a, b = (fixed(value, 1) for value in (first.score, first.low, first.high))
    return text.format(name=short(choice, first.id), n=n, a=a, b=b, k=overlapping)


def _chart(choice: Choice) -> Picture:
    rows = choice.ranking
    names = {row.id: short(choice, row.id) for row in rows}
    each = _("{name} {n} 分（{a}~{b}），居首 {share}")
    told = _("；").join(
        each.format(
            name=names[row.id],
            n=fixed(row.score, 1),
            a=fixed(row.low, 1),
            b=fixed(row.high, 1),
            share=percent(row.first_share),
        )
        for row in rows
    )
    often = sorted(rows, key=lambda row: -row.first_share)[:2]
    title = _("权重与分值同时变动的抽样中，居首较多的是{names}").format(
        names=_("、").join(f"{names[r.id]}（{percent(r.first_share)}）" for r in often)
    )
    with canvas(height=1.1 + 0.42 * len(rows), columns=2) as (figure, (left, right)):
        charts.scores(rows, names, ax=left, floor=choice.floor)
        charts.first_places(rows, ax=right)
        figure.suptitle(title, x=0.01, ha="left", fontsize=11)
        alt = _("{title}。{told}。").format(title=title, told=told)
        return picture(figure, alt=alt, caption=_("得分、80% 区间与居首占比"))


def _method(choice: Choice) -> str:
    rules = knowledge().rules
    drawn = _("抽样 {n} 次，每次同时变动权重与单元格分值，种子固定，可以重算。")
    words = _(
        "居首不少于 {a}% 为稳健，{b}%~{a}% 为较稳健；居首不足 {b}% 或领先不足 {gap} 分为难分先后。"
    )
    return (
        drawn.format(n=whole(rules.draws))
        + words.format(
            a=fixed(100 * rules.steady_share),
            b=fixed(100 * rules.fairly_steady_share),
            gap=fixed(rules.gap_points),
        )
        + _("得分低于及格分 {n} 的系统不予推荐。").format(n=fixed(choice.floor))
    )


def _turning_points(choice: Choice) -> Html:
    turning = [s for s in choice.swings if s.break_even is not None]
    remark = note(_swung(choice, fixed_ones=len(choice.swings) - len(turning)))
    if not turning:
        return remark
    turning.sort(key=lambda s: abs((s.break_even or 0.0) - s.weight))
    rows = [
        {
            "name": choice.criteria[s.criterion],
            "weight": s.weight,
            "break_even": s.break_even,
            "rival": short(choice, s.rival or ""),
            "cut": short(choice, s.leader_if_cut),
            "raised": short(choice, s.leader_if_raised),
        }
        for s in turning
    ]
    columns = [
        Col("name", _("准则")),
        Col("weight", _("现权重"), lambda v: fixed(v, 1)),
        Col("break_even", _("改到此值则易位"), lambda v: fixed(v, 1)),
        Col("rival", _("由谁居首")),
        Col("cut", _("减半时居首")),
        Col("raised", _("加半时居首")),
    ]
    caption = _("各项权重的转折点（权重为{label}，合计 100）").format(label=choice.weights_label)
    return table(rows, columns, caption=caption) + remark


def _swung(choice: Choice, *, fixed_ones: int) -> str:
    """Say what halving or raising one weight by half does to the leader."""
    first = choice.ranking[0].id
    moved = [
        choice.criteria[s.criterion]
        for s in choice.swings
        if {s.leader_if_cut, s.leader_if_raised} != {first}
    ]
    text = _("任何一项权重单独减半或加半，居首者都不变。")
    if moved:
        text = _("以下准则的权重单独减半或加半会改变居首者：{names}。")
    rest = _("另有 {n} 项准则，权重无论取何值，居首者都不变。") if fixed_ones else ""
    return text.format(names=_("、").join(moved)) + rest.format(n=fixed_ones)
