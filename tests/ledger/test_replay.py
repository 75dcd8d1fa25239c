"""Replay: what small ledgers say, by hand; traps T… of the field are tests under their number."""

import datetime as dt

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from stockturn.errors import ColumnError, SourceError
from stockturn.ledger.replay import replay_movements


def ledger(*rows, **columns):
    """Build movements from (date, type, qty, {column: value}) rows."""
    frame = pd.DataFrame(
        [
            {"date": day, "type": kind, "item": "A", "qty": qty, **more}
            for day, kind, qty, more in rows
        ]
    )
    return frame.assign(date=pd.to_datetime(frame["date"], format="mixed"), **columns)


def replay(*rows, end="2024-12-31", columns=None, **options):
    frame = ledger(*rows, **(columns or {}))
    return replay_movements(frame, end=end and dt.date.fromisoformat(end), **options)


def layers(facts):
    """Return (warehouse, date or None, qty) of what is left."""
    return [
        (r.warehouse, None if pd.isna(r.receipt_date) else f"{r.receipt_date:%Y-%m-%d}", r.qty)
        for r in facts.layers.itertuples()
    ]


def closing(facts):
    return facts.places[["closing_qty", "closing_value"]].sum().tolist()


def kinds(facts):
    return sorted(facts.breaks["kind"])


def test_a_month_by_hand():
    facts = replay(
        ("2024-01-01", "期初", 10, {"amount": 100}),
        ("2024-01-11", "采购入库", 10, {"amount": 140}),
        ("2024-01-21", "销售出库", 5, {"sales_amount": 99}),
        end="2024-01-31",
    )
    row = facts.monthly.iloc[0]
    assert (row["opening_value"], row["purchase_value"], row["revenue"]) == (100, 140, 99)
    assert (row["sales_cost"], row["closing_value"]) == (60, 180)
    assert row["value_days"] == 10 * 100 + 10 * 240 + 11 * 180
    assert facts.carried_cost_share == 1.0
    assert facts.uncosted_receipt_share == 0.0
    assert facts.breaks.empty


def test_t5_a_steady_seller_is_as_old_as_its_last_receipts():
    rows = [("2024-01-01", "采购入库", 10, {"amount": 10})]
    for month in range(2, 13):
        rows += [
            (f"2024-{month:02}-01", "采购入库", 10, {"amount": 10}),
            (f"2024-{month:02}-15", "销售出库", 10, {}),
        ]
    assert layers(replay(*rows)) == [("", "2024-12-01", 10)]


def test_t6_adjustments_make_layers_so_that_ages_sum_to_the_balance():
    facts = replay(
        ("2024-01-01", "期初", 3, {"amount": 30}),
        ("2024-02-01", "盘盈", 4, {}),
        ("2024-03-01", "盘点", 9, {}),
        ("2024-04-01", "其他入库", 1, {}),
    )
    dated = [("", "2024-02-01", 4), ("", "2024-03-01", 2), ("", "2024-04-01", 1)]
    assert layers(facts) == [("", None, 3), *dated]
    assert closing(facts) == [10, 100]


def test_t7_a_transfer_keeps_the_date_of_the_first_receipt():
    facts = replay(
        ("2024-01-01", "采购入库", 10, {"amount": 100}),
        ("2024-02-01", "采购入库", 10, {"amount": 100}),
        ("2024-06-01", "调拨", 12, {"to_warehouse": "二仓"}),
        ("2024-07-01", "调拨", 1, {"to_warehouse": "三仓"}),
        columns={"warehouse": "一仓"},
    )
    assert layers(facts) == [
        ("一仓", "2024-02-01", 7),
        ("三仓", "2024-02-01", 1),
        ("二仓", "2024-01-01", 10),
        ("二仓", "2024-02-01", 2),
    ]
    assert facts.monthly[["transfer_in_value", "transfer_out_value"]].sum().tolist() == [130, 130]


