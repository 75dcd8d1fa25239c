"""What came and went at every place, step by step: the ledger's lines as a replay needs them."""

# ruff: noqa: PLR0917 - compiled functions take their arguments by position

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from stockturn.ledger.facts import Facts
from stockturn.ledger.kinds import CODE, IS_ISSUE, IS_RECEIPT, SIGN
from stockturn.ledger.reading import open_ledger

Floats = npt.NDArray[Any]
Ints = npt.NDArray[Any]
PAIR = ["item", "warehouse"]
# Bought or made; sold; come back; used up; sent to and brought from another place; all else, net.
BOUGHT, SOLD, BACK, USED, SENT, BROUGHT, OTHER = range(7)
UNEVEN = 0.15  # share by which a period may differ from the mean: months do, a quarter no
DUST = 1e-9
RAISES = np.array([1.0, -1.0, 1.0, -1.0, -1.0, 1.0, 1.0])


def _flow_of_kind() -> Ints:
    flow = np.where(IS_ISSUE, USED, np.where(IS_RECEIPT, BOUGHT, OTHER))
    flow[CODE["采购退货"]] = BOUGHT
    flow[CODE["销售出库"]], flow[CODE["销售退货"]] = SOLD, BACK
    flow[CODE["期初"]] = OTHER
    return flow


FLOW = _flow_of_kind()


@dataclass(frozen=True)
class History:
    """The flows of every pair, sparse: one entry for a pair, a step and a flow.

    A step is a day; where the books know no days, one of their periods.

    Attributes
    ----------
    pairs
        ``item`` and ``warehouse`` of each row of the dense arrays.
    start, steps
        First day, and how many steps there are.
    row, step, flow, qty
        The entries; quantities in the item's unit, positive in the direction of the flow's name.
    step_days
        Days that a step stands for.
    """

    pairs: pd.DataFrame
    start: dt.date
    steps: int
    row: Ints
    step: Ints
    flow: Ints
    qty: Floats
    step_days: float = 1.0

    @property
    def daily(self) -> bool:
        """Tell whether a step is a day."""
        return self.step_days == 1.0

    @property
    def end(self) -> dt.date:
        """Return the last day."""
        return self.start + dt.timedelta(days=round(self.steps * self.step_days) - 1)

    def steps_in(self, days: float) -> int:
        """Return how many steps come nearest to some days, one at least."""
        return max(1, round(days / self.step_days))

    def dense(self, *flows: int, signed: bool = False) -> Floats:
        """Return pair × step: the flows named (all where none is), added up.

        ``signed`` counts what lowers the stock as negative.
        """
        wanted = np.isin(self.flow, flows or range(7))
        table = np.zeros((len(self.pairs), self.steps))
        weight = RAISES[self.flow[wanted]] if signed else 1.0
        np.add.at(table, (self.row[wanted], self.step[wanted]), weight * self.qty[wanted])
        return table

    @cached_property
    def stock(self) -> Floats:
        """Pair × step: closing quantity."""
        held = self.dense(signed=True)
        np.cumsum(held, axis=1, out=held)
        return np.round(held, 6, out=held)

    def sums(self, *flows: int, since: int = 0) -> Floats:
        """Return by pair the flows named, added up from step ``since`` on."""
        wanted = np.isin(self.flow, flows) & (self.step >= since)
        return np.bincount(self.row[wanted], self.qty[wanted], minlength=len(self.pairs))

    def of(self, keep: npt.NDArray[np.bool_]) -> History:
        """Return the history of some pairs."""
        number = np.cumsum(keep) - 1
        mine = keep[self.row]
        return replace(
            self,
            pairs=self.pairs[keep].reset_index(drop=True),
            row=number[self.row[mine]],
            step=self.step[mine],
            flow=self.flow[mine],
            qty=self.qty[mine],
        )


