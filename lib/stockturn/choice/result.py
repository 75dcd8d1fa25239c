"""What the choice hands over: needs, matrix, knock-outs, ranking, robustness, plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from stockturn.choice.article import Comparison, MatchRow
from stockturn.choice.knockouts import KnockedOut
from stockturn.choice.matrix import MatrixCell
from stockturn.choice.models import System
from stockturn.choice.needs import Link
from stockturn.choice.plans import PlanPart
from stockturn.choice.profile import Input
from stockturn.choice.robustness import Swing
from stockturn.params import Disclosure


@dataclass(frozen=True)
class Ranked:
    """One option with its score of 100, an 80 % interval that contains it, and how often it leads.

    ``may_lead`` is false where the maker could not be verified: such an option never ranks first.
    """

    id: str
    system: str
    place: int
    score: float
    low: float
    high: float
    first_share: float
    may_lead: bool = True


@dataclass(frozen=True)
class Check:
    """One line of the function checklist of the client's present system."""

    function: str
    name: str
    question: str
    state: str
    needed: float
    gap: str


@dataclass(frozen=True)
class Choice:
    """The whole chapter; ``status`` is one word of the rules, ``verdict`` its sentence."""

    options: tuple[System, ...]
    inputs: tuple[Input, ...]
    links: tuple[Link, ...]
    needs: Mapping[str, float]
    names: Mapping[str, str]
    criteria: Mapping[str, str]
    functions: tuple[MatrixCell, ...]
    matrix: tuple[MatrixCell, ...]
    knocked_out: tuple[KnockedOut, ...]
    ranking: tuple[Ranked, ...]
    swings: tuple[Swing, ...]
    status: str
    robustness: str
    verdict: str
    reasons: tuple[str, ...]
    weights: Mapping[str, float]
    weights_label: str
    floor: float
    unverified_share: float
    supplied: int
    disclosure: Disclosure | None
    checklist: tuple[Check, ...]
    article: tuple[Comparison, ...]
    matching: MatchRow | None
    plan: PlanPart

    def to_json(self) -> dict[str, Any]:
        """Return the ``systems`` object of ``result.json``."""
        kept = ("verdict", "status", "robustness", "weights_label", "floor", "unverified_share")
        return {
            "knocked_out": [self._plain(row) for row in self.knocked_out],
            "ranking": [self._plain(row) for row in self.ranking],
            **{key: getattr(self, key) for key in kept},
            "reasons": list(self.reasons),
            "weights": dict(self.weights),
            "disclosure": self.disclosure.model_dump(mode="json") if self.disclosure else None,
            "needs": dict(self.needs),
            "matrix": [self._plain(cell) for cell in self.matrix],
            "sensitivity": [self._plain(swing) for swing in self.swings],
        }

    def _plain(self, row: KnockedOut | Ranked | MatrixCell | Swing) -> dict[str, Any]:
        # Systems go by name outside; JSON knows lists, not tuples.
        return {
            key: list(value) if isinstance(value, tuple) else self.names.get(value, value)
            for key, value in asdict(row).items()
            if key != "id"
        }
