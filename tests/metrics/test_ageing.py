"""Ages add up to the balance, and a transfer does not make stock young."""

from __future__ import annotations

import pandas as pd
import pytest

from stockturn.ledger.carry import facts_from_balances
from stockturn.ledger.replay import replay_movements
from stockturn.metrics.ageing import age_stock
from stockturn.metrics.proofs import book_proofs


def ledger(rows: list[tuple[str, str, str, str, float, float | None, str]]) -> pd.DataFrame:
    columns = ["date", "type", "item", "warehouse", "qty", "unit_cost", "to_warehouse"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.assign(date=pd.to_datetime(frame["date"]))


ROWS = [
    ("2024-01-01", "期初", "a", "甲仓", 10.0, 5.0, ""),
    ("2024-06-01", "采购入库", "a", "甲仓", 20.0, 5.0, ""),
    ("2024-12-01", "采购入库", "a", "甲仓", 5.0, 8.0, ""),
    ("2024-12-10", "销售出库", "a", "甲仓", 15.0, None, ""),
    ("2024-12-30", "调拨", "a", "甲仓", 12.0, None, "乙仓"),
    ("2024-12-31", "销售出库", "b", "甲仓", 3.0, 2.0, ""),
]


def test_buckets_tie_to_the_balance() -> None:
    facts = replay_movements(ledger(ROWS))
    ageing = age_stock(facts)
    assert ageing is not None
    assert ageing.value == pytest.approx(facts.places["closing_value"].sum())
    parts = ageing.buckets["qty"].sum() + ageing.undated_qty + ageing.negative_qty
    assert parts == pytest.approx(facts.places["closing_qty"].sum())


def test_t20_every_bucket_has_its_pieces_and_its_money() -> None:
    ageing = age_stock(replay_movements(ledger(ROWS)))
    assert ageing is not None
    priced = ageing.rows["qty"] * ageing.rows["unit_cost"].fillna(0.0)
    assert ageing.rows["value"].tolist() == pytest.approx(priced.tolist())
    assert ageing.buckets["qty"].gt(0).tolist() == ageing.buckets["value"].gt(0).tolist()
    assert ageing.buckets["value"].sum() > 0


def test_transferred_stock_keeps_its_age() -> None:
    ageing = age_stock(replay_movements(ledger(ROWS)))
    assert ageing is not None
    moved = ageing.rows[ageing.rows["warehouse"] == "乙仓"]
    assert moved["age_days"].min() == 213
    assert moved["qty"].sum() == 12


def test_stock_owed_is_told_apart() -> None:
    ageing = age_stock(replay_movements(ledger(ROWS)))
    assert ageing is not None
    assert ageing.negative_qty == -3


def test_books_prove_themselves() -> None:
    facts = replay_movements(ledger(ROWS))
    proofs = book_proofs(facts, age_stock(facts), {})
    assert {p.id for p in proofs} == {
        "books_roll",
        "books_carry_over",
        "transfers_net_zero",
        "ageing_ties",
    }
    assert all(p.ok for p in proofs), [(p.id, p.breaks, p.value) for p in proofs]


@pytest.mark.parametrize(
    ("column", "broken"),
    [
        ("purchase_qty", "books_roll"),
        ("sales_cost", "books_roll"),
        ("transfer_in_value", "transfers_net_zero"),
    ],
)
def test_a_wrong_fact_is_found(column: str, broken: str) -> None:
    facts = replay_movements(ledger(ROWS))
    facts.monthly.loc[facts.monthly.index[0], column] += 1.0
    proofs = {p.id: p for p in book_proofs(facts, age_stock(facts), {})}
    assert not proofs[broken].ok


def test_own_summary_is_held_against_the_replay() -> None:
    facts = replay_movements(ledger(ROWS))
    own = pd.DataFrame(
        {
            "period_start": pd.to_datetime(["2024-12-01"] * 2),
            "period_end": pd.to_datetime(["2024-12-31"] * 2),
            "item": ["a", "b"],
            "closing_qty": [20.0, 0.0],
        }
    )
    (check,) = [c for c in book_proofs(facts, None, {"balances": own}) if c.id == "balances_agree"]
    assert not check.ok
    assert check.breaks == 1
    assert check.value == 3.0


def test_transfers_that_a_summary_states_must_come_to_nothing():
    month = {"period_start": pd.Timestamp("2024-01-01"), "period_end": pd.Timestamp("2024-01-31")}
    ends = {"opening_qty": 5.0, "closing_qty": 5.0, "in_qty": 4.0, "out_qty": 4.0}
    rows = [
        {"warehouse": "总仓", "transfer_out_qty": 4.0},
        {"warehouse": "门店", "transfer_in_qty": 3.0},
    ]
    own = pd.DataFrame([{"item": "A", **month, **ends, **row} for row in rows])
    facts = facts_from_balances(own)
    (check,) = book_proofs(facts, None, {"balances": own})
    assert (check.id, check.ok, check.value) == ("transfers_net_zero", False, 1.0)
    assert book_proofs(facts, None, {"balances": own.iloc[:, :-2]}) == []
