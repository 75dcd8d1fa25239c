"""What is written in a system's layout comes back: the one place that knows writer and reader.

Seeds choose trade, labels, file kinds and page layouts. More of them: STOCKTURN_SEEDS=200, or
others: STOCKTURN_SEEDS=1000:1200.
"""

import os

import pytest

from stockturn.samples import SampleSpec, simulate
from stockturn.samples.layouts import WRITERS
from stockturn.samples.layouts.forms import recoverable

SEEDS = range(*map(int, os.environ.get("STOCKTURN_SEEDS", "3").split(":")))
DAYS = (60, 75, 400, 90, 120)


def small(seed, system):
    return SampleSpec(seed=seed, items=3 + seed % 3, days=DAYS[seed % 5], system=system)


@pytest.mark.parametrize("system", WRITERS)
def test_a_layout_reads_back(system, tmp_path, differences):
    wrong = {}
    for seed in SEEDS:
        company, folder = simulate(small(seed, system)), tmp_path / str(seed)
        folder.mkdir()
        WRITERS[system](company, folder)
        if told := differences(folder, recoverable(company, system)):
            wrong[seed] = told
    assert not wrong, "\n".join(f"{seed}: {line}" for seed, told in wrong.items() for line in told)
