"""The article's opinion beside ours; its stars weigh nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from stockturn.i18n import _
from stockturn.params import Section

if TYPE_CHECKING:
    from stockturn.choice.knockouts import KnockedOut
    from stockturn.choice.knowledge import Knowledge
    from stockturn.choice.result import Ranked

MatchGrade = Literal["极高", "高", "中", "低"]
Level = Literal["低", "中", "中高", "高"]


class Stars(Section):
    """The article's stars for one system, and why we differ."""

    stars: Annotated[int, Field(ge=0, le=5)]
    reason: str


class MatchRow(Section):
    """The article's matching row for one enterprise type."""

    systems: tuple[str, ...]
    match: MatchGrade | None
    effort: Level | None
    cost: Level | None
    asks: str | None
    reason: str


class Article(Section):
    """What the article says; it weighs nothing."""

    weight: Literal[0]
    systems: dict[str, Stars]
    scale: dict[Literal["match", "effort", "cost"], dict[str, int]]
    matching: dict[str, MatchRow]


@dataclass(frozen=True)
class Comparison:
    """The article's word on one system beside ours, and the reason for the difference."""

    system: str
    stars: int
    matched: bool
    ours: str
    reason: str


@dataclass(frozen=True)
class Match:
    """The article's matching row for one enterprise type, its words as points of 4."""

    systems: tuple[str, ...]
    asks: str
    words: Mapping[str, str]
    points: Mapping[str, int]
    reason: str


def matching(base: Knowledge, code: str | None) -> Match | None:
    """Return what the article recommends to this type, or None where the type is not stated.

    Examples
    --------
    >>> from stockturn.choice.knowledge import knowledge
    >>> row = matching(knowledge(), "E-4")
    >>> row.systems, row.points
    (('用友U8', '金蝶KIS'), {'match': 4, 'effort': 1, 'cost': 1})
    """
    row = base.article.matching.get(code or "")
    if row is None:
        return None
    said = {"match": row.match, "effort": row.effort, "cost": row.cost}
    words = {key: word for key, word in said.items() if word is not None}
    scale = {str(key): points for key, points in base.article.scale.items()}
    names = {s.id: _(s.name) for s in base.systems}
    return Match(
        systems=tuple(names[s] for s in row.systems),
        asks=_(row.asks) if row.asks else "",
        words={key: _(word) for key, word in words.items()},
        points={key: scale[key][word] for key, word in words.items()},
        reason=_(row.reason),
    )


def compare(
    base: Knowledge,
    code: str | None,
    ranking: Sequence[Ranked],
    knocked_out: Sequence[KnockedOut],
) -> tuple[Comparison, ...]:
    """Set stars and matching row beside our result; neither enters a score."""
    article = base.article
    row = article.matching.get(code or "")
    places = {r.id: _("第{place}位").format(place=r.place) for r in ranking}
    out = {k.id: k.reason for k in knocked_out}
    return tuple(
        Comparison(
            system=_(system.name),
            stars=article.systems[system.id].stars,
            matched=row is not None and system.id in row.systems,
            ours=_("评分前淘汰") if system.id in out else places.get(system.id, _("未排序")),
            reason=_("；").join(
                text for text in (out.get(system.id), _(article.systems[system.id].reason)) if text
            ),
        )
        for system in base.systems
        if system.id in article.systems
    )
