"""One row of headers read as one kind of table: what each column means, and why."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stockturn.i18n import _
from stockturn.intake.values import clean_header, money_scale, says_tax
from stockturn.intake.words import BUCKET, Hit, fields, group_words, header_words, meanings

# How sure a match is; the lower rank wins a field claimed by two columns.
RANKS = {"mapping": 0, "standard": 1, "context": 2, "found": 3, "memory": 4, "code": 5, "part": 6}
# The codes that can say which goods a row is about, the coarser first.
ITEM_CODES = ("item", "variant")
# Fields that several columns make up together.
JOINED = ("free", "status")

__all__ = ["ITEM_CODES", "Column", "Layout", "header_words", "lay_out"]


@dataclass(frozen=True)
class Column:
    """One column of a sheet and what it was taken to mean; its numbers are × ``scale``."""

    position: int
    header: str
    field: str | None
    evidence: str
    scale: float = 1.0

    @property
    def reason(self) -> str:
        """Say why, for a person."""
        return {
            "mapping": _("参数文件中的对应关系"),
            "standard": _("标准表头"),
            "context": _("同名列按本表的种类判定"),
            "found": _("表头词典（有公开出处）"),
            "memory": _("表头词典（凭经验，待核）"),
            "code": _("编码列，本表没有相应的名称列"),
            "part": _("分项列，本表没有合计列，各分项相加"),
            "part_of": _("分项列，已含在合计列中，不再相加"),
            "bucket": _("库龄分段列"),
            "twice": _("与另一列含义相同，未用"),
            "unused": _("本报告不用此列"),
        }[self.evidence]


@dataclass(frozen=True)
class Layout:
    """How one sheet is read; ``movement`` is the type its title gives to every row."""

    kind: str
    header_row: int
    columns: tuple[Column, ...]
    first_row: int = 0
    titles: tuple[str, ...] = ()
    movement: str = ""
    recognised: tuple[str, str] | None = None

    def column(self, field: str) -> Column | None:
        """Return the first column that holds ``field``, or None."""
        return next((c for c in self.columns if c.field == field), None)

    def has(self, *names: str) -> bool:
        """Tell whether any of the fields has a column."""
        return any(c.field in names for c in self.columns)

    @property
    def system(self) -> str:
        """Name the system whose words the headers are."""
        known = [c for c in self.columns if c.field]
        if all(c.evidence == "standard" for c in known):
            return "标准"
        return self.recognised[0] if self.recognised else "通用"

    @property
    def mark(self) -> str:
        """Say how sure the reading is: parser, document or memory, whichever is the least."""
        if any(c.evidence == "memory" for c in self.columns):
            return "memory"
        return self.recognised[1] if self.recognised and self.system != "标准" else "document"


def lay_out(
    cells: Sequence[str], row: int, kind: str, wanted: Mapping[str, str], *, scale: float = 1.0
) -> Layout:
    """Take the cells of a row for the headers of a table of ``kind``.

    Of two columns for one field, the one that is surer has it, and the other falls back on what
    else its word can mean. Parts are added up only where no column holds their whole. ``wanted``
    is what the parameters say of cleaned headers, ``scale`` the unit of money in the title.
    """
    hits = [_lookup(text, kind, wanted) for text in cells]
    claims = sorted(
        # Of two amounts, the one without tax; the parameters know better.
        (
            evidence != "mapping" and says_tax(cells[position]) is True,
            RANKS[evidence],
            turn,
            position,
            field,
            evidence,
        )
        for position, options in enumerate(hits)
        for turn, (field, evidence) in enumerate(options)
    )
    taken: dict[int, Hit] = {}
    holders: dict[str, str] = {}
    for _taxed, _rank, _turn, position, field, evidence in claims:
        free = field not in holders or field in JOINED or holders[field] == evidence == "part"
        if position not in taken and free:
            taken[position] = (field, evidence)
            holders[field] = evidence
    columns = []
    for position, text in enumerate(cells):
        if hit := taken.get(position):
            columns.append(Column(position, text, *hit, _factor(hit[0], text, scale)))
        else:
            columns.append(Column(position, text, None, _why_not(text, hits[position], kind)))
    return Layout(kind, row, tuple(columns))


def _why_not(text: str, options: Sequence[Hit], kind: str) -> str:
    if options:
        return "part_of" if options[0][1] == "part" else "twice"
    bucket = kind == "ageing" and re.match(BUCKET, clean_header(text))
    return "bucket" if bucket else "unused"


def _factor(field: str, text: str, scale: float) -> float:
    """Return how many yuan one unit is; a title's 万元 is said of sums and not of prices."""
    if field.endswith(("value", "amount", "cost", "price")):
        own = money_scale(text)
        return own or (scale if field.endswith(("value", "amount")) else 1.0)
    return 1.0


def _lookup(text: str, kind: str, wanted: Mapping[str, str]) -> tuple[Hit, ...]:
    """Return what a header of one or several levels can mean, the most probable first."""
    header = clean_header(text)
    if not header:
        return ()
    if header in wanted:
        return ((wanted[header], "mapping"),) if wanted[header] in fields(kind) else ()
    words = meanings(kind)
    hits = words.get(header, ())
    if hits and hits[0][1] == "part":
        return tuple(hit for hit in hits if hit[1] == "part")
    levels = text.split("-")
    # 产品明细.数量 is 数量 of a sub-form; a title above a header adds nothing to it.
    tails = [text.rpartition(".")[2]] if len(levels) == 1 else []
    for n in range(1, len(levels)):
        if clean_header(levels[n - 1]) in group_words():
            break
        tails.append("-".join(levels[n:]))
    return hits or next((found for t in tails if (found := words.get(clean_header(t)))), ())
