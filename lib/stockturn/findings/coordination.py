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
    """Purchase lines ordered in the period: date, item, ordered quantity once, value, position.

    ``position`` is stock plus open orders of the item over all places just before the order;
    ``daily`` its use a day; ``max_qty`` the maximum by ``max_cover_days``.
    """
    lines = _distinct_lines(case)
    start, end = pd.Timestamp(case.period.start), pd.Timestamp(case.period.end)
    lines = lines[(lines["order_date"] >= start) & (lines["order_date"] <= end)]
    lines = lines.merge(case.items[["item", "daily", "max_qty", "unit_cost"]], on="item")
    lines["value"] = lines["ordered_qty"] * lines["unit_cost"]
    return lines.assign(position=stock_position(case, lines)).reset_index(drop=True)


def ordered_above_need(case: Case) -> float | None:
    """Share of ordered value in orders of usual size placed with the position above the maximum.

    Orders that alone exceed the maximum are a matter of lot sizes (``big_orders``).
    """
    lines = order_lines(case)
    above = (lines["position"] > lines["max_qty"]) & (lines["ordered_qty"] <= lines["max_qty"])
    return ratio(lines["value"].where(above, 0.0).sum(), lines["value"].sum())


def big_orders(case: Case) -> float | None:
    """Share of ordered value in single orders of more than ``max_cover_days`` of use."""
    lines = order_lines(case)
    lines = lines[lines["daily"] > 0]
    big = lines["ordered_qty"] > lines["max_qty"]
    return ratio(lines["value"].where(big, 0.0).sum(), lines["value"].sum())


def bought_over_cover(case: Case) -> float | None:
    """Share of ordered value placed with the position above ``order_cover_factor`` maxima."""
    lines = order_lines(case)
    above = lines["position"] > limit("order_cover_factor") * lines["max_qty"]
    return ratio(lines["value"].where(above, 0.0).sum(), lines["value"].sum())


def ordered_after_stockout(case: Case) -> float | None:
    """Share of ordered lines placed when the item had run out everywhere."""
    lines = order_lines(case)
    lines = lines[lines["daily"] > 0]
    if len(lines) < limit("min_sample"):
        return None
    on_hand = stock_position(case, lines, with_orders=False)
    return finite(float((on_hand <= 0).mean()))


def bullwhip(case: Case) -> float | None:
    """Var(ordered value) ÷ Var(cost of sales) by month, per item, weighted median by use."""
    lines = _distinct_lines(case)
    buckets = case.facts.buckets
    spot = np.searchsorted(buckets["start"].to_numpy(), lines["order_date"].to_numpy(), "right") - 1
    ordered = lines.assign(bucket=spot).groupby(["item", "bucket"])["ordered_qty"].sum()
    sold = case.rows.groupby(["item", "bucket"], observed=True)["sold_qty"].sum()
    panel = sold.to_frame("sold").join(ordered).fillna(0.0).reset_index()
    months = panel.groupby("item").agg(
        sold=("sold", "var"), ordered=("ordered_qty", "var"), n=("bucket", "size")
    )
    months = months[(months["n"] >= limit("bullwhip_min_months")) & (months["sold"] > 0)]
    use = case.items.set_index("item")
    weight = (use["daily"] * use["unit_cost"]).reindex(months.index)
    return weighted_median(months["ordered"] / months["sold"], weight.fillna(0.0))


def lead_time_spread(case: Case) -> float | None:
    """Spread of lead times (deviation ÷ mean), per supplier, median over order lines."""
    times = lead_times(case)
    stats = times.groupby("supplier")["days"].agg(["mean", "std", "size"])
    stats = stats[(stats["size"] >= limit("lead_time_min_lines")) & (stats["mean"] > 0)]
    return weighted_median(stats["std"] / stats["mean"], stats["size"].astype(float))


def late_share(case: Case) -> float | None:
    """Share of receipts after the promised date."""
    purchases = case.tables["purchases"]
    if "promised_date" not in purchases.columns:
        return None
    both = purchases[["promised_date", "receipt_date"]].dropna()
    if len(both) < limit("min_sample"):
        return None
    late = pd.to_datetime(both["receipt_date"]) > pd.to_datetime(both["promised_date"])
    return finite(float(late.mean()))


def moq_excess(case: Case) -> float | None:
    """Share of ordered value at the minimum quantity that covers more than ``max_cover_days``."""
    lines = order_lines(case)
    master = case.tables["items"].drop_duplicates("item").set_index("item")["min_order_qty"]
    moq = lines["item"].map(master)
    forced = (lines["ordered_qty"] <= moq) & (lines["ordered_qty"] > lines["max_qty"])
    return ratio(lines["value"].where(forced, 0.0).sum(), lines["value"].sum())


def lead_times(case: Case) -> pd.DataFrame:
    """Days from order to last receipt, one row per received line, with its supplier."""
    purchases = case.tables["purchases"].dropna(subset=["receipt_date", "order_date"])
    days = pd.to_datetime(purchases["receipt_date"]) - pd.to_datetime(purchases["order_date"])
    supplier = purchases.get("supplier", pd.Series("", index=purchases.index))
    frame = pd.DataFrame({"supplier": supplier.fillna("").astype(str), "days": days.dt.days})
    return frame[frame["days"] >= 0]