def test_t8_a_negative_opening_is_paid_by_the_first_receipt():
    facts = replay(
        ("2024-12-01", "期初", -30, {"amount": -300}),
        ("2024-12-02", "采购入库", 100, {"amount": 1000}),
        ("2024-12-03", "销售出库", 10, {}),
    )
    assert layers(facts) == [("", "2024-12-02", 60)]
    assert closing(facts) == [60, 600]


def test_t11_a_repack_leaves_nothing_outside_the_layers():
    whole = ledger(
        ("2024-01-01", "期初", 50, {"amount": 500}),
        ("2024-05-01", "形态转换出", 50, {"amount": 500}),
    )
    pieces = ledger(("2024-05-01", "形态转换入", 200, {"amount": 500})).assign(item="B")
    facts = replay_movements(pd.concat([whole, pieces]))
    assert facts.layers[["item", "qty"]].to_numpy().tolist() == [["B", 200]]
    assert closing(facts) == [200, 500]


def test_t14_and_t48_layers_hold_the_balance_once():
    facts = replay(
        ("2024-01-01", "期初", 7, {"amount": 70}),
        ("2024-01-01", "期初", 5, {"amount": 50}),
        ("2024-02-01", "期初", 12, {"amount": 120}),
        ("2024-03-01", "盘点", 12, {}),
    )
    assert facts.layers["qty"].sum() == 12
    assert closing(facts) == [12, 120]
    assert facts.breaks.empty


@pytest.mark.parametrize("costing", ["recorded", "moving", "monthly", "fifo"])
def test_t15_a_revaluation_never_makes_a_value_negative(costing):
    facts = replay(
        ("2024-01-01", "采购入库", 10, {"amount": 1000}),
        ("2024-02-01", "采购入库", 1, {"amount": 1}),
        ("2024-03-01", "成本调整", None, {"amount": -900}),
        ("2024-04-01", "销售出库", 10, {}),
        ("2024-05-01", "成本调整", None, {"amount": -900}),
        costing=costing,
    )
    assert facts.monthly["closing_value"].min() >= 0
    assert closing(facts)[0] == 1
    flows = facts.monthly.sum(numeric_only=True)
    # Both adjustments are told in full: what found no stock lowers other costs.
    assert flows["revaluation_value"] == pytest.approx(-1800)
    spent = flows["purchase_value"] + flows["revaluation_value"] - flows["other_out_value"]
    assert spent - flows["sales_cost"] == pytest.approx(closing(facts)[1])
    assert "negative_value" in kinds(facts)


def test_t16_a_count_moves_the_difference_only():
    rows = [
        ("2024-01-01", "采购入库", 10, {"amount": 100}),
        ("2024-02-01", "采购入库", 10, {"amount": 100}),
    ]
    short = replay(*rows, ("2024-06-01", "盘点", 15, {}))
    assert layers(short) == [("", "2024-01-01", 5), ("", "2024-02-01", 10)]
    assert short.monthly[["other_out_qty", "other_out_value"]].sum().tolist() == [5, 50]
    over = replay(*rows, ("2024-06-01", "盘点", 22, {"book_qty": 21}))
    assert layers(over)[-1] == ("", "2024-06-01", 2)
    assert over.counts.drop(columns=["item", "warehouse", "date"]).to_numpy().tolist() == [
        [22, 21, 10]
    ]
    assert short.counts["book_qty"].tolist() == [20]


def test_t17_a_batch_column_does_not_change_what_age_means():
    rows = [
        ("2024-01-01", "采购入库", 10, {"amount": 100, "batch": "一批"}),
        ("2024-05-01", "采购入库", 10, {"amount": 100, "batch": "一批"}),
        ("2024-06-01", "销售出库", 12, {"batch": "一批"}),
    ]
    assert layers(replay(*rows)) == [("", "2024-05-01", 8)]
    bare = [(day, kind, qty, more | {"batch": None}) for day, kind, qty, more in rows]
    assert layers(replay(*bare)) == layers(replay(*rows))


