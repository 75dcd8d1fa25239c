"""The language in force is a matter of context, and Chinese needs no catalog."""

from __future__ import annotations

import threading
from contextlib import suppress

import pytest

from stockturn import i18n
from stockturn.i18n import N_, _, current_language, language, speak, use_environment_language


@pytest.fixture(autouse=True)
def _chinese_before_and_after():
    speak("zh")
    yield
    speak("zh")


def test_chinese_is_its_own_text_even_where_a_catalog_would_differ(monkeypatch):
    monkeypatch.setattr(i18n, "translations", lambda code: pytest.fail("Chinese needs no catalog"))
    assert _("库存周转率") == "库存周转率"


def test_a_sentence_without_translation_stays_chinese():
    with language("en"):
        assert _("这句话没有译文：甲乙丙丁") == "这句话没有译文：甲乙丙丁"


def test_a_translated_sentence_is_looked_up():
    with language("en"):
        assert _("库存周转率") == "Stock turnover"
    assert _("库存周转率") == "库存周转率"


def test_a_marked_word_is_its_own_text_until_it_is_shown():
    with language("en"):
        assert N_("库存周转率") == "库存周转率"


def test_the_block_gives_the_language_back_even_after_an_error():
    with suppress(RuntimeError), language("en"):
        assert current_language() == "en"
        raise RuntimeError
    assert current_language() == "zh"


def test_one_thread_does_not_change_another():
    seen = []
    with language("en"):
        thread = threading.Thread(target=lambda: seen.append(current_language()))
        thread.start()
        thread.join()
    assert seen == ["zh"]


@pytest.mark.parametrize(
    ("setting", "expected"), [("en", "en"), ("en_US.UTF-8", "en"), ("zh", "zh"), ("", "zh")]
)
def test_the_environment_chooses_for_the_command_line(monkeypatch, setting: str, expected: str):
    monkeypatch.setenv("STOCKTURN_LANG", setting)
    use_environment_language()
    assert current_language() == expected
