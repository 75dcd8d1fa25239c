"""Oddities of real files that the reader notices by itself, and what it does about each."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from stockturn.i18n import _
from stockturn.intake.record import Observation

STOCK = ("opening_qty", "opening_value", "closing_qty", "closing_value")
SALES = ("sales_qty", "sales_amount", "sales_return_qty", "sales_return_amount")
DETAIL = {*SALES, "opening_value", "closing_value", "purchase_value"}
# A code with no value that holds more pieces than all goods together is not goods.
DOMINANT_SHARE = 0.5
# Sales are at cost where the value identity holds with them in nearly every row that sold.
AT_COST_SHARE = 0.95
CENTS = 0.02

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
    note = Observation(
        "no_stock_columns",
        _("{n} 行（{items} 个编码）只有销售、没有库存栏，多为组合商品或套装").format(
            n=int(bare.sum()), items=balances.loc[bare, "item"].nunique()
        ),
        _("计入销售收入，不计入库存；其成分的出库已体现在成分商品的结存变化中"),
    )
    return balances, [note]


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
    note = Observation(
        "not_goods",
        _("{code}（{name}）结存 {qty} 件而金额恒为 0，超过其余商品件数之和").format(
            code=_("、").join(suspects), name=name, qty=f"{pieces[suspects].sum():,.0f}"
        ),
        _("判为非实物（如补差价链接）：{n} 行只计销售收入，不计入库存数量").format(
            n=int(rows.sum())
        ),
    )
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
    note = Observation(
        "moved_only",
        _("各期只列出部分商品：每期 {low}～{high} 个，全部共 {items} 个").format(
            low=counts.min(), high=counts.max(), items=balances["item"].nunique()
        ),
        _("未列出的商品按最近一次结存计入库存，首次列出前按其首个期初计入"),
    )
    return balances, [note]


def _basis_of_sales(balances: pd.DataFrame) -> Treated:
    """Tell whether a table that tells purchases and sales apart states sales at cost or price."""
    if not DETAIL - {"sales_return_qty", "sales_return_amount"} <= set(balances.columns):
        return balances, []
    cost = _implied_cost(balances)
    amount = _filled(balances, "sales_amount") - _filled(balances, "sales_return_amount")
    sold = cost.notna() & balances["sales_qty"].fillna(0).ne(0)
    if not sold.any():
        return balances, []
    if (cost - amount)[sold].abs().le(CENTS).mean() > AT_COST_SHARE:
        return _as_cost(balances), [
            Observation(
                "sales_at_cost",
                _("销售金额使 期初＋入－出＝期末 在金额上成立，说明它按成本记"),
                _("作为出库成本使用；本表没有销售收入"),
            )
        ]
    noticed = _("销售金额按售价记，库存与采购按成本记")
    if (total := cost[sold].sum()) > 0:
        noticed += _("（销售金额约为推算成本的 {ratio:.2f} 倍）").format(
            ratio=amount[sold].sum() / total
        )
    return balances, [
        Observation(
            "sales_at_price",
            noticed,
            _("销售金额只作收入；营业成本按“期初＋采购－退货±其他变更－期末”推算"),
        )
    ]


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
    return balances, [
        Observation(
            "zero_value_stock",
            _("{n} 行有结存数量而金额为 0（{items} 个商品）").format(
                n=int(rows.sum()), items=balances.loc[rows, "item"].nunique()
            ),
            _("按客户账面计入，金额为 0；资金占用可能因此偏低"),
        )
    ]
