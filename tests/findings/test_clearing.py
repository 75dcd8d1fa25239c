import pandas as pd
import pytest

from stockturn.findings import clearing


def sold(company, *, cut=0):
    """A hundred units sold at list and some at half price, below cost."""
    for day in range(1, 11):
        company.sell("A00", f"2024-06-{day:02}", 10, 200, 120)
    for day in range(11, 11 + cut):
        company.sell("A00", f"2024-06-{day:02}", 10, 100, 120)
    return company


def test_shares_are_by_cost(company):
    case = sold(company.steady(1), cut=5).case()
    assert clearing.deep_cut_share(case) == pytest.approx(1 / 3)
    assert clearing.below_cost_share(case) == pytest.approx(1 / 3)


def test_list_price_comes_from_the_price_list_then_the_master_then_the_dearest_sales(company):
    sold(company.steady(1))
    assert clearing.sale_lines(company.case())["list_price"].tolist() == [20.0] * 10
    company.tables["items"]["list_price"] = 30.0
    assert clearing.sale_lines(company.case())["list_price"].tolist() == [30.0] * 10
    company.tables["prices"] = pd.DataFrame(
        {
            "item": ["A00", "A00"],
            "valid_from": pd.to_datetime(["2024-01-01", "2024-06-06"]),
            "price": [40.0, 25.0],
            "price_kind": ["正价", "促销"],
        }
    )
    assert clearing.sale_lines(company.case())["list_price"].tolist() == [40.0] * 10


def test_movements_serve_where_no_sales_table_exists(company):
    company.steady(1).tables["movements"] = pd.DataFrame(
        {
            "date": pd.to_datetime(["2024-06-01", "2024-06-02"]),
            "type": ["销售出库", "采购入库"],
            "item": "A00",
            "qty": [10.0, 10.0],
            "amount": [120.0, 120.0],
            "sales_amount": [200.0, float("nan")],
        }
    )
    lines = clearing.sale_lines(company.case())
    assert lines["amount"].tolist() == [200.0]
    assert lines["cost"].tolist() == pytest.approx([120.0])


def test_only_price_cuts_is_the_mistake_not_price_cuts(company):
    company.steady(1).overstocked(1)
    for day in range(1, 11):
        company.sell("B00", f"2024-06-{day:02}", 10, 200, 120)
        company.sell("B00", f"2024-07-{day:02}", 10, 100, 120)
    assert company.diagnose()["W-5"].verdict == "存在"
    company.answers = {"clearing_methods": ["促销", "退供"]}
    assert company.diagnose()["W-5"].verdict == "疑似"


def test_sales_outside_the_period_do_not_count(company):
    sold(company.steady(1)).sell("A00", "2023-12-31", 10, 1, 120)
    assert clearing.below_cost_share(company.case()) == 0


def test_what_a_buying_place_sends_out_is_distribution_and_no_clearing(company):
    moved = {"transfer_out_qty": 10}
    company.hold("A", opening=5000, bought=10, sold=0, place="总仓", **moved)
    company.sell("A", "2024-06-01", 10, 20, 100)
    for day in range(2, 29):
        company.sell("A", f"2024-06-{day:02}", 1, 20, 10)
    assert clearing.other_ways_share(company.case()) == 0
    company.hold("A", opening=5000, bought=0, sold=0, place="门店", **moved)
    assert clearing.other_ways_share(company.case()) == pytest.approx(1200 / 1300)
