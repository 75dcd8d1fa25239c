"""What each mistake costs, split so that no yuan is counted under two of them.

Cash. The excess of each item-place is one sum. Affirmed mistakes take from it in turn, 存在
before 疑似 and then by the priority of the rules: 误区四 up to what was ordered in single orders
above the maximum or on top of twice the maximum, 误区二 what lies in overweight categories or is
short elsewhere, 误区一 the rest.

Profit. The yearly cost of carrying goes with the cash; the margin of missed sales goes to the
first affirmed of 误区二, 误区四, 误区一 that has stock-outs among its signs; losses at counts
belong to 误区三 and margin given up by deep cuts to 误区五. These do not overlap.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from stockturn.findings import clearing, coordination, hygiene, structure
from stockturn.findings.availability import stockout_parts
from stockturn.findings.case import Case
from stockturn.findings.positions import PAIR, excess_value
from stockturn.findings.rules import limit
from stockturn.findings.verdicts import Effect, Estimate, Mistake

_STOCKOUT_SIGNS = {
    "stockout_rate",
    "short_use_share",
    "unfilled_use_share",
    "worst_category_stockout",
    "ordered_after_stockout",
}


@dataclass(frozen=True)
class Split(Mapping[str, Effect]):
    """Effects by mistake; ``cash`` holds each item-place's claim, one column per mistake."""

    effects: dict[str, Effect]
    cash: pd.DataFrame

    def __getitem__(self, mistake: str) -> Effect:
        return self.effects.get(mistake, Effect())

    def __iter__(self) -> Any:
        return iter(self.effects)

    def __len__(self) -> int:
        return len(self.effects)


def price(case: Case, judged: Sequence[Mistake], priorities: Mapping[str, int]) -> Split:
    """Split excess stock and yearly profit among the affirmed mistakes."""
    affirmed = sorted(
        (m for m in judged if m.affirmed),
        key=lambda m: (m.verdict != "存在", priorities[m.id]),
    )
    cash = split_cash(case, affirmed)
    missed = next((m.id for m in affirmed if _STOCKOUT_SIGNS & set(m.signs)), None)
    effects = {}
    for mistake in affirmed:
        one_off = _one_off(case, cash, mistake.id)
        yearly = [_carrying(case, one_off)]
        yearly.append(lost_margin(case) if mistake.id == missed else None)
        yearly.append(count_losses(case) if mistake.id == "W-3" else None)
        yearly.append(margin_given_up(case) if mistake.id == "W-5" else None)
        effects[mistake.id] = Effect(one_off, _total(yearly))
    return Split(effects, cash)


def split_cash(case: Case, affirmed: Sequence[Mistake]) -> pd.DataFrame:
    """Return each item-place's excess value and what each mistake claims of it (money)."""
    frame = case.places[PAIR].assign(excess=excess_value(case.limits).to_numpy())
    left = frame["excess"].copy()
    for mistake in affirmed:
        if mistake.id not in _CLAIMS or mistake.side == "too_little":
            continue
        claim = np.minimum(_CLAIMS[mistake.id](case, frame), left)
        frame[mistake.id] = claim
        left = left - claim
    return frame


def _claim_orders(case: Case, frame: pd.DataFrame) -> pd.Series:
    if not {"purchases", "use"} <= case.inputs:
        return frame["excess"] * 0
    lines = coordination.order_lines(case)
    above = lines["big"] | (lines["position"] > limit("order_cover_factor") * lines["max_qty"])
    blame = lines["value"].where(above, 0.0).groupby(lines["item"]).sum()
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


def _claim_rest(case: Case, frame: pd.DataFrame) -> pd.Series:
    return frame["excess"]


_CLAIMS = {"W-4": _claim_orders, "W-2": _claim_structure, "W-1": _claim_rest}


def _one_off(case: Case, cash: pd.DataFrame, mistake: str) -> Estimate | None:
    if mistake not in cash.columns:
        return None
    value = float(cash[mistake].sum())
    if value <= 0:
        return None
    share = cash[mistake] / cash["excess"].where(cash["excess"] > 0)
    slow, brisk = use_range(case)
    bounds = [
        float((excess_value(case.limits, use_factor=f).to_numpy() * share.fillna(0.0)).sum())
        for f in (brisk, slow)
    ]
    return Estimate(value, min(bounds[0], value), max(bounds[1], value))


def use_range(case: Case) -> tuple[float, float]:
    """Slow and brisk use as factors of the period's, from its last 3 and 6 months (80 %)."""
    cost = case.rows.groupby("bucket").agg(sold=("sold_cost", "sum"), days=("days", "max"))
    whole = cost["sold"].sum() / max(cost["days"].sum(), 1)
    margin = limit("use_margin")
    factors = [1 - margin, 1 + margin]
    if whole > 0:
        for months in (3, 6):
            last = cost.tail(months)
            factors.append(float(last["sold"].sum() / last["days"].sum() / whole))
    return max(min(factors), 0.5), min(max(factors), 2.0)


def _carrying(case: Case, one_off: Estimate | None) -> Estimate | None:
    return None if one_off is None else one_off.scaled(case.params.settings.carrying_rates.total)


