"""Service beside turnover: orders, deliveries, lead times, and what the client reports monthly."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from stockturn.i18n import _


def within(table: pd.DataFrame, column: str, start: dt.date, end: dt.date) -> pd.DataFrame:
    """Return the rows whose day lies in the closed span, whatever the hour."""
    day = table[column].dt.normalize()
    inside: pd.DataFrame = table[day.between(pd.Timestamp(start), pd.Timestamp(end))]
    return inside


def order_service(orders: pd.DataFrame) -> dict[str, float | None]:
    """Return delay, fill rate and OTIF over order lines, all of them due.

    A line shipped early does not make up for a late one, nor one shipped in excess for a short one.
    """
    due = orders.dropna(subset=["due_date"])
    late = fill = otif = None
    if "ship_date" in due and len(due):
        shipped = due["ship_date"].dt.normalize()
        behind = shipped.isna() | (shipped > due["due_date"].dt.normalize())
        late = float(behind.mean())
        if "shipped_qty" in due:
            whole = due["shipped_qty"].fillna(0) >= due["ordered_qty"]
            otif = float((whole & ~behind).mean())
    if "shipped_qty" in due and due["ordered_qty"].sum() > 0:
        delivered = due[["shipped_qty", "ordered_qty"]].fillna(0).min(axis=1)
        fill = float(delivered.sum() / due["ordered_qty"].sum())
    return {"delay_rate": late, "fill_rate": fill, "otif": otif}


def first_receipts(purchases: pd.DataFrame) -> pd.DataFrame:
    """Return one row per order line that was received: that of its first receipt."""
    received = purchases.dropna(subset=["receipt_date"]).sort_values("receipt_date", kind="stable")
    return received.drop_duplicates([c for c in ("po_no", "line_no", "item") if c in received])


def lead_times(receipts: pd.DataFrame) -> pd.Series:
    """Return days from order to receipt."""
    return (receipts["receipt_date"] - receipts["order_date"]).dt.days.astype("float64")


def monthly_service(service: pd.DataFrame) -> dict[str, float | None]:
    """Average the client's own service figures over the months given, weighted by their bases."""
    return {
        "satisfaction": _weighted(service, "satisfaction", "sample_size"),
        "complaint_rate": _ratio(service, "complaints", "orders"),
        "ship_hours": _weighted(service, "ship_hours", "orders"),
        "repurchase_rate": _weighted(service, "repurchase_rate", "orders"),
    }


def service_course(
    *, service: pd.DataFrame | None, orders: pd.DataFrame | None, start: dt.date, end: dt.date
) -> pd.DataFrame:
    """Return one row a month of the closed span, with a column for each figure that is known.

    Columns ``start`` and those of ``satisfaction``, ``complaint_rate``, ``return_rate`` (returns ÷
    orders), ``ship_hours``, ``repurchase_rate``, ``delay_rate`` and ``fill_rate`` that have any.
    """
    months = pd.period_range(start, end, freq="M")
    course = pd.DataFrame(index=months)
    if service is not None:
        inside = within(service, "period_start", start, end)
        for month, rows in inside.groupby(inside["period_start"].dt.to_period("M")):
            known = monthly_service(rows) | {"return_rate": _ratio(rows, "returns", "orders")}
            course.loc[month, list(known)] = list(known.values())
    if orders is not None and "due_date" in orders:
        inside = within(orders, "due_date", start, end)
        for month, rows in inside.groupby(inside["due_date"].dt.to_period("M")):
            known = order_service(rows)
            course.loc[month, list(known)] = list(known.values())
    course = course.astype("float64").dropna(axis="columns", how="all")
    return course.reset_index(names="start").assign(start=months.to_timestamp())


def service_faults(service: pd.DataFrame) -> dict[str, str]:
    """Return measure → what is wrong with the client's figures for it, where they cannot be."""
    parts = {
        "satisfaction": ("satisfaction", "satisfaction_scale", _("不高于满分的满意度")),
        "complaint_rate": ("complaints", "orders", _("不多于订单数的投诉数")),
        "repurchase_rate": ("repurchase_rate", None, _("不高于 100% 的复购率")),
    }
    faults = {}
    for measure, (part, whole, wanted) in parts.items():
        if part in service and (whole is None or whole in service):
            above = service[service[part] > (1.0 if whole is None else service[whole])]
            if len(above):
                month = above["period_start"].min()
                faults[measure] = _("{wanted}（服务月报 {month:%Y-%m} 等 {n} 个月有误）").format(
                    wanted=wanted, month=month, n=len(above)
                )
    return faults


def satisfaction_scale(service: pd.DataFrame) -> float | None:
    """Return the top of the satisfaction scale where the client states one and only one."""
    if "satisfaction_scale" not in service:
        return None
    scales = service["satisfaction_scale"].dropna().unique()
    return float(scales[0]) if len(scales) == 1 else None


def _weighted(service: pd.DataFrame, value: str, weight: str) -> float | None:
    if value not in service or service[value].notna().sum() == 0:
        return None
    known = service[service[value].notna()]
    weights = known[weight].fillna(0) if weight in known else pd.Series(1.0, index=known.index)
    if weights.sum() <= 0:
        return float(known[value].mean())
    return float((known[value] * weights).sum() / weights.sum())


def _ratio(service: pd.DataFrame, part: str, whole: str) -> float | None:
    if not {part, whole} <= set(service.columns):
        return None
    both = service.dropna(subset=[part, whole])
    return float(both[part].sum() / both[whole].sum()) if both[whole].sum() > 0 else None


def counts(movements: pd.DataFrame) -> pd.DataFrame:
    """Return the stock counts that state the book quantity."""
    if "book_qty" not in movements:
        return movements.iloc[:0]
    return movements[movements["type"].eq("盘点") & movements["book_qty"].notna()]


def count_difference(counts: pd.DataFrame) -> float | None:
    """Return Σ|counted − book| ÷ Σ book.

    Valued at unit cost where every count carries one, else in pieces.
    """
    if counts.empty:
        return None
    cost = counts.get("unit_cost")
    weight = cost if cost is not None and cost.notna().all() else 1.0
    book = (counts["book_qty"].abs() * weight).sum()
    difference = ((counts["qty"] - counts["book_qty"]).abs() * weight).sum()
    return float(difference / book) if book > 0 else None
