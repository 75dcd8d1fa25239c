"""What the choice hands over: needs, matrix, knock-outs, ranking, robustness, plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from stockturn.choice.article import Comparison
from stockturn.choice.knockouts import KnockedOut
from stockturn.choice.knowledge import Knowledge
from stockturn.choice.matrix import MatrixCell
from stockturn.choice.needs import Link
from stockturn.choice.plans import PlanPart
from stockturn.choice.profile import Input
from stockturn.choice.robustness import Swing
from stockturn.i18n import _
from stockturn.params import Disclosure


@dataclass(frozen=True)
class Ranked:
    """One option with its score of 100, an 80 % interval that contains it, and how often it leads.

    ``barred`` says why an option never ranks first, where what it rests on could not be verified.
    """

    id: str
    system: str
    place: int
    score: float
    low: float
    high: float
    first_share: float
    barred: str = ""

    @property
    def may_lead(self) -> bool:
        """Tell whether the option may rank first."""
        return not self.barred


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
    """The whole chapter; ``status`` is one word of the rules, ``verdict`` its sentence.

    ``base`` is the knowledge it was judged by, the client's present system filled in.
    """

    base: Knowledge
    code: str | None
    inputs: tuple[Input, ...]
    links: tuple[Link, ...]
    needs: Mapping[str, float]
    functions: tuple[MatrixCell, ...]
    matrix: tuple[MatrixCell, ...]
    knocked_out: tuple[KnockedOut, ...]
    held_back: tuple[KnockedOut, ...]
    ranking: tuple[Ranked, ...]
    swings: tuple[Swing, ...]
    status: str
    robustness: str
    verdict: str
    reasons: tuple[str, ...]
    remarks: tuple[str, ...]
    weights: Mapping[str, float]
    unverified_share: float
    disclosure: Disclosure | None
    checklist: tuple[Check, ...]
    article: tuple[Comparison, ...]
    plan: PlanPart

    @property
    def names(self) -> dict[str, str]:
        """Names of the options, by id."""
        return {s.id: _(s.name) for s in self.base.systems}

    @property
    def criteria(self) -> dict[str, str]:
        """Names of the criteria, in the order of their numbers."""
        names = {c.id: _(c.name) for c in self.base.criteria.criteria}
        return {key: names[key] for key in self.base.criterion_ids}

    @property
    def weights_label(self) -> str:
        """Whose opinion the weights are."""
        return _(self.base.criteria.label)

    def short(self, system: str) -> str:
        """Return an option's name as it fits a chart or a sentence."""
        return _(self.base.rules.wording.keep) if self.stays(system) else self.names[system]

    def stays(self, system: str) -> bool:
        """Tell whether the option is to keep what the client has."""
        return system == self.base.present.id

    def to_json(self) -> dict[str, Any]:
        """Return the ``systems`` object of ``result.json``."""
        kept = ("verdict", "status", "robustness", "weights_label", "unverified_share")
        return {
            "knocked_out": [self._plain(row) for row in self.knocked_out],
            "held_back": [self._plain(row) for row in self.held_back],
            "ranking": [self._plain(row) for row in self.ranking],
            **{key: getattr(self, key) for key in kept},
            "floor": self.base.rules.floor,
            "reasons": [*self.reasons, *self.remarks],
            "weights": dict(self.weights),
            "disclosure": self.disclosure.model_dump(mode="json") if self.disclosure else None,
            "needs": dict(self.needs),
            "matrix": [self._plain(cell) for cell in self.matrix],
            "sensitivity": [self._plain(swing) for swing in self.swings],
        }

    def _plain(self, row: KnockedOut | Ranked | MatrixCell | Swing) -> dict[str, Any]:
        # Systems go by name outside; JSON knows lists, not tuples.
        names = self.names
        return {
            key: list(value) if isinstance(value, tuple) else names.get(value, value)
            for key, value in asdict(row).items()
            if key != "id"
        }
