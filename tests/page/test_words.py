"""No raw English is left: each Latin word is in the vocabulary or is the client's own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from browser import SHOWN_TEXT

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WORD = re.compile(r"(?:\d+-)?[A-Za-z][A-Za-z0-9]*(?:[-_.][A-Za-z0-9]+)*")
IDENTIFIER = re.compile(r"^[A-Z]-\d+(?:\.\d+)?$")
ADDRESS = re.compile(r"[\w-]+(?:\.[\w-]+)*\.(?:com|cn|net|org)(?:/[\w./?=&%-]*)?", re.ASCII)
HASH = re.compile(r"\b[0-9a-f]{8,64}\b")


def vocabulary() -> set[str]:
    lines = Path(__file__).with_name("vocabulary.txt").read_text(encoding="utf-8").splitlines()
    return {line.strip() for line in lines if line.strip() and not line.startswith("#")}


def test_latin_words_are_listed_or_the_clients_own(opened, own_text: list[str]):
    text = HASH.sub("", ADDRESS.sub("", opened.page.evaluate(SHOWN_TEXT)))
    allowed = vocabulary() | {word for own in own_text for word in WORD.findall(own)}
    found = {word for word in WORD.findall(text) if not IDENTIFIER.match(word)}
    assert sorted(found - allowed) == []
