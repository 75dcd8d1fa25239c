"""The matrix and the ranking in one look, and which weight would change it."""

from __future__ import annotations

from stockturn.analysis import Analysis
from stockturn.choice.result import Choice
from stockturn.exhibits.choice import charts, evidence
from stockturn.exhibits.choice.heat import brief, heat, key
from stockturn.exhibits.choice.verdict import wanting
from stockturn.exhibits.exhibit import Exhibit, exhibit
from stockturn.exhibits.figure import Picture, canvas, picture
from stockturn.exhibits.html import Html, lead, note
from stockturn.exhibits.numbers import fixed, percent, whole
from stockturn.exhibits.tables import tabled
from stockturn.i18n import _, sentences

TOP_POINTS, UNKNOWN = 4.0, 2.0


def choice_ranking(analysis: Analysis) -> Exhibit:
    """Show matrix and ranking together, how they were made, and the turning points of the weights.

    What each cell rests on, and what its points mean, stands behind folds.
    """
    choice = analysis.choice
    ranked = len(choice.ranking) > 1
    return exhibit(
        lead(_sentence(choice)),
        _matrix(choice),
        _chart(choice) if ranked else None,
        key(),
        note(sentences(_how_to_read(choice), _method(choice) if ranked else "")),
        _turning_points(choice) if ranked else None,
        evidence.cells(choice),
        evidence.anchors(choice),
    )


def _sentence(choice: Choice) -> str:
    if not choice.ranking:
        text = _("不排序：{why}。下列矩阵可供客户自行比较。")
        return text.format(why=_("；").join(wanting(choice)))
    first, *others = choice.ranking
    if not others:
        return _("只剩“维持现有系统”一个选项，没有可比的排序。")
    overlapping = sum(row.high > first.low for row in others)
    text = (
        _("{name}得 {n} 分，80% 区间 {a}～{b}；另有 {k} 个选项的区间与它重叠，单看分数不足以定论。")
        if overlapping
        else _("{name}得 {n} 分，80% 区间 {a}～{b}；其余选项的区间都在它之下。")
    )
    n, a, b = (fixed(value, 1) for value in (first.score, first.low, first.high))
    return text.format(name=choice.short(first.id), n=n, a=a, b=b, k=overlapping)


def _matrix(choice: Choice) -> Html:
    weights = choice.weights
    names = dict(sorted(choice.criteria.items(), key=lambda item: -weights.get(item[0], 0.0)))
    if weights:
        names = {
            k: _("{a}（{b}）").format(a=name, b=brief(weights[k])) for k, name in names.items()
        }
        heading = _("准则（权重，{label}）").format(label=choice.weights_label)
    else:
        heading = _("准则（企业类型未定，没有权重）")
    caption = _("能力矩阵（0—4 分）") + _strength(choice)
    totals = bool(choice.ranking)
    return heat(choice, choice.matrix, names, heading=heading, caption=caption, totals=totals)


def _strength(choice: Choice) -> str:
    """Say on how many criteria the leader is not below any other option, as they are scored."""
    if len(choice.ranking) < 2:
        return ""
    stays, first = {row.id for row in choice.ranking}, choice.ranking[0].id
    points: dict[str, dict[str, float]] = {}
    for cell in choice.matrix:
        if cell.system in stays:
            value = UNKNOWN if cell.value is None else cell.value
            points.setdefault(cell.key, {})[cell.system] = value
    n = sum(row[first] >= max(row.values()) for row in points.values())
    sentence = _("：{name}在 {all} 项准则中有 {n} 项不低于其他选项")
    return sentence.format(name=choice.short(first), all=len(points), n=n)


def _chart(choice: Choice) -> Picture:
    rows = choice.ranking
    names = {row.id: choice.short(row.id) for row in rows}
    each = _("{name} {n} 分（{a}～{b}），居首 {share}")
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
    often = sorted((r for r in rows if r.first_share), key=lambda row: -row.first_share)[:2]
    title = _("权重与分值同时变动的抽样中，居首较多的是{names}").format(
        names=_("、").join(
            _("{a}（{b}）").format(a=names[r.id], b=percent(r.first_share)) for r in often
        )
    )
    with canvas(height=0.9 + 0.33 * len(rows), columns=2) as (figure, (left, right)):
        charts.scores(rows, names, ax=left, floor=choice.base.rules.floor)
        charts.first_places(rows, ax=right)
        figure.suptitle(title, x=0.01, ha="left", fontsize=11)
        alt = _("{title}。{told}。").format(title=title, told=told)
        return picture(figure, alt=alt, caption=_("得分、80% 区间与居首占比"))


def _how_to_read(choice: Choice) -> str:
    """Say how far the cells are drawn, and which criteria all options share by definition."""
    drawn = _(
        "抽样时凭记忆的格子上下浮动 {n} 分，宣传文章自述的与没有资料的取 0—4 分全程"
        "（广告不是证据）。"
    ).format(n=brief(choice.base.rules.memory_spread))
    alike = {c.key for c in choice.matrix}
    alike -= {c.key for c in choice.matrix if c.source or c.value != TOP_POINTS}
    names = _("、").join(name for key, name in choice.criteria.items() if key in alike)
    told = _("“{names}”各选项同分，不影响排序。").format(names=names) if names else ""
    return sentences(drawn, told)


def _method(choice: Choice) -> str:
    rules = choice.base.rules
    return _(
        "抽样 {n} 次，每次同时变动权重与单元格分值，种子固定，可以重算。"
        "居首不少于 {a}% 为稳健，{b}%～{a}% 为较稳健；居首不足 {b}% 或领先不足 {gap} 分为难分先后。"
        "得分低于及格分 {floor} 的系统不予推荐。"
    ).format(
        n=whole(rules.draws),
        a=fixed(100 * rules.steady_share),
        b=fixed(100 * rules.fairly_steady_share),
        gap=fixed(rules.gap_points),
        floor=fixed(rules.floor),
    )


def _turning_points(choice: Choice) -> Html:
    turning = [s for s in choice.swings if s.break_even is not None]
    remark = note(_swung(choice, fixed_ones=len(choice.swings) - len(turning)))
    if not turning:
        return remark
    rows = [
        {
            "name": choice.criteria[s.criterion],
            "weight": s.weight,
            "break_even": s.break_even,
            "rival": choice.short(s.rival or ""),
            "cut": choice.short(s.leader_if_cut),
            "raised": choice.short(s.leader_if_raised),
        }
        for s in sorted(turning, key=lambda s: abs((s.break_even or 0.0) - s.weight))
    ]
    return tabled("turning_points", rows, label=choice.weights_label) + remark


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
    return sentences(text.format(names=_("、").join(moved)), rest.format(n=fixed_ones))
