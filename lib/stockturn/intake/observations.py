"""Something odd in a client's files, and what was done about it: the words are data."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from stockturn.errors import worded

OBSERVATIONS = Path(__file__).parent / "data" / "observations.yaml"


@dataclass(frozen=True)
class Observation:
    """Something odd in the files that the reader noticed, and what was done about it."""

    id: str
    noticed: str
    treatment: str


def observed(case: str, **facts: object) -> Observation:
    """Tell of a case of ``observations.yaml`` in the language in force, its facts put in.

    Examples
    --------
    >>> observed("tax_column.by_row", file="a.csv", headers="金额").noticed
    'a.csv 的列“金额”含税'
    """
    return Observation(case.partition(".")[0], **worded(OBSERVATIONS, case, facts))
