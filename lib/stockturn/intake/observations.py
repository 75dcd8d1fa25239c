"""Something odd in a client's files, and what was done about it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Observation:
    """Something odd in the files that the reader noticed, and what was done about it."""

    id: str
    noticed: str
    treatment: str
