"""The catalog of measures: complete, worded, and filled with the settings in force."""

from __future__ import annotations

import re

import pytest

from stockturn.errors import RulesError
from stockturn.metrics import catalog
from stockturn.metrics.catalog import Wording, definitions, measure_name, source_of

CONTRACT = set(
    """turnover dio_days avg_stock_value closing_stock_value closing_qty cogs revenue
gross_margin gmroi carrying_cost cash_tied cash_release slow_value stagnant_value dead_value
excess_value shortage_value stockout_rate stockout_days lost_sales_value fill_rate cycle_service
days_in_stock_rate otif delay_rate ship_hours return_rate complaint_rate satisfaction
repurchase_rate forecast_wape lead_time_days lead_time_sd count_difference_rate
negative_balance_count concentration_top20 data_quality_score""".split()  # noqa: SIM905
)
OURS = {"turn_earn", "supplier_top3_share", "on_order_excess_value"}
SOURCES = {"stock", "all", "movements", "orders", "purchases", "service", "simulation"}


def test_every_measure_of_the_contract_is_in_the_catalog():
    assert set(definitions()) == CONTRACT | OURS


@pytest.mark.parametrize("measure_id", sorted(CONTRACT | OURS))
def test_every_measure_is_named_defined_and_knows_what_would_allow_it(measure_id: str):
    what = definitions()[measure_id]
    assert what.name
    assert what.unit
    assert what.missing
    assert not re.search(r"[{}]", re.sub(r"\{[a-z_]+\}", "", what.definition))
    assert measure_name(measure_id) == what.name
    assert source_of(measure_id) in SOURCES


def wording(**words: str) -> Wording:
    every = {
        name: ""
        for what in definitions().values()
        for name in re.findall(r"\{(\w+)\}", what.definition)
    }
    return Wording(every | words, "E1", {"orders": "E4"})


def test_the_settings_in_force_stand_in_the_definition():
    assert "连续 45 天" in wording(slow_days="45").measure("slow_value", 1.0).definition


def test_a_grade_is_that_of_the_table_the_figure_is_from():
    assert wording().measure("turnover", 2.0).grade == "E1"
    assert wording().measure("fill_rate", 0.9).grade == "E4"


def test_what_is_not_known_names_the_exports_and_has_no_grade():
    measure = wording().measure("fill_rate", None)
    assert (measure.grade, measure.missing) == ("", ("销售订单（含发货数量）",))


def test_what_no_export_would_help_says_what_is_lacking():
    measure = wording().measure("dio_days", None, lacking="期内的销售出库")
    assert measure.missing == ("期内的销售出库",)


def test_a_catalog_with_a_fault_is_no_catalog(monkeypatch):
    monkeypatch.setattr(catalog, "read_yaml", lambda path: {"turnover": {"name": "周转"}})
    with pytest.raises(RulesError, match=r"definitions\.yaml"):
        definitions.__wrapped__()