def test_t18_sold_out_goods_have_no_layers_and_no_age():
    facts = replay(
        ("2024-01-01", "采购入库", 10, {"amount": 100}), ("2024-01-05", "销售出库", 10, {})
    )
    assert facts.layers.empty
    assert str(facts.layers["receipt_date"].dtype) == "datetime64[us]"
    assert facts.monthly["stockout_days"].sum() == 366 - 4


def test_t19_codes_like_numbers_and_goods_without_a_date_stand_in_one_list():
    frame = pd.concat(
        [
            ledger(("2024-01-01", "期初", 1, {"amount": 1})).assign(item=code)
            for code in ("0038", "38", "A-1", "2024-01-01")
        ]
        + [ledger(("2024-01-02", "采购入库", 2, {"amount": 2})).assign(item="38")]
    )
    facts = replay_movements(frame)
    assert facts.layers["item"].tolist() == ["0038", "2024-01-01", "38", "38", "A-1"]
    assert facts.layers["receipt_date"].isna().tolist() == [True, True, True, False, True]
    assert facts.layers["qty"].tolist() == [1, 1, 1, 2, 1]


def test_t21_the_opening_depends_on_the_start_only():
    rows = [
        ("2024-01-01", "期初", 0, {"amount": 0}),
        ("2024-01-01", "期初", 8, {"amount": 80}),
        ("2024-02-01", "销售出库", 3, {}),
        ("2024-03-01", "期初", 9, {"amount": 90}),
    ]
    openings = [
        replay(*rows, end=end).monthly[["opening_qty", "opening_value"]].iloc[0].tolist()
        for end in ("2024-01-01", "2024-02-20", "2024-12-31")
    ]
    assert openings == [[8, 80]] * 3
    late = replay(*rows)
    assert kinds(late) == ["late_opening"]
    assert late.breaks["qty"].tolist() == [4]
    assert closing(late) == [9, 90]
    assert late.monthly["other_in_qty"].sum() == 4


def test_late_openings_of_one_day_and_place_are_one_statement():
    facts = replay(
        ("2024-01-01", "采购入库", 9, {"amount": 90}),
        ("2024-03-01", "期初", 4, {"amount": 40}),
        ("2024-03-01", "期初", 2, {"amount": 20}),
        ("2024-03-01", "期初", 5, {"amount": 50}),
    )
    assert closing(facts) == [11, 110]
    assert facts.breaks[["kind", "qty"]].to_numpy().tolist() == [["late_opening", 2]]


def test_an_opening_of_nothing_is_held_and_out_of_stock():
    facts = replay(("2024-12-01", "期初", 0, {}), end="2024-12-31")
    assert facts.monthly[["held_days", "stockout_days"]].iloc[0].tolist() == [31, 31]
    assert facts.places["first_receipt"].isna().all()


def test_t22_a_back_dated_line_does_not_overwrite_a_later_count():
    rows = [("2024-01-01", "采购入库", 42, {"amount": 42}), ("2024-03-01", "盘点", 1, {})]
    back_dated = ("2024-02-01", "采购入库", 42, {"amount": 42})  # entered last, dated before
    assert closing(replay(*rows))[0] == 1
    assert closing(replay(*rows, back_dated))[0] == 1


def test_t23_within_a_day_goods_come_in_before_they_go_out():
    rows = [
        ("2024-01-01", "盘点", 4, {}),
        ("2024-01-01", "销售出库", 5, {}),
        ("2024-01-01", "调拨", 3, {"to_warehouse": "二仓"}),
        ("2024-01-01", "采购入库", -1, {"amount": -10}),
        ("2024-01-01", "采购入库", 10, {"amount": 100}),
        ("2024-01-01", "期初", 2, {"amount": 20}),
    ]
    facts = replay(*rows, columns={"warehouse": "一仓"})
    assert facts.places["closing_qty"].tolist() == [4, 3]
    assert facts.breaks.empty
    assert facts.counts["book_qty"].tolist() == [3]


