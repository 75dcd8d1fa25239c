"""The article's opinion beside ours; its stars weigh nothing."""

from __future__ import annotations

from collections.abc import Sequence
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


def compare(
    base: Knowledge,
    code: str | None,
    ranking: Sequence[Ranked],
    failed: Sequence[KnockedOut],
) -> tuple[Comparison, ...]:
    """Set stars and matching row beside our result; neither enters a score."""
    article = base.article
    row = article.matching.get(code or "")
    out = {k.id for k in failed if k.out}
    places = {r.id: _("第{place}位").format(place=r.place) for r in ranking}
    reasons = {k.id: k.reason for k in failed}
    return tuple(
        Comparison(
            system=_(system.name),
            stars=article.systems[system.id].stars,
            matched=row is not None and system.id in row.systems,
            ours=places.get(system.id) or (_("评分前淘汰") if system.id in out else _("未排序")),
            reason=_("；").join(
                text
                for text in (reasons.get(system.id), _(article.systems[system.id].reason))
                if text
            ),
        )
        for system in base.systems
        if system.id in article.systems
    )
