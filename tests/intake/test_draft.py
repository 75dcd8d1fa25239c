"""A drafted params file is valid, tells its guesses, and works without a hand edit."""

from __future__ import annotations

import pytest

from stockturn.errors import SourceError
from stockturn.intake.draft import draft_params
from stockturn.params import load_params

BALANCES = "会计期间,存货编码,期初数量,期末数量,产地\n{month},001,10,11,红\n"


@pytest.fixture
def months(write):
    return [
        write(f"{m}收发存.csv", BALANCES.format(month=f"2025-{m:02}"), "gb18030") for m in (1, 2)
    ]


def test_the_text_is_a_valid_params_file(months, tmp_path):
    draft = draft_params("jia", months, folder=tmp_path)
    (tmp_path / "jia.yaml").write_text(draft.text, encoding="utf-8")
    params = load_params(tmp_path / "jia.yaml")
    assert [s.kind for s in params.sources] == ["balances", "balances"]


def test_guesses_are_told_once(months, tmp_path):
    text = draft_params("jia", months, folder=tmp_path).text
    assert text.count("存货编码→item") == 1
    assert text.count("未用的列：产地") == 1
    assert "各列同前" in text


def test_refused_files_are_named_in_text_and_letter(months, write, tmp_path):
    bad = write("诗.csv", "床前,明月光\n疑是,地上霜\n")
    draft = draft_params("jia", [*months, bad], folder=tmp_path)
    assert [name for name, _why in draft.refused] == ["诗.csv"]
    assert "# 未采用 诗.csv" in draft.text
    assert "诗.csv：未能读取。" in draft.letter


def test_lock_files_are_passed_over(months, write, tmp_path):
    lock = write("~$收发存.csv", b"\x00")
    assert not draft_params("jia", [*months, lock], folder=tmp_path).refused


@pytest.mark.parametrize("client_id", ["", "甲", "a/b", "A"])
def test_an_id_that_cannot_be_a_folder(client_id, months, tmp_path):
    with pytest.raises(SourceError, match="不能作为目录名"):
        draft_params(client_id, months, folder=tmp_path)


def test_nothing_understood(write, tmp_path):
    with pytest.raises(SourceError, match="没有一个能看懂"):
        draft_params("jia", [write("诗.csv", "床前,明月光\n疑是,地上霜\n")], folder=tmp_path)
