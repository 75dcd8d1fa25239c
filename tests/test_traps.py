"""Every trap of the field that concerns the books has a test that bears its number."""

import re
from pathlib import Path

import pytest

# Traps of the field by number and the rooms whose tests guard against them. Those of targets,
# simulation and files (T1, T12, T24, T29, T38–T40, T44, T47, T51) are theirs to number.
ROOMS = {
    "ledger": (5, 6, 7, 8, 11, 14, 15, 16, 17, 18, 19, 21, 22, 23, 25, 26, 27, 28, 30, 43, 48, 50),
    "metrics": (2, 3, 4, 9, 10, 13, 18, 20, 21, 25, 27, 31, 32, 33, 34, 35, 36, 37, 41, 42, 45, 49),
    "analysis": (46,),
}
NUMBERED = re.compile(r"(?:def test_|_and_)t(\d+)(?=_)|class TestT(\d+)", re.IGNORECASE)


@pytest.mark.parametrize("room", ROOMS)
def test_each_has_a_test(room: str):
    folder = Path(__file__).parent / room
    texts = [path.read_text(encoding="utf-8") for path in folder.glob("test_*.py")]
    found = {int(a or b) for text in texts for a, b in NUMBERED.findall(text)}
    assert sorted(set(ROOMS[room]) - found) == []
