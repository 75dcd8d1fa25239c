"""The opening of a ledger that states none: brought forward by balances, or counted back."""

from __future__ import annotations

import pandas as pd

from stockturn.ledger.kinds import CODE, SIGN

NOTHING = 1e-9


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


def counted_back(movements: pd.DataFrame, onhand: pd.DataFrame | None) -> pd.DataFrame:
    """Return 期初 rows for ``movements``: the first stock known less all that moved before it.

    Stock is known where it was counted (盘点) and by the snapshots, at the end of their days. No
    rows where the ledger states an opening itself, without snapshots, or where only one of the two
    knows warehouses. An opening below zero says that the lists lack receipts.

    Examples
    --------
    >>> day = pd.to_datetime(["2025-01-03"])
    >>> sold = pd.DataFrame({"date": day, "type": ["销售出库"], "item": ["A"], "qty": [2.0]})
    >>> shelf = pd.DataFrame({"date": day, "item": ["A"], "onhand_qty": [3.0]})
    >>> counted_back(sold, shelf)[["type", "item", "qty"]].values.tolist()
    [['期初', 'A', 5.0]]
    """
    none = movements.iloc[:0]
    if onhand is None or movements["type"].eq("期初").any():
        return none
    if ("warehouse" in onhand) != ("warehouse" in movements):
        return none
    keys = [name for name in ("item", "warehouse") if name in movements]
    moves = movements.assign(date=movements["date"].dt.normalize())
    shelves = onhand.groupby([*keys, "date"], observed=True)["onhand_qty"].sum().rename("qty")
    counts = moves[moves["type"].eq("盘点")]
    known = pd.concat([counts[[*keys, "date", "qty"]], shelves.reset_index()])
    first = known.sort_values("date", kind="stable").drop_duplicates(keys)
    flows = _flows(moves, keys)
    flows = flows.merge(first[[*keys, "date"]], on=keys, suffixes=("", "_known"))
    before = flows[flows["date"].le(flows["date_known"])]
    net = before.groupby(keys, observed=True)["qty"].sum().rename("net").reset_index()
    rows = first.merge(net, on=keys, how="left")
    opening = rows.assign(qty=rows["qty"] - rows["net"].fillna(0), date=moves["date"].min())
    held = opening[opening["qty"].abs().gt(NOTHING)]
    return held.drop(columns="net").assign(type="期初").reset_index(drop=True)


def _flows(moves: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Return what each line adds to its place; a transfer takes here and adds there."""
    sign = moves["type"].map({name: SIGN[code] for name, code in CODE.items()}).astype("float64")
    carried = moves["type"].eq("调拨")
    flows = [moves.assign(qty=moves["qty"] * sign.mask(carried, -1.0))]
    if {"warehouse", "to_warehouse"} <= set(moves):
        flows.append(moves[carried].assign(warehouse=moves.loc[carried, "to_warehouse"]))
    elif carried.any():
        flows = [flows[0][~carried]]
    return pd.concat(flows)[[*keys, "date", "qty"]]
