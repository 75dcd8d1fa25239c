"""What each mistake costs, split so that no yuan is counted under two of them.

Cash is split by ``excess``, and the yearly cost of carrying goes with it. Of the profit (see
``profit``), the margin of missed sales goes to 误区二, else to 误区四, else to 误区一 where that
is too little stock, 存在 before 疑似; losses at counts belong to 误区三 and margin given up by deep
cuts to 误区五. These do not overlap.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import pandas as pd

from stockturn.findings import clearing, hygiene
from stockturn.findings.case import Case
from stockturn.findings.excess import carrying_cost, cash_claimed, split_cash
from stockturn.findings.profit import count_losses, lost_margin, margin_given_up
from stockturn.findings.rules import limit
from stockturn.findings.verdicts import Effect, Estimate, Mistake

_MISSED = ("W-2", "W-4", "W-1")


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
        one_off = cash_claimed(case, cash, mistake.id)
        yearly = [carrying_cost(case, one_off)]
        yearly.append(lost_margin(case) if mistake is missed else None)
        yearly.append(count_losses(case) if mistake.id == "W-3" and _in_books(mistake) else None)
        yearly.append(margin_given_up(case) if mistake.id == "W-5" else None)
        effects[mistake.id] = Effect(one_off, _total(yearly))
    return Split(effects, cash)


def _in_books(mistake: Mistake) -> bool:
    """Tell whether anything but the interview speaks for the mistake."""
    return mistake.signs != ("spreadsheet",)


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
    return reduce(Estimate.plus, known) if known else None
