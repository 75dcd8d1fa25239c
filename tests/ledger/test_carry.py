"""Balances carried from listing to listing."""

import csv
import datetime as dt
import os
import re
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest

from stockturn.ledger.carry import facts_from_balances

from .conftest import stock, table

SHARED = Path(os.environ.get("STOCKTURN_SHARED", Path(__file__).parents[3] / "shared"))
FOTOLEI = SHARED / "data" / "cn_fotolei_psi"


def test_an_unlisted_item_keeps_its_balance_and_has_its_first_opening_before():
    facts = facts_from_balances(
        table(
            ("2021-01", "A", stock(5, 4)),
            ("2021-02", "B", stock(7, 6)),
            ("2021-03", "A", stock(4, 2)),
        )
    )
    held = facts.monthly.set_index(["item", "bucket"])
    assert held.loc["A", "opening_qty"].tolist() == [5, 4, 4]
    assert held.loc["A", "closing_qty"].tolist() == [4, 4, 2]
    assert held.loc["B", "opening_qty"].tolist() == [7, 7, 6]
    assert held.loc["B", "closing_value"].tolist() == [70, 60, 60]
    assert (facts.start, facts.end) == (dt.date(2021, 1, 1), dt.date(2021, 3, 31))
    assert not facts.has_days
    assert facts.daily is None


def test_an_item_that_starts_from_nothing_has_no_rows_before():
    facts = facts_from_balances(
        table(
            ("2021-01", "A", stock(5, 4)),
            ("2021-02", "N", stock(0, 6)),
            ("2021-03", "A", stock(4, 4)),
        )
    )
    assert facts.monthly.query("item == 'N'")["bucket"].tolist() == [1, 2]


def test_cost_of_goods_is_the_identity_where_sales_are_at_selling_price():
    facts = facts_from_balances(
        table(
            (
                "2021-01",
                "A",
                stock(
                    10,
                    8,
                    purchase_qty=5,
                    purchase_value=60,
                    purchase_return_qty=1,
                    purchase_return_value=12,
                    sales_qty=7,
                    sales_amount=400,
                    sales_return_qty=2,
                    sales_return_amount=90,
                    other_qty=-1,
                    other_value=-11,
                ),
            )
        )
    )
    row = facts.monthly.iloc[0]
    assert row["sales_cost"] == 100 + 60 - 12 - 11 - 80
    assert row["revenue"] == 400
    assert row["sales_return_amount"] == 90
    assert row["sales_return_cost"] == 0
    assert (row["other_out_qty"], row["other_out_value"], row["other_in_qty"]) == (1, 11, 0)
    assert facts.breaks.empty


def test_outgoing_value_is_the_cost_where_the_table_has_it():
    facts = facts_from_balances(
        table(("2021-01", "A", stock(10, 8, in_qty=2, in_value=20, out_qty=4, out_value=41)))
    )
    row = facts.monthly.iloc[0]
    assert (row["sales_cost"], row["sales_qty"], row["purchase_value"]) == (41, 4, 20)
    assert facts.breaks[["kind", "value"]].to_numpy().tolist() == [["unbalanced_row", -1.0]]


def test_incoming_value_without_outgoing_gives_the_cost():
    facts = facts_from_balances(
        table(("2021-01", "A", stock(10, 8, in_qty=2, in_value=20, out_qty=4)))
    )
    assert facts.monthly["sales_cost"].tolist() == [40]


def test_a_period_that_opens_otherwise_is_a_break_and_a_revaluation():
    facts = facts_from_balances(
        table(("2021-01", "A", stock(10, 8)), ("2021-02", "A", stock(7, 7, cost=11)))
    )
    gap = facts.breaks.query("kind == 'opening_gap'").iloc[0]
    assert (gap["qty"], gap["value"], gap["date"]) == (-1, -3, pd.Timestamp("2021-02-28"))
    assert facts.monthly["revaluation_value"].tolist() == [0, -3]


def test_a_cent_of_money_is_rounding_but_counts_in_the_books():
    facts = facts_from_balances(
        table(
            ("2021-01", "A", stock(10, 8)),
            ("2021-02", "A", stock(8, 8) | {"opening_value": 80.01}),
            ("2021-03", "A", stock(8, 8) | {"opening_value": 80.02}),
        )
    )
    gaps = facts.breaks.query("kind == 'opening_gap'")
    assert gaps["date"].tolist() == [pd.Timestamp("2021-03-31")]
    assert facts.monthly["revaluation_value"].tolist() == [0, 0.01, 0.02]


def test_a_row_without_stock_columns_sells_but_holds_nothing():
    bundle = {"sales_qty": 3, "sales_amount": 300}
    facts = facts_from_balances(
        table(
            ("2021-01", "S", bundle), ("2021-01", "A", stock(1, 1)), ("2021-02", "A", stock(1, 1))
        )
    )
    rows = facts.monthly.query("item == 'S'")
    assert rows["revenue"].tolist() == [300, 0]
    assert rows[["opening_value", "closing_value", "sales_cost"]].to_numpy().sum() == 0
    place = facts.places.query("item == 'S'").iloc[0]
    assert place["last_issue"] == pd.Timestamp("2021-01-31")
    assert pd.isna(place["first_receipt"])


