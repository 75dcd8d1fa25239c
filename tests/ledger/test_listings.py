"""Listings: what is refused of balance tables, and months that no table covers."""

import datetime as dt

import pandas as pd
import pytest

from stockturn.errors import ColumnError, SourceError
from stockturn.ledger.carry import facts_from_balances

from .conftest import stock, table


def test_a_missing_month_is_filled_and_told():
    facts = facts_from_balances(
        table(("2021-01", "A", stock(5, 4)), ("2021-04", "A", stock(4, 3))),
        cuts=[dt.date(2021, 2, 15)],
    )
    assert facts.buckets["days"].tolist() == [31, 14, 14, 31, 30]
    assert facts.breaks.query("kind == 'missing_period'")["date"].dt.month.tolist() == [2, 2, 3]
    assert facts.monthly["closing_qty"].tolist() == [4, 4, 4, 4, 3]


@pytest.mark.parametrize("lost", ["period_start", "item"])
def test_a_missing_column_is_named(lost):
    with pytest.raises(ColumnError, match=lost):
        facts_from_balances(table(("2021-01", "A", stock(1, 1))).drop(columns=lost))


def test_overlapping_periods_and_missing_items_are_refused():
    both = table(("2021-01", "A", stock(1, 1)), ("2021-02", "A", stock(1, 1)))
    with pytest.raises(SourceError, match="重叠"):
        facts_from_balances(both.assign(period_end=pd.Timestamp("2021-02-28")))
    with pytest.raises(SourceError, match="1 行没有期间或商品编码"):
        facts_from_balances(both.assign(item=["A", None]))
    with pytest.raises(SourceError, match="共 0 行"):
        facts_from_balances(both.iloc[:0])