def test_t23_unless_the_date_carries_a_time():
    rows = [
        ("2024-01-01 09:00", "销售出库", 5, {}),
        ("2024-01-01 10:00", "盘点", 0, {}),
        ("2024-01-01 11:00", "采购入库", 10, {"amount": 100}),
    ]
    facts = replay(*rows)
    assert facts.counts["book_qty"].tolist() == [-5]
    assert closing(facts)[0] == 10


@pytest.mark.parametrize("costing", ["recorded", "moving", "monthly", "fifo"])
def test_t25_a_past_day_shows_the_stock_of_that_day(costing):
    rows = [
        ("2024-01-01", "采购入库", 10, {"amount": 100}),
        ("2024-02-10", "销售出库", 4, {}),
        ("2024-03-10", "采购入库", 5, {"amount": 75}),
        ("2024-03-20", "调拨", 2, {"to_warehouse": "二仓"}),
        ("2024-04-20", "销售出库", 3, {}),
    ]
    whole = replay(*rows, costing=costing)
    columns = ["warehouse", "closing_qty", "closing_value", "sales_cost", "value_days"]
    for end in ("2024-02-29", "2024-03-31", "2024-06-30"):
        cut = replay(*rows, end=end, costing=costing)
        there, here = (
            facts.monthly.loc[facts.monthly["bucket"] == len(cut.buckets) - 1, columns]
            for facts in (whole, cut)
        )
        assert here.to_numpy().tolist() == there.to_numpy().tolist()
        assert cut.rows_after_end == sum(day > end for day, *_ in rows)
        closings = ["closing_qty", "closing_value"]
        assert cut.places[closings].to_numpy().tolist() == there[closings].to_numpy().tolist()


def test_t26_the_business_day_counts_and_not_the_day_of_entry():
    rows = [
        ("2024-03-05", "采购入库", 10, {"amount": 300}),  # entered first, happened last
        ("2024-01-05", "采购入库", 10, {"amount": 100}),
        ("2024-02-05", "销售出库", 4, {}),
    ]
    facts = replay(*rows, end="2024-03-31")
    assert facts.monthly["closing_value"].tolist() == [100, 60, 360]
    assert facts.monthly["sales_cost"].tolist() == [0, 40, 0]
    assert layers(facts) == [("", "2024-01-05", 6), ("", "2024-03-05", 10)]


def test_t27_both_ends_of_a_span_count():
    facts = replay(
        ("2024-01-10", "采购入库", 1, {"amount": 1}),
        ("2024-02-29 23:59", "采购入库", 1, {"amount": 1}),
        ("2024-03-01 00:00", "采购入库", 1, {"amount": 1}),
        end="2024-02-29",
        cuts=[dt.date(2024, 2, 29)],
    )
    assert facts.buckets["days"].tolist() == [22, 28, 1]
    assert facts.monthly["qty_days"].tolist() == [22, 28, 2]
    assert (facts.end, facts.rows_after_end) == (dt.date(2024, 2, 29), 1)


def test_t28_the_local_day_is_the_day():
    frame = ledger(("2024-01-01 07:30", "采购入库", 1, {"amount": 1}))
    local = frame.assign(date=frame["date"].dt.tz_localize("Asia/Shanghai"))
    assert replay_movements(local).start == dt.date(2024, 1, 1)
    assert replay_movements(pa.Table.from_pandas(local)).start == dt.date(2024, 1, 1)


def test_t30_what_comes_back_is_taken_off_once_however_it_is_written():
    bought = ("2024-01-01", "采购入库", 10, {"amount": 100})
    sold = ("2024-02-01", "销售出库", 6, {"sales_amount": 120})
    spellings = [
        ("销售退货", 2, {"sales_amount": 40}),
        ("销售退货", 2, {"sales_amount": -40}),  # the credit note's money is negative
        ("销售出库", -2, {"sales_amount": -40}),
        ("销售出库", -2, {"sales_amount": 40}),
    ]
    for kind, qty, more in spellings:
        facts = replay(bought, sold, ("2024-02-09", kind, qty, more))
        flows = facts.monthly.sum(numeric_only=True)
        assert flows["sales_qty"] - flows["sales_return_qty"] == 4
        assert flows["revenue"] - flows["sales_return_amount"] == 80
        assert flows["sales_cost"] - flows["sales_return_cost"] == 40
        assert closing(facts) == [6, 60]


