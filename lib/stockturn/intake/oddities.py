"""Oddities of real files that the reader notices by itself, and what it does about each."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from stockturn.i18n import _
from stockturn.intake.observations import Observation, observed
from stockturn.intake.values import HALF_CENT

STOCK = ("opening_qty", "opening_value", "closing_qty", "closing_value")
SALES = ("sales_qty", "sales_amount", "sales_return_qty", "sales_return_amount")
DETAIL = {*SALES, "opening_value", "closing_value", "purchase_value"}
# A code with no value that holds more pieces than all goods together is not goods.
DOMINANT_SHARE = 0.5
# Sales are at cost where the value identity holds with them in nearly every row that sold.
AT_COST_SHARE = 0.95

Treated = tuple[pd.DataFrame, list[Observation]]


def treat(
    tables: Mapping[str, pd.DataFrame],
) -> tuple[dict[str, pd.DataFrame], list[Observation]]:
    """Return the tables as they are to be used, and what was noticed."""
    treated = dict(tables)
    notes: list[Observation] = []
    if "balances" in treated:
        balances = treated["balances"]
        for step in (_without_stock, _not_goods, _moved_only, _basis_of_sales, _worthless):
            balances, found = step(balances)
            notes += found
        treated["balances"] = balances
    return treated, notes


def _stock_columns(balances: pd.DataFrame) -> list[str]:
    return [c for c in STOCK if c in balances]


def _without_stock(balances: pd.DataFrame) -> Treated:
    bare = balances[_stock_columns(balances)].isna().all(axis=1)
    sold = [c for c in SALES if c in balances]
    bare &= balances[sold].notna().any(axis=1)
    if not bare.any():
        return balances, []
    items = balances.loc[bare, "item"].nunique()
    return balances, [observed("no_stock_columns", n=int(bare.sum()), items=items)]


def _not_goods(balances: pd.DataFrame) -> Treated:
    values = [c for c in ("opening_value", "closing_value") if c in balances]
    if not {"closing_qty", "closing_value"} <= set(balances.columns):
        return balances, []
    by_item = balances.groupby("item", observed=True)
    pieces = by_item["closing_qty"].mean().fillna(0).clip(lower=0)
    worth = balances[values].abs().max(axis=1).groupby(balances["item"], observed=True).max()
    worth = worth.fillna(0).reindex(pieces.index)
    # Where nothing has a value, values are unknown, and a zero says nothing.
    suspects = pieces.index[pieces.gt(DOMINANT_SHARE * pieces.sum()) & worth.eq(0)]
    if suspects.empty or not worth.gt(0).any():
        return balances, []
    rows = balances["item"].isin(suspects)
    name = balances.loc[rows, "item_name"].iloc[0] if "item_name" in balances else suspects[0]
    qty = f"{pieces[suspects].sum():,.0f}"
    note = observed("not_goods", code=_("、").join(suspects), name=name, qty=qty, n=int(rows.sum()))
    treated = balances.copy()
    treated.loc[rows, _stock_columns(balances)] = float("nan")
    return treated, [note]


def _moved_only(balances: pd.DataFrame) -> Treated:
    """Notice goods that hold stock and are not listed in a later period."""
    starts = pd.DatetimeIndex(balances["period_start"].unique()).sort_values()
    pairs = balances[[c for c in ("item", "warehouse") if c in balances]]
    listed = pairs.assign(number=starts.get_indexer(pd.Index(balances["period_start"])))
    held = balances["closing_qty"].fillna(0).ne(0) & listed["number"].lt(len(starts) - 1)
    due = listed.assign(number=listed["number"] + 1)[held]
    if len(due.merge(listed.drop_duplicates())) == len(due):
        return balances, []
    counts = balances.groupby("period_start")["item"].nunique()
    items = balances["item"].nunique()
    return balances, [observed("moved_only", low=counts.min(), high=counts.max(), items=items)]


def _basis_of_sales(balances: pd.DataFrame) -> Treated:
    """Tell whether a table that tells purchases and sales apart states sales at cost or price."""
    if not DETAIL - {"sales_return_qty", "sales_return_amount"} <= set(balances.columns):
        return balances, []
    cost = _implied_cost(balances)
    amount = _filled(balances, "sales_amount") - _filled(balances, "sales_return_amount")
    sold = cost.notna() & balances["sales_qty"].fillna(0).ne(0)
    if not sold.any():
        return balances, []
    if (cost - amount)[sold].abs().le(4 * HALF_CENT).mean() > AT_COST_SHARE:
        return _as_cost(balances), [observed("sales_at_cost")]
    if (total := cost[sold].sum()) > 0:
        return balances, [observed("sales_at_price.ratio", ratio=amount[sold].sum() / total)]
    return balances, [observed("sales_at_price")]


def _filled(balances: pd.DataFrame, name: str) -> pd.Series:
    if name in balances:
        return balances[name].fillna(0)
    return pd.Series(0.0, index=balances.index)


def _implied_cost(balances: pd.DataFrame) -> pd.Series:
    return (
        balances["opening_value"]
        + _filled(balances, "purchase_value")
        - _filled(balances, "purchase_return_value")
        + _filled(balances, "other_value")
        + _filled(balances, "transfer_in_value")
        - _filled(balances, "transfer_out_value")
        - balances["closing_value"]
    )


def _as_cost(balances: pd.DataFrame) -> pd.DataFrame:
    """Call sales by what they are: a value that takes part in the value identity."""
    names = {"sales_amount": "sales_value", "sales_return_amount": "sales_return_value"}
    return balances.rename(columns=names)


def _worthless(balances: pd.DataFrame) -> Treated:
    if not {"closing_qty", "closing_value"} <= set(balances.columns):
        return balances, []
    rows = balances["closing_qty"].gt(0) & balances["closing_value"].eq(0)
    if not rows.any():
        return balances, []
    items = balances.loc[rows, "item"].nunique()
    return balances, [observed("zero_value_stock", n=int(rows.sum()), items=items)]
