"""The intake log: every file, every row, every check, every oddity and what was done about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from stockturn.i18n import N_
from stockturn.intake.columns import Column
from stockturn.intake.observations import Observation
from stockturn.intake.rows import QUARANTINE_COLUMNS

# The names of layouts that any table can have: they tell of no system.
LISTED_BY_ANY = (N_("标准"), N_("通用"))

__all__ = ["Check", "FileRecord", "Intake", "Observation"]


@dataclass(frozen=True)
class FileRecord:
    """How one file (or one sheet of it) was read, and what became of its rows."""

    name: str
    sha256: str
    system: str
    kind: str
    form: str
    encoding: str | None
    header_row: int
    rows_read: int
    rows_used: int
    rows_excluded: Mapping[str, int]
    rows_quarantined: int
    mark: str
    columns: tuple[Column, ...] = ()
    period: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the record as it stands in ``result.json``."""
        return {
            "name": self.name,
            "sha256": self.sha256,
            "system": self.system,
            "kind": self.kind,
            "encoding": self.encoding,
            "header_row": self.header_row,
            "rows_read": self.rows_read,
            "rows_used": self.rows_used,
            "rows_excluded": dict(self.rows_excluded),
            "rows_quarantined": self.rows_quarantined,
            "mark": self.mark,
        }


def whole_files(records: Iterable[FileRecord]) -> list[tuple[str, str]]:
    """Return name and SHA-256 of each file; sheets that were read of one workbook are one.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> sheets = [("收发存.xlsx/一仓", "0a"), ("收发存.xlsx/二仓", "0a"), ("账.zip/一.csv", "0b")]
    >>> whole_files([SimpleNamespace(name=n, sha256=s) for n, s in sheets])
    [('收发存.xlsx', '0a'), ('账.zip/一.csv', '0b')]
    """
    sheets: dict[tuple[str, str], list[str]] = {}
    for record in records:
        sheets.setdefault((record.name.partition("/")[0], record.sha256), []).append(record.name)
    return [
        (names[0] if len(names) == 1 else home, sha256) for (home, sha256), names in sheets.items()
    ]


@dataclass(frozen=True)
class Check:
    """An identity that the files should satisfy, and where they do not."""

    id: str
    title: str
    ok: bool
    breaks: int
    value: float
    detail: str
    checked: int = 0
    rows: pd.DataFrame = field(default_factory=pd.DataFrame, compare=False)

    def to_json(self) -> dict[str, Any]:
        """Return the check as it stands in ``result.json``."""
        return {
            "id": self.id,
            "ok": self.ok,
            "breaks": self.breaks,
            "value": self.value,
            "detail": self.detail,
        }


@dataclass(frozen=True)
class Intake:
    """Canonical tables and the log of how they came about."""

    tables: Mapping[str, pd.DataFrame]
    files: tuple[FileRecord, ...]
    checks: tuple[Check, ...] = ()
    observations: tuple[Observation, ...] = ()
    quarantine: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(columns=QUARANTINE_COLUMNS)
    )

    @property
    def unsigned_share(self) -> float | None:
        """Rows of sheets without any system's signature ÷ all rows; None without a row."""
        rows = sum(f.rows_read for f in self.files)
        unsigned = sum(f.rows_read for f in self.files if f.system in LISTED_BY_ANY)
        return unsigned / rows if rows else None

    def telling(self, note: Observation) -> Intake:
        """Return the same intake with one more observation."""
        return replace(self, observations=(*self.observations, note))

    def to_json(self) -> dict[str, Any]:
        """Return files and checks as they stand in ``result.json``."""
        return {
            "files": [f.to_json() for f in self.files],
            "checks": [c.to_json() for c in self.checks],
        }
