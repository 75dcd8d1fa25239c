"""What the data show of the company: its size, and what it lacks, by limits kept as data."""

from __future__ import annotations

import pytest

from stockturn.analysis import company
from stockturn.analysis.books import read_books
from stockturn.analysis.company import Gap, derived_profile, gaps
from stockturn.choice.knowledge import knowledge
from stockturn.measures import Measure, lacking
from stockturn.metrics.catalog import definitions

from .conftest import balances


def measures(**values: float | None) -> dict[str, Measure]:
    figures = dict.fromkeys(definitions()) | values
    return {
        key: lacking(key, unit="", definition="", missing=["x"]) if value is None
        else Measure(key, value, "", "", "E1")
        for key, value in figures.items()
    }  # fmt: skip


def test_nothing_known_is_nothing_wanting():
    assert gaps(measures()) == []


@pytest.mark.parametrize(
    ("measure", "value", "gap"),
    [
        ("stockout_rate", 0.06, "stockout"),
        ("negative_balance_count", 1.0, "negative_stock"),
        ("count_difference_rate", 0.03, "count_difference"),
        ("delay_rate", 0.06, "order_delay"),
        ("return_rate", 0.06, "returns"),
    ],
)
def test_a_measure_beyond_its_limit_is_a_gap(measure: str, value: float, gap: str):
    assert gaps(measures(**{measure: value})) == [gap]
    assert gaps(measures(**{measure: 0.0})) == []


def test_a_limit_itself_is_no_gap():
    assert gaps(measures(stockout_rate=0.05)) == []


def test_slow_stock_and_excess_are_shares_of_the_stock():
    assert gaps(measures(slow_value=21.0, closing_stock_value=100.0)) == ["slow_stock"]
    assert gaps(measures(excess_value=21.0, closing_stock_value=1000.0)) == []
    assert gaps(measures(excess_value=21.0)) == []
    assert gaps(measures(excess_value=21.0, closing_stock_value=0.0)) == []


def test_the_gaps_are_words_of_the_system_choice_and_rest_on_known_measures():
    table: dict[str, Gap] = company._gaps()
    assert set(table) <= set(knowledge().needs.gaps)
    for gap in table.values():
        assert {gap.measure, gap.share_of or gap.measure} <= set(definitions())


def test_the_size_of_a_company_is_counted(client):
    found = derived_profile(read_books(client({"收发存.csv": balances(2021)})))
    assert found == {"items": 3, "warehouses": 1}


def test_channels_and_expiry_dates_show_themselves(client):
    sales = "日期,商品编码,数量,销售金额,渠道\n2021-01-05,A,1,5,线上\n2021-01-06,A,1,5,\n"
    onhand = "日期,商品编码,仓库,库存数量,失效日期\n2021-12-31,A,总仓,1,2023-01-01\n"
    files = {"收发存.csv": balances(2021), "销售.csv": sales, "库存.csv": onhand}
    found = derived_profile(read_books(client(files)))
    assert found["channels"] == ["线上"]
    assert found["batch_expiry"] is True


def test_what_the_data_do_not_show_is_left_out(client):
    found = derived_profile(read_books(client({"档案.csv": "商品编码,商品名称,分类\nA,甲,食品\n"})))
    assert found == {}


def test_what_the_files_tell_of_system_and_amounts_is_told(client):
    def found(system, table, **more):
        sources = [{"path": name, "system": system} for name in ("收发存.csv", *more)]
        return derived_profile(read_books(client({"收发存.csv": table, **more}, sources=sources)))

    kis = found("金蝶KIS", balances(2021))
    assert (kis["present_systems"], kis["cost_exported"]) == (["金蝶KIS"], True)
    # Somebody filled in a form: that tells nothing of a system.
    form = found("标准", balances(2021))
    assert not {"present_systems", "cost_exported"} & set(form)
    rows = [line.split(",") for line in balances(2021).splitlines()]
    bare = "\n".join(",".join(c for n, c in enumerate(row) if n < 3 or n % 2) for row in rows)
    assert found("通用", bare)["cost_exported"] is False
    # What another table says of costs did not come with the stock.
    master = {"档案.csv": "商品编码,商品名称,单位成本\nA,甲,2\nB,乙,2\nC,丙,2\n"}
    assert found("通用", bare, **master)["cost_exported"] is False


def test_legal_entities_are_counted_by_the_warehouses(client):
    places = "仓库,公司\n总仓,甲公司\n分仓,乙公司\n样品仓,甲公司\n"
    found = derived_profile(read_books(client({"收发存.csv": balances(2021), "仓库.csv": places})))
    assert found["legal_entities"] == 2
