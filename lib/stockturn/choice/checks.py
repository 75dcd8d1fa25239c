"""Checks of the data files: references that lead somewhere, faults that name their place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from string import Formatter
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from stockturn.choice.models import Needs, Trigger
from stockturn.choice.rules import Rules
from stockturn.errors import RulesError, near_match
from stockturn.i18n import _

if TYPE_CHECKING:
    from stockturn.choice.knowledge import Knowledge


def cell_ids(base: Knowledge) -> set[str]:
    """Return every cell a system may have: functions, K2 by type, K4 to K12, attributes."""
    by_type = {f"K2.{code}" for code in base.criteria.types.values()}
    own = set(base.criterion_ids) - {"K1", "K2", "K3"}
    return {f.id for f in base.functions.functions} | by_type | own | set(base.attributes)


def check_references(base: Knowledge) -> None:
    """Raise RulesError at the first code that is not defined, or defined twice."""
    for file, codes in (
        ("systems.yaml", [s.id for s in base.systems]),
        ("functions.yaml", [f.id for f in base.functions.functions]),
        ("criteria.yaml", [c.id for c in base.criteria.criteria]),
    ):
        for code in {c for c in codes if codes.count(c) > 1}:
            raise fault_at(file, "id", _("{code} 重复").format(code=code))
    for file, where, found, known in _references(base):
        expect(file, where, found, known)
    if sum(s.present for s in base.systems) != 1:
        raise fault_at("systems.yaml", "present", _("须有且只有一项“维持现有系统”"))


def _references(base: Knowledge) -> Iterator[tuple[str, str, Iterable[str], Iterable[str]]]:
    codes, systems = set(base.criteria.types.values()), {s.id for s in base.systems}
    functions, inputs = (
        {f.id for f in base.functions.functions},
        {i.key for i in base.profile.inputs},
    )
    for name, table in (
        ("criteria.yaml", base.criteria.weights),
        ("needs.yaml", base.needs.types),
        ("article.yaml", base.article.matching),
        ("plans.yaml", base.plans.types),
    ):
        yield name, _("企业类型"), codes, table
    for code, row in base.criteria.weights.items():
        yield "criteria.yaml", code, row.named, base.criterion_ids
    for trigger in triggers(base.needs):
        yield "needs.yaml", trigger.name, (f for n in trigger.needs for f in n.functions), functions
    rules = base.rules
    tested = [k.cell.id for k in rules.knockouts if k.cell] + [s.cell for s in rules.special]
    tested += [shown.cell for shown in rules.present.derived.values()]
    yield "rules.yaml", "cell", tested, cell_ids(base)
    yield "rules.yaml", "input", _rule_inputs(rules), inputs
    yield "rules.yaml", "clean.without", rules.present.clean.without, base.needs.gaps
    yield "needs.yaml", "input", _need_inputs(base.needs), inputs
    yield "article.yaml", "systems", base.article.systems, systems
    matched = (s for row in base.article.matching.values() for s in row.systems)
    yield "article.yaml", "matching", matched, systems
    for part in (base.plans.common, *base.plans.types.values()):
        used = (name for text in part.trial for _t, name, *_r in Formatter().parse(text) if name)
        yield "plans.yaml", "trial", used, base.plans.placeholders


def triggers(needs: Needs) -> list[Trigger]:
    """Return every trigger of the file."""
    tables = (needs.mistakes, needs.gaps, needs.types)
    return [t for table in tables for t in table.values()] + list(needs.profile)


def _need_inputs(needs: Needs) -> Iterator[str]:
    for trigger in triggers(needs):
        yield from (c.input for c in trigger.when)
        yield from (n.unless.input for n in trigger.needs if n.unless)


def _rule_inputs(rules: Rules) -> Iterator[str]:
    for rule in rules.knockouts:
        yield from (c.input for c in rule.when)
        if rule.limit:
            yield rule.limit.input
    yield from (s.when.input for s in rules.special)


def expect(file: str, where: str, found: Iterable[str], known: Iterable[str]) -> None:
    """Raise RulesError at the first code of ``found`` that is not in ``known``."""
    allowed = sorted(set(known))
    for code in found:
        if code not in allowed:
            near = near_match(code, allowed)
            hint = _("您是否想写 {near}？").format(near=near) if near else ""
            codes = _("可用的编号：{codes}").format(codes=_("、").join(allowed))
            raise fault_at(file, where, _("编号 {code} 不成立").format(code=code), hint + codes)


def explain(file: str, error: ValidationError, where: str = "") -> RulesError:
    """Turn the first fault of a validation into words."""
    fault: Any = error.errors()[0]
    place = " ".join([where, ".".join(str(p) for p in fault["loc"])]).strip()
    reason = fault.get("ctx", {}).get("error")
    if reason is not None:
        return fault_at(file, place, str(reason))
    if fault["type"] == "missing":
        return fault_at(file, place, _("缺少该项"))
    return fault_at(
        file,
        place,
        _("值 {value} 不合要求").format(value=str(fault.get("input"))[:40]),
        _limits(fault),
    )


def _limits(fault: Any) -> str:
    context = fault.get("ctx", {})
    signs = {"ge": "≥", "le": "≤", "gt": ">", "lt": "<"}
    limits = [f"{signs[key]} {value:g}" for key, value in context.items() if key in signs]
    if limits:
        return _("分值或数值须 {limits}").format(limits=_("、").join(limits))
    return (
        _("只能是 {choices}").format(choices=context["expected"]) if "expected" in context else ""
    )


def fault_at(file: str, where: str, what: str, expected: str = "") -> RulesError:
    """Return an error that names file, place, fault and remedy."""
    return RulesError(
        _("{file} {where}：{what}").format(file=file, where=where, what=what),
        expected=expected or _("与该文件开头的说明一致"),
        action=_("修改 {file} 的 {where} 后重试").format(file=file, where=where),
    )
