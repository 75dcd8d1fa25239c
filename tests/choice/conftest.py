from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from stockturn.choice.knowledge import DATA, Knowledge, knowledge
from stockturn.choice.recommend import recommend
from stockturn.params import Disclosure, Profile

GOLDEN = YAML(typ="safe").load(
    (Path(__file__).parent / "golden_expectations.yaml").read_text(encoding="utf-8")
)
DISCLOSED = Disclosure(scored_by="甲", scored_on="2026-11-22", ties=())


def ask(case, *, base=None, disclosure=DISCLOSED, **changes):
    """Run one golden case; ``changes`` replace its profile answers."""
    base = base or knowledge()
    answer = case["functions"].removeprefix("all ")
    return recommend(
        profile=Profile(**{**case["profile"], **changes}),
        derived=case["derived"],
        verdicts=case["verdicts"],
        gaps=case["gaps"],
        functions={f.id: answer for f in knowledge().functions.functions},
        disclosure=disclosure,
        base=base,
    )


@pytest.fixture(name="ask")
def ask_fixture():
    return ask


@pytest.fixture
def shop():
    """A small web shop with Excel: nothing is knocked out."""
    return GOLDEN[0]


@pytest.fixture
def cases():
    return {case["case"]: case for case in GOLDEN}


@pytest.fixture
def quick() -> Knowledge:
    """The packaged facts with fewer draws, for tests that run many times."""
    base = knowledge()
    return replace(base, rules=base.rules.model_copy(update={"draws": 1000}))


@pytest.fixture
def folder(tmp_path):
    """A copy of the data files that a test may spoil."""
    return Path(shutil.copytree(DATA, tmp_path / "data"))
