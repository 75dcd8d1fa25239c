"""Proofs that the replayed books are whole: identities that hold whatever the client did."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from stockturn.i18n import _
from stockturn.intake.record import Check
from stockturn.intake.values import HALF_CENT
from stockturn.ledger.facts import Facts
from stockturn.metrics.ageing import Ageing
from stockturn.metrics.audit import snapshot_gaps

PAIR = ["item", "warehouse"]
QTY_TOLERANCE = 1e-6
# Money is kept to a ten-thousandth of a yuan; sums of many rows may differ by a fraction of a cent.
VALUE_TOLERANCE = HALF_CENT
_FLOWS = ("purchase", "other_in", "transfer_in")
_COUNTERFLOWS = ("purchase_return", "other_out", "transfer_out")


def book_proofs(
    facts: Facts, ageing: Ageing | None, tables: Mapping[str, pd.DataFrame]
) -> list[Check]:
    """Prove the facts of a replayed ledger; of other sources, what they state."""
    if facts.source != "movements":
        stated = {"transfer_in_qty", "transfer_in_value"} & {*tables.get("balances", ())}
        return [*([_transfers(facts)] if stated else []), *_unbroken(tables)]
    proofs = [_rolls(facts), _carries_over(facts), _transfers(facts)]
    if ageing is not None:
        proofs.append(_ages(facts, ageing))
    return [*proofs, *_own_summary(facts, tables), *_unbroken(tables)]


def _unbroken(tables: Mapping[str, pd.DataFrame]) -> list[Check]:
    """Look for days that a series of snapshots leaves out (intake looks at periods)."""
    days = tables["onhand"]["date"].dt.normalize() if "onhand" in tables else pd.Series()
    if days.nunique() < 3:
        return []
    gaps = snapshot_gaps(days)
    told = _("；").join(_("{a}～{b}").format(a=f"{a:%Y-%m-%d}", b=f"{b:%Y-%m-%d}") for a, b in gaps)
    return [
        Check(
            "snapshots_unbroken",
            _("库存快照间隔均匀，没有断档"),
            breaks=len(gaps),
            value=0.0,
            detail=told or _("{n} 个日期").format(n=days.nunique()),
            checked=days.nunique() - 1,
        )
    ]


def _net(monthly: pd.DataFrame, measure: str) -> pd.Series:
    sales, returns = ("sales_qty", "sales_return_qty")
    if measure == "value":
        sales, returns = ("sales_cost", "sales_return_cost")
    net = monthly[returns] - monthly[sales]
    for name in _FLOWS:
        net = net + monthly[f"{name}_{measure}"]
    for name in _COUNTERFLOWS:
        net = net - monthly[f"{name}_{measure}"]
    return net + monthly["revaluation_value"] if measure == "value" else net


def _rolls(facts: Facts) -> Check:
    monthly = facts.monthly
    qty = monthly["opening_qty"] + _net(monthly, "qty") - monthly["closing_qty"]
    value = monthly["opening_value"] + _net(monthly, "value") - monthly["closing_value"]
    scale = monthly["closing_qty"].abs().clip(lower=1.0)
    gap = value.where(value.abs() > VALUE_TOLERANCE, 0.0) + (qty / scale).where(
        (qty / scale).abs() > QTY_TOLERANCE, 0.0
    )
    title = _("回放账簿：期初＋收入－发出＝结存")
    return Check.of_gaps("books_roll", title, gap, 0.0, _("{n} 个商品仓月，数量与金额"))


def _carries_over(facts: Facts) -> Check:
    monthly = facts.monthly.sort_values([*PAIR, "bucket"])
    same = monthly[PAIR].eq(monthly[PAIR].shift()).all(axis=1)
    gap = (monthly["opening_value"] - monthly["closing_value"].shift())[same]
    title = _("回放账簿：上月结存＝本月期初")
    return Check.of_gaps("books_carry_over", title, gap, VALUE_TOLERANCE, _("{n} 处衔接"))


def _transfers(facts: Facts) -> Check:
    sums = facts.monthly.groupby("item", observed=True)[
        ["transfer_in_qty", "transfer_out_qty", "transfer_in_value", "transfer_out_value"]
    ].sum()
    gap = (sums["transfer_in_value"] - sums["transfer_out_value"]) + (
        sums["transfer_in_qty"] - sums["transfer_out_qty"]
    )
    title = _("调拨调入＝调出，各仓之和＝公司合计")
    return Check.of_gaps("transfers_net_zero", title, gap, VALUE_TOLERANCE, _("{n} 个商品"))


def _ages(facts: Facts, ageing: Ageing) -> Check:
    """Tie the layers to the balance, in money; in pieces where no cost is known."""
    qty, value = (float(facts.places[f"closing_{unit}"].sum()) for unit in ("qty", "value"))
    balance, aged = (value, ageing.value) if value else (qty, ageing.qty)
    told = _("库存余额 {value} 元") if value else _("库存余额 {value} 件")
    return Check.of_gaps(
        "ageing_ties",
        _("库龄各段之和＝库存余额"),
        pd.Series([aged - balance]),
        max(VALUE_TOLERANCE, abs(balance) * 1e-9),
        told.format(value=f"{balance:,.2f}" if value else f"{balance:,.0f}"),
    )


def _own_summary(facts: Facts, tables: Mapping[str, pd.DataFrame]) -> list[Check]:
    """Set the replayed closing beside the client's own summary and snapshot of the same day."""
    checks = []
    end = pd.Timestamp(facts.end)
    for kind, date, column, title in (
        ("balances", "period_end", "closing_qty", _("回放结存＝客户收发存期末（数量）")),
        ("onhand", "date", "onhand_qty", _("回放结存＝客户库存快照（数量）")),
    ):
        table = tables.get(kind)
        if table is None or not table[date].eq(end).any():
            continue
        keys = [c for c in PAIR if c in table]
        own = table[table[date].eq(end)].groupby(keys, observed=True)[column].sum()
        ours = facts.places.groupby(keys, observed=True)["closing_qty"].sum()
        both = pd.concat([ours.rename("ours"), own.rename("own")], axis=1).fillna(0.0)
        gap = both["ours"] - both["own"]
        what = _("{day}，{n} 个商品仓").format(day=f"{end:%Y-%m-%d}", n=f"{len(gap):,}")
        checks.append(Check.of_gaps(f"{kind}_agree", title, gap, QTY_TOLERANCE, what))
    return checks
