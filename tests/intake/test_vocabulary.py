"""The words of 类型 are those of the contract, and each is told apart from its neighbours."""

from __future__ import annotations

import pandas as pd
import pytest

from stockturn.intake.reasons import first_of
from stockturn.intake.vocabulary import MOVEMENT_TYPES, SIGNS, unusable
from stockturn.ledger.kinds import CODE, SIGN


def movement(**cells) -> pd.DataFrame:
    return pd.DataFrame([{"type": "期初", "item": "001", "qty": 1.0} | cells])


def faults(rows: pd.DataFrame) -> dict[int, str]:
    return first_of(unusable(rows, "movements")).to_dict()


def test_reader_and_ledger_know_the_same_words():
    assert set(MOVEMENT_TYPES) == set(CODE)


@pytest.mark.parametrize("word", MOVEMENT_TYPES)
def test_every_word_of_the_contract_is_used(word: str):
    whole = movement(type=word, amount=5.0, to_warehouse="分仓")
    assert faults(whole) == {}


@pytest.mark.parametrize(
    ("word", "near"), [("销售出货", "销售出库"), ("采购 入库", "采购入库"), ("报損", None)]
)
def test_an_unknown_word_is_set_aside_with_the_near_one(word: str, near: str | None):
    fault = faults(movement(type=word))[0]
    assert word in fault
    assert (near or "是否为") in fault or near is None


def test_a_value_adjustment_needs_no_quantity_but_an_amount():
    nothing = float("nan")
    assert faults(movement(type="成本调整", qty=nothing)) == {0: "成本调整缺金额"}
    assert faults(movement(type="成本调整", qty=nothing, amount=5.0)) == {}


def test_each_row_is_judged_by_itself():
    rows = pd.concat([movement(), movement(qty=float("nan")), movement(type="魔法")])
    rows.index = [7, 3, 5]
    assert list(faults(rows)) == [3, 5]


def test_reader_and_ledger_move_stock_the_same_way():
    assert {name: int(SIGN[code]) for name, code in CODE.items()} == SIGNS
