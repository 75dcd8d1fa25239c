"""Knock-outs before any score, each with its reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from stockturn.choice.knowledge import Knowledge
from stockturn.choice.models import Cell, System
from stockturn.choice.rules import CellTest, Knockout, LimitTest
from stockturn.i18n import _


@dataclass(frozen=True)
class KnockedOut:
    """A system that fails what this client demands, and why.

    ``out``: it is not ranked; else all of it is known from memory only, and it just may not lead.
    ``verified``: a rule that it fails rests on something public.
    """

    id: str
    system: str
    rules: tuple[str, ...]
    reason: str
    out: bool
    verified: bool


def knock_out(base: Knowledge, values: dict[str, Any]) -> tuple[KnockedOut, ...]:
    """Apply every rule to every candidate; to keep what the client has is always possible.

    What only memory says knocks nobody out, save where the law demands a proof.
    """
    out, rules_in_order = [], sorted(base.rules.knockouts, key=lambda rule: rule.id)
    for system in base.systems:
        if system.present:
            continue
        failed = [rule for rule in rules_in_order if _fails(base, rule, system, values)]
        if failed:
            reasons = dict.fromkeys(_reason(base, rule, system) for rule in failed)
            verified = any(_public(base, rule, system) for rule in failed)
            lawful = any(rule.cell and rule.cell.by == "proven" for rule in failed)
            out.append(
                KnockedOut(
                    id=system.id,
                    system=_(system.name),
                    rules=tuple(rule.id for rule in failed),
                    reason=_("；").join(reasons),
                    out=verified or lawful,
                    verified=verified,
                )
            )
    return tuple(out)


def _fails(base: Knowledge, rule: Knockout, system: System, values: dict[str, Any]) -> bool:
    if not all(condition.met(values) for condition in rule.when):
        return False
    if rule.spare_related and related(system, values.get("present_systems", ())):
        return False
    if rule.limit:
        return _beyond(rule.limit, system, values)
    return rule.cell is not None and _short(rule.cell, base.cell(system.id, rule.cell.id))


def _public(base: Knowledge, rule: Knockout, system: System) -> bool:
    """Tell whether a rule rests on what is public; limits of size and price always do."""
    return rule.cell is None or base.cell(system.id, rule.cell.id).mark == "V"


def _short(test: CellTest, cell: Cell) -> bool:
    if test.by == "proven":
        return cell.mark != "V" or cell.low < test.need
    return cell.high < test.need


def _beyond(test: LimitTest, system: System, values: dict[str, Any]) -> bool:
    limit, value = getattr(system.limits, test.limit), values.get(test.input)
    if limit is None or value is None:
        return False
    return bool(value > limit if test.out_if == "above" else value < limit)


def related(system: System, present: Iterable[str]) -> bool:
    """Tell whether the client has a system of the same maker already."""
    return any(word in name for word in system.related for name in present)


def _reason(base: Knowledge, rule: Knockout, system: System) -> str:
    if rule.cell is None:
        return _(rule.reason)
    return _("{reason}（{evidence}）").format(
        reason=_(rule.reason), evidence=_evidence(base.cell(system.id, rule.cell.id))
    )


def _evidence(cell: Cell) -> str:
    if cell.value is None:
        return _("没有资料")
    known = _("有公开资料") if cell.mark == "V" else _(cell.source)
    return _("{note}；{known}").format(note=_(cell.note), known=known)
