"""Identities that a client's own files should satisfy; each prints where it breaks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from stockturn.i18n import _
from stockturn.intake.record import Check, FileRecord, whole_files
from stockturn.intake.values import HALF_CENT

TOLERANCE = {"qty": 1e-6, "value": HALF_CENT}
# What came in and went out as one figure each, else told apart by kind.
TOTALS = (("in",), ("out",))
KINDS = (
    ("purchase", "sales_return", "other", "transfer_in"),
    ("purchase_return", "sales", "transfer_out"),
)


def rows_account(files: Iterable[FileRecord]) -> list[Check]:
    """Check that rows read = used + excluded + quarantined in every file."""
    records = list(files)
    gaps = [
        f.rows_read - f.rows_used - sum(f.rows_excluded.values()) - f.rows_quarantined
        for f in records
    ]
    total = sum(f.rows_read for f in records)
    detail = _("{n} 个文件共 {rows} 行，逐行有去处").format(
        n=len(whole_files(records)), rows=f"{total:,}"
    )
    title, gap = _("读入＝采用＋剔除＋搁置"), pd.Series(gaps, dtype="int64")
    return [Check.of_gaps("rows_account", title, gap, 0, detail, checked=total)]


def balance_checks(tables: Mapping[str, pd.DataFrame]) -> list[Check]:
    """Check the periodic tables: each row balances, each closing is the next opening."""
    balances = tables.get("balances")
    if balances is None or not {"opening_qty", "closing_qty"} <= set(balances.columns):
        return []
    checks = [_row_balance(balances, "qty")]
    columns = set(balances.columns)
    at_cost = {"in_value", "out_value"} <= columns or "sales_value" in columns
    if at_cost and {"opening_value", "closing_value"} <= columns:
        checks.append(_row_balance(balances, "value"))
    checks.append(_join(balances, "qty"))
    if {"opening_value", "closing_value"} <= columns:
        checks.append(_join(balances, "value"))
    return [
        *checks,
        *_value_without_qty(balances),
        *_repeated_keys(balances),
        _period_gaps(balances),
    ]


def _value_without_qty(balances: pd.DataFrame) -> list[Check]:
    """List closings of no pieces that hold money: a cost difference; silent where there is none."""
    if "closing_value" not in balances:
        return []
    held = balances["closing_value"].abs()
    rows = balances["closing_qty"].eq(0) & held.gt(TOLERANCE["value"])
    said = _("数量为 0 则金额为 0"), _("{n} 行结存数量为 0 而金额不为 0，应是成本差异")
    return _broken(balances, rows, "value_without_qty", said, value=float(held[rows].sum()))


def _repeated_keys(balances: pd.DataFrame) -> list[Check]:
    """List rows of one article, place and period; silent where there is none."""
    keys = [c for c in ("item", "warehouse", "period_start", "period_end") if c in balances]
    rows = balances.duplicated(keys, keep=False)
    said = _("商品＋仓库＋期间不重复"), _("{n} 行的商品、仓库、期间与另一行相同，数量与金额相加")
    return _broken(balances, rows, "unique_key", said, value=float(rows.sum()))


def _broken(
    balances: pd.DataFrame, rows: pd.Series, name: str, said: tuple[str, str], *, value: float
) -> list[Check]:
    if not rows.any():
        return []
    keep = [c for c in ("period_start", "item", "item_name", "warehouse") if c in balances]
    told = balances.loc[rows, keep].reset_index(drop=True)
    title, detail = said[0], said[1].format(n=f"{len(told):,}")
    return [Check(name, title, len(told), value, detail, len(balances), told)]


def _net_flow(balances: pd.DataFrame, measure: str) -> pd.Series:
    """Return what came in less what went out; a total stands for its parts, never beside them."""
    inflow, outflow = (
        _sum(balances, total if f"{total[0]}_{measure}" in balances else kinds, measure)
        for total, kinds in zip(TOTALS, KINDS, strict=True)
    )
    return inflow - outflow


def _sum(balances: pd.DataFrame, names: Iterable[str], measure: str) -> pd.Series:
    columns = [c for n in names if (c := f"{n}_{measure}") in balances]
    return balances[columns].fillna(0).sum(axis=1)


def _row_balance(balances: pd.DataFrame, measure: str) -> Check:
    opening, closing = balances[f"opening_{measure}"], balances[f"closing_{measure}"]
    expected = opening + _net_flow(balances, measure)
    keep = [c for c in ("period_start", "item", "item_name", "spec", "warehouse") if c in balances]
    gap = closing - expected
    title = _("期初＋入－出＝期末（数量）") if measure == "qty" else _("期初＋入－出＝期末（金额）")
    return Check.of_gaps(
        f"row_balance_{measure}", title, gap, TOLERANCE[measure], _("检查 {n} 行，{breaks} 行不平"),
        checked=int((opening.notna() & closing.notna()).sum()),
        rows=balances[keep].assign(expected=expected, found=closing, gap=gap),
    )  # fmt: skip


def _join(balances: pd.DataFrame, measure: str) -> Check:
    keys = [c for c in ("item", "warehouse") if c in balances]
    columns = [*keys, "period_start", "period_end", f"opening_{measure}", f"closing_{measure}"]
    held = balances.dropna(subset=[f"opening_{measure}", f"closing_{measure}"])
    table = held[columns].groupby([*keys, "period_start", "period_end"], as_index=False).sum()
    table = table.sort_values([*keys, "period_start"], ignore_index=True)
    same = table[keys].eq(table[keys].shift()).all(axis=1)
    opening, previous = table[f"opening_{measure}"], table[f"closing_{measure}"].shift()
    # Sums of floats carry a dust that is no part of what was printed.
    gap = (opening - previous).where(same).round(6)
    rounded = gap.abs().between(HALF_CENT, 2 * HALF_CENT, inclusive="right") & (measure == "value")
    detail = _("检查 {n} 处衔接，{breaks} 处不符")
    if rounded.any():
        detail = _(
            "检查 {n} 处衔接，{breaks} 处不符；{rounded} 处差在一分内，属四舍五入，共 {cents} 元"
        )
        told = {"rounded": f"{rounded.sum():,}", "cents": f"{gap[rounded].abs().sum():,.2f}"}
        detail = detail.format(n="{n}", breaks="{breaks}", **told)
    title = _("上次期末＝本次期初（数量）") if measure == "qty" else _("上次期末＝本次期初（金额）")
    return Check.of_gaps(
        f"period_join_{measure}", title, gap.mask(rounded), TOLERANCE[measure], detail,
        checked=int(same.sum()),
        rows=table[[*keys, "period_start"]].assign(expected=previous, found=opening, gap=gap),
    )  # fmt: skip


def _period_gaps(balances: pd.DataFrame) -> Check:
    spans = balances[["period_start", "period_end"]].drop_duplicates().sort_values("period_start")
    following = spans["period_start"].shift(-1)
    gap = (following - spans["period_end"]).dt.days.dropna() - 1
    missing = gap[gap > 0]
    return Check(
        "period_gaps",
        _("期间连续无缺"),
        len(missing),
        float(missing.sum()),
        _("{n} 个期间，缺 {days} 天").format(n=len(spans), days=int(missing.sum())),
        len(spans),
    )
