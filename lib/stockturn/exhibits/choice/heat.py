"""Options × criteria or functions as shaded cells that say how they are known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from stockturn.choice.matrix import MatrixCell
from stockturn.choice.result import Choice
from stockturn.exhibits.html import Col, Html, table, text
from stockturn.exhibits.numbers import ABSENT, fixed
from stockturn.i18n import _


def brief(value: float) -> str:
    """Return points or a weight with one decimal where it has one.

    Examples
    --------
    >>> brief(3.0), brief(2.5)
    ('3', '2.5')
    """
    return fixed(value, 1).removesuffix(".0")


def in_order(choice: Choice) -> list[str]:
    """Return the options by rank, those knocked out last."""
    out = {k.id for k in choice.knocked_out}
    ranked = [row.id for row in choice.ranking]
    others = [s for s in choice.names if s not in ranked]
    return ranked + sorted(others, key=lambda s: s in out)


def heat(
    choice: Choice,
    cells: Sequence[MatrixCell],
    labels: Mapping[str, str],
    *,
    heading: str,
    caption: str,
    totals: bool = False,
) -> Html:
    """Return options × criteria or functions; ``labels`` gives the rows and their order.

    The darker a cell, the more points. What rests on no public document is hatched and carries a
    question mark; what nobody knows is blank with a question mark alone; columns that are out fade.
    """
    order, out = in_order(choice), {k.id for k in choice.knocked_out}
    found = {(c.key, c.system): c for c in cells}
    rows = [
        {"label": label, **{s: shade(found[key, s], faded=s in out) for s in order}}
        for key, label in labels.items()
    ]
    points = {row.id: fixed(row.score, 1) for row in choice.ranking}
    sums = {s: _("淘汰") if s in out else points.get(s, ABSENT) for s in order}
    return table(
        rows,
        [Col("label", heading), *(Col(s, choice.short(s), markup=True) for s in order)],
        caption=caption,
        total={"label": _("加权得分"), **{s: _cell(text(v)) for s, v in sums.items()}}
        if totals
        else None,
    )


def shade(cell: MatrixCell, *, faded: bool = False) -> str:
    """Return one cell as markup: its points, its shade and how surely it is known."""
    sure, known = cell.mark == "V", cell.value is not None
    kinds = [
        f"p{int((cell.value or 0.0) + 0.5)}" if known else "blank",
        *["doubt"] * (known and not sure),
        *["out"] * faded,
    ]
    return _cell((brief(cell.value or 0.0) if known else "") + ("" if sure else _("？")), *kinds)


def key() -> Html:
    """Return the meaning of the shades."""
    marks = {
        _cell("3", "p3"): _("有公开资料、客户访谈或客户数据"),
        _cell("3" + _("？"), "p3", "doubt"): _("凭记忆或文章自述，待核实"),
        _cell(_("？"), "blank"): _("没有资料，按 2 分计"),
    }
    shown = _("　").join(f"{mark} {text(word)}" for mark, word in marks.items())
    return Html(f'<p class="st-note">{shown}</p>')


def _cell(label: str, *kinds: str) -> str:
    return f'<span class="{" ".join(["st-heat", *kinds])}">{label}</span>'
