"""The canonical tables as data: fields, their standard headers, types and roles."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from stockturn.strict_yaml import read_yaml

# Statuses of an article that is not bought any more.
ENDED = frozenset({"停用", "停产", "停售", "淘汰", "下架", "停采"})


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a canonical table."""

    name: str
    header: str
    type: str
    role: str = "optional"


@cache
def canonical_tables() -> dict[str, dict[str, Field]]:
    """Return kind → field name → Field.

    Examples
    --------
    >>> canonical_tables()["movements"]["qty"].header
    '数量'
    """
    path = Path(__file__).with_name("tables.yaml")
    raw = read_yaml(path)
    return {
        kind: {name: Field(name, *row) for name, row in fields.items()}
        for kind, fields in raw.items()
    }


def required_fields(kind: str) -> list[Field]:
    """Return the fields without which a table of ``kind`` means nothing."""
    return [f for f in canonical_tables()[kind].values() if f.role == "required"]
