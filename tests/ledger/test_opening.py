import pandas as pd
import pytest

from stockturn.ledger.opening import brought_forward, counted_back


def ledger(**more):
    return pd.DataFrame(
        {
            "date": pd.to_datetime(["2025-02-03", "2025-03-01"]),
            "type": ["销售出库", "采购入库"],
            "item": ["A", "A"],
            "warehouse": ["甲", "甲"],
            "qty": [2.0, 5.0],
            "amount": [20.0, 50.0],
        }
        | more
    )


def months(**more):
    return pd.DataFrame(
        {
            "period_start": pd.to_datetime(["2025-01-01", "2025-02-01", "2025-02-01"]),
            "item": ["A", "A", "B"],
            "warehouse": ["甲", "甲", "甲"],
            "opening_qty": [9.0, 7.0, 0.0],
            "opening_value": [90.0, 70.0, 0.0],
            "closing_qty": [7.0, 5.0, 0.0],
        }
        | more
    )


def test_the_month_in_which_the_ledger_begins_is_brought_forward():
    (row,) = brought_forward(ledger(), months()).to_dict("records")
    assert row == {
        "date": pd.Timestamp("2025-02-01"),
        "item": "A",
        "warehouse": "甲",
        "qty": 7.0,
        "amount": 70.0,
        "type": "期初",
    }


@pytest.mark.parametrize(
    ("movements", "balances"),
    [
        (ledger(type=["期初", "采购入库"]), months()),
        (ledger(date=pd.to_datetime(["2024-12-03", "2025-03-01"])), months()),
        (ledger(), months().drop(columns="warehouse")),
        (ledger(), months().drop(columns="opening_qty")),
        (ledger(), None),
    ],
    ids=["states its own", "not covered", "other places", "no openings", "no balances"],
)
def test_nothing_is_brought_forward_otherwise(movements, balances):
    assert brought_forward(movements, balances).empty


def shelf(**more):
    known = {
        "date": pd.to_datetime(["2025-03-31"]),
        "item": ["A"],
        "warehouse": ["甲"],
        "onhand_qty": [9.0],
    }
    return pd.DataFrame(known | more)


class TestCountedBack:
    def test_the_snapshot_less_what_moved(self):
        (row,) = counted_back(ledger(), shelf()).to_dict("records")
        assert (row["type"], row["qty"], str(row["date"].date())) == ("期初", 6, "2025-02-03")

    def test_what_moved_after_the_snapshot_says_nothing(self):
        early = shelf(date=pd.to_datetime(["2025-02-28"]))
        assert counted_back(ledger(), early)["qty"].tolist() == [11]

    def test_a_count_before_the_snapshot_is_surer(self):
        counted = ledger(type=["盘点", "采购入库"])
        assert counted_back(counted, shelf())["qty"].tolist() == [2]

    def test_a_transfer_leaves_here_and_arrives_there(self):
        moved = ledger(type=["调拨", "采购入库"], to_warehouse=["乙", ""])
        shelves = pd.concat([shelf(), shelf(warehouse=["乙"], onhand_qty=[2.0])])
        opening = counted_back(moved, shelves).set_index("warehouse")["qty"]
        assert opening.to_dict() == {"甲": 6}

    @pytest.mark.parametrize("first", ["期初"])
    def test_a_ledger_that_states_its_opening_keeps_it(self, first):
        assert counted_back(ledger(type=[first, "采购入库"]), shelf()).empty

    def test_nothing_without_snapshots_or_without_the_same_places(self):
        assert counted_back(ledger(), None).empty
        assert counted_back(ledger(), shelf().drop(columns="warehouse")).empty
