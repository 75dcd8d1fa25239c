"""Carry: periodic balance tables (收发存, 进销存) become facts.

Between listings nothing moved: an item that a period does not list keeps its last closing balance;
before its first listing it has its first opening balance (design.md, "Fixed definitions").
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import numpy as np
import pandas as pd

from stockturn.errors import ColumnError, SourceError
from stockturn.i18n import _
from stockturn.intake.values import HALF_CENT
from stockturn.ledger.buckets import month_buckets
from stockturn.ledger.facts import FLOW_COLUMNS, STOCK_COLUMNS, Facts
from stockturn.ledger.transfers import TRANSFERS, Reading, hidden_transfers, stated_transfers

STOCK = list(STOCK_COLUMNS)
IN_OUT = ["in_qty", "in_value", "out_qty", "out_value"]
DETAIL = [
    "purchase_qty",
    "purchase_value",
    "purchase_return_qty",
    "purchase_return_value",
    "sales_qty",
    "sales_amount",
    "sales_return_qty",
    "sales_return_amount",
    "other_qty",
    "other_value",
]
FIGURES = [*STOCK, *IN_OUT, *TRANSFERS, *DETAIL]
PAIR = ["item", "warehouse"]


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
    rows = _checked(balances)
    buckets, gaps = _buckets(rows, cuts)
    where = {start: bucket for bucket, start in enumerate(buckets["start"])}
    rows["bucket"] = rows["period_start"].map(where).astype(np.int64)
    listed = rows.groupby([*PAIR, "bucket"])[FIGURES].sum(min_count=1)
    repeated = rows.groupby([*PAIR, "bucket"]).size().loc[lambda n: n > 1]
    moved, hidden = stated_transfers(listed), None
    if listed[[*TRANSFERS, *DETAIL]].isna().all(axis=None):
        moved, hidden = hidden_transfers(listed, sold=_sold(sales, buckets), reading=transfers)
    listed = listed.assign(**moved)
    monthly = _book(_carry(listed, len(buckets)), listed)
    held = _from_first_day(monthly)
    breaks = [
        _breaks(
            "negative_balance", monthly[monthly["closing_qty"] < 0], "closing_qty", "closing_value"
        ),
        _breaks("opening_gap", monthly[~_rounded(monthly)], "gap_qty", "revaluation_value"),
        _breaks("unbalanced_row", monthly, "residual_qty", "residual_value"),
        _breaks(
            "several_rows", repeated.rename("rows").reset_index().assign(none=0.0), "rows", "none"
        ),
        gaps,
    ]
    found = pd.concat(breaks, ignore_index=True)
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


def _sold(sales: pd.DataFrame | None, buckets: pd.DataFrame) -> pd.Series | None:
    """Sum sales by item and bucket, for the buckets that they cover whole."""
    if sales is None or sales.empty:
        return None
    month = sales["date"].dt.to_period("M")
    first, last = month.min().start_time, month.max().end_time
    whole = buckets[(buckets["start"] >= first) & (buckets["end"] <= last)]
    at = np.searchsorted(buckets["start"].to_numpy(), sales["date"].to_numpy(), "right") - 1
    inside = np.isin(at, whole.index)
    return sales["qty"][inside].groupby([sales["item"].astype("str")[inside], at[inside]]).sum()


def _checked(balances: pd.DataFrame) -> pd.DataFrame:
    missing = [c for c in ("period_start", "period_end", "item") if c not in balances]
    if missing:
        raise ColumnError.of("balances_lack_columns", names=_("、").join(missing))
    rows = balances.copy()
    if "warehouse" not in rows:
        rows["warehouse"] = ""
    rows["warehouse"] = rows["warehouse"].fillna("").astype("str")
    bad = rows[["period_start", "period_end", "item"]].isna().any(axis=1)
    if rows.empty or bad.any():
        raise SourceError.of("balances_lack_keys", rows=len(rows), bad=int(bad.sum()))
    rows["item"] = rows["item"].astype("str")
    for name in FIGURES:
        rows[name] = pd.to_numeric(rows[name]).astype(float) if name in rows else np.nan
    for name in ("period_start", "period_end"):
        rows[name] = pd.to_datetime(rows[name]).astype("datetime64[us]").dt.normalize()
    return rows


def _buckets(rows: pd.DataFrame, cuts: Iterable[dt.date]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the periods, gaps filled with months, and the breaks that tell of the gaps."""
    cuts = list(cuts)
    periods = rows[["period_start", "period_end"]].drop_duplicates().sort_values("period_start")
    periods = periods.set_axis(["start", "end"], axis=1).reset_index(drop=True)
    day = pd.Timedelta(days=1)
    parts: list[pd.DataFrame] = []
    empty: list[int] = []
    for start, end in zip(periods["start"], periods["end"], strict=True):
        expected = parts[-1]["end"].iloc[-1] + day if parts else start
        if start < expected or end < start:
            raise SourceError.of("periods_overlap", start=start.date(), end=end.date())
        if start > expected:
            filled = month_buckets(expected.date(), (start - day).date(), cuts=cuts)
            at = sum(len(part) for part in parts)
            empty += range(at, at + len(filled))
            parts.append(filled[["start", "end"]])
        parts.append(pd.DataFrame({"start": [start], "end": [end]}))
    buckets = pd.concat(parts, ignore_index=True).astype("datetime64[us]")
    buckets["days"] = (buckets["end"] - buckets["start"]).dt.days + 1
    buckets.index.name = "bucket"
    gaps = pd.DataFrame({"kind": "missing_period", "bucket": empty, "qty": 0.0, "value": 0.0})
    return buckets, gaps.assign(item="", warehouse="")


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


def _breaks(kind: str, rows: pd.DataFrame, qty: str, value: str) -> pd.DataFrame:
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
