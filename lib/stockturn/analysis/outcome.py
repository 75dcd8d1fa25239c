"""Everything the report says of one client."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from stockturn.analysis.books import Books
from stockturn.choice.result import Choice
from stockturn.findings import Action, Mistake
from stockturn.findings.review import Review
from stockturn.intake import Intake
from stockturn.intake.record import Check
from stockturn.ledger.facts import Facts
from stockturn.measures import Measure
from stockturn.metrics.ageing import Ageing
from stockturn.metrics.decomposition import Decomposition
from stockturn.metrics.window import Window
from stockturn.params import Params, Span
from stockturn.periods import Spans
from stockturn.simulate.policy import Policy


@dataclass(frozen=True)
class Analysis:
    """Everything the report says of one client."""

    params: Params
    books: Books
    window: Window | None
    compare: Window | None
    grade: str | None
    measures: Mapping[str, Measure]
    before: Mapping[str, Measure]
    pairs: pd.DataFrame
    positions: pd.DataFrame
    definitions: list[dict[str, Any]]
    bridge: list[dict[str, Any]]
    client_figures: list[dict[str, Any]]
    decomposition: Decomposition | None
    ageing: Ageing | None
    proofs: tuple[Check, ...]
    mistakes: tuple[Mistake, ...]
    actions: tuple[Action, ...]
    choice: Choice
    review: Review | None = None
    policy: Policy | None = None
    lists: Mapping[str, pd.DataFrame] = field(default_factory=dict)

    @property
    def intake(self) -> Intake:
        """The intake log."""
        return self.books.intake

    @property
    def checks(self) -> tuple[Check, ...]:
        """What the client's files and the replayed books should satisfy."""
        return (*self.intake.checks, *self.proofs)

    @property
    def facts(self) -> Facts | None:
        """The facts, where any stock table was brought."""
        return self.books.facts

    @property
    def spans(self) -> Spans | None:
        """Days covered, reported and compared."""
        return self.books.spans

    @property
    def period(self) -> Span | None:
        """The days reported on."""
        return self.spans.period if self.spans else None

    @property
    def pieces_alone(self) -> bool:
        """Tell whether how stock moves is known, and of its cost nothing."""
        flows = self.facts is not None and self.facts.source != "onhand"
        valued = ("avg_stock_value", "closing_stock_value")
        return flows and not any(self.measures[key].known for key in valued)

    @property
    def data_end(self) -> dt.date | None:
        """The data's last day."""
        return self.spans.data.end if self.spans else None
