"""What one header can mean in a table of one kind: the dictionaries, as data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

from stockturn.intake.values import clean_header
from stockturn.strict_yaml import read_yaml
from stockturn.tables import Field, canonical_tables

# A field and how surely the header says it.
Hit = tuple[str, str]
# Columns of a table that are a pattern and no word: 0-30天, 31-60天 …
BUCKET = (
    r"^\d+(?:-|~|～|—|至|到)?\d*(?:天|日|个?月|年)(?:以内|以上|以下|内|及以上)?(?:数量|金额)?$"
    r"|^(?:大于|超过|>|≥)\d+|^[一二三半]个?[月年]以[内上]|^qty(?:over)?\d+$|^库龄区间\d+"
)


@cache
def data(name: str) -> Any:
    """Return the values of one data file of the intake."""
    return read_yaml(Path(__file__).parent / "data" / f"{name}.yaml")


@cache
def fields(kind: str) -> Mapping[str, Field]:
    """Return the fields that a sheet of ``kind`` may give: canonical ones and aids."""
    aids = data("kinds")["kinds"].get(kind, {}).get("aids", {})
    helpers = {name: Field(name, "", type_, "aid") for name, type_ in aids.items()}
    return {**helpers, **canonical_tables()[kind]}


@cache
def meanings(kind: str) -> Mapping[str, tuple[Hit, ...]]:
    """Return cleaned header → what it can mean in a table of ``kind``, the surest first."""
    known = fields(kind)
    rules = data("kinds")["kinds"][kind]
    found: dict[str, list[Hit]] = {}
    for field in canonical_tables()[kind].values():
        found.setdefault(clean_header(field.header), []).append((field.name, "standard"))
    fixed = {clean_header(word): field for word, field in rules["words"].items()}
    for word, field in fixed.items():
        if field:
            found.setdefault(word, []).append((field, "context"))
    for word, concept, evidence in _dictionary():
        meant = rules["means"].get(concept, concept)
        # A code stands for its name where no column gives the name.
        coded = concept.endswith("_code") and meant not in known
        hit = (meant.removesuffix("_code"), "code") if coded else (meant, evidence)
        if hit[0] in known and word not in fixed:
            found.setdefault(word, []).append(hit)
    for meant in known.keys() & _groups().keys():
        for word, evidence in _groups()[meant]:
            if word not in fixed:
                found.setdefault(word, []).append((meant, evidence))
    return {word: tuple(sorted(hits, key=_sureness)) for word, hits in found.items()}


def _sureness(hit: Hit) -> int:
    # A sub-category is never its whole, whatever else its word may have been taken for.
    return ("standard", "context", "part", "found", "memory", "code").index(hit[1])


@cache
def header_words() -> frozenset[str]:
    """Return every cleaned header that means something in any kind of table."""
    return frozenset(word for kind in canonical_tables() for word in meanings(kind))


@cache
def group_words() -> frozenset[str]:
    """Return the upper levels of headers that change what stands below them."""
    rules = data("kinds")
    named = [
        w
        for part in ("groups", "parts", "transfers")
        for words in rules[part].values()
        for w in words
    ]
    return frozenset(clean_header(w) for w in named)


@cache
def _dictionary() -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (clean_header(word), concept, evidence)
        for evidence in ("found", "memory")
        for concept, spellings in data("headers").items()
        for word in spellings[evidence]
    )


@cache
def _groups() -> Mapping[str, Sequence[Hit]]:
    """Return field → words of group and measure joined (期初＋数量), and how surely they say it.

    A sub-category in between makes it a part; transfers are a figure of their own besides.
    """
    rules = data("kinds")
    wholes = ["", *map(clean_header, rules["whole"])]
    found: dict[str, list[Hit]] = {}
    for (measure, names), (group, named) in product(
        rules["measures"].items(), rules["groups"].items()
    ):
        words = [clean_header(word) for word in named]
        moved = [clean_header(part) for part in rules["transfers"].get(group, ())]
        parts = [*(clean_header(part) for part in rules["parts"].get(group, ())), *moved]
        # A group with nothing below it counts pieces.
        below = [*map(clean_header, names), *([""] if measure == "qty" else [])]
        found[f"{group}_{measure}"] = [
            *((w + whole + name, "memory") for w, whole, name in product(words, wholes, below)),
            *((w + part + name, "part") for w, part, name in product(["", *words], parts, below)),
        ]
        found[f"transfer_{group}_{measure}"] = [
            (w + part + name, "context") for w, part, name in product(["", *words], moved, below)
        ]
    return found
