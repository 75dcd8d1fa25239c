"""The bugs that plant.py plants still fit the code, and differ from it."""

import ast
import runpy
from pathlib import Path

import pytest

PLANT = runpy.run_path(str(Path(__file__).with_name("plant.py")))


def test_there_are_enough_to_speak_of():
    bugs = PLANT["bugs"]()
    assert len(bugs) >= 20
    assert len({bug["breaks"] for bug in bugs}) == len(bugs)


@pytest.mark.parametrize("bug", PLANT["bugs"](), ids=lambda bug: bug["breaks"])
def test_it_applies_and_the_code_still_reads(bug):
    file = PLANT["ROOT"] / "lib" / PLANT["ROOM"] / bug["file"]
    source = file.read_text(encoding="utf-8")
    spoilt = PLANT["with_bug"](bug, source)
    assert ast.dump(ast.parse(spoilt)) != ast.dump(ast.parse(source))


def test_a_text_that_is_gone_is_told():
    with pytest.raises(ValueError, match="0 times"):
        PLANT["with_bug"]({"file": "x.py", "old": "a", "new": "b"}, "c")
