"""复盘: an earlier result held against a later one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Move:
    """A figure then and now; ``name`` is a measure, or a category with its days of stock."""

    name: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Promise:
    """What an action was to free once, and by how much the stock of its items fell since."""

    action: str
    text: str
    promised: float
    items: int
    stock_before: float
    stock_after: float

    @property
    def realised(self) -> float:
        """Fall of the stock value of the items listed, whatever caused it (currency)."""
        return self.stock_before - self.stock_after


@dataclass(frozen=True, slots=True)
class Cause:
    """One setting that changed (None: the data), and by how much each figure moved with it."""

    setting: str | None
    before: Any
    after: Any
    effects: Mapping[str, float]


@dataclass(frozen=True)
class Review:
    """An earlier result held against this one.

    For each measure the effects of the ``causes``, added, are its move; they are listed only
    where settings changed.
    """

    period: Mapping[str, Any]
    same_files: bool
    settings_known: bool
    moves: tuple[Move, ...]
    categories: tuple[Move, ...]
    promises: tuple[Promise, ...]
    causes: tuple[Cause, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the review as it stands in ``result.json``."""
        plain = asdict(self)
        plain["promises"] = [asdict(p) | {"realised": p.realised} for p in self.promises]
        return plain
