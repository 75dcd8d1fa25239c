"""What is compiled: nothing on import, and anew whenever a part of it changes."""

import ast
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stockturn.ledger import kernel
from stockturn.ledger.layers import share

ROOM = Path(kernel.__file__).parent
LARGE = st.integers(-(2**56), 2**56)


def test_the_stamp_covers_every_part_of_the_kernel():
    seen, new = set(), {"kernel"}
    while new:
        name = new.pop()
        seen.add(name)
        tree = ast.parse((ROOM / f"{name}.py").read_text("utf-8"))
        imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        for node in imports:
            if node.module == "stockturn.ledger":
                new |= {alias.name for alias in node.names}
            elif node.module.startswith("stockturn.ledger."):
                new.add(node.module.rpartition(".")[2])
        new -= seen
    assert seen == set(kernel.SOURCES)


def test_importing_the_room_loads_no_compiler():
    code = (
        "import sys, stockturn.ledger.replay, stockturn.ledger.carry; print('numba' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@given(LARGE, LARGE, LARGE.filter(bool))
def test_shares_are_rounded_half_away_from_zero(value, part, whole):
    exact, sign = divmod(2 * abs(value * part) + abs(whole), 2 * abs(whole))[0], 1
    sign = -1 if (value < 0) ^ (part < 0) ^ (whole < 0) else 1
    found = share.py_func(value, part, whole)
    if exact >= 2**60:
        assert abs(found) >= 2**59
    else:
        # Beyond 64 bits the remainder is divided in floats: a unit in four quadrillion.
        assert found == pytest.approx(sign * exact, rel=1e-15, abs=0)
    if max(abs(value), abs(part)) < 2**31:
        assert found == sign * exact


def test_shares_of_running_sums_lose_nothing():
    rng = np.random.default_rng(1)
    for _try in range(200):
        parts = rng.integers(1, 1000, rng.integers(1, 9))
        whole, value = int(parts.sum()), int(rng.integers(0, 10**9))
        upto = [share.py_func(value, int(part), whole) for part in parts.cumsum()]
        assert upto[-1] == value
        assert min(np.diff([0, *upto])) >= 0