def lost_margin(case: Case) -> Estimate | None:
    """Gross margin a year of demand that met an empty shelf; None without days and revenue.

    High: all demand on stock-out days was lost; low: ``lost_sale_low`` of it.
    """
    rows = case.rows
    revenue = float((rows["revenue"] - rows["sales_return_amount"]).sum())
    cost = float((rows["sales_cost"] - rows["sales_return_cost"]).sum())
    if "stockout_days" not in rows.columns or revenue <= 0 or cost <= 0:
        return None
    out = (
        stockout_parts(rows)["out"].groupby([rows["item"], rows["warehouse"]], observed=True).sum()
    )
    places = case.places.set_index(PAIR)
    days_out = out.reindex(places.index).fillna(0.0)
    in_stock = (places["days"] - days_out).clip(lower=1.0)
    rate = places["sold_qty"].clip(lower=0.0) / in_stock
    full = float((rate * days_out * places["unit_cost"]).sum()) * (revenue / cost - 1)
    if full <= 0:
        return None
    full *= _to_year(case)
    low = full * limit("lost_sale_low")
    return Estimate((full + low) / 2, low, full)


def count_losses(case: Case) -> Estimate | None:
    """Value lost at counts, a year: net of gains; high: losses alone."""
    if "counted_lines" not in case.inputs:
        return None
    gaps = hygiene.count_differences(case)
    if gaps.empty:
        return None
    losses, gains = gaps["loss"].clip(lower=0).sum(), (-gaps["loss"]).clip(lower=0).sum()
    year = _to_year(case)
    net = max(float(losses - gains), 0.0) * year
    return Estimate(net, 0.0, float(losses) * year) if losses > 0 else None


def margin_given_up(case: Case) -> Estimate | None:
    """Margin a year given up by deep cuts, from what would have sold without them.

    Value: list less price on the units that the item's usual pace would have sold anyway; high:
    on all units; low: less the margin earned on the additional units.
    """
    if not {"prices", "value"} <= case.inputs:
        return None
    events = cut_events(clearing.sale_lines(case), case.period.days)
    if events.empty:
        return None
    value = float((events["given_up"] * events["anyway"]).sum())
    high = float(events["given_up"].sum())
    extra = ((events["amount"] - events["cost"]) * (1 - events["anyway"])).clip(lower=0).sum()
    year = _to_year(case)
    return Estimate(value * year, max(value - float(extra), 0.0) * year, high * year)


def cut_events(lines: pd.DataFrame, days: int) -> pd.DataFrame:
    """One row per deeply cut item: given up, amount, cost, and share of units sold anyway.

    ``anyway`` = usual units a day outside cut days × cut days ÷ units sold at the cut.
    """
    cut = clearing.deep_cut(lines)
    deep = lines[cut].assign(given_up=clearing.given_up(lines)[cut], day=lines["date"].dt.date)
    events = deep.groupby("item").agg(
        given_up=("given_up", "sum"),
        amount=("amount", "sum"),
        cost=("cost", "sum"),
        qty=("qty", "sum"),
        cut_days=("day", "nunique"),
    )
    usual = lines[~cut].groupby("item")["qty"].sum().reindex(events.index).fillna(0.0)
    pace = usual / (days - events["cut_days"]).clip(lower=1)
    return events.assign(anyway=(pace * events["cut_days"] / events["qty"]).clip(upper=1.0))


def affected_items(case: Case, mistake: Mistake, cash: pd.DataFrame) -> tuple[dict[str, Any], ...]:
    """Return the items behind an affirmed mistake, dearest first (money)."""
    if not mistake.affirmed:
        return ()
    if mistake.id in cash.columns:
        values = cash.groupby("item", observed=True)[mistake.id].sum()
    elif mistake.id == "W-5" and {"prices", "value"} <= case.inputs:
        lines = clearing.sale_lines(case)
        values = clearing.given_up(lines).groupby(lines["item"]).sum()
    elif mistake.id == "W-3" and "counted_lines" in case.inputs:
        gaps = hygiene.count_differences(case)
        values = gaps["difference"].groupby(gaps["item"]).sum()
    else:
        return ()
    frame = pd.DataFrame({"item": values.index.astype(str), "value": values.to_numpy(dtype=float)})
    frame = frame[frame["value"] > 0].sort_values(["value", "item"], ascending=[False, True])
    names = _names(case)
    return tuple(
        {"item": item, "name": names.get(item, ""), "value": float(value)}
        for item, value in frame.head(int(limit("top_items"))).itertuples(index=False)
    )


def _names(case: Case) -> dict[str, str]:
    names = case.column("items", "item_name")
    if names is None:
        return {}
    return {
        str(item): str(name)
        for item, name in zip(case.tables["items"]["item"], names, strict=True)
        if pd.notna(name)
    }


def _total(parts: Sequence[Estimate | None]) -> Estimate | None:
    known = [p for p in parts if p is not None]
    if not known:
        return None
    total = known[0]
    for part in known[1:]:
        total = total.plus(part)
    return total


def _to_year(case: Case) -> float:
    return 365 / case.period.days
