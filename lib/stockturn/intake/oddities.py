"""Oddities of real files that the reader notices by itself, and what it does about each."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from stockturn.i18n import _
from stockturn.intake.record import Observation

STOCK = ("opening_qty", "opening_value", "closing_qty", "closing_value")
# A code with no value that holds more pieces than all goods together is not goods.
DOMINANT_SHARE = 0.5
CENT = 0.01


def treat(
    tables: Mapping[str, pd.DataFrame],
) -> tuple[dict[str, pd.DataFrame], list[Observation]]:
    """Return the tables as they are to be used, and what was noticed."""
    treated = dict(tables)
    notes: list[Observation] = []
    if "balances" in treated:
        balances = treated["balances"]
        for step in (_without_stock, _not_goods, _moved_only, _sales_at_price, _worthless):
            balances, found = step(balances)
            notes += found
        treated["balances"] = balances
    return treated, notes


Treated = tuple[pd.DataFrame, list[Observation]]


def _stock_columns(balances: pd.DataFrame) -> list[str]:
    return [c for c in STOCK if c in balances]


def _without_stock(balances: pd.DataFrame) -> Treated:
    bare = balances[_stock_columns(balances)].isna().all(axis=1)
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
    if not {"closing_qty", "closing_value"} <= set(balances.columns):
        return balances, []
    by_item = balances.groupby("item", observed=True)
    mean_qty = by_item["closing_qty"].mean().fillna(0)
    money = by_item["closing_value"].apply(lambda s: s.abs().max()).fillna(0)
    if "opening_value" in balances:
        money += by_item["opening_value"].apply(lambda s: s.abs().max()).fillna(0)
    share = mean_qty / max(mean_qty.sum(), 1)
    codes = share.index[(share > DOMINANT_SHARE) & (money == 0)]
    if codes.empty or (money > 0).sum() == 0:
        return balances, []
    rows = balances["item"].isin(codes)
    name = balances.loc[rows, "item_name"].iloc[0] if "item_name" in balances else codes[0]
    note = Observation(
        "not_goods",
        _("{code}（{name}）结存 {qty} 件而金额恒为 0，超过其余商品件数之和").format(
            code="、".join(codes), name=name, qty=f"{mean_qty[codes].sum():,.0f}"
        ),
        _("判为非实物（如补差价链接）：{n} 行只计销售收入，不计入库存数量").format(
            n=int(rows.sum())
        ),
    )
    treated = balances.copy()
    treated.loc[rows, _stock_columns(balances)] = float("nan")
    return treated, [note]


def _moved_only(balances: pd.DataFrame) -> Treated:
    listed = balances.groupby("period_start")["item"].nunique()
    items = balances["item"].nunique()
    if len(listed) < 2 or listed.max() >= items:
        return balances, []
    note = Observation(
        "moved_only",
        _("各期只列出部分商品：每期 {low}～{high} 个，全部共 {items} 个").format(
            low=listed.min(), high=listed.max(), items=items
        ),
        _("未列出的商品按最近一次结存计入库存，首次列出前按其首个期初计入"),
    )
    return balances, [note]


def _sales_at_price(balances: pd.DataFrame) -> Treated:
    needed = {"sales_qty", "sales_amount", "opening_value", "closing_value", "purchase_value"}
    if not needed <= set(balances.columns):
        return balances, []
    gap = _value_gap(balances)
    held = gap.notna() & balances["sales_qty"].ne(0)
    at_cost = gap[held].abs().le(CENT * 2).mean() if held.any() else 0.0
    if at_cost > 0.95:
        return _as_cost(balances), [
            Observation(
                "sales_at_cost",
                _("销售金额使 期初＋入－出＝期末 在金额上成立，说明它按成本记"),
                _("作为出库成本使用；本表没有销售收入"),
            )
        ]
    ratio = balances.loc[held, "sales_amount"].sum() / max(_implied_cost(balances)[held].sum(), 1)
    return balances, [
        Observation(
            "sales_at_price",
            _(
                "销售金额按售价记，库存与采购按成本记（销售金额约为推算成本的 {ratio:.2f} 倍）"
            ).format(ratio=ratio),
            _("销售金额只作收入；营业成本按 期初＋采购－退货±其他变更－期末 推算"),
        )
    ]


def _column(balances: pd.DataFrame, name: str) -> pd.Series:
    if name in balances:
        return balances[name].fillna(0)
    return pd.Series(0.0, index=balances.index)


def _implied_cost(balances: pd.DataFrame) -> pd.Series:
    return (
        balances["opening_value"]
        + _column(balances, "purchase_value")
        - _column(balances, "purchase_return_value")
        + _column(balances, "other_value")
        - balances["closing_value"]
    )


def _value_gap(balances: pd.DataFrame) -> pd.Series:
    net_sales = _column(balances, "sales_amount") - _column(balances, "sales_return_amount")
    return _implied_cost(balances) - net_sales


def _as_cost(balances: pd.DataFrame) -> pd.DataFrame:
    return balances.assign(
        in_qty=_column(balances, "purchase_qty") - _column(balances, "purchase_return_qty"),
        in_value=_column(balances, "purchase_value") - _column(balances, "purchase_return_value"),
        out_qty=_column(balances, "sales_qty") - _column(balances, "sales_return_qty"),
        out_value=_column(balances, "sales_amount") - _column(balances, "sales_return_amount"),
    ).drop(columns=[c for c in balances if c.startswith(("sales_", "purchase_"))])


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
