"""The bench of the checklist: a few companies end to end, and which companies a rule meets."""

from __future__ import annotations

import copy
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import checklist_bench as bench

from stockturn.findings.rule_files import DATA
from stockturn.strict_yaml import read_yaml


def test_a_sentence_does_not_draw_other_companies_and_a_threshold_does():
    rules = read_yaml(DATA / "mistakes.yaml")
    reworded, moved = copy.deepcopy(rules), copy.deepcopy(rules)
    reworded["mistakes"][0]["statistics"][0]["label"] = "换了说法的指标"
    moved["mistakes"][0]["statistics"][0]["found"] = 0.21
    assert bench.deciding(reworded) == bench.deciding(rules) != bench.deciding(moved)


@pytest.mark.slow
def test_companies_are_judged_end_to_end():
    rows = [row for trial in bench.trials(2) for row in bench.judge(trial)]
    assert {row["id"] for row in rows} == {"W-1", "W-2", "W-3", "W-4", "W-5"}
