"""Register of the article's claims: what was checked, and how the report treats each."""

from __future__ import annotations

from functools import cache
from typing import Any, Literal

from pydantic import Field

from stockturn.findings.rule_files import DATA, Row, load
from stockturn.findings.rules import SourceGrade
from stockturn.i18n import _

Treatment = Literal["drop", "ref", "flag", "use"]


class Claim(Row):
    """One claim of the article. ``days`` holds its own before and after, where it gives them."""

    id: str = Field(pattern=r"^[NBCX]-\d\d$")
    source_grade: SourceGrade
    treatment: Treatment
    check: str
    quote: str = ""
    days: tuple[float, float] | None = None

    @property
    def treatment_text(self) -> str:
        """The treatment in the reader's words."""
        return {
            "drop": _("不采用"),
            "ref": _("仅作参考"),
            "flag": _("附警示列示"),
            "use": _("并列公开数据使用"),
        }[self.treatment]

    def to_json(self) -> dict[str, Any]:
        """Return the claim as it stands in ``result.json``."""
        return {"id": self.id, "source_grade": self.source_grade, "treatment": self.treatment}


class ClaimRegister(Row):
    """All claims, each once."""

    claims: tuple[Claim, ...]


@cache
def claims() -> tuple[Claim, ...]:
    """Return the register: numbers, benchmark rows, cases, contradictions."""
    return load(DATA / "claims.yaml", ClaimRegister).claims
