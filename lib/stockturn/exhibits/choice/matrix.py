"""Who is out before any score, and every option under every criterion, with its evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from stockturn.analysis import Analysis
from stockturn.choice.knowledge import knowledge, number_order
from stockturn.choice.matrix import MatrixCell
from stockturn.choice.result import Choice
from stockturn.exhibits.choice import charts
from stockturn.exhibits.choice.charts import brief
from stockturn.exhibits.exhibit import Exhibit, exhibit
from stockturn.exhibits.figure import Picture, canvas, picture
from stockturn.exhibits.html import Col, Html, lead, note, table, text, traced
from stockturn.exhibits.numbers import ABSENT, fixed
from stockturn.i18n import _

LONGEST_NAME = 5
UNKNOWN = 2.0


def short(choice: Choice, system: str) -> str:
    """Return an option's name as it fits a chart or a sentence."""
    present = any(s.id == system and s.present for s in choice.options)
    return _("维持现有系统") if present else choice.names[system]


def in_order(choice: Choice) -> list[str]:
    """Return the options by rank, those knocked out last."""
    out = {k.id for k in choice.knocked_out}
    ranked = [row.id for row in choice.ranking]
    others = [s.id for s in choice.options if s.id not in ranked]
    return ranked + sorted(others, key=lambda s: s in out)


def how_to_read() -> str:
    """Say how the cells of a matrix are to be read."""
    return _(
        "读法：实底为有公开资料、客户访谈或客户数据；斜纹并加“？”为待核实，其中凭记忆的抽样时上下浮动"
        " {n} 分，宣传文章自述的取 0—4 分全程（广告不是证据）；空白“？”为没有资料，按 2 分计，"
        "抽样时也取 0—4 分全程。"
    ).format(n=brief(knowledge().rules.memory_spread))


def capability_picture(
    choice: Choice,
    cells: Sequence[MatrixCell],
    labels: Mapping[str, str],
    *,
    title: str,
    caption: str,
    totals: bool = False,
) -> Picture:
    """Draw options × criteria or functions; ``labels`` gives the rows and their order."""
    systems = in_order(choice)
    found = {(c.key, c.system): c for c in cells}
    grid = [[found[key, s] for s in systems] for key in labels]
    names = [_wrapped(short(choice, s)) for s in systems]
    known = [[float("nan") if c.value is None else c.value for c in row] for row in grid]
    values = pd.DataFrame(known, index=list(labels.values()), columns=names)
    verified = pd.DataFrame([[c.mark == "V" for c in row] for row in grid])
    with canvas(height=1.35 + 0.3 * (len(labels) + totals)) as (figure, (ax,)):
        charts.capability(values, verified, ax=ax, title=title)
        if totals:
            out = {k.id for k in choice.knocked_out}
            points = {row.id: fixed(row.score, 1) for row in choice.ranking}
            written = [_("淘汰") if s in out else points.get(s, ABSENT) for s in systems]
            charts.add_totals(ax, _("加权得分"), written, out=[s in out for s in systems])
        counted = _(
            "共 {all} 格：有公开资料或客户证据 {v} 格，没有资料 {n} 格，其余待核实。"
        ).format(
            all=values.size, v=int(verified.to_numpy().sum()), n=int(values.isna().to_numpy().sum())
        )
        alt = title.replace("\n", _("。")) + _("。") + counted
        return picture(figure, alt=alt, caption=caption)


def _wrapped(name: str) -> str:
    half = LONGEST_NAME - 1
    return name if len(name) <= LONGEST_NAME else f"{name[:half]}\n{name[half:]}"


