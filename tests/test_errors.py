"""Errors say what was found, what was expected and what to do, and how the command ends."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from stockturn import errors
from stockturn.errors import FAULTS, SourceError, StockturnError, near_match
from stockturn.i18n import language
from stockturn.intake.observations import OBSERVATIONS
from stockturn.strict_yaml import read_yaml

LIBRARY = Path(errors.__file__).parent
CASES = {"of": FAULTS, "observed": OBSERVATIONS}


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


def calls() -> Iterator[tuple[str, str, set[str]]]:
    """Yield ``of`` or ``observed``, the case that is named and the facts that are given."""
    for path in LIBRARY.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = getattr(node, "func", None)
            name = getattr(called, "id", getattr(called, "attr", ""))
            if name in CASES and node.args and isinstance(node.args[0], ast.Constant):
                given = {keyword.arg for keyword in node.keywords}
                if None not in given:  # facts that several cases share
                    yield name, node.args[0].value, given


def slots(texts: dict[str, str]) -> set[str]:
    fields = (part[1] for text in texts.values() for part in string.Formatter().parse(text))
    return {field.partition(".")[0] for field in fields if field}


def test_who_raises_gives_the_facts_that_the_words_ask_for():
    words = {name: read_yaml(path) for name, path in CASES.items()}
    met = list(calls())
    wrong = [call for call in met if slots(words[call[0]][call[1]]) != call[2]]
    assert wrong == []
    assert {name for name, _case, _given in met} == set(CASES)


@pytest.mark.parametrize(
    ("path", "parts"),
    [(FAULTS, {"found", "expected", "action"}), (OBSERVATIONS, {"noticed", "treatment"})],
)
def test_each_case_has_its_parts_and_is_met_somewhere(path: Path, parts: set[str]):
    said = {
        node.value
        for module in LIBRARY.rglob("*.py")
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant)
    }
    cases = read_yaml(path)
    assert set(cases) - said == set()
    assert all({*texts} <= parts and all(texts.values()) for texts in cases.values())
    assert all("found" in texts or {*texts} == parts for texts in cases.values())


def test_words_are_of_the_language_in_force_when_it_fails():
    with language("en"):
        error = SourceError.of("no_file", path="a.csv")
    assert error.found == "There is no file a.csv"
    assert error.expected
