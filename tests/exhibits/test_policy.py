"""What the chapter of stock targets tells of clients who brought less than all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from stockturn.analysis import Analysis, analyse
from stockturn.exhibits.exhibit import Exhibit
from stockturn.exhibits.html import Html
from stockturn.exhibits.policy import buying, enough_stock, written_lists
from stockturn.params import load_params, parse_params
from stockturn.samples import SampleSpec, write_sample


@pytest.fixture(scope="module")
def uncosted(tmp_path_factory: pytest.TempPathFactory) -> Analysis:
    folder: Path = tmp_path_factory.mktemp("uncosted")
    spec = SampleSpec(seed=34, items=20, days=500, system="纷享销客")
    return analyse(load_params(write_sample(spec, folder)))


def words(made: Exhibit) -> str:
    assert all(isinstance(part, Html) for part in made.parts)  # no curve of nothing
    return " ".join(part.markup for part in made.parts if isinstance(part, Html))


def test_stock_without_cost_is_told_in_quantities_alone(uncosted: Analysis):
    assert uncosted.policy is not None
    assert not uncosted.measures["cash_release"].known
    assert "库存没有成本" in words(enough_stock(uncosted))
    told = words(buying(uncosted))
    assert "项" in told and "元" not in told.partition("</ul>")[0]
    lists = written_lists(uncosted)
    assert sum(map(len, lists.values())) and all(r["value"].isna().all() for r in lists.values())


def test_missing_cost_is_no_sign_of_books_kept_by_hand(uncosted: Analysis):
    (books,) = (m for m in uncosted.mistakes if m.id == "W-3")
    share = books.statistic("break_share")
    assert share is not None and not share.value
    assert books.verdict == "未见"


def test_balances_alone_are_told_as_levels_nobody_rehearsed(tmp_path: Path) -> None:
    folder = write_sample(SampleSpec(seed=9, items=15, days=400), tmp_path).parent
    given = {"client": "甲", "client_id": "jia", "sources": [
        {"path": str(next(folder.rglob(name)))} for name in ("月度收发存.csv", "商品档案.csv")
    ]}  # fmt: skip
    analysis = analyse(parse_params(given))
    told = words(enough_stock(analysis))
    assert "逐月收发存推算" in told and "未在贵司历史上验证" in told and "WAPE" in told
    assert "可一次性释放" not in told
    assert "没有采购订单，在途数量未知" in words(buying(analysis))
    assert written_lists(analysis)["do_not_order"]["on_order"].isna().all()


def test_service_that_no_target_reached_is_no_praise_of_the_stock_held(tmp_path: Path) -> None:
    spec = SampleSpec(seed=34, items=20, days=500, mistakes=("W-1",))
    analysis = analyse(load_params(write_sample(spec, tmp_path)))
    assert analysis.policy is not None and analysis.policy.cash
    walks = {k: v for k, v in analysis.policy.outcomes.items() if k != "same_service"}
    unmatched = replace(analysis.policy, cash={}, outcomes=walks)
    told = words_of(enough_stock(replace(analysis, policy=unmatched)))
    assert "没有同等服务可比" in told and "现有做法不逊" not in told
    nothing_freed = replace(analysis.policy, cash={"value": 0.0, "low": 0.0, "high": 0.0})
    told = words_of(enough_stock(replace(analysis, policy=nothing_freed)))
    assert "现有做法不逊于本报告的目标" in told


def words_of(made: Exhibit) -> str:
    return " ".join(part.markup for part in made.parts if isinstance(part, Html))
