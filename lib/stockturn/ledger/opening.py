"""The opening of a ledger that states none: what the balance table brings forward."""

from __future__ import annotations

import pandas as pd


def brought_forward(movements: pd.DataFrame, balances: pd.DataFrame | None) -> pd.DataFrame:
    """Return 期初 rows for ``movements``, from the balances of the month in which they begin.

    Document lists hold no opening: replayed alone they begin with empty shelves. No rows where
    the ledger states an opening itself, where no balance covers its beginning, or where only one
    of the two knows warehouses.

    Examples
    --------
    >>> day = pd.to_datetime(["2025-01-03"])
    >>> sold = pd.DataFrame({"date": day, "type": ["销售出库"], "item": ["A"], "qty": [2.0]})
    >>> month = pd.DataFrame(
    ...     {"period_start": [pd.Timestamp("2025-01-01")], "item": ["A"], "opening_qty": [5.0]}
    ... )
    >>> brought_forward(sold, month)[["type", "item", "qty"]].values.tolist()
    [['期初', 'A', 5.0]]
    """
    none = movements.iloc[:0]
    if balances is None or "opening_qty" not in balances or movements["type"].eq("期初").any():
        return none
    if ("warehouse" in balances) != ("warehouse" in movements):
        return none
    month = movements["date"].min().to_period("M").start_time
    rows = balances[balances["period_start"].eq(month) & balances["opening_qty"].ne(0)]
    fields = {"period_start": "date", "opening_qty": "qty", "opening_value": "amount"}
    kept = [name for name in rows if name in fields or name in movements]
    return rows[kept].rename(columns=fields).assign(type="期初").reset_index(drop=True)
