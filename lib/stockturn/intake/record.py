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
        inside = {"form", "columns", "period"}
        return {name: value for name, value in vars(self).items() if name not in inside}


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
    breaks: int
    value: float
    detail: str
    checked: int = 0
    rows: pd.DataFrame = field(default_factory=pd.DataFrame, compare=False)

    @classmethod
    def of_gaps(
        cls, name: str, title: str, gap: pd.Series, tolerance: float, detail: str,
        *, checked: int | None = None, rows: pd.DataFrame | None = None,
    ) -> Check:  # fmt: skip
        """Return the check that ``gap`` is nothing; its value is the sum of what it is, unsigned.

        ``detail`` may ask for ``n``, how many were checked (by default all gaps), and ``breaks``.
        Of ``rows`` those of a gap are kept.
        """
        broken, n = gap.abs() > tolerance, len(gap) if checked is None else checked
        breaks, value = int(broken.sum()), float(gap[broken].abs().sum())
        told = pd.DataFrame() if rows is None else rows[broken].reset_index(drop=True)
        detail = detail.format(n=f"{n:,}", breaks=f"{breaks:,}")
        return cls(name, title, breaks, value, detail, n, told)

    @property
    def ok(self) -> bool:
        """Tell whether the identity holds."""
        return not self.breaks

    def to_json(self) -> dict[str, Any]:
        """Return the check as it stands in ``result.json``."""
        return {name: getattr(self, name) for name in ("id", "ok", "breaks", "value", "detail")}


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

    def telling(self, *notes: Observation) -> Intake:
        """Return the same intake with more observations."""
        return replace(self, observations=(*self.observations, *notes))

    def to_json(self) -> dict[str, Any]:
        """Return files and checks as they stand in ``result.json``."""
        return {
            "files": [f.to_json() for f in self.files],
            "checks": [c.to_json() for c in self.checks],
        }
