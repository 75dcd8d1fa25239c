import pandas as pd
import pytest

from stockturn.findings import coordination


def test_position_is_stock_plus_open_orders_before_the_order(company):
    company.steady(1)  # 100 a month in and out, about 100 held
    company.order("A00", "2024-03-01", 300, lead=60).order("A00", "2024-04-01", 50)
    lines = coordination.order_lines(company.case())
    assert lines["position"].tolist() == pytest.approx([100, 400])


def test_a_partial_receipt_counts_the_order_once(company):
    company.steady(1).order("A00", "2024-03-01", 300)
    half = company.tables["purchases"].assign(received_qty=150.0)
    later = half.assign(receipt_date=half["receipt_date"] + pd.Timedelta(days=9))
    company.tables["purchases"] = pd.concat([half, later], ignore_index=True)
    assert coordination.order_lines(company.case())["ordered_qty"].tolist() == [300]


def test_orders_on_top_of_plenty_are_found(company):
    company.steady(1).hold("P", opening=2400, bought=0, sold=100)
    company.order("P", "2024-02-01", 100).order("A00", "2024-02-01", 100)
    assert coordination.bought_over_cover(company.case()) == pytest.approx(0.5)


def test_orders_after_the_shelf_is_empty_are_found(company):
    company.steady(1).hold("E", opening=0, bought=100, sold=100)
    for month in range(1, 11):
        company.order("E", f"2024-{month:02}-01", 100, lead=5)
        company.order("A00", f"2024-{month:02}-01", 100, lead=5)
    assert coordination.ordered_after_stockout(company.case()) == pytest.approx(0.5)


def test_spread_of_lead_times_is_per_supplier(company):
    company.steady(1)
    for month in range(1, 13):
        company.order("A00", f"2024-{month:02}-01", 10, lead=5, supplier="快厂")
        company.order("A00", f"2024-{month:02}-02", 10, lead=50, supplier="慢厂")
    assert coordination.lead_time_spread(company.case()) == pytest.approx(0.0)


def test_one_unreliable_supplier_is_not_hidden_by_the_others(company):
    company.steady(1)
    for month in range(1, 13):
        for n in range(2):
            company.order("A00", f"2024-{month:02}-0{n + 1}", 10, lead=20, supplier=f"稳厂{n}")
        company.order("A00", f"2024-{month:02}-03", 10, lead=month % 2 * 40 + 5, supplier="乱厂")
    spread = 20 * (12 / 11) ** 0.5 / 25
    assert coordination.lead_time_spread(company.case()) == pytest.approx(spread / 3**0.5)


def test_minimum_quantities_that_last_for_months_are_found(company):
    company.steady(2)
    company.tables["items"]["min_order_qty"] = [1000.0, 10.0]
    company.order("A00", "2024-02-01", 1000).order("A01", "2024-02-01", 1000)
    assert coordination.moq_excess(company.case()) == pytest.approx(0.5)


@pytest.mark.parametrize(("ahead", "early"), [(20, 0.5), (3, 0.0), (-5, 0.0)])
def test_what_came_early_counts_as_far_as_it_exceeds_the_maximum(company, ahead, early):
    company.steady(1)  # 100 a month in and out, about 100 held; the maximum is 90 days of use
    maximum = company.case().items["max_qty"].item()
    promised = pd.Timestamp("2024-03-11") + pd.Timedelta(days=ahead)
    company.order("A00", "2024-03-01", 2 * maximum, promised_date=promised)
    held = company.case().items["opening_qty"].item() - 100 * 10 / 31  # sold since the 1st
    share = coordination.early_receipt_excess(company.case())
    assert share == pytest.approx(early and early + held / (2 * maximum), abs=1e-6)


def test_items_bought_but_never_held_do_no_harm(company):
    company.steady(1).order("UNKNOWN", "2024-02-01", 100)
    assert company.diagnose()["W-4"].verdict == "未见"
