"""What the stock consists of: classes, concentration and breakdowns."""

from __future__ import annotations

import numpy as np
import pandas as pd

from stockturn.metrics.window import Window, grouped

A_SHARE, B_SHARE = 0.80, 0.95
X_CV, Y_CV = 0.5, 1.0
TOP_SHARE = 0.20
FAST_SHARE = 0.75
ADI_LIMIT, CV2_LIMIT = 1.32, 0.49


def abc_classes(annual_cost: pd.Series) -> pd.Series:
    """Class items by cost of goods: A while the share *before* an item is below 80 %, B below 95 %.

    The largest item is therefore always A. Items without cost are C.

    Parameters
    ----------
    annual_cost
        Cost of goods by item (index).

    Examples
    --------
    >>> abc_classes(pd.Series({"a": 90.0, "b": 6.0, "c": 4.0})).tolist()
    ['A', 'B', 'C']
    """
    cost = annual_cost.clip(lower=0).sort_values(ascending=False, kind="stable")
    total = cost.sum()
    before = (cost.cumsum() - cost) / total if total > 0 else pd.Series(1.0, index=cost.index)
    classes = np.select([before < A_SHARE, before < B_SHARE], ["A", "B"], default="C")
    result = pd.Series(classes, index=cost.index, dtype="str")
    return result.where(cost > 0, "C").reindex(annual_cost.index)


def xyz_classes(demand: pd.DataFrame) -> pd.Series:
    """Class items by the variation of monthly demand, months without demand kept as zero.

    Parameters
    ----------
    demand
        One row per item, one column per month from the item's first month on (NaN before it).

    Returns
    -------
    Series
        X below a coefficient of variation of 0.5, Y below 1.0, Z above; Z where nothing sold.
    """
    mean = demand.mean(axis=1)
    variation = demand.std(axis=1, ddof=0) / mean.where(mean > 0)
    classes = np.select([variation < X_CV, variation < Y_CV], ["X", "Y"], default="Z")
    return pd.Series(classes, index=demand.index, dtype="str")


def fsn_classes(demand: pd.DataFrame) -> pd.Series:
    """Class items by how often they sell: F in at least 75 % of their months, S in fewer, N never.

    Frequency, not months of stock and not quantity, makes the class.

    Parameters
    ----------
    demand
        As ``monthly_demand`` returns it.
    """
    share = (demand > 0).sum(axis=1) / demand.notna().sum(axis=1)
    classes = np.select([share >= FAST_SHARE, share > 0], ["F", "S"], default="N")
    return pd.Series(classes, index=demand.index, dtype="str")


def demand_classes(demand: pd.DataFrame) -> pd.Series:
    """Class items by ADI and CV² of Syntetos and Boylan (2005): limits 1.32 and 0.49.

    ADI = months ÷ months with demand; CV² = squared coefficient of variation of the demand of
    months that have any. ``none`` where nothing sold.

    Examples
    --------
    >>> demand = pd.DataFrame({"1": [5, 0], "2": [5, 9], "3": [5, 0]}, index=["a", "b"])
    >>> demand_classes(demand).tolist()
    ['smooth', 'intermittent']
    """
    sizes = demand.where(demand > 0)
    times = sizes.notna().sum(axis=1)
    interval = demand.notna().sum(axis=1) / times.where(times > 0)
    varied = (sizes.std(axis=1, ddof=0) / sizes.mean(axis=1)) ** 2 >= CV2_LIMIT
    often = interval < ADI_LIMIT
    classes = np.select(
        [times.eq(0), often & ~varied, often, ~varied],
        ["none", "smooth", "erratic", "intermittent"],
        default="lumpy",
    )
    return pd.Series(classes, index=demand.index, dtype="str")


def supplier_share(pairs: pd.DataFrame, *, largest: int = 3) -> float | None:
    """Return the part of average stock that the ``largest`` suppliers hold, of what names one."""
    known = pairs[pairs["supplier"].astype("str").ne("")]
    sums = known.groupby("supplier", observed=True)["avg_stock_value"].sum().clip(lower=0)
    total = float(sums.sum())
    return float(sums.nlargest(largest).sum()) / total if total > 0 else None


def monthly_demand(span: Window) -> pd.DataFrame:
    """Return net sales quantity by item and month; NaN before an item is first held.

    Months that the span cuts short are left out, where there are whole ones: demand of periods of
    different length would vary by their length alone.
    """
    whole = span.buckets["start"].dt.is_month_start & span.buckets["end"].dt.is_month_end
    rows = span.monthly
    if whole.any():
        rows = rows[rows["bucket"].map(whole)]
    net = rows.assign(net=rows["sales_qty"] - rows["sales_return_qty"])
    table = net.pivot_table(index="item", columns="start", values="net", aggfunc="sum")
    later = table.notna().cummax(axis=1)
    return table.fillna(0.0).where(later)


def top_share(values: pd.Series, *, share: float = TOP_SHARE) -> float | None:
    """Return the part of the total that the largest ``share`` of positive values holds.

    Examples
    --------
    >>> top_share(pd.Series([80.0, 5.0, 5.0, 5.0, 5.0]))
    0.8
    """
    positive = values[values > 0].sort_values(ascending=False)
    if positive.empty:
        return None
    count = max(1, int(np.ceil(len(positive) * share)))
    return float(positive.head(count).sum() / positive.sum())


def described(pairs: pd.DataFrame, items: pd.DataFrame | None) -> pd.DataFrame:
    """Give every pair the name, category and supplier of its item; unknown ones are blank."""
    columns = ["item_name", "spec", "category", "supplier", "status", "unit"]
    blank = pairs.assign(**{c: "" for c in columns if c not in pairs})
    if items is None:
        return blank
    known = items.drop_duplicates("item").set_index("item")
    for column in columns:
        if column in known:
            found = blank["item"].map(known[column]).fillna("")
            blank[column] = found.where(found.ne(""), blank[column])
    return blank


def by_key(pairs: pd.DataFrame, key: str) -> pd.DataFrame:
    """Sum pairs by ``key``, largest average stock first."""
    return grouped(pairs, key).sort_values(
        ["avg_stock_value", key], ascending=[False, True], ignore_index=True
    )
