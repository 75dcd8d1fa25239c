"""Finding → need → function: why this client needs what it needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from stockturn.choice.checks import expect
from stockturn.choice.knowledge import Knowledge, number_order
from stockturn.choice.models import Trigger
from stockturn.i18n import _


@dataclass(frozen=True)
class Link:
    """One link of the chain: what was found asks for a function, and how strongly."""

    source: str
    finding: str
    need: str
    function: str
    function_name: str
    strength: float

    def __str__(self) -> str:
        return _("{finding} → {need} → {function} {name}").format(
            finding=self.finding, need=self.need, function=self.function, name=self.function_name
        )


def chain(
    base: Knowledge,
    *,
    code: str | None,
    values: dict[str, Any],
    verdicts: Mapping[str, str],
    gaps: Iterable[str],
) -> tuple[Link, ...]:
    """Return every link from findings, gaps, enterprise type and traits to functions."""
    names = {f.id: _(f.name) for f in base.functions.functions}
    return tuple(
        Link(source, finding, _(need.text), function, names[function], strength)
        for source, finding, trigger, strength in _asked(base, code, values, verdicts, set(gaps))
        for need in trigger.needs
        if need.unless is None or not need.unless.met(values)
        for function in need.functions
    )


def function_weights(links: Iterable[Link]) -> dict[str, float]:
    """Add up how strongly each function is needed; what nobody needs is not there."""
    weights: dict[str, float] = {}
    for link in links:
        weights[link.function] = weights.get(link.function, 0.0) + link.strength
    return dict(sorted(weights.items(), key=lambda item: number_order(item[0])))


def _asked(
    base: Knowledge,
    code: str | None,
    values: dict[str, Any],
    verdicts: Mapping[str, str],
    gaps: set[str],
) -> Iterator[tuple[str, str, Trigger, float]]:
    needs = base.needs
    strength = {str(kind): points for kind, points in needs.strength.items()}
    expect("needs.yaml", _("误区"), verdicts, needs.mistakes)
    expect("needs.yaml", _("缺口"), gaps, needs.gaps)
    for key, trigger in sorted(needs.mistakes.items()):
        verdict = verdicts.get(key, "")
        if verdict in strength:
            finding = _("{name}（{verdict}）").format(name=_(trigger.name), verdict=_(verdict))
            yield key, finding, trigger, strength[verdict]
    for key in sorted(gaps):
        yield key, _(needs.gaps[key].name), needs.gaps[key], strength["gap"]
    if code:
        yield code, _(needs.types[code].name), needs.types[code], strength["type"]
    for trigger in sorted(needs.profile, key=lambda t: t.name):
        if all(condition.met(values) for condition in trigger.when):
            yield "profile", _(trigger.name), trigger, strength["profile"]
