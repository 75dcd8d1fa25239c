"""Caches: keyed by content, apart for each client, and never a reason to fail."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from stockturn import cache
from stockturn.cache import KEEP, cache_root, content_key, remembered


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("STOCKTURN_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def never() -> object:
    raise AssertionError("computed again")


def test_the_second_time_it_is_remembered():
    assert remembered("jia", "k", lambda: [1]) == [1]
    assert remembered("jia", "k", never) == [1]


def test_another_key_or_another_client_is_another_thing():
    remembered("jia", "k", lambda: 1)
    assert remembered("jia", "l", lambda: 2) == 2
    assert remembered("yi", "k", lambda: 3) == 3


def test_off_means_off(monkeypatch, tmp_path: Path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("STOCKTURN_CACHE", "OFF")
    assert cache_root() is None
    assert [remembered("jia", "k", lambda n=n: n) for n in (1, 2)] == [1, 2]
    assert list(tmp_path.iterdir()) == []


def test_without_a_setting_it_lies_where_the_system_keeps_caches(monkeypatch):
    monkeypatch.delenv("STOCKTURN_CACHE")
    assert cache_root().name == "stockturn"


@pytest.mark.parametrize("content", [b"", b"not a pickle", b"\x80\x05", b"(ia\nb\n"])
def test_a_damaged_entry_is_passed_over_and_mended(folder: Path, content: bytes):
    remembered("jia", "k", lambda: 1)
    (folder / "jia" / "k.pickle").write_bytes(content)
    assert remembered("jia", "k", lambda: 2) == 2
    assert remembered("jia", "k", never) == 2


def test_a_place_that_cannot_be_written_does_not_stop_a_report(folder: Path):
    folder.write_text("a file where the folder should be")
    assert remembered("jia", "k", lambda: 1) == 1


def test_an_error_of_the_computation_is_not_swallowed():
    with pytest.raises(AssertionError, match="computed"):
        remembered("jia", "k", never)


def test_only_the_latest_entries_are_kept(folder: Path):
    for n in range(KEEP + 3):
        remembered("jia", f"k{n}", lambda n=n: n)
        os.utime(folder / "jia" / f"k{n}.pickle", (n, n))
    kept = {path.stem for path in (folder / "jia").iterdir()}
    assert len(kept) == KEEP
    assert f"k{KEEP + 2}" in kept
    assert "k0" not in kept


def test_what_is_asked_for_again_counts_as_late(folder: Path):
    for n in range(KEEP):
        remembered("jia", f"k{n}", lambda n=n: n)
        os.utime(folder / "jia" / f"k{n}.pickle", (n, n))
    remembered("jia", "k0", never)
    remembered("jia", "new", lambda: 1)
    kept = {path.stem for path in (folder / "jia").iterdir()}
    assert "k0" in kept
    assert "k1" not in kept


def test_a_client_s_folder_is_nobody_else_s(folder: Path):
    remembered("jia", "k", lambda: 1)
    assert (folder / "jia").stat().st_mode & 0o077 == 0


def test_a_key_is_the_content_and_not_its_order():
    assert content_key({"a": 1, "b": 2}) == content_key({"b": 2, "a": 1})


def test_a_key_changes_with_each_part():
    assert len({content_key(p) for p in ({"a": 1}, {"a": 2}, {"b": 1}, {"a": "1"})}) == 4


def test_a_key_changes_with_the_library(monkeypatch):
    before = content_key({"a": 1})
    monkeypatch.setattr(cache, "library_digest", lambda: "another version")
    assert content_key({"a": 1}) != before


def test_the_digest_of_the_library_is_the_same_in_every_call():
    assert cache.library_digest() == cache.library_digest.__wrapped__()