def read_history(movements: pd.DataFrame, *, end: dt.date | None = None) -> History:
    """Read a movements table as daily flows; counts and late openings become their difference.

    Raises
    ------
    ColumnError, SourceError
        See ``ledger.reading.open_ledger``.

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     {
    ...         "date": pd.to_datetime(["2024-01-01", "2024-01-02", "2024-01-03"]),
    ...         "type": ["期初", "销售出库", "盘点"], "item": "A", "qty": [10.0, 4.0, 5.0],
    ...     }
    ... )
    >>> read_history(table).stock.tolist()
    [[10.0, 6.0, 5.0]]
    """
    ledger = open_ledger(movements, end=end)
    n_places, days = len(ledger.places), (ledger.end - ledger.start).days + 1
    keys, day, flow, qty = (
        np.concatenate(parts)
        for parts in zip(*(_entries(batch, n_places) for batch in ledger.batches()), strict=True)
    )
    pairs, row = np.unique(keys, return_inverse=True)
    cell = (row * days + day) * len(RAISES) + flow
    cells, into = np.unique(cell, return_inverse=True)
    total = np.bincount(into, weights=qty, minlength=len(cells))
    item, place = np.divmod(pairs, n_places)
    codes = {"item": ledger.items, "warehouse": ledger.places}
    names = {
        name: pd.Series(np.asarray(codes[name].to_pandas(), dtype=object)[at], dtype="str")
        for name, at in (("item", item), ("warehouse", place))
    }
    row, rest = np.divmod(cells, days * len(RAISES))
    day, flow = np.divmod(rest, len(RAISES))
    return History(pd.DataFrame(names), ledger.start, days, row, day, flow, total)


def summed_history(facts: Facts) -> History | None:
    """Read the facts of summaries as flows by period; None where periods are not of one length.

    What the flows do not explain of the closing stock is ``OTHER``, so that stock is the books'.
    """
    lengths = facts.buckets["days"]
    if (lengths / lengths.mean() - 1).abs().max() > UNEVEN:
        return None
    rows = facts.monthly.reset_index(drop=True)
    pair = rows.groupby(PAIR, observed=True, sort=False)
    sold, back = rows["sales_qty"], rows["sales_return_qty"]
    flows = {
        BOUGHT: rows["purchase_qty"] - rows["purchase_return_qty"],
        SOLD: sold.clip(lower=0.0),
        BACK: back - sold.clip(upper=0.0),
        USED: rows["other_out_qty"],
        SENT: rows["transfer_out_qty"],
        BROUGHT: rows["transfer_in_qty"],
    }
    told = sum(RAISES[flow] * qty for flow, qty in flows.items())
    flows[OTHER] = rows["closing_qty"] - pair["closing_qty"].shift(fill_value=0.0) - told
    qty = np.concatenate([amount.to_numpy(np.float64) for amount in flows.values()])
    some = np.abs(qty) > DUST
    return History(
        pair.size().index.to_frame(index=False).astype("str"),
        facts.start,
        len(facts.buckets),
        np.tile(pair.ngroup().to_numpy(), len(flows))[some],
        np.tile(rows["bucket"].to_numpy(), len(flows))[some],
        np.repeat(list(flows), len(rows))[some],
        qty[some],
        step_days=float(lengths.mean()),
    )


def _entries(batch: tuple[Ints, ...], n_places: int) -> tuple[Ints, ...]:
    """Turn sorted events into entries; a transfer is two, a count its difference."""
    item, day, place, target, kind, qty, *_rest = batch
    key, other = item * n_places + place, item * n_places + target
    codes, at = np.unique(np.concatenate([key, other]), return_inverse=True)
    here, there = at[: len(key)], at[len(key) :]
    change = _changes(here, there, day, kind, qty, len(codes))
    moves = kind == CODE["调拨"]
    sale_red = (kind == CODE["销售出库"]) & (qty < 0)
    flow = np.where(sale_red, BACK, FLOW[kind])
    flow = np.where(moves, SENT, flow)
    amount = np.where(np.isin(flow, (SOLD, USED)), -change, change)
    amount = np.where(moves, qty, amount)
    return (
        np.concatenate([key, other[moves]]),
        np.concatenate([day, day[moves]]),
        np.concatenate([flow, np.full(moves.sum(), BROUGHT)]),
        np.concatenate([amount, qty[moves]]),
    )


def _changes(here: Ints, there: Ints, day: Ints, kind: Ints, qty: Floats, rows: int) -> Floats:
    """Return by how much each event changes the stock of its own place."""
    from stockturn.targets.kernels import changes  # noqa: PLC0415 - numba takes a second to load

    moved: Floats = changes(here, there, day, kind, np.nan_to_num(qty), rows, SIGN)
    return moved
