"""What is wrong with parameters, in words a consultant can act on: all faults at once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, get_args

from pydantic import ValidationError

from stockturn.errors import ParamsError, near_match
from stockturn.i18n import _
from stockturn.params.section import Section, UnfitError

SHOWN_CHARACTERS = 40
_BOUNDS = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<"}

Location = tuple[int | str, ...]
Fault = Mapping[str, Any]


def explain(error: ValidationError, model: type[Section], *, name: str) -> ParamsError:
    """Say of every fault what was found and what was expected.

    Parameters
    ----------
    model
        What the values were to become: it knows the keys that may stand where an unknown one does.
    name
        Name of the file, or of the cell, that holds the parameters.
    """
    faults = _without_echoes([dict(fault) for fault in error.errors()])
    found = [f"{_where(f['loc'])}{_found(f)}" for f in faults]
    expected = [text for f in faults if (text := _expected(f, model))]
    return ParamsError(
        _("{name}：{faults}").format(name=name, faults=_("；").join(found)),
        expected=_("；").join(dict.fromkeys(expected)),
        action=_("修改 {name} 中所列各处后重试").format(name=name),
    )


def _without_echoes(faults: Sequence[Fault]) -> list[Fault]:
    """Leave out that a list is too short where that is only because its items are faulty."""
    inner = {f["loc"][:n] for f in faults for n in range(len(f["loc"]))}
    return [f for f in faults if f["type"] != "too_short" or f["loc"] not in inner]


def _where(location: Location) -> str:
    named = [part for part in location if part != "[key]"]
    parts = [_("第{n}项").format(n=p + 1) if isinstance(p, int) else str(p) for p in named]
    return ".".join(parts) + " " if parts else ""


def _found(fault: Fault) -> str:
    if rule := _own_rule(fault):
        return rule.found
    if fault["type"] == "extra_forbidden" or fault["loc"][-1:] == ("[key]",):
        return _("是未知的键")
    if fault["type"] == "missing":
        return _("缺少")
    return _("的值 {value} 不合要求").format(value=_shown(fault["input"]))


def _expected(fault: Fault, model: type[Section]) -> str:
    if rule := _own_rule(fault):
        return rule.expected
    kind, context, location = fault["type"], fault.get("ctx", {}), fault["loc"]
    if kind == "extra_forbidden":
        known = list(_section_at(location[:-1], model).model_fields)
        keys = _("可用的键：{keys}").format(keys=_("、").join(known))
        return _nearest(str(location[-1]), known) + keys
    if kind == "missing":
        return _("必须写明 {key}").format(key=location[-1])
    if kind == "literal_error":
        choices = _choices(context)
        only = _("只能是 {choices}").format(choices=_("、").join(choices))
        return _nearest(str(fault["input"]), choices) + only
    if kind == "too_short":
        return _("至少 {n} 项").format(n=context["min_length"])
    limits = [f"{sign} {context[key]}" for key, sign in _BOUNDS.items() if key in context]
    return _("、").join(limits) or _type_name(kind)


def _own_rule(fault: Fault) -> UnfitError | None:
    error = fault.get("ctx", {}).get("error")
    return error if isinstance(error, UnfitError) else None


def _nearest(word: str, candidates: list[str]) -> str:
    near = near_match(word, candidates)
    return _("您是否想写 {near}？").format(near=near) if near else ""


def _choices(context: Mapping[str, Any]) -> list[str]:
    # pydantic words them as: 'zh', 'en' or 'fr'; 365 or 360
    return [c.strip("'") for c in re.split(r", | or ", str(context.get("expected", "")))]


def _type_name(kind: str) -> str:
    names = {
        "int": _("整数"),
        "float": _("数字"),
        "finite": _("数字"),
        "bool": _("true 或 false"),
        "string": _("文本（请加引号）"),
        "date": _("日期，如 2021-12-31"),
        "tuple": _("列表"),
    }
    return next((text for start, text in names.items() if kind.startswith(start)), _("键值表"))


def _shown(value: object) -> str:
    if value is None:
        return _("（空）")
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return text if len(text) <= SHOWN_CHARACTERS else text[:SHOWN_CHARACTERS] + "…"


def _section_at(location: Location, model: type[Section]) -> type[Section]:
    """Return the section whose keys stand at ``location``; keys of free tables name none."""
    for part in location:
        field = model.model_fields.get(str(part))
        model = (_section_in(field.annotation) if field else None) or model
    return model


def _section_in(annotation: Any) -> type[Section] | None:
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return annotation
    return next((s for a in get_args(annotation) if (s := _section_in(a))), None)
