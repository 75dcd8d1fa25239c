"""What the checklist says of one mistake: verdict, statistics, price, items."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from stockturn.params import Finding, Verdict


@dataclass(frozen=True, slots=True)
class Estimate:
    """Money in currency with its 80 % interval; ``value`` lies inside it."""

    value: float
    low: float
    high: float

    def scaled(self, factor: float) -> Estimate:
        """Return the estimate times a non-negative ``factor``."""
        return Estimate(self.value * factor, self.low * factor, self.high * factor)

    def plus(self, other: Estimate) -> Estimate:
        """Return the sum; intervals are added end to end, which errs on the wide side."""
        return Estimate(self.value + other.value, self.low + other.low, self.high + other.high)


@dataclass(frozen=True, slots=True)
class Effect:
    """What a mistake costs: stock that could become cash once, and profit every year.

    The two are different measures and are never added. None: cannot be estimated.
    """

    one_off_cash: Estimate | None = None
    annual_profit: Estimate | None = None


@dataclass(frozen=True, slots=True)
class Statistic:
    """One measured sign. ``level`` is 2 beyond the threshold of 存在, 1 of 疑似, else 0."""

    id: str
    label: str
    value: float | None
    threshold: float | None
    unit: str
    direction: str
    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Mistake:
    """One of the five mistakes, judged.

    ``verdict`` is in force: the consultant's where there is one, else ``computed``. ``missing``
    names exports exactly where ``computed`` is 数据不足; ``sharpen`` names those that would add
    statistics to a verdict already possible.
    """

    id: str
    title: str
    verdict: Verdict
    computed: Verdict
    side: str | None
    statistics: tuple[Statistic, ...]
    conclusion: str
    evidence: str
    advice: str
    effect: Effect = Effect()
    items: tuple[dict[str, Any], ...] = ()
    missing: tuple[str, ...] = ()
    sharpen: tuple[str, ...] = ()
    consultant: Finding | None = None
    signs: tuple[str, ...] = ()

    @property
    def affirmed(self) -> bool:
        """Tell whether the verdict in force is 存在 or 疑似."""
        return self.verdict in ("存在", "疑似")

    def statistic(self, name: str) -> Statistic | None:
        """Return the statistic of that name, if the rule has it."""
        return next((s for s in self.statistics if s.id == name), None)

    def to_json(self) -> dict[str, Any]:
        """Return the mistake as it stands in ``result.json``."""
        plain = asdict(self)
        word = self.consultant.model_dump(mode="json") if self.consultant else None
        return {
            **plain,
            "computed_verdict": plain.pop("computed"),
            "consultant": word,
            "statistics": {s["id"]: s for s in plain["statistics"]},
        }