def test_t43_an_average_cost_is_money_over_pieces():
    facts = replay(
        ("2024-01-01", "采购入库", 4, {"amount": 10}),
        ("2024-01-02", "采购入库", 6, {"amount": 30}),
        ("2024-01-03", "销售出库", 5, {}),
        costing="moving",
    )
    assert facts.monthly["sales_cost"].sum() == 5 * 40 / 10  # not 5 × 10 ÷ 40


@pytest.mark.parametrize("costing", ["recorded", "moving", "fifo"])
def test_t50_a_debt_written_off_leaves_no_cost_behind(costing):
    facts = replay(
        ("2024-01-01", "采购入库", 5, {"unit_cost": 5}),
        ("2024-01-02", "销售出库", 10, {}),
        ("2024-01-03", "盘点", 0, {}),
        ("2024-01-04", "采购入库", 10, {"unit_cost": 7}),
        ("2024-01-05", "销售出库", 7, {}),
        costing=costing,
    )
    assert closing(facts) == [3, 21]


def test_what_is_owed_is_settled_at_the_next_receipts_own_cost():
    facts = replay(
        ("2024-01-01", "采购入库", 5, {"amount": 50}),
        ("2024-01-02", "销售出库", 8, {}),
        ("2024-01-10", "采购入库", 10, {"amount": 120}),
    )
    row = facts.monthly.iloc[0]
    assert (row["sales_cost"], row["closing_value"], row["revaluation_value"]) == (80, 84, -6)
    found = facts.breaks.iloc[0]
    assert (found["kind"], found["qty"], found["value"]) == ("negative_balance", -3, -30)
    assert found["date"] == pd.Timestamp("2024-01-02")
    assert row["negative_days"] == 8
    assert row["value_days_clipped"] - row["value_days"] == 8 * 30


def test_a_red_entry_reverses_its_own_column():
    facts = replay(
        ("2024-01-01", "采购入库", 10, {"amount": 100}),
        ("2024-02-01", "采购入库", 10, {"amount": 120}),
        ("2024-02-02", "采购入库", -10, {"amount": -120}),
        ("2024-03-01", "销售出库", 4, {"sales_amount": 80, "amount": 40}),
        ("2024-03-02", "销售出库", -1, {"sales_amount": -20, "amount": -10}),
    )
    flows = facts.monthly.sum(numeric_only=True)
    assert flows[["purchase_qty", "purchase_value"]].tolist() == [10, 100]
    assert flows[["sales_qty", "sales_cost", "revenue"]].tolist() == [3, 30, 60]
    assert layers(facts) == [("", "2024-01-01", 7)]
    assert kinds(facts) == []
    assert facts.daily.query("sales_qty != 0")["sales_qty"].tolist() == [4, -1]


def test_a_return_is_as_old_as_what_was_last_sold():
    facts = replay(
        ("2024-01-01", "采购入库", 5, {"amount": 50}),
        ("2024-02-01", "采购入库", 5, {"amount": 60}),
        ("2024-03-01", "销售出库", 6, {}),
        ("2024-04-01", "销售退货", 2, {"sales_amount": 44}),
    )
    assert layers(facts) == [("", "2024-02-01", 6)]
    assert facts.monthly["sales_return_amount"].sum() == 44
    unsold = replay(("2024-04-01", "销售退货", 2, {"amount": 20}))
    assert layers(unsold) == [("", "2024-04-01", 2)]


def test_amount_wins_over_unit_cost_and_a_wrong_sign_is_told():
    facts = replay(
        ("2024-01-01", "采购入库", 10, {"unit_cost": 9, "amount": 100}),
        ("2024-01-02", "采购入库", 10, {"unit_cost": 9}),
        ("2024-01-03", "采购退货", 1, {"amount": -10}),
    )
    assert facts.monthly["purchase_value"].sum() == 190
    assert closing(facts) == [19, 180]
    assert facts.breaks[["kind", "qty"]].to_numpy().tolist() == [["sign_mismatch", 1]]


