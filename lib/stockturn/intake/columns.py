"""One row of headers read as one kind of table: what each column means, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from stockturn.i18n import _
from stockturn.intake.values import clean_header
from stockturn.strict_yaml import read_yaml
from stockturn.tables import canonical_tables

# How sure a match is; the lower rank wins a field claimed by two columns.
RANKS = {"mapping": 0, "standard": 1, "found": 2, "memory": 3}
# The codes that can say which goods a row is about, the coarser first.
ITEM_CODES = ("item", "variant")


@dataclass(frozen=True)
class Column:
    """One column of a sheet and what it was taken to mean."""

    position: int
    header: str
    field: str | None
    evidence: str

    @property
    def reason(self) -> str:
        """Say why, for a person."""
        return {
            "mapping": _("参数文件中的对应关系"),
            "standard": _("标准表头"),
            "found": _("表头词典（有公开出处）"),
            "memory": _("表头词典（凭经验，待核）"),
            "twice": _("与另一列含义相同，未用"),
            "unused": _("本报告不用此列"),
        }[self.evidence]


@dataclass(frozen=True)
class Layout:
    """How one sheet is read."""

    kind: str
    header_row: int
    columns: tuple[Column, ...]

    def column(self, field: str) -> Column | None:
        """Return the column that holds ``field``, or None."""
        return next((c for c in self.columns if c.field == field), None)

    @property
    def system(self) -> str:
        """Name the system whose words the headers are."""
        known = [c for c in self.columns if c.field]
        return "标准" if all(c.evidence == "standard" for c in known) else "通用"

    @property
    def mark(self) -> str:
        """Say how sure the reading is: document, or memory where any word was from memory."""
        return "memory" if any(c.evidence == "memory" for c in self.columns) else "document"


def lay_out(cells: Sequence[str], row: int, kind: str, wanted: Mapping[str, str]) -> Layout:
    """Take the cells of a row for the headers of a table of ``kind``.

    Of two columns for one field, the one that is surer has it; ``wanted`` is what the parameters
    say of cleaned headers.
    """
    headers = [clean_header(text) for text in cells]
    claims: dict[str, tuple[int, int]] = {}
    meant: list[tuple[str, str] | None] = []
    for position, header in enumerate(headers):
        hit = _lookup(header, kind, wanted)
        meant.append(hit)
        if hit:
            claim = (RANKS[hit[1]], position)
            claims[hit[0]] = min(claims.get(hit[0], claim), claim)
    columns = tuple(
        _column(position, cells[position], hit, claims) for position, hit in enumerate(meant)
    )
    return Layout(kind, row, columns)


def _column(
    position: int, header: str, hit: tuple[str, str] | None, claims: Mapping[str, tuple[int, int]]
) -> Column:
    if hit is None:
        return Column(position, header, None, "unused")
    if claims[hit[0]][1] != position:
        return Column(position, header, None, "twice")
    return Column(position, header, *hit)


@cache
def _standard(kind: str) -> dict[str, str]:
    return {clean_header(f.header): f.name for f in canonical_tables()[kind].values()}


def _lookup(header: str, kind: str, wanted: Mapping[str, str]) -> tuple[str, str] | None:
    if not header:
        return None
    fields = canonical_tables()[kind]
    if header in wanted:
        return (wanted[header], "mapping") if wanted[header] in fields else None
    if (name := _standard(kind).get(header)) is not None:
        return name, "standard"
    hits = [hit for hit in _dictionary().get(header, ()) if hit[0] in fields]
    return hits[0] if hits else None


@cache
def header_words() -> frozenset[str]:
    """Return every cleaned header that means something in any kind of table."""
    standard = (clean_header(f.header) for t in canonical_tables().values() for f in t.values())
    return frozenset([*_dictionary(), *standard])


@cache
def _dictionary() -> dict[str, tuple[tuple[str, str], ...]]:
    """Return cleaned header → ((field, evidence), …)."""
    path = Path(__file__).parent / "data" / "headers.yaml"
    raw = read_yaml(path)
    words: dict[str, list[tuple[str, str]]] = {}
    for field, spellings in raw.items():
        for evidence in ("found", "memory"):
            for word in spellings[evidence]:
                words.setdefault(clean_header(word), []).append((field, evidence))
    return {word: tuple(hits) for word, hits in words.items()}
