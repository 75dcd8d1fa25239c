"""What is inferred of a ledger before it is replayed: its openings, and costs it does not carry."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from stockturn.intake import Intake, observed
from stockturn.ledger.cost_sources import sold_at_stated_cost
from stockturn.ledger.opening import brought_forward, counted_back
from stockturn.ledger.stated_costs import uncosted, with_opening_costs, with_stated_costs


def opened(intake: Intake) -> Intake:
    """Let document lists begin with the stock that balances bring forward, or snapshots imply."""
    tables = intake.tables
    if "movements" not in tables:
        return intake
    opening = brought_forward(tables["movements"], tables.get("balances"))
    source = "opening_from_balances"
    if opening.empty:
        opening = counted_back(tables["movements"], tables.get("onhand"))
        source = "opening_from_onhand"
    if opening.empty:
        return intake
    month, below = f"{opening['date'].iloc[0]:%Y-%m}", int(opening["qty"].lt(0).sum())
    told = observed(source, month=month, rows=len(opening), below=below)
    movements = pd.concat([opening, tables["movements"]], ignore_index=True)
    return replace(intake, tables={**tables, "movements": movements}).telling(told)


def valued(intake: Intake) -> tuple[Intake, pd.Series]:
    """Give stock without costs those that other tables or later receipts state."""
    tables = dict(intake.tables)
    lacking = uncosted(tables)
    if len(lacking) and sold_at_stated_cost(tables):
        tables["items"] = tables["items"].drop(columns="unit_cost")
        intake = intake.telling(observed("cost_is_price"))
    tables, origin = with_stated_costs(tables, lacking)
    if "movements" in tables:
        tables["movements"], rows = with_opening_costs(tables["movements"])
        if rows:
            intake = intake.telling(observed("opening_costs", rows=rows))
    return replace(intake, tables=tables), origin
