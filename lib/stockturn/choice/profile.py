"""The client's profile: asked of the consultant, derived from data, or unknown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from stockturn.choice.knowledge import Knowledge, knowledge
from stockturn.i18n import _
from stockturn.params import Profile


@dataclass(frozen=True)
class Input:
    """One input of the choice; the consultant's word goes before what data tell."""

    key: str
    label: str
    question: str
    value: Any
    origin: str
    derived: Any = None


def derive_profile(
    profile: Profile, derived: Mapping[str, Any], base: Knowledge | None = None
) -> tuple[Input, ...]:
    """Return every input of the choice with where it came from.

    Examples
    --------
    >>> inputs = derive_profile(Profile(users=3), {"items": 120})
    >>> [(i.key, i.value, i.origin) for i in inputs if i.key in ("users", "items", "bom")]
    [('users', 3, '顾问填写'), ('items', 120, '数据推得'), ('bom', None, '未知')]
    """
    rows = (base or knowledge()).profile.inputs
    return tuple(
        Input(row.key, _(row.label), _(row.question), value, origin, derived.get(row.key))
        for row in rows
        for value, origin in [_answer(row.key, profile, derived)]
    )


def known_values(inputs: Iterable[Input]) -> dict[str, Any]:
    """Return the inputs that are known, by key."""
    return {i.key: i.value for i in inputs if i.value is not None}


def _answer(key: str, profile: Profile, derived: Mapping[str, Any]) -> tuple[Any, str]:
    stated = getattr(profile, key, None)
    if stated not in (None, ()) and key in profile.model_fields_set:
        return stated, _("顾问填写")
    found = derived.get(key)
    if found is not None:
        return found, _("数据推得")
    return None, _("未知")