def choice_matrix(analysis: Analysis) -> Exhibit:
    """Show knock-outs with reasons, the matrix, and behind folds what each cell rests on."""
    choice = analysis.choice
    keys = sorted(choice.criteria, key=number_order)
    keys.sort(key=lambda k: -choice.weights.get(k, 0.0))
    names = {k: choice.criteria[k] for k in keys}
    title = _("各选项逐项得分，0—4 分；企业类型未定，没有权重")
    if choice.weights:
        names = {k: f"{name}（{brief(choice.weights[k])}）" for k, name in names.items()}
        title = _("各选项逐项得分，0—4 分；括号内为权重（{label}）")
    title = _strength(choice) + title.format(label=choice.weights_label)
    return exhibit(
        lead(_knocked_sentence(choice)),
        _knocked(choice),
        capability_picture(
            choice,
            choice.matrix,
            names,
            title=title,
            caption=_("能力矩阵：各选项逐项准则得分"),
            totals=bool(choice.ranking),
        ),
        note(how_to_read() + _alike(choice)),
        _cells(choice),
        _anchors(),
    )


def _knocked_sentence(choice: Choice) -> str:
    if not choice.knocked_out:
        return _("评分之前没有系统被一票否决；“维持现有系统”始终作为选项参与比较。")
    return _("评分之前一票否决 {n} 个系统：{names}；“维持现有系统”始终保留。").format(
        n=len(choice.knocked_out), names=_("、").join(k.system for k in choice.knocked_out)
    )


def _knocked(choice: Choice) -> Html | None:
    if not choice.knocked_out:
        return None
    rows = [{"system": k.system, "reason": k.reason} for k in choice.knocked_out]
    columns = [Col("system", _("系统")), Col("reason", _("淘汰原因（依据）"), wide=True)]
    return table(rows, columns, caption=_("评分之前的一票否决"))


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
    sentence = _("{name}在 {all} 项准则中有 {n} 项不低于其他选项")
    return sentence.format(name=short(choice, first), all=len(points), n=n) + "\n"


def _alike(choice: Choice) -> str:
    """Name the criteria on which all options stand alike by definition."""
    given = {c.key for c in choice.matrix}
    given -= {c.key for c in choice.matrix if c.source or c.value != charts.TOP_POINTS}
    names = _("、").join(choice.criteria[key] for key in sorted(given, key=number_order))
    return _("“{names}”各选项同分，不影响排序。").format(names=names) if names else ""


def _cells(choice: Choice) -> Html:
    """List every cell that rests on something, with its range, basis and source."""
    names = {**{c.function: c.name for c in choice.checklist}, **choice.criteria}
    order = {system: place for place, system in enumerate(in_order(choice))}
    known = [c for c in (*choice.matrix, *choice.functions) if c.source and c.value is not None]
    rows = [
        {
            "system": short(choice, c.system),
            "name": names[c.key],
            "value": f"{brief(c.value or 0.0)}（{brief(c.low)}~{brief(c.high)}）",
            "note": _(c.note) if c.note else ABSENT,
            "source": f"<code>{text(c.source)}</code>" if "/" in c.source else text(_(c.source)),
            "date": c.date,
        }
        for c in sorted(known, key=lambda c: order[c.system])
    ]
    columns = [
        Col("system", _("系统")),
        Col("name", _("准则或功能")),
        Col("value", _("分值（范围）")),
        Col("note", _("依据"), wide=True),
        Col("source", _("来源"), markup=True),
        Col("date", _("查阅日期"), str),
    ]
    summary = _("逐格依据与来源（{n} 格；其余没有资料或由所列各格合成）").format(n=len(rows))
    body = table(rows, columns, caption=_("单元格的依据与来源"), numbered=False)
    return traced(summary, body)


def _anchors() -> Html:
    base = knowledge()
    meanings = {_("单项功能"): base.functions.anchors}
    for criterion in sorted(base.criteria.criteria, key=lambda c: number_order(c.id)):
        meanings[_(criterion.name)] = criterion.anchors
    rows = [
        {"name": name, **{str(i): _(anchor) for i, anchor in enumerate(anchors)}}
        for name, anchors in meanings.items()
    ]
    points = [Col(str(i), _("{n} 分").format(n=i)) for i in range(len(base.functions.anchors))]
    columns = [Col("name", _("准则")), *points]
    body = table(rows, columns, caption=_("评分准则与分值含义"), numbered=False)
    return traced(_("0—4 分各是什么意思"), body)