def test_a_listing_with_one_end_takes_the_other_from_its_flows():
    row = {
        "closing_qty": 8,
        "closing_value": 80,
        "in_qty": 5,
        "in_value": 50,
        "out_qty": 2,
        "out_value": 20,
    }
    facts = facts_from_balances(table(("2021-01", "A", row)))
    assert facts.monthly[["opening_qty", "opening_value"]].to_numpy().tolist() == [[5, 50]]


def test_negative_closing_and_repeated_rows_are_listed():
    facts = facts_from_balances(
        table(("2021-01", "A", stock(0, -2)), ("2021-01", "A", stock(1, 1)))
    )
    kinds = facts.breaks.set_index("kind")["qty"]
    assert kinds["negative_balance"] == -1
    assert kinds["several_rows"] == 2
    assert kinds["unbalanced_row"] == 2


def test_values_are_unknown_where_a_table_has_quantities_only():
    row = {"opening_qty": 5, "closing_qty": 4, "out_qty": 1}
    facts = facts_from_balances(table(("2021-01", "A", row)))
    assert facts.uncosted_receipt_share == 1.0
    assert not facts.monthly.isna().any(axis=None)


def test_places_are_kept_apart():
    facts = facts_from_balances(
        table(("2021-01", "A", stock(1, 1)), ("2021-01", "A", stock(2, 3)), warehouse=["w1", "w2"])
    )
    assert facts.places["closing_qty"].tolist() == [1, 3]
    assert facts.places["first_receipt"].tolist() == [pd.Timestamp("2021-01-31")] * 2


# Independent of stockturn: exact fractions over the twelve real files, item by item.


def read_fotolei():
    for path in sorted(FOTOLEI.glob("*进销存报表.csv")):
        month = re.match(r"(\d{4})\.(\d\d)", path.name).groups()
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                yield "-".join(month), row


def by_hand():
    stocks, months, cost = {}, [], Fraction(0)
    for month, row in read_fotolei():
        if month not in months:
            months.append(month)
        if row["起始库存总额"] == "":
            continue
        money = {name: Fraction(row[name] or 0) for name in row if name.endswith("总额")}
        opening, closing = money["起始库存总额"], money["截止库存总额"]
        stocks.setdefault(row["规格编码"], {})[month] = (opening, closing)
        cost += (
            opening + money["采购总额"] - money["采购退货总额"] + money["其他变更总额"] - closing
        )
    total = Fraction(0)
    for listed in stocks.values():
        balance = next(iter(listed.values()))[0]
        for month in months:
            opening, closing = listed.get(month, (balance, balance))
            total += (opening + closing) / 2
            balance = closing
    average = total / len(months)
    return float(cost), float(average), float(cost / average)


@pytest.mark.real
@pytest.mark.skipif(not FOTOLEI.is_dir(), reason="the shared real data are not here")
def test_the_real_year_agrees_with_a_computation_by_hand():
    names = {
        "规格编码": "item",
        "起始库存数量": "opening_qty",
        "起始库存总额": "opening_value",
        "采购数量": "purchase_qty",
        "采购总额": "purchase_value",
        "采购退货数量": "purchase_return_qty",
        "采购退货总额": "purchase_return_value",
        "销售数量": "sales_qty",
        "销售总额": "sales_amount",
        "销售退货数量": "sales_return_qty",
        "销售退货总额": "sales_return_amount",
        "其他变更数量": "other_qty",
        "其他变更总额": "other_value",
        "截止库存数量": "closing_qty",
        "截止库存总额": "closing_value",
    }
    lines = list(read_fotolei())
    figures = pd.DataFrame([row for _month, row in lines])[list(names)].rename(columns=names)
    months = pd.PeriodIndex([month for month, _row in lines], freq="M")
    figures["period_start"], figures["period_end"] = months.start_time, months.end_time
    for name in figures.columns[1:15]:
        figures[name] = pd.to_numeric(figures[name])
    facts = facts_from_balances(figures)
    cost, average, turns = by_hand()
    ends = facts.monthly.groupby("bucket")[["opening_value", "closing_value"]].sum()
    assert facts.monthly["sales_cost"].sum() == pytest.approx(cost, abs=1e-6)
    assert ends.to_numpy().sum() / 24 == pytest.approx(average, abs=1e-6)
    assert facts.monthly["sales_cost"].sum() / (ends.to_numpy().sum() / 24) == pytest.approx(turns)
    assert len(lines) == 6741
    assert facts.places["item"].nunique() == 1106
    assert facts.breaks["kind"].value_counts().to_dict() == {
        "unbalanced_row": 67,
        "negative_balance": 12,
    }
