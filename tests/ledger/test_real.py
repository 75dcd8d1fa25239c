"""A real daily ledger (AdventureWorks), replayed and computed independently of stockturn."""

import os
from pathlib import Path

import pandas as pd
import pytest

from stockturn.ledger.replay import replay_movements

SHARED = Path(os.environ.get("STOCKTURN_SHARED", Path(__file__).parents[3] / "shared"))
LEDGER = SHARED / "data" / "adventureworks" / "dw_daily_stock_ledger.parquet"
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not LEDGER.is_file(), reason="the shared real data are not here"),
]


@pytest.fixture(scope="module")
def days():
    frame = pd.read_parquet(LEDGER).sort_values(["ProductKey", "MovementDate"])
    frame["before"] = frame["UnitsBalance"] - frame["UnitsIn"] + frame["UnitsOut"]
    return frame


@pytest.fixture(scope="module")
def facts(days):
    """Say the daily ledger as movements: opening, receipts, issues, changes of cost."""

    def lines(rows, kind, qty, amount, hour=0):
        when = rows["MovementDate"] + pd.Timedelta(hours=hour)
        frame = pd.DataFrame({"item": rows["ProductKey"], "date": when, "type": kind})
        return frame.assign(qty=qty, amount=amount)

    first = days[days["MovementDate"] == days["MovementDate"].min()]
    came, went = days[days["UnitsIn"] > 0], days[days["UnitsOut"] > 0]
    change = days["UnitCost"].diff().where(days["ProductKey"].eq(days["ProductKey"].shift()), 0.0)
    anew = days[change != 0]
    return replay_movements(
        pd.concat(
            [
                lines(first, "期初", first["before"], first["before"] * first["UnitCost"]),
                lines(came, "采购入库", came["UnitsIn"], came["UnitsIn"] * came["UnitCost"], 8),
                lines(went, "销售出库", went["UnitsOut"], went["UnitsOut"] * went["UnitCost"], 9),
                lines(anew, "成本调整", None, anew["before"] * change[change != 0], 7),
            ]
        ),
        cost_pool="warehouse",
    )


def test_every_day_was_told(days):
    assert len(days) == days["ProductKey"].nunique() * days["MovementDate"].nunique()
    same = days["ProductKey"].eq(days["ProductKey"].shift())
    assert (days["before"] == days["UnitsBalance"].shift())[same].all()


def test_negative_balances_are_found(days, facts):
    assert facts.monthly["negative_days"].sum() == (days["UnitsBalance"] < 0).sum() == 3319


def test_quantities_are_the_ledgers(days, facts):
    by_item = facts.monthly.groupby("item")[["sales_qty", "purchase_qty", "qty_days"]].sum()
    theirs = days.assign(item=days["ProductKey"].astype(str)).groupby("item")
    assert (by_item["sales_qty"] == theirs["UnitsOut"].sum()).all()
    assert (by_item["purchase_qty"] == theirs["UnitsIn"].sum()).all()
    assert (by_item["qty_days"] == theirs["UnitsBalance"].sum()).all()
    closing = facts.places.set_index("item")["closing_qty"]
    assert (closing == theirs["UnitsBalance"].last()).all()


def test_cost_of_goods_and_mean_value_are_the_ledgers(days, facts):
    cost = (days["UnitsOut"] * days["UnitCost"]).sum()
    assert facts.monthly["sales_cost"].sum() == pytest.approx(cost, abs=1e-3)
    theirs = days.assign(item=days["ProductKey"].astype(str), worth=worth(days)).groupby("item")
    ours = facts.monthly.groupby("item")["value_days"].sum()
    assert (ours - theirs["worth"].sum()).abs().max() < 1e-4
    mean = worth(days).sum() / days["MovementDate"].nunique()
    assert ours.sum() / facts.buckets["days"].sum() == pytest.approx(mean, rel=1e-12)


def worth(days):
    return days["UnitsBalance"] * days["UnitCost"]


def test_the_identity_holds_with_its_revaluation(facts):
    rows = facts.monthly
    bought, sold = rows["purchase_value"].sum(), rows["sales_cost"].sum()
    spent = rows["other_out_value"].sum() - rows["revaluation_value"].sum()
    opening = rows.loc[rows["bucket"] == 0, "opening_value"].sum()
    assert opening + bought - sold - spent == pytest.approx(facts.places["closing_value"].sum())
    assert set(facts.breaks["kind"]) == {"negative_balance"}
