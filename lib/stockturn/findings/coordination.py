"""误区四: whether purchasing, warehouse and sales act on the same picture."""

from __future__ import annotations

import numpy as np
import pandas as pd

from stockturn.findings.case import Case, once
from stockturn.findings.positions import finite, ratio
from stockturn.findings.rules import limit

_LINE = ["po_no", "line_no", "item", "order_date"]


@once
def order_lines(case: Case) -> pd.DataFrame:
    """Lines ordered in the period: item, date, quantity once, ``value`` at cost, ``daily`` use.

    ``on_hand`` and ``position`` (with open orders) are of the item over all places just before
    the order; ``big``: the order alone exceeds ``max_qty``.
    """
    lines = _distinct_lines(case)
    start, end = pd.Timestamp(case.period.start), pd.Timestamp(case.period.end)
    lines = lines[lines["order_date"].between(start, end)]
    lines = lines.merge(case.items[["item", "daily", "max_qty", "unit_cost"]], on="item")
    on_hand, on_order = _before_order(case, lines)
    return lines.assign(
        value=lines["ordered_qty"] * lines["unit_cost"],
        on_hand=on_hand,
        position=on_hand + on_order,
        big=lines["ordered_qty"] > lines["max_qty"],
    )


def ordered_above_need(case: Case) -> float | None:
    """Share of ordered value in orders of usual size placed with the position above the maximum.

    Orders that alone exceed the maximum are a matter of lot sizes (``big_orders``).
    """
    lines = order_lines(case)
    return _value_share(lines, (lines["position"] > lines["max_qty"]) & ~lines["big"])


def bought_over_cover(case: Case) -> float | None:
    """Share of ordered value placed with the position above ``order_cover_factor`` maxima."""
    lines = order_lines(case)
    return _value_share(lines, lines["position"] > limit("order_cover_factor") * lines["max_qty"])


def big_orders(case: Case) -> float | None:
    """Share of ordered value in single orders of more than ``max_cover_days`` of use."""
    lines = order_lines(case)
    lines = lines[lines["daily"] > 0]
    return _value_share(lines, lines["big"])


def moq_excess(case: Case) -> float | None:
    """Share of ordered value in big orders of no more than the supplier's minimum quantity."""
    lines = order_lines(case)
    minimum = case.tables["items"].drop_duplicates("item").set_index("item")["min_order_qty"]
    forced = lines["ordered_qty"] <= lines["item"].map(minimum)
    return _value_share(lines, lines["big"] & forced)


def early_receipt_excess(case: Case) -> float | None:
    """Share of received value that lay above the maximum because it came before its promised day.

    Of each receipt more than ``early_days`` ahead: what exceeds the item's maximum, all places
    and what they held just before taken together.
    """
    came = _receipts(case)
    start, end = pd.Timestamp(case.period.start), pd.Timestamp(case.period.end)
    came = came[came["date"].between(start, end)]
    lines = came.rename(columns={"date": "order_date"}).merge(
        case.items[["item", "max_qty", "unit_cost"]], on="item"
    )
    held, _ = _before_order(case, lines)
    ahead = (lines["promised_date"] - lines["order_date"]).dt.days > limit("early_days")
    above = np.minimum((held + lines["qty"] - lines["max_qty"]).clip(lower=0), lines["qty"])
    early = (above * lines["unit_cost"]).where(ahead, 0.0)
    return ratio(float(early.sum()), float((lines["qty"] * lines["unit_cost"]).sum()))


def ordered_after_stockout(case: Case) -> float | None:
    """Share of ordered lines placed when the item had run out everywhere."""
    lines = order_lines(case)
    lines = lines[lines["daily"] > 0]
    if len(lines) < limit("min_sample"):
        return None
    return finite(float((lines["on_hand"] <= 0).mean()))


def bullwhip(case: Case) -> float | None:
    """Var(ordered) ÷ Var(sold) by month in the item's unit, median over items weighted by use."""
    lines = _distinct_lines(case)
    ordered = lines.assign(bucket=_bucket(case, lines)).groupby(["item", "bucket"])["ordered_qty"]
    sold = case.rows.groupby(["item", "bucket"], observed=True)["sold_qty"].sum()
    panel = sold.to_frame("sold").join(ordered.sum()).fillna(0.0).reset_index()
    months = panel.groupby("item").agg(
        sold=("sold", "var"), ordered=("ordered_qty", "var"), n=("bucket", "size")
    )
    months = months[(months["n"] >= limit("bullwhip_min_months")) & (months["sold"] > 0)]
    return weighted_median(months["ordered"] / months["sold"], case.use_value.reindex(months.index))


