"""Carry: periodic balance tables (收发存, 进销存) become facts.

Between listings nothing moved: an item that a period does not list keeps its last closing balance;
before its first listing it has its first opening balance (design.md, "Fixed definitions").
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import numpy as np
import pandas as pd

from stockturn.intake.values import HALF_CENT
from stockturn.ledger.facts import FLOW_COLUMNS, Facts
from stockturn.ledger.listings import (
    DETAIL,
    FIGURES,
    PAIR,
    STOCK,
    checked,
    listed_periods,
    sold_by_period,
)
from stockturn.ledger.transfers import TRANSFERS, Reading, hidden_transfers, stated_transfers


def facts_from_balances(
    balances: pd.DataFrame,
    *,
    cuts: Iterable[dt.date] = (),
    sales: pd.DataFrame | None = None,
    transfers: Reading = "auto",
) -> Facts:
    """Carry balances from listing to listing and state them by item, place and period.

    Periods become buckets as they are; periods that no table covers are filled with months (cut at
    ``cuts``) in which balances stand still, and listed in ``breaks``.

    The cost of goods of a row is ``opening + purchases − returns ± other − closing`` where
    purchases and sales are told apart (their sales amount is at selling price); else the outgoing
    value, else ``opening + in − closing``, without what was moved between places. Where a period
    opens otherwise than the one before closed, the difference in money is its
    ``revaluation_value`` and comes before its opening: ``closing = previous closing + revaluation +
    in − out``.

    Parameters
    ----------
    balances
        One row per ``period_start``, ``period_end``, ``item`` (and ``warehouse``); figures may be
        missing. Several rows of one key are added up and listed. A row without any stock figure
        holds no stock.
    sales
        Units sold (``item``, ``date``, ``qty``), where the client brought them beside.
    transfers
        Whether receipts and issues of places include transfers (:func:`hidden_transfers`); asked
        only where the table states none, which ``in_*`` and ``out_*`` would hold.

    Raises
    ------
    ColumnError
        A period or item column is missing.
    SourceError
        No rows, rows without period or item, or periods that overlap.

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     {
    ...         "period_start": pd.to_datetime(["2021-01-01", "2021-03-01"]),
    ...         "period_end": pd.to_datetime(["2021-01-31", "2021-03-31"]),
    ...         "item": "A",
    ...         "opening_value": [100.0, 80.0],
    ...         "purchase_value": [0.0, 30.0],
    ...         "closing_value": [80.0, 60.0],
    ...     }
    ... )
    >>> facts_from_balances(table).monthly[["opening_value", "sales_cost"]].to_numpy().tolist()
    [[100.0, 20.0], [80.0, 0.0], [80.0, 50.0]]
    """
    rows = checked(balances)
    buckets, gaps = listed_periods(rows, cuts)
    where = {start: bucket for bucket, start in enumerate(buckets["start"])}
    rows["bucket"] = rows["period_start"].map(where).astype(np.int64)
    listed = rows.groupby([*PAIR, "bucket"])[FIGURES].sum(min_count=1)
    repeated = rows.groupby([*PAIR, "bucket"]).size().loc[lambda n: n > 1]
    moved, hidden = stated_transfers(listed), None
    if listed[[*TRANSFERS, *DETAIL]].isna().all(axis=None):
        moved, hidden = hidden_transfers(
            listed, sold=sold_by_period(sales, buckets), reading=transfers
        )
    listed = listed.assign(**moved)
    monthly = _book(_carry(listed, len(buckets)), listed)
    held = _from_first_day(monthly)
    found = pd.concat([*_breaks(monthly, repeated), gaps], ignore_index=True)
    found["date"] = found["bucket"].map(buckets["end"]).astype("datetime64[us]")
    columns = [*PAIR, "bucket", *STOCK, *FLOW_COLUMNS]
    return Facts(
        source="balances",
        start=buckets["start"].iloc[0].date(),
        end=buckets["end"].iloc[-1].date(),
        buckets=buckets,
        monthly=held[columns].reset_index(drop=True),
        places=_places(held, buckets),
        breaks=found[["kind", *PAIR, "date", "qty", "value"]],
        uncosted_receipt_share=_uncosted(rows),
        hidden_transfers=hidden,
    )


def _carry(listed: pd.DataFrame, n: int) -> pd.DataFrame:
    """Lay the stated stock on the full grid pair × bucket and fill it between listings."""
    pairs = listed.reset_index()[PAIR].drop_duplicates().itertuples(index=False)
    grid = pd.MultiIndex.from_tuples(
        [(*pair, bucket) for pair in pairs for bucket in range(n)], names=[*PAIR, "bucket"]
    )
    stock = listed[STOCK].reindex(grid)
    stated = stock.notna().any(axis=1)
    for unit in ("qty", "value"):
        opening, closing = stock[f"opening_{unit}"], stock[f"closing_{unit}"]
        flow = _net_flow(listed, unit).reindex(grid, fill_value=0.0)
        # A listing that states one end only: its flows give the other.
        closing = closing.where(closing.notna() | ~stated, opening + flow)
        opening = opening.where(opening.notna() | ~stated, closing - flow)
        last = closing.groupby(level=PAIR).ffill()
        before = last.groupby(level=PAIR).shift()
        first = opening.groupby(level=PAIR).bfill()
        stock[f"before_{unit}"] = before
        stock[f"opening_{unit}"] = opening.fillna(before).fillna(first).fillna(0.0)
        stock[f"closing_{unit}"] = last.fillna(first).fillna(0.0)
    stock["stated"] = stated
    return stock


def _net_flow(listed: pd.DataFrame, unit: str) -> pd.Series:
    """Return what the flows say came in less what went out (in money only where at cost)."""
    flows = listed.fillna(0.0)
    if listed[DETAIL].notna().any(axis=None):
        net = flows[f"purchase_{unit}"] - flows[f"purchase_return_{unit}"] + flows[f"other_{unit}"]
        if unit == "qty":
            net = net - flows["sales_qty"] + flows["sales_return_qty"]
        return net + flows[f"transfer_in_{unit}"] - flows[f"transfer_out_{unit}"]
    return flows[f"in_{unit}"] - flows[f"out_{unit}"]


def _book(stock: pd.DataFrame, listed: pd.DataFrame) -> pd.DataFrame:
    """Add the flows of ``FLOW_COLUMNS`` and what does not add up."""
    raw = listed.reindex(stock.index)
    flows = raw.fillna(0.0)
    book = pd.DataFrame(0.0, index=stock.index, columns=list(FLOW_COLUMNS))
    book[[*TRANSFERS]] = flows[[*TRANSFERS]]
    gone = stock["opening_value"] - stock["closing_value"]
    detailed = bool(listed[DETAIL].notna().any(axis=None))
    if detailed:
        for name in (*DETAIL[:5], "sales_return_qty", "sales_return_amount"):
            book[name] = flows[name]
        book["revenue"] = flows["sales_amount"]
        for unit in ("qty", "value"):
            book[f"other_in_{unit}"] = flows[f"other_{unit}"].clip(lower=0.0)
            book[f"other_out_{unit}"] = -flows[f"other_{unit}"].clip(upper=0.0)
        cost = gone + _net_flow(listed, "value").reindex(stock.index, fill_value=0.0)
    else:
        for unit in ("qty", "value"):
            book[f"purchase_{unit}"] = flows[f"in_{unit}"] - book[f"transfer_in_{unit}"]
        book["sales_qty"] = flows["out_qty"] - book["transfer_out_qty"]
        cost = raw["out_value"].fillna(gone + flows["in_value"]) - book["transfer_out_value"]
    book["sales_cost"] = cost.where(stock["stated"], 0.0)
    net = _net_flow(listed, "qty").reindex(stock.index, fill_value=0.0)
    book["residual_qty"] = stock["opening_qty"] + net - stock["closing_qty"]
    issued = book["sales_cost"] + book["transfer_out_value"]
    book["residual_value"] = gone + flows["in_value"] - issued if not detailed else 0.0
    book["gap_qty"] = (stock["opening_qty"] - stock["before_qty"]).fillna(0.0)
    book["revaluation_value"] = (stock["opening_value"] - stock["before_value"]).fillna(0.0)
    checks = ["residual_qty", "residual_value", "gap_qty", "revaluation_value"]
    book[checks] = book[checks].where(stock["stated"], 0.0)
    # Printed figures have two to four decimals; what is smaller is how computers subtract.
    book[checks] = book[checks].round(6)
    return pd.concat([stock, book], axis=1).reset_index()


def _from_first_day(monthly: pd.DataFrame) -> pd.DataFrame:
    """Keep each pair's rows from the first bucket in which it holds or moves anything."""
    figures = [*STOCK, *FLOW_COLUMNS]
    alive = monthly[figures].ne(0.0).any(axis=1) | monthly["stated"]
    return monthly[alive.groupby([monthly[c] for c in PAIR]).cummax()]


