"""What each mistake costs, split so that no yuan is counted under two of them.

Cash. The excess of each item-place is one sum. The mistakes told 存在 (those of 疑似 only where
there is none) take from it in turn by the priority of the rules, the last of them all that is left:
误区四 up to what was ordered in single orders above the maximum or on top of twice the maximum,
误区一 up to what was bought beyond the maximum, 误区二 what lies in overweight categories or is
short elsewhere.

Profit. The yearly cost of carrying goes with the cash; the margin of missed sales goes to 误区二,
else to 误区四, else to 误区一 where that is too little stock, 存在 before 疑似; losses at counts
belong to 误区三 and margin given up by deep cuts to 误区五. These do not overlap.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from stockturn.findings import clearing, coordination, hygiene, overstock, structure
from stockturn.findings.availability import stockout_parts
from stockturn.findings.case import Case, once
from stockturn.findings.positions import PAIR, excess_value, ratio
from stockturn.findings.rules import error_rules, limit
from stockturn.findings.verdicts import Effect, Estimate, Mistake


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
    short = [m for m in affirmed if m.id in ("W-2", "W-4") or m.side == "too_little"]
    missed = min(short, key=lambda m: (m.verdict != "存在", _MISSED.index(m.id)), default=None)
    effects = {}
    for mistake in affirmed:
        one_off = _one_off(case, cash, mistake.id)
        yearly = [_carrying(case, one_off)]
        yearly.append(lost_margin(case) if mistake is missed else None)
        yearly.append(count_losses(case) if mistake.id == "W-3" and _in_books(mistake) else None)
        yearly.append(margin_given_up(case) if mistake.id == "W-5" else None)
        effects[mistake.id] = Effect(one_off, _total(yearly))
    return Split(effects, cash)


def _in_books(mistake: Mistake) -> bool:
    """Tell whether anything but the interview speaks for the mistake."""
    return mistake.signs != ("spreadsheet",)


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


_Z80 = 1.2816  # standard deviations to each side that hold 80 %
_MISSED = ("W-2", "W-4", "W-1")
_CLAIMS = {"W-4": _claim_orders, "W-1": _claim_bought, "W-2": _claim_structure}


def _one_off(case: Case, cash: pd.DataFrame, mistake: str) -> Estimate | None:
    if mistake not in cash.columns:
        return None
    value = float(cash[mistake].sum())
    if value <= 0:
        return None
    kind = "cash_above_cover" if case.max_qty is None else "cash_above_target"
    return _with_error(value, kind, *_use_error(case, cash))


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


def _with_error(value: float, kind: str, below: float = 0.0, above: float = 0.0) -> Estimate:
    """Return an estimate with its 80 % interval.

    The client's own error to each side, as shares of the value, and that of the model, found on
    companies whose truth is known (``errors.yaml``), are independent.
    """
    model = error_rules().models[kind]
    low, high = np.hypot(model.below, below), np.hypot(model.above, above)
    return Estimate(value, value * max(1 - float(low), 0.0), value * (1 + float(high)))


def _carrying(case: Case, one_off: Estimate | None) -> Estimate | None:
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


def lost_margin(case: Case) -> Estimate | None:
    """Gross margin a year of demand that was not met; None where prices are unknown.

    Orders tell it best, days without stock less well, month ends without stock worst.
    """
    margin = markup(case)
    if margin is None or margin <= 0:
        return None
    value = _missed_cost(case) * margin * _to_year(case)
    kind = "lost_by_days" if "stockout_days" in case.rows.columns else "lost_by_month_ends"
    kind = "lost_by_orders" if "shipments" in case.inputs else kind
    return _with_error(value, kind) if value > 0 else None


def _missed_cost(case: Case) -> float:
    """Cost of what customers ordered and never got, else of demand that met an empty shelf.

    Demand on days (else month ends) without stock is that of the others. What is lost of an item
    even by a well-kept shelf (``lost_sale_usual``) is no mistake.
    """
    if "shipments" in case.inputs:
        orders = structure.ordered_and_shipped(case)
        cost = case.items.set_index("item")["unit_cost"].reindex(orders.index).fillna(0.0)
        missed, asked = orders["unshipped_qty"] * cost, orders["ordered_qty"] * cost
    else:
        rows = case.rows
        sums = stockout_parts(rows).groupby([rows["item"], rows["warehouse"]], observed=True).sum()
        places = case.places.set_index(PAIR)
        out = (sums["out"] / sums["held"].where(sums["held"] > 0)).reindex(places.index).fillna(0.0)
        sold = places["sold_qty"].clip(lower=0.0) * places["unit_cost"]
        lost = sold * out / (1 - out.clip(upper=limit("most_time_out")))
        missed, asked = (v.groupby("item", observed=True).sum() for v in (lost, sold + lost))
    return float((missed - limit("lost_sale_usual") * asked).clip(lower=0.0).sum())


def markup(case: Case) -> float | None:
    """Gross margin ÷ cost: of sales, else of list prices weighted by use."""
    rows = case.rows
    revenue = float((rows["revenue"] - rows["sales_return_amount"]).sum())
    cost = float((rows["sales_cost"] - rows["sales_return_cost"]).sum())
    if revenue <= 0 and case.column("items", "list_price") is not None:
        master = case.tables["items"].drop_duplicates("item").set_index("item")["list_price"]
        listed = case.items["item"].astype("str").map(master)
        used = case.items["daily"].where(listed.notna(), 0.0)
        revenue = float((used * listed.fillna(0.0)).sum())
        cost = float((used * case.items["unit_cost"]).sum())
    share = ratio(revenue, cost)
    return share - 1 if share else None


def count_losses(case: Case) -> Estimate | None:
    """Value lost at counts, a year, net of gains; its error is that of a sum over items counted.

    Lines that miss more than ``count_loss_most`` of their book are errors of the books, no losses.
    """
    if not {"counted_lines", "value"} <= case.inputs:
        return None
    gaps = hygiene.count_differences(case)
    share = gaps["difference"] / gaps["book"].where(gaps["book"] > 0)
    loss = gaps["loss"].where(share <= limit("count_loss_most"), 0.0) * _to_year(case)
    net, items = float(loss.sum()), loss.groupby(gaps["item"]).sum()
    if net <= 0:
        return None
    error = _Z80 * float(items.std(ddof=0)) * len(items) ** 0.5 / net
    return _with_error(net, "count_losses", error, error)


def margin_given_up(case: Case) -> Estimate | None:
    """Margin a year given up by deep cuts, by their event study.

    Units that the usual pace would have sold anyway lose the gap to the list price; the additional
    ones earn what they fetched above cost, or lose what they fetched below it.
    """
    if not {"prices", "value"} <= case.inputs:
        return None
    events = clearing.cut_events(case)
    earned = (events["amount"] - events["cost"]) * (1 - events["anyway"])
    value = float((events["given_up"] * events["anyway"] - earned).sum()) * _to_year(case)
    return _with_error(value, "margin_given_up") if value > 0 else None


def affected_items(case: Case, mistake: Mistake, cash: pd.DataFrame) -> tuple[dict[str, Any], ...]:
    """Return the items behind an affirmed mistake, dearest first (money)."""
    if not (mistake.affirmed and _in_books(mistake)):
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
