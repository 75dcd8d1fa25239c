"""Errors say what was found, what was expected and what to do, and how the command ends."""

from __future__ import annotations

import pytest

from stockturn import errors
from stockturn.errors import StockturnError, near_match
from stockturn.i18n import language


def test_an_error_reads_as_found_expected_action():
    error = StockturnError("少了一列", expected="有“数量”列", action="补上后重试")
    assert str(error).splitlines() == ["发现：少了一列", "应为：有“数量”列", "处理：补上后重试"]


def test_what_is_not_known_is_not_printed_empty():
    assert str(StockturnError("少了一列")) == "发现：少了一列"


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (errors.StockturnError, 1),
        (errors.SourceError, 1),
        (errors.ColumnError, 1),
        (errors.RulesError, 1),
        (errors.UsageError, 2),
        (errors.ParamsError, 2),
    ],
)
def test_exit_codes_are_those_of_the_contract(kind: type[StockturnError], code: int):
    assert kind("x").exit_code == code


def test_a_missing_column_is_a_fault_of_the_source():
    assert issubclass(errors.ColumnError, errors.SourceError)


def test_language_is_asked_when_the_error_is_read():
    error = StockturnError("x", expected="y")
    with language("en"):
        text = str(error)
    assert text.splitlines()[0].endswith("x")


@pytest.mark.parametrize(
    ("word", "candidates", "expected"),
    [
        ("perod", ["client", "period"], "period"),
        ("销售出货", ["采购入库", "销售出库"], "销售出库"),
        ("zzz", ["client", "period"], None),
        ("x", [], None),
        ("", ["client"], None),
    ],
)
def test_near_match(word: str, candidates: list[str], expected: str | None):
    assert near_match(word, candidates) == expected


def test_near_match_takes_the_nearest_of_several():
    assert near_match("slow_day", ["dead_days", "slow_days", "stagnant_days"]) == "slow_days"
