from __future__ import annotations

import copy
import json
import math

import pytest
from jsonschema import Draft202012Validator
from tiny_notebooks import stand_in_result

from stockturn.params import parse_params
from stockturn.report.result_json import SCHEMA, canonical_json, validate_result


@pytest.fixture
def result() -> dict:
    given = {"client": "甲", "client_id": "jia", "sources": [{"path": "x"}]}
    return copy.deepcopy(stand_in_result(parse_params(given)))


def test_the_schema_is_a_schema_and_names_the_contract():
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    keys = """schema client client_id period compare evidence_grade intake measures
        turnover_definitions bridge by decomposition ageing classes policy mistakes actions
        systems claims"""
    assert set(schema["required"]) == set(keys.split())


def test_parts_not_yet_built_may_be_null(result: dict):
    validate_result(result)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda r: r.pop("measures"), r"\$: 'measures'"),
        (lambda r: r["measures"]["turnover"].pop("unit"), r"\$\.measures\.turnover"),
        (lambda r: r.update(evidence_grade="E9"), r"evidence_grade"),
        (lambda r: r.update(mistakes=[{"id": "W-9"}]), r"\$\.mistakes\[0\]"),
    ],
)
def test_a_fault_is_named_with_its_place(result: dict, change, place: str):
    change(result)
    with pytest.raises(ValueError, match=place):
        validate_result(result)


def test_new_keys_are_welcome(result: dict):
    result["measures"]["turnover"]["basis"] = 365
    validate_result(result | {"new": 1})


def test_text_is_canonical():
    assert canonical_json({"b": 0.1, "a": "周转"}) == '{\n "b": 0.1,\n "a": "周转"\n}\n'
    with pytest.raises(ValueError, match="JSON"):
        canonical_json({"a": math.nan})
