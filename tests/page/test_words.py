"""No raw English is left: each Latin word is in the vocabulary or is the client's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import SHOWN_TEXT

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WORD = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[-_.][A-Za-z0-9]+)*")
IDENTIFIER = re.compile(r"^(?:W|T|F|N|S|Q|K)-\d+(?:\.\d+)?$")
HASH = re.compile(r"\b[0-9a-f]{8,64}\b")


def vocabulary() -> set[str]:
    lines = Path(__file__).with_name("vocabulary.txt").read_text(encoding="utf-8").splitlines()
    return {line.strip() for line in lines if line.strip() and not line.startswith("#")}


def client_words(result: dict[str, Any]) -> set[str]:
    """Return the words of the client's own data, as result.json holds them."""
    if not result:
        return {"a.csv", "b.csv"}
    own = [result["client"], result["client_id"]]
    own += [text for file in result["intake"]["files"] for text in (file["name"], file["encoding"])]
    own += [row["key"] for rows in (result["by"] or {}).values() for row in rows or []]
    own += [text for mistake in result["mistakes"] or [] for text in strings(mistake["items"])]
    return {word for text in own if text for word in WORD.findall(text)}


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from strings(part)


def test_latin_words_are_listed_or_the_clients_own(opened, result: dict[str, Any]):
    text = HASH.sub("", opened.page.evaluate(SHOWN_TEXT))
    allowed = vocabulary() | client_words(result)
    found = {word for word in WORD.findall(text) if not IDENTIFIER.match(word)}
    assert sorted(found - allowed) == []
