"""Stock that could become cash, split so that no yuan is counted under two mistakes.

The excess of each item-place is one sum. The mistakes told 存在 (those of 疑似 only where there is
none) take from it in turn by the priority of the rules, the last of them all that is left: 误区四
up to what was ordered in single orders above the maximum or on top of twice the maximum, 误区一 up
to what was bought beyond the maximum, 误区二 what lies in overweight categories or is short
elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from stockturn.findings import coordination, overstock, structure
from stockturn.findings.case import Case, once
from stockturn.findings.positions import PAIR, excess_value, ratio
from stockturn.findings.rules import error_rules, limit
from stockturn.findings.verdicts import Estimate, Mistake


def split_cash(case: Case, affirmed: Sequence[Mistake]) -> pd.DataFrame:
    """Return each item-place's excess value and what each mistake claims of it (money)."""
    frame = case.places[PAIR].assign(excess=excess_value(case.places).to_numpy())
    left = frame["excess"].copy()
    claimants = [m for m in affirmed if m.id in _CLAIMS and m.side != "too_little"]
    surest = [m for m in claimants if m.verdict == "存在"] or claimants
    for mistake in surest:
        last = mistake is surest[-1]
        frame[mistake.id] = left if last else np.minimum(_CLAIMS[mistake.id](case, frame), left)
        left = left - frame[mistake.id]
    return frame


def _claim_orders(case: Case, frame: pd.DataFrame) -> pd.Series:
    if not {"purchases", "use"} <= case.inputs:
        return frame["excess"] * 0
    lines = coordination.order_lines(case)
    above = lines["big"] | (lines["position"] > limit("order_cover_factor") * lines["max_qty"])
    return _blamed(frame, lines["value"].where(above, 0.0).groupby(lines["item"]).sum())


def _claim_bought(case: Case, frame: pd.DataFrame) -> pd.Series:
    return _blamed(frame, overstock.bought_beyond(case))


def _blamed(frame: pd.DataFrame, blame: pd.Series) -> pd.Series:
    """Spread what an item is blamed for over its places, up to their excess."""
    total = frame.groupby("item", observed=True)["excess"].transform("sum")
    share = frame["item"].astype("str").map(blame).fillna(0.0) / total.where(total > 0)
    return frame["excess"] * share.clip(upper=1.0).fillna(0.0)


def _claim_structure(case: Case, frame: pd.DataFrame) -> pd.Series:
    table = structure.categories(case)
    usual = table["closing_value"].sum() / max(table["used"].sum(), 1e-9)
    heavy = table.index[(table["cover_days"].fillna(np.inf) > usual)]
    elsewhere = structure.transferable(case)
    short = frame["item"].isin(elsewhere.index[elsewhere > 0])
    return frame["excess"].where(case.places["category"].isin(heavy) | short, 0.0)


_CLAIMS = {"W-4": _claim_orders, "W-1": _claim_bought, "W-2": _claim_structure}


def cash_claimed(case: Case, cash: pd.DataFrame, mistake: str) -> Estimate | None:
    """Return the cash that the mistake claims; None where it claims nothing."""
    if mistake not in cash.columns:
        return None
    value = float(cash[mistake].sum())
    if value <= 0:
        return None
    kind = "cash_above_cover" if case.max_qty is None else "cash_above_target"
    return error_rules().models[kind].around(value, *_use_error(case, cash))


def _use_error(case: Case, cash: pd.DataFrame) -> tuple[float, float]:
    """Tell by which shares the excess would shrink and grow, were use that of the last months."""
    cost = case.rows.groupby("bucket").agg(sold=("sold_cost", "sum"), days=("days", "max"))
    whole = cost["sold"].sum() / max(cost["days"].sum(), 1)
    if whole <= 0:
        return 0.0, 0.0
    last = [cost.tail(n).sum() for n in (3, 6)]
    factors = [1.0, *((m["sold"] / m["days"] / whole).clip(0.5, 2.0) for m in last)]
    total = float(cash["excess"].sum())
    shares = [excess_value(case.places, use_factor=f).sum() / total - 1 for f in factors]
    return -float(min(shares)), float(max(shares))


def carrying_cost(case: Case, one_off: Estimate | None) -> Estimate | None:
    """Return what holding the excess cost over the year: at its mean over the month ends."""
    if one_off is None:
        return None
    return one_off.scaled(case.params.settings.carrying_rates.total * mean_excess(case))


@once
def mean_excess(case: Case) -> float:
    """Mean excess over the month ends of the period ÷ excess at its end."""
    panel = case.rows[[*PAIR, "bucket", "closing_qty"]].merge(
        case.places[[*PAIR, "max_qty", "unit_cost"]], on=PAIR
    )
    above = (panel["closing_qty"] - panel["max_qty"]).clip(lower=0.0) * panel["unit_cost"]
    months = above.groupby(panel["bucket"]).sum()
    return ratio(float(months.mean()), float(months.iloc[-1])) or 1.0