def test_money_without_goods_or_without_stock_is_not_lost():
    facts = replay(
        ("2024-01-01", "采购入库", 10, {"amount": 100}),
        ("2024-01-02", "采购入库", 0, {"amount": 20}),
        ("2024-01-03", "销售出库", 10, {}),
        ("2024-01-04", "成本调整", None, {"amount": 30}),
    )
    row = facts.monthly.iloc[0]
    assert (row["purchase_value"], row["sales_cost"]) == (120, 120)
    assert (row["revaluation_value"], row["other_out_value"], row["closing_value"]) == (30, 30, 0)


def test_costing_methods_side_by_side():
    rows = [
        ("2024-01-01", "期初", 10, {"amount": 100}),
        ("2024-01-10", "销售出库", 5, {"amount": 77}),
        ("2024-01-20", "采购入库", 10, {"amount": 200}),
        ("2024-01-25", "销售出库", 10, {}),
    ]
    costs = {
        costing: replay(*rows, costing=costing).monthly["sales_cost"].sum()
        for costing in ("recorded", "moving", "monthly", "fifo")
    }
    # 77 + 10 × 223/15; 50 + 10 × 250/15; 15 × 300/20; 5 × 10 + 5 × 10 + 5 × 20.
    assert costs == {"recorded": 225.6667, "moving": 216.6667, "monthly": 225.0, "fifo": 200.0}


def test_a_company_pool_has_one_unit_cost_and_shares_the_value():
    rows = [
        ("2024-01-01", "采购入库", 10, {"amount": 100, "warehouse": "一仓"}),
        ("2024-01-01", "采购入库", 5, {"amount": 80, "warehouse": "二仓"}),
    ]
    company, warehouse = replay(*rows), replay(*rows, cost_pool="warehouse")
    assert company.places["closing_value"].tolist() == [120, 60]
    assert warehouse.places["closing_value"].tolist() == [100, 80]
    assert company.monthly["revaluation_value"].sum() == 0


def test_daily_lists_days_with_sales_or_without_stock():
    facts = replay(
        ("2024-01-01", "采购入库", 3, {"amount": 3}),
        ("2024-01-02", "销售出库", 2, {}),
        ("2024-01-03", "销售出库", 1, {}),
        ("2024-01-06", "采购入库", 1, {"amount": 1}),
        end="2024-01-06",
    )
    assert facts.daily.drop(columns=["item", "warehouse"]).to_numpy().tolist() == [
        [pd.Timestamp("2024-01-02"), 2, False],
        [pd.Timestamp("2024-01-03"), 1, True],
        [pd.Timestamp("2024-01-04"), 0, True],
        [pd.Timestamp("2024-01-05"), 0, True],
    ]
    assert replay(("2024-01-01", "采购入库", 3, {}), daily=False).daily is None


def test_dates_of_a_place():
    facts = replay(
        ("2024-01-01", "期初", 9, {"amount": 9}),
        ("2024-02-01", "采购入库", 1, {"amount": 1}),
        ("2024-03-01", "领料出库", 1, {}),
        ("2024-04-01", "报废", 1, {}),
        ("2024-05-01", "调拨", 1, {"to_warehouse": "二仓"}),
        ("2024-06-01", "盘点", 9, {}),
        columns={"warehouse": "一仓"},
    )
    first, second = facts.places.to_dict("records")
    dates = [f"{first[name]:%m%d}" for name in ("first_receipt", "last_receipt", "last_issue")]
    assert dates == ["0101", "0201", "0301"]
    assert f"{second['first_receipt']:%m%d}{second['last_receipt']:%m%d}" == "05010501"
    assert pd.isna(second["last_issue"])