def _places(held: pd.DataFrame, buckets: pd.DataFrame) -> pd.DataFrame:
    end = held["bucket"].map(buckets["end"])
    inflow = held[["purchase_qty", "other_in_qty", "transfer_in_qty"]].gt(0).any(axis=1)
    outflow = held["sales_qty"].gt(0) | held["other_out_qty"].gt(0)
    stocked = held["opening_qty"].ne(0) | held["closing_qty"].ne(0)
    rows = held[[*PAIR, "closing_qty", "closing_value"]].assign(
        first_receipt=end.where(inflow | stocked),
        last_receipt=end.where(inflow),
        last_issue=end.where(outflow),
    )
    columns = ["first_receipt", "last_receipt", "last_issue", "closing_qty", "closing_value"]
    how = dict(zip(columns, ("min", "max", "max", "last", "last"), strict=True))
    return rows.groupby(PAIR, as_index=False).agg(how)[[*PAIR, *columns]]


def _breaks(monthly: pd.DataFrame, repeated: pd.Series) -> list[pd.DataFrame]:
    """List what does not add up, one frame a kind."""
    several = repeated.rename("rows").reset_index().assign(none=0.0)
    owed = monthly[monthly["closing_qty"] < 0]
    return [
        _listed("negative_balance", owed, "closing_qty", "closing_value"),
        _listed("opening_gap", monthly[~_rounded(monthly)], "gap_qty", "revaluation_value"),
        _listed("unbalanced_row", monthly, "residual_qty", "residual_value"),
        _listed("several_rows", several, "rows", "none"),
    ]


def _listed(kind: str, rows: pd.DataFrame, qty: str, value: str) -> pd.DataFrame:
    rows = rows[(rows[qty] != 0) | (rows[value] != 0)]
    return pd.DataFrame(
        {
            "kind": kind,
            **{name: rows[name] for name in (*PAIR, "bucket")},
            "qty": rows[qty].astype(float),
            "value": rows[value],
        }
    )


def _rounded(monthly: pd.DataFrame) -> pd.Series:
    """Tell openings that differ from the closing before by a cent of money alone."""
    return monthly["gap_qty"].eq(0) & monthly["revaluation_value"].abs().le(2 * HALF_CENT)


def _uncosted(rows: pd.DataFrame) -> float | None:
    money = rows[["opening_value", "closing_value", "in_value", "purchase_value"]]
    return None if money.notna().any(axis=None) else 1.0
