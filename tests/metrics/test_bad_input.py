"""Ledgers that no one should keep: every measure is a number, or says what is lacking."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import pandas as pd
import pytest

from stockturn.ledger.replay import replay_movements
from stockturn.metrics.ageing import age_stock
from stockturn.metrics.panel import Quality, measure_panel
from stockturn.metrics.proofs import book_proofs
from stockturn.metrics.structure import demand_classes, fsn_classes, monthly_demand, xyz_classes
from stockturn.metrics.turnover import all_definitions
from stockturn.metrics.window import best_averaging, window
from stockturn.params import Settings


def lines(*rows) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["date", "type", "item", "qty", "amount", "sales_amount"])
    return frame.assign(date=[np.datetime64(day, "us") for day in frame["date"]])


SALES = [(f"2024-{m:02}-15", "销售出库", "A", 2.0, None, 30.0) for m in range(1, 13)]
BOUGHT = ("2024-01-01", "采购入库", "A", 30.0, 300.0, None)
MANY = [(f"2024-01-{n % 28 + 1:02}", "采购入库", f"I{n}", 1.0, 5.0, None) for n in range(70)]
LEDGERS = {
    "no opening": lines(BOUGHT, *SALES),
    "only issues": lines(*SALES),
    "one item has 30 % of the lines": lines(*MANY, *(BOUGHT for _n in range(30))),
    "dates from 1900 to 2999": lines(("1900-01-01", *BOUGHT[1:]), ("2999-12-31", *SALES[0][1:])),
    "quantities of 1e15": lines(("2024-01-01", "采购入库", "A", 1e15, 1e15, None), *SALES),
    "quantities of 1e-9": lines(
        ("2024-01-01", "采购入库", "A", 3e-9, 0.03, None),
        ("2024-12-02", "销售出库", "A", 1e-9, None, 0.02),
    ),
    "costs missing": lines((*BOUGHT[:4], None, None), *SALES),
    "costs zero": lines((*BOUGHT[:4], 0.0, None), *SALES),
    "costs negative": lines((*BOUGHT[:4], -300.0, None), *SALES),
}


@pytest.mark.parametrize("name", LEDGERS)
def test_measures_are_numbers_or_say_what_is_lacking(name: str):
    movements = LEDGERS[name]
    last = movements["date"].max()
    start = dt.date(last.year, 1, 1)
    end = (last + pd.offsets.MonthEnd(0)).date() if last.year < 2999 else last.date()
    facts = replay_movements(movements, cuts=[start], end=end)
    span = window(facts, start=start, end=end, averaging=best_averaging(facts))
    measures = measure_panel(
        facts=facts,
        span=span,
        tables={"movements": movements},
        settings=Settings(),
        quality=Quality(1, 1, 1, 0),
        grade="E3",
    )
    for measure in measures.values():
        assert measure.missing or math.isfinite(measure.value), measure.id
    assert all(math.isfinite(d["turns"]) for d in all_definitions(span))
    demand = monthly_demand(span)
    for classes in (xyz_classes, fsn_classes, demand_classes):
        assert classes(demand).notna().all()
    ageing = age_stock(facts)
    assert all(proof.ok for proof in book_proofs(facts, ageing, {}))
    known = {key: measure.value for key, measure in measures.items()}
    assert known["closing_qty"] == pytest.approx(facts.places["closing_qty"].sum())
    if name in {"costs missing", "costs zero", "only issues"}:
        assert known["turnover"] is None
    if name == "only issues":
        assert known["negative_balance_count"] > 0
