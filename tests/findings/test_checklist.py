"""The checklist on simulated companies: a smoke test of tests/benchmarks/checklist_bench.py."""

import pandas as pd
import pytest

from stockturn.analysis import analyse
from stockturn.params import Params
from stockturn.samples import SampleSpec, write_exports

FILES = {"E1": ("商品档案", "月度收发存"), "E4": ("*",)}


def verdicts(folder, spec, grade):
    write_exports(spec, folder)
    sources = [{"path": f"{folder}/{name}.csv"} for name in FILES[grade]]
    found = analyse(Params(client="模拟", client_id="smoke", sources=sources)).mistakes
    return pd.Series({mistake.id: mistake.computed for mistake in found})


@pytest.mark.slow
def test_a_healthy_company_and_one_that_makes_every_mistake(tmp_path):
    size = {"seed": 90210, "items": 60, "days": 760}
    healthy = verdicts(tmp_path / "h", SampleSpec(**size), "E4")
    assert not healthy.eq("存在").any()
    assert not healthy.eq("数据不足").any()
    guilty = SampleSpec(**size, mistakes=("W-2", "W-3", "W-4", "W-5"))
    assert verdicts(tmp_path / "g", guilty, "E4")[["W-2", "W-3", "W-4", "W-5"]].eq("存在").all()


@pytest.mark.slow
def test_monthly_balances_alone_show_overstock_and_say_what_is_missing(tmp_path):
    found = verdicts(tmp_path, SampleSpec(seed=77, items=60, days=760, mistakes=("W-1",)), "E1")
    assert found["W-1"] == "存在"
    assert found[["W-4", "W-5"]].eq("数据不足").all()
