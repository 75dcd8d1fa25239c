"""Chinese is the source language; every sentence a reader sees passes through ``_``.

Texts are written for CNY, as 万元 in Chinese; ``_`` puts the currency in force in its place.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

LOCALE_DIR = Path(__file__).parent / "locale"

CURRENCIES = ("CNY", "HKD", "MOP", "TWD", "USD", "EUR", "GBP", "JPY", "KRW", "SGD", "MYR", "THB")
"""Currencies that a client's books may be kept in."""
# A sum that is quoted, such as 500万元, stays what it is.
_YUAN = re.compile(r"(?<!\d)([万亿])元|(?<![单多\d万亿])元(?!素)")

_language: ContextVar[str] = ContextVar("stockturn_language", default="zh")
_currency: ContextVar[str] = ContextVar("stockturn_currency", default="CNY")


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
    text = message if language == "zh" else translations(language).get(message, message)
    return in_currency(text) if _YUAN.search(message) else text


def in_currency(text: str) -> str:
    """Put the currency in force in the place of CNY.

    Examples
    --------
    >>> with language("zh", "USD"):
    ...     _("单位：万元"), _("超量金额（元）"), _("一次释放500万元"), _("每个单元")
    ('单位：万美元', '超量金额（美元）', '一次释放500万元', '每个单元')
    >>> with language("en", "USD"):
    ...     _("单位：万元")
    'In USD thousand'
    """
    code = _currency.get()
    if code == "CNY":
        return text
    if _language.get() == "zh":
        return _YUAN.sub(lambda yuan: (yuan[1] or "") + _chinese_name(code), text)
    return text.replace("CNY", code)


def currency_name(code: str) -> str:
    """Return how a currency is called beside others: its name and code, in English its code.

    Examples
    --------
    >>> currency_name("CNY"), currency_name("USD")
    ('人民币 CNY', '美元 USD')
    """
    return f"{_chinese_name(code)} {code}" if _language.get() == "zh" else code


@cache
def _chinese_name(code: str) -> str:
    from babel.numbers import get_currency_name  # noqa: PLC0415  nearly all reports are in CNY

    return get_currency_name(code, locale="zh")


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
def language(code: str, currency: str = "CNY") -> Iterator[None]:
    """Speak ``code`` (``zh`` or ``en``) of money in ``currency`` inside the block."""
    tokens = _language.set(code), _currency.set(currency)
    try:
        yield
    finally:
        _language.reset(tokens[0])
        _currency.reset(tokens[1])


def current_language() -> str:
    """Return the code of the language in force."""
    return _language.get()


def use_environment_language() -> None:
    """Let ``STOCKTURN_LANG`` choose the language of the command line."""
    _language.set("en" if os.environ.get("STOCKTURN_LANG", "").startswith("en") else "zh")


def current_currency() -> str:
    """Return the code of the currency in force."""
    return _currency.get()


def speak(code: str, currency: str = "CNY") -> None:
    """Speak ``code`` of money in ``currency`` from here on; for a kernel that makes one report."""
    _language.set(code)
    _currency.set(currency)
