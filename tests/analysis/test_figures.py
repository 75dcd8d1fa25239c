"""Figures: each with its files; what the rehearsal adds, and why it does not."""

from __future__ import annotations

from dataclasses import replace

from stockturn.analysis import analyse
from stockturn.analysis.figures import with_rehearsal
from stockturn.params import load_params
from stockturn.samples import SampleSpec, write_sample

from .conftest import balances


def test_every_known_figure_names_its_files_and_no_other(analysed):
    for measure in analysed.measures.values():
        assert bool(measure.inputs) == measure.known, measure.id
    (line,) = analysed.measures["turnover"].inputs
    assert (line.name, line.rows) == ("收发存.csv", 72)


def test_a_figure_of_orders_is_from_the_orders(client):
    orders = (
        "订单号,订单日期,要求交期,发货日期,商品编码,订购数量,发货数量\n"
        "1,2021-01-01,2021-01-05,2021-01-04,A,5,5\n"
    )
    found = analyse(client({"收发存.csv": balances(2021), "订单.csv": orders}))
    assert [line.name for line in found.measures["fill_rate"].inputs] == ["订单.csv"]
    assert found.measures["fill_rate"].grade == "E4"


def test_lineage_is_no_part_of_what_a_figure_is(analysed):
    turnover = analysed.measures["turnover"]
    assert replace(turnover, inputs=()) == turnover


def test_where_no_target_served_as_well_the_figure_says_so(tmp_path):
    spec = SampleSpec(seed=34, items=15, days=500, mistakes=("W-1",))
    found = analyse(load_params(write_sample(spec, tmp_path)))
    known = found.measures["cash_release"]
    assert known.known and found.policy is not None
    bare = replace(known, value=None, low=None, high=None, missing=("出入库流水",))
    given = {**found.measures, "cash_release": bare}
    unmatched = with_rehearsal(given, replace(found.policy, cash={}), found.lists)["cash_release"]
    assert "都达不到" in unmatched.missing[0]
    short = replace(found.policy, cash={}, outcomes={})
    assert with_rehearsal(given, short, found.lists)["cash_release"].missing == ("出入库流水",)
