"""Chinese is the source language; every sentence a reader sees passes through ``_``."""

from __future__ import annotations

import gettext
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

LOCALE_DIR = Path(__file__).parent / "locale"

_language: ContextVar[str] = ContextVar("stockturn_language", default="zh")


@cache
def _catalog(language: str) -> gettext.NullTranslations:
    # The source language has no catalog: its keys are its text.
    return gettext.translation(
        "stockturn", localedir=LOCALE_DIR, languages=[language], fallback=True
    )


def _(message: str) -> str:
    """Translate ``message`` into the language in force.

    Examples
    --------
    >>> _("库存周转率")
    '库存周转率'
    """
    language = _language.get()
    return message if language == "zh" else _catalog(language).gettext(message)


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
