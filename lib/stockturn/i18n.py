"""Chinese is the source language; every sentence a reader sees passes through ``_``."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

LOCALE_DIR = Path(__file__).parent / "locale"

_language: ContextVar[str] = ContextVar("stockturn_language", default="zh")


def catalog_path(language: str) -> Path:
    """Return the file that holds the translations into ``language``."""
    return LOCALE_DIR / language / "LC_MESSAGES" / "stockturn.po"


@cache
def translations(language: str) -> Mapping[str, str]:
    """Return Chinese text → text in ``language``; an empty translation is none."""
    from babel.messages.pofile import read_po  # noqa: PLC0415  Chinese reports need no catalog

    with catalog_path(language).open("rb") as file:
        return {str(m.id): str(m.string) for m in read_po(file) if m.id and m.string}


def _(message: str) -> str:
    """Translate ``message`` into the language in force.

    Examples
    --------
    >>> _("库存周转率")
    '库存周转率'
    """
    language = _language.get()
    return message if language == "zh" else translations(language).get(message, message)


def N_(message: str) -> str:  # noqa: N802  the name that translators' tools know
    """Mark a text of a table as a key, to be translated where it is shown."""
    return message


def sentences(*parts: str) -> str:
    """Put whole sentences one after the other, spaced as the language in force does.

    Examples
    --------
    >>> sentences("先盘点。", "", "再采购。")
    '先盘点。再采购。'
    >>> with language("en"):
    ...     sentences("Count first.", "", "Then buy.")
    'Count first. Then buy.'
    """
    return (" " if current_language() == "en" else "").join(part for part in parts if part)


@contextmanager
def language(code: str) -> Iterator[None]:
    """Speak ``code`` (``zh`` or ``en``) inside the block."""
    token = _language.set(code)
    try:
        yield
    finally:
        _language.reset(token)


def current_language() -> str:
    """Return the code of the language in force."""
    return _language.get()


def use_environment_language() -> None:
    """Let ``STOCKTURN_LANG`` choose the language of the command line."""
    _language.set("en" if os.environ.get("STOCKTURN_LANG", "").startswith("en") else "zh")


def speak(code: str) -> None:
    """Speak ``code`` from here on; for a kernel that makes one report."""
    _language.set(code)
