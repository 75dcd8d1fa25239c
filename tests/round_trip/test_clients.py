"""A sample in any layout is a client: its stock is known without a hand edit."""

import pytest

from stockturn.analysis.books import read_books
from stockturn.params import load_params, parse_params
from stockturn.samples import SampleSpec, simulate, write_sample
from stockturn.samples.layouts import WRITERS

SIZE = {"seed": 6, "items": 6, "days": 100}


@pytest.mark.parametrize("how", ["exports", "sample"])
@pytest.mark.parametrize("system", WRITERS)
def test_closing_stock_is_the_books(system, how, tmp_path):
    if how == "exports":
        params = load_params(write_sample(SampleSpec(**SIZE, system=system), tmp_path))
    else:
        source = {"sample": {**SIZE, "system": system}}
        params = parse_params({"client": "甲", "client_id": "a", "sources": [source]})
    stock = simulate(SampleSpec(**SIZE)).frames["onhand"]
    closing = stock.loc[stock["date"] == "2025-12-31", "onhand_qty"].sum()
    assert read_books(params).facts.places["closing_qty"].sum() == closing
