"""The first call of every notebook: parameters in, analysis out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from stockturn.analysis import Analysis, analyse
from stockturn.errors import ParamsError, near_match
from stockturn.exhibits.html import Html, note
from stockturn.exhibits.numbers import text_span
from stockturn.i18n import _, speak
from stockturn.intake import whole_files
from stockturn.params import Params, parse_params

STYLE = Path(__file__).parents[1] / "style.css"
_JUPYTER_NAMES = {"In", "Out"}
_PLAIN = (str, int, float, bool, list, dict, tuple, type(None))


def open_analysis(namespace: Mapping[str, Any]) -> Analysis:
    """Return the analysis for the parameters that stand in a notebook's namespace.

    Raises
    ------
    ParamsError
        Where a parameter is not valid, or a variable is not a parameter at all: papermill only
        warns of a misspelt name and would go on with the default.
    """
    plain = {
        name: value
        for name, value in namespace.items()
        if isinstance(value, _PLAIN) and not name.startswith("_") and name not in _JUPYTER_NAMES
    }
    for name in plain:
        if name not in Params.model_fields:
            near = near_match(name, Params.model_fields)
            raise ParamsError(
                _("参数单元中的 {name} 不是参数").format(name=name),
                expected=_("您是否想写 {near}？").format(near=near) if near else "",
                action=_("改正名称；其他变量请以下划线开头"),
            )
    params = parse_params(plain, name=_("参数单元"))
    speak(params.language, params.currency)
    return analyse(params)


def opening(analysis: Analysis) -> Html:
    """Return one line that tells the analyst what is loaded, with the style of the report."""
    style = STYLE.read_text(encoding="utf-8")
    span = analysis.period
    text = _("{client}：{span}，证据等级 {grade}，{n} 个文件").format(
        client=analysis.params.client,
        span=text_span(span.start, span.end) if span else _("无日期"),
        grade=analysis.grade or _("未达 E1"),
        n=len(whole_files(analysis.intake.files)),
    )
    return Html(f"<style>{style}</style>") + note(text)