def lead_time_spread(case: Case) -> float | None:
    """Spread of lead times (deviation ÷ mean) of a supplier, root mean square over order lines.

    The square weighs suppliers who cannot be relied on, where a median would hide them.
    """
    came = case.tables["purchases"].dropna(subset=["receipt_date", "order_date"])
    days = (pd.to_datetime(came["receipt_date"]) - pd.to_datetime(came["order_date"])).dt.days
    supplier = came.get("supplier", pd.Series("", index=came.index)).fillna("").astype(str)
    stats = days[days >= 0].groupby(supplier).agg(["mean", "std", "size"])
    stats = stats[(stats["size"] >= limit("lead_time_min_lines")) & (stats["mean"] > 0)]
    squares = (stats["std"] / stats["mean"]) ** 2 * stats["size"]
    mean = ratio(float(squares.sum()), float(stats["size"].sum()))
    return None if mean is None else mean**0.5


def weighted_median(values: pd.Series, weights: pd.Series) -> float | None:
    """Return the smallest value that at least half of the weight does not exceed."""
    frame = pd.DataFrame({"value": values, "weight": weights}).dropna().sort_values("value")
    if frame["weight"].sum() <= 0:
        return None
    reached = frame["weight"].cumsum() >= frame["weight"].sum() / 2
    return finite(frame["value"][reached].iloc[0])


def _value_share(lines: pd.DataFrame, chosen: pd.Series) -> float | None:
    return ratio(float(lines["value"].where(chosen, 0.0).sum()), float(lines["value"].sum()))


@once
def _distinct_lines(case: Case) -> pd.DataFrame:
    purchases = case.tables["purchases"].dropna(subset=["order_date", "ordered_qty"])
    keys = [c for c in _LINE if c in purchases.columns]
    # A partial receipt repeats its line: the ordered quantity counts once.
    lines = purchases.drop_duplicates(keys)[["item", "order_date", "ordered_qty"]]
    return _plain(lines, "order_date")


def _plain(lines: pd.DataFrame, date: str) -> pd.DataFrame:
    """Give item codes and dates one type, whatever the reader of the table made of them."""
    day = pd.to_datetime(lines[date]).astype("datetime64[ns]")
    return lines.assign(item=lines["item"].astype("str"), **{date: day})


def _bucket(case: Case, lines: pd.DataFrame) -> np.ndarray:
    starts = case.facts.buckets["start"].to_numpy()
    return np.searchsorted(starts, lines["order_date"].to_numpy(), "right") - 1


def _before_order(case: Case, lines: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Return stock and open orders of each line's item over all places before the line's date.

    Stock is the month's opening + receipts − sales since, from purchases and daily sales; where
    daily sales are unknown, the month's sales are spread evenly.
    """
    rows = case.rows.groupby(["item", "bucket"], observed=True)
    months = rows.agg({"opening_qty": "sum", "sold_qty": "sum", "days": "max"}).reset_index()
    query = lines[["item", "order_date"]].assign(bucket=_bucket(case, lines))
    query = query.merge(months, on=["item", "bucket"], how="left").fillna(0.0)
    query["month"] = case.facts.buckets["start"].to_numpy()[query["bucket"]]
    received = _receipts(case)
    since = _before(received, query) - _before(received, query, date="month")
    on_hand = query["opening_qty"] + since - _sold_since(case, query)
    ordered = _distinct_lines(case).set_axis(["item", "date", "qty"], axis=1)
    on_order = _before(ordered, query) - _before(received, query)
    return on_hand, on_order.clip(lower=0)


@once
def _receipts(case: Case) -> pd.DataFrame:
    came = case.tables["purchases"].reindex(
        columns=["item", "receipt_date", "received_qty", "ordered_qty", "promised_date"]
    )
    came = came[came["receipt_date"].notna()]
    qty = came["received_qty"].fillna(came["ordered_qty"])
    promised = pd.to_datetime(came["promised_date"])
    lines = came[["item"]].assign(date=came["receipt_date"], promised_date=promised, qty=qty)
    return _plain(lines, "date")


def _sold_since(case: Case, query: pd.DataFrame) -> pd.Series:
    daily = case.facts.daily
    if daily is None:
        gone = (query["order_date"] - query["month"]).dt.days / query["days"].clip(lower=1)
        return query["sold_qty"] * gone
    sales = _plain(daily[["item", "date"]].assign(qty=daily["sales_qty"]), "date")
    return _before(sales, query) - _before(sales, query, date="month")


def _before(events: pd.DataFrame, query: pd.DataFrame, date: str = "order_date") -> pd.Series:
    """Sum ``qty`` of the same item dated strictly before each query's ``date``."""
    days = events.groupby(["item", "date"])["qty"].sum().reset_index().sort_values("date")
    days["total"] = days.groupby("item")["qty"].cumsum()
    asked = _plain(query.assign(date=query[date], row=query.index)[["item", "date", "row"]], "date")
    found = pd.merge_asof(
        asked.sort_values("date"), days, on="date", by="item", allow_exact_matches=False
    )
    return found.set_index("row")["total"].reindex(query.index).fillna(0.0)