def test_an_opening_row_may_say_how_old_its_goods_are():
    old = pd.Timestamp("2022-05-06")
    facts = replay(
        ("2024-01-01", "期初", 2, {"amount": 2, "receipt_date": old}),
        ("2024-01-01", "期初", 3, {"amount": 3}),
    )
    assert layers(facts) == [("", None, 3), ("", "2022-05-06", 2)]


def test_missing_places_are_one_place_and_a_transfer_to_nowhere_is_told():
    facts = replay(("2024-01-01", "采购入库", 3, {"amount": 3}), end=None)
    assert facts.places["warehouse"].tolist() == [""]
    facts = replay(
        ("2024-01-01", "采购入库", 3, {"amount": 3, "warehouse": "一仓"}),
        ("2024-01-02", "调拨", 1, {"warehouse": "一仓", "to_warehouse": None}),
    )
    assert facts.places[["warehouse", "closing_qty"]].to_numpy().tolist() == [["", 1], ["一仓", 2]]
    assert kinds(facts) == ["transfer_without_target"]


def test_every_reader_gives_the_same_facts(tmp_path):
    frame = ledger(
        ("2024-01-01", "期初", 3.5, {"amount": 35, "to_warehouse": None}),
        ("2024-01-05", "销售出库", 1.25, {"sales_amount": 20}),
        ("2024-01-05", "采购入库", 2, {"unit_cost": 9.9}),
        ("2024-01-07", "调拨", 2, {"to_warehouse": "二仓"}),
        warehouse="一仓",
        item="001.10",
    )
    frame.to_parquet(tmp_path / "a.parquet")
    frame.to_csv(tmp_path / "a.csv", index=False)
    frame.iloc[:2].to_parquet(tmp_path / "part1.parquet")
    frame.iloc[2:].to_parquet(tmp_path / "part2.parquet")
    expected = replay_movements(frame)
    assert expected.monthly["item"].unique().tolist() == ["001.10"]
    for source in (
        pa.Table.from_pandas(frame),
        tmp_path / "a.parquet",
        str(tmp_path / "a.csv"),
        str(tmp_path / "part*.parquet"),
        frame.astype({"item": "category", "type": object}),
    ):
        found = replay_movements(source)
        for name in ("monthly", "places", "layers", "daily", "counts", "breaks"):
            pd.testing.assert_frame_equal(getattr(found, name), getattr(expected, name))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"type": "销售出库单"}, "是不是“销售出库”"),
        ({"type": None}, "不在约定的类型里"),
        ({"date": pd.NaT}, "1 行没有日期"),
        ({"item": ""}, "1 行没有商品编码"),
        ({"qty": np.nan}, "1 行没有数量"),
        ({"qty": np.inf}, "1 行没有数量"),
    ],
)
def test_rows_that_cannot_be_replayed_are_refused(change, message):
    rows = ledger(("2024-01-01", "采购入库", 3, {"amount": 3}))
    with pytest.raises(SourceError, match=message):
        replay_movements(pd.concat([rows, rows.assign(**change)]))


def test_unusable_sources_are_refused_with_what_to_do(tmp_path):
    rows = ledger(("2024-01-01", "采购入库", 3, {"amount": 3}))
    with pytest.raises(ColumnError, match="数量（qty）"):
        replay_movements(rows.drop(columns="qty"))
    with pytest.raises(SourceError, match="没有数据行"):
        replay_movements(rows.iloc[:0])
    with pytest.raises(SourceError, match="截止日 2023-12-31 在它之前"):
        replay_movements(rows, end=dt.date(2023, 12, 31))
    with pytest.raises(SourceError, match="读不出来"):
        replay_movements(tmp_path / "none.parquet")
    with pytest.raises(SourceError, match="是不是“moving”"):
        replay_movements(rows, costing="movin")
    (tmp_path / "bad.csv").write_text("date,type,item,qty\n2024-01-01,采购入库,A,三\n", "utf-8")
    with pytest.raises(SourceError, match="读不出来"):
        replay_movements(tmp_path / "bad.csv")