def stock_position(case: Case, lines: pd.DataFrame, *, with_orders: bool = True) -> pd.Series:
    """Stock (and open orders) of each line's item over all places before the line's date.

    Opening of the month + receipts − sales since, from purchases and daily sales; where daily
    sales are unknown, the month's sales are spread evenly.
    """
    rows = case.rows.groupby(["item", "bucket"], observed=True)[["opening_qty", "sold_qty", "days"]]
    months = rows.agg({"opening_qty": "sum", "sold_qty": "sum", "days": "max"}).reset_index()
    starts = case.facts.buckets["start"]
    spot = np.searchsorted(starts.to_numpy(), lines["order_date"].to_numpy(), "right") - 1
    query = lines[["item", "order_date"]].assign(bucket=spot)
    query["month"] = starts.to_numpy()[spot]
    query = query.merge(months, on=["item", "bucket"], how="left").fillna(
        {"opening_qty": 0.0, "sold_qty": 0.0, "days": 1.0}
    )
    received = _receipts(case)
    position = query["opening_qty"] + _between(received, query) - _sold_since(case, query)
    if with_orders:
        ordered = _distinct_lines(case)[["item", "order_date", "ordered_qty"]]
        ordered.columns = pd.Index(["item", "date", "qty"])
        position += (_before(ordered, query) - _before(received, query)).clip(lower=0)
    return pd.Series(position.to_numpy(), index=lines.index)


def weighted_median(values: pd.Series, weights: pd.Series) -> float | None:
    """Return the smallest value that at least half of the weight does not exceed."""
    frame = pd.DataFrame({"value": values, "weight": weights}).dropna().sort_values("value")
    if frame["weight"].sum() <= 0:
        return None
    reached = frame["weight"].cumsum() >= frame["weight"].sum() / 2
    return finite(frame["value"][reached].iloc[0])


@once
def _distinct_lines(case: Case) -> pd.DataFrame:
    purchases = case.tables["purchases"].dropna(subset=["order_date", "ordered_qty"])
    keys = [c for c in _LINE if c in purchases.columns]
    # A partial receipt repeats its line: the ordered quantity counts once.
    lines = purchases.drop_duplicates(keys)[["item", "order_date", "ordered_qty"]]
    return lines.assign(
        item=lines["item"].astype(object),
        order_date=pd.to_datetime(lines["order_date"]).astype("datetime64[ns]"),
    )


@once
def _receipts(case: Case) -> pd.DataFrame:
    purchases = case.tables["purchases"]
    if "receipt_date" not in purchases.columns:
        return pd.DataFrame({"item": [], "date": pd.to_datetime([]), "qty": []})
    came = purchases.dropna(subset=["receipt_date"])
    qty = came["received_qty"] if "received_qty" in came.columns else came["ordered_qty"]
    frame = pd.DataFrame(
        {"item": came["item"], "date": came["receipt_date"], "qty": qty.fillna(came["ordered_qty"])}
    )
    return frame.assign(item=frame["item"].astype(object), date=pd.to_datetime(frame["date"]))


def _sold_since(case: Case, query: pd.DataFrame) -> pd.Series:
    daily = case.facts.daily
    if daily is None:
        gone = (query["order_date"] - query["month"]).dt.days / query["days"].clip(lower=1)
        return query["sold_qty"] * gone
    sales = pd.DataFrame(
        {"item": daily["item"].astype(object), "date": daily["date"], "qty": daily["sales_qty"]}
    )
    return _between(sales, query)


def _between(events: pd.DataFrame, query: pd.DataFrame) -> pd.Series:
    at_month = query.assign(order_date=query["month"])
    return _before(events, query) - _before(events, at_month)


def _before(events: pd.DataFrame, query: pd.DataFrame) -> pd.Series:
    """Sum of ``qty`` of the same item dated strictly before each query's ``order_date``."""
    if events.empty:
        return pd.Series(0.0, index=query.index)
    codes = pd.Index(pd.unique(pd.concat([events["item"], query["item"]], ignore_index=True)))
    keys = _key(codes.get_indexer(pd.Index(events["item"])), events["date"])
    order = np.argsort(keys, kind="stable")
    total = np.concatenate([[0.0], np.cumsum(events["qty"].fillna(0.0).to_numpy()[order])])
    item = codes.get_indexer(pd.Index(query["item"]))
    upto = np.searchsorted(keys[order], _key(item, query["order_date"]), "left")
    first = np.searchsorted(keys[order], item.astype(np.int64) * _DAYS, "left")
    return pd.Series(total[upto] - total[first], index=query.index)


_DAYS = 10_000_000


def _key(item: np.ndarray, dates: pd.Series) -> np.ndarray:
    days = pd.to_datetime(dates).to_numpy().astype("datetime64[D]").astype(np.int64)
    return item.astype(np.int64) * _DAYS + days


STATISTICS = {
    "ordered_above_need": ordered_above_need,
    "big_orders": big_orders,
    "bought_over_cover": bought_over_cover,
    "ordered_after_stockout": ordered_after_stockout,
    "bullwhip": bullwhip,
    "lead_time_spread": lead_time_spread,
    "late_share": late_share,
    "moq_excess": moq_excess,
}
