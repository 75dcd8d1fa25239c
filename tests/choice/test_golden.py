"""Golden cases: expectations were written, with reasons, before the evaluator ran."""

from __future__ import annotations

from pathlib import Path

import pytest
from ruamel.yaml import YAML

GOLDEN = YAML(typ="safe").load(
    (Path(__file__).parent / "golden_expectations.yaml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", GOLDEN, ids=lambda c: c["case"])
def test_as_expected_beforehand(case, ask):
    choice = ask(case)
    leader = choice.ranking[0]
    assert {k.system for k in choice.knocked_out} == set(case["knocked_out"])
    assert {k.system for k in choice.held_back} == set(case.get("held_back", []))
    assert leader.system in case["may_lead"]
    assert leader.system not in case["must_not_lead"]
    if "wording" in case:
        assert choice.robustness in case["wording"]
    if "verdict" in case:
        assert choice.status == case["verdict"]


def test_all_five_types_have_a_case():
    assert len({case["profile"]["type"] for case in GOLDEN}) == 5


@pytest.mark.parametrize("case", GOLDEN, ids=lambda c: c["case"])
def test_to_keep_the_present_system_is_always_an_option(case, ask):
    assert "维持现有系统并先治理基础数据" in {row.system for row in ask(case).ranking}


@pytest.mark.parametrize("case", GOLDEN, ids=lambda c: c["case"])
def test_an_unverified_maker_never_leads(case, ask):
    choice = ask(case)
    assert all(row.first_share == 0 and row.place > 1 for row in choice.ranking if not row.may_lead)
