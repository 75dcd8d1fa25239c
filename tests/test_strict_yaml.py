"""YAML 1.2, stricter: what is written is what is meant (rendering.md, trap 10)."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from stockturn.strict_yaml import parse_yaml, read_yaml


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("true", True),
        ("False", False),
        ("007", "007"),
        ("0038", "0038"),
        ("0o17", "0o17"),
        ("0x1F", "0x1F"),
        ("12:30", "12:30"),
        ("1e5", "1e5"),
        ("1_000", "1_000"),
        ("2021.10", "2021.10"),
        ("2021.1", 2021.1),
        ("2021-01-01", "2021-01-01"),
        ("2021-02-30", "2021-02-30"),
        (".nan", ".nan"),
        ("=", "="),
        ("12", 12),
        ("-3", -3),
        ("0", 0),
        ("0.05", 0.05),
        ("1.0", 1.0),
        ("~", None),
        ("", None),
        ("'no'", "no"),
        ('"12"', "12"),
    ],
)
def test_scalars(written: str, meant: object):
    value = parse_yaml(f"key: {written}")["key"]
    assert value == meant
    assert type(value) is type(meant)


@pytest.mark.parametrize(
    "text", ["a: 1\na: 2", "a: {b: 1, b: 2}", "a: 1\n---\nb: 2", "a: [1", "? [a]\n: 1", "a: \x07"]
)
def test_what_is_not_one_plain_document_is_refused(text: str):
    with pytest.raises(yaml.YAMLError):
        parse_yaml(text)


@pytest.mark.parametrize("text", ["!!python/object/apply:os.getcwd []", "!!python/name:os.sep"])
def test_nothing_is_executed(text: str):
    with pytest.raises(yaml.YAMLError):
        parse_yaml(text)


def test_the_line_of_a_duplicate_key_is_told():
    with pytest.raises(yaml.MarkedYAMLError) as caught:
        parse_yaml("a: 1\nb: 2\na: 3")
    assert caught.value.problem_mark.line == 2


def test_a_byte_order_mark_is_no_part_of_the_first_key(tmp_path: Path):
    path = tmp_path / "x.yaml"
    path.write_text("甲: 1", encoding="utf-8-sig")
    assert read_yaml(path) == {"甲": 1}
