"""Shelf lives, seasons and price breaks on the page and in the workbook."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from stockturn.analysis import Analysis, analyse
from stockturn.exhibits.limits import limit_lists, perishing, price_breaks
from stockturn.params import load_params
from stockturn.report.actions_book import write_actions_book
from stockturn.samples import SampleSpec, write_sample


def client(folder: Path, **settings: object) -> Analysis:
    """Return a simulated trader whose goods keep for eight weeks, with a price for more of some."""
    spec = SampleSpec(seed=12, items=25, days=500, mistakes=("W-1",))
    params = load_params(write_sample(spec, folder))
    path = next(folder.rglob("商品档案.csv"))
    items = pd.read_csv(path, dtype=str).assign(保质期天数="8周")
    items.to_csv(path, index=False)
    cost = items["单位成本"].astype(float)
    quotes = [
        items[["商品编码", "供应商"]].assign(起订数量=least, 单价=(cost * share).round(2))
        for least, share in ((0, 1.0), (60, 0.9), (100_000, 0.8))
    ]
    pd.concat(quotes).to_csv(path.with_name("供应商报价.csv"), index=False)
    known = params.settings.model_copy(update=settings)
    return analyse(params.model_copy(update={"settings": known}))


@pytest.fixture(scope="module")
def analysis(tmp_path_factory: pytest.TempPathFactory) -> Analysis:
    return client(tmp_path_factory.mktemp("limits"))


def test_goods_that_end_are_told_with_what_does_not_sell_in_time(analysis: Analysis) -> None:
    told = perishing(analysis)
    assert told is not None
    listed = limit_lists(analysis)["goods_that_end"]
    assert f"共 {listed['over_value'].sum() / 1e4:,.2f}万元" in told.markup
    assert (listed["need_days"] == 56).all()
    over = (listed["on_hand"] - 56 * listed["daily_demand"]).clip(lower=0)
    assert listed["over_qty"].tolist() == pytest.approx(over.tolist())
    # What cannot be sold in time is to be cleared too.
    assert analysis.lists["clear"]["qty"].sum() >= listed["over_qty"].sum() - 1e-6


def test_breaks_are_told_with_what_they_save_and_what_they_cost(analysis: Analysis) -> None:
    told = price_breaks(analysis)
    assert told is not None and analysis.policy is not None
    rows = analysis.policy.breaks
    assert set(rows["break_qty"]) <= {60.0, 100_000.0}
    assert not rows.loc[rows["break_qty"] == 100_000, "worth_it"].any()
    pays = int(rows["worth_it"].sum())
    assert pays and f"{pays} 项阶梯价值得凑量" in told.markup


def test_the_workbook_has_both_in_full(analysis: Analysis, tmp_path: Path) -> None:
    book = CalamineWorkbook.from_path(str(write_actions_book(analysis, tmp_path / "a.xlsx")))
    for title, key in (("期限清单", "goods_that_end"), ("阶梯价", "price_breaks")):
        cells = book.get_sheet_by_name(title).to_python()
        assert [row[0] for row in cells[1:]] == limit_lists(analysis)[key]["item"].tolist()


def test_who_has_neither_is_not_told_of_them(tmp_path: Path) -> None:
    spec = SampleSpec(seed=14, items=15, days=400)
    plain = analyse(load_params(write_sample(spec, tmp_path)))
    assert perishing(plain) is None and price_breaks(plain) is None
    assert limit_lists(plain) == {}
