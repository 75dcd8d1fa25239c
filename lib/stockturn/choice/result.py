"""What the choice hands over: needs, matrix, knock-outs, ranking, robustness, plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from stockturn.choice.article import Comparison, Match
from stockturn.choice.knockouts import KnockedOut
from stockturn.choice.matrix import MatrixCell
from stockturn.choice.models import System
from stockturn.choice.needs import Link
from stockturn.choice.plans import Plan
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
    disclosure: Disclosure | None
    checklist: tuple[Check, ...]
    article: tuple[Comparison, ...]
    matching: Match | None
    plan: Plan

    def to_json(self) -> dict[str, Any]:
        """Return the ``systems`` object of ``result.json``."""
        return {
            "knocked_out": [
                {"system": k.system, "reason": k.reason, "rules": list(k.rules)}
                for k in self.knocked_out
            ],
            "ranking": [
                {key: value for key, value in asdict(row).items() if key != "id"}
                for row in self.ranking
            ],
            "verdict": self.verdict,
            "status": self.status,
            "robustness": self.robustness,
            "reasons": list(self.reasons),
            "weights": dict(self.weights),
            "weights_label": self.weights_label,
            "floor": self.floor,
            "unverified_share": self.unverified_share,
            "disclosure": self.disclosure.model_dump(mode="json") if self.disclosure else None,
            "needs": dict(self.needs),
            "matrix": [_named(cell, self.names) for cell in self.matrix],
            "sensitivity": [_swung(swing, self.names) for swing in self.swings],
        }


def _named(cell: MatrixCell, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "system": names[cell.system],
        "criterion": cell.key,
        "value": cell.value,
        "low": cell.low,
        "high": cell.high,
        "mark": cell.mark,
    }


def _swung(swing: Swing, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "criterion": swing.criterion,
        "weight": swing.weight,
        "leader_if_cut": names[swing.leader_if_cut],
        "leader_if_raised": names[swing.leader_if_raised],
        "break_even": swing.break_even,
        "rival": names[swing.rival] if swing.rival else None,
    }
