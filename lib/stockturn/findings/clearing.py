"""误区五: whether stock is cleared by price cuts alone."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.ndimage import maximum_filter1d

from stockturn.findings.case import Case, once
from stockturn.findings.positions import PAIR, ratio
from stockturn.findings.rules import limit

PRICE_WAYS = ("促销", "降价", "打折", "折扣", "特价", "清仓")


@once
def sale_lines(case: Case) -> pd.DataFrame:
    """Sales of the period with quantity, amount, cost and list price per line (currency).

    Cost is the line's own, else the item's average; list price is the regular price in force,
    else the item master's, else what the item's dearest quarter of units fetched.
    """
    sales = case.table("sales")
    if sales is None or "sales_amount" not in sales.columns or sales["sales_amount"].isna().all():
        moves = case.tables["movements"]
        sales = moves[moves["type"] == "销售出库"].rename(columns={"amount": "cost_amount"})
    lines = sales[(sales["qty"] > 0) & sales["sales_amount"].notna()]
    day = pd.to_datetime(lines["date"])
    end = pd.Timestamp(case.period.end) + pd.Timedelta(days=1)
    lines = lines[(day >= pd.Timestamp(case.period.start)) & (day < end)]
    lines = lines.assign(item=lines["item"].astype("str")).reset_index(drop=True)
    price = lines["sales_amount"] / lines["qty"]
    return pd.DataFrame(
        {
            "item": lines["item"],
            "date": pd.to_datetime(lines["date"]),
            "qty": lines["qty"],
            "amount": lines["sales_amount"],
            "price": price,
            "cost": _unit_cost(case, lines) * lines["qty"],
            "list_price": _list_price(case, lines, price),
        }
    )


def below_cost_share(case: Case) -> float | None:
    """Share of sales, by cost, that fetched less than their cost."""
    lines = sale_lines(case)
    return ratio(
        lines["cost"].where(lines["amount"] < lines["cost"], 0.0).sum(), lines["cost"].sum()
    )


def deep_cut_share(case: Case) -> float | None:
    """Share of sales, by cost, priced more than ``deep_cut`` under list."""
    lines = sale_lines(case)
    return ratio(lines["cost"].where(deep_cut(lines), 0.0).sum(), lines["cost"].sum())


def aged_margin_gap(case: Case) -> float | None:
    """Gross margin of goods not in excess less that of goods held in excess, in points."""
    lines = sale_lines(case)
    aged = lines["item"].isin(set(long_held_items(case)))
    fresh = _margin(lines[~aged])
    old = _margin(lines[aged])
    return None if fresh is None or old is None else fresh - old


def aged_cut_share(case: Case) -> float | None:
    """Share of the sales of goods held in excess, by cost, that were deeply cut."""
    lines = sale_lines(case)
    lines = lines[lines["item"].isin(set(long_held_items(case)))]
    return ratio(lines["cost"].where(deep_cut(lines), 0.0).sum(), lines["cost"].sum())


def other_ways_share(case: Case) -> float | None:
    """Share of what was cleared by other ways than price: returned, moved or scrapped ÷ all.

    Counted on items held in excess, at cost. Transfers count only out of places above their maximum
    that do not buy themselves: what a buying place sends out is distribution. An answer that names
    another way counts as used.
    """
    named = [w for w in case.params.answers.clearing_methods if not w.startswith(PRICE_WAYS)]
    if named:
        return 1.0
    rows = case.rows[case.rows["item"].isin(set(long_held_items(case)))]
    here = pd.MultiIndex.from_frame(rows[PAIR])
    limits = case.places.set_index(PAIR)["max_qty"].reindex(here).to_numpy()
    above = (rows["opening_qty"].to_numpy() > limits) & ~here.isin(_buying_places(case))
    moved = rows["transfer_out_value"].where(above, 0.0).sum()
    other = rows["purchase_return_value"].sum() + moved
    lines = sale_lines(case)
    cut = lines["cost"].where(deep_cut(lines), 0.0).sum()
    return ratio(float(other), float(other + cut))


def _buying_places(case: Case) -> pd.MultiIndex:
    """Items and places that ever took in a purchase."""
    monthly = case.facts.monthly
    told = "purchase_qty" if monthly["purchase_qty"].sum() > 0 else "other_in_qty"
    return pd.MultiIndex.from_frame(monthly.loc[monthly[told] > 0, PAIR].drop_duplicates())


def given_up(lines: pd.DataFrame) -> pd.Series:
    """Money under list price given up on each deeply cut line."""
    gap = (lines["list_price"] * lines["qty"] - lines["amount"]).clip(lower=0.0)
    return gap.where(deep_cut(lines), 0.0)


def deep_cut(lines: pd.DataFrame) -> pd.Series:
    """Tell which lines were priced more than ``deep_cut`` under list."""
    return lines["price"] < (1 - limit("deep_cut")) * lines["list_price"]


def cut_uplift(case: Case) -> float | None:
    """Units sold at deep cuts ÷ units that the usual pace would have sold in those days."""
    events = cut_events(case)
    return ratio(float(events["qty"].sum()), float((events["anyway"] * events["qty"]).sum()))


@once
def cut_events(case: Case) -> pd.DataFrame:
    """One row per deeply cut item: given up, amount, cost, qty, and share of units sold anyway.

    A cut lasts from one cut sale to the next, if that comes within ``cut_lasts`` days. ``anyway`` =
    usual units a day within ``usual_days`` before and after × days of cuts ÷ units sold at the cut:
    prices are cut where sales have become slow, so the year's average would promise too much.
    """
    lines = sale_lines(case)
    cut = deep_cut(lines)
    deep = lines[cut].assign(given_up=given_up(lines)[cut])
    events = deep.groupby("item")[["given_up", "amount", "cost", "qty"]].sum()
    start = pd.Timestamp(case.period.start)
    row = events.index.get_indexer(pd.Index(lines["item"]))
    day = (lines["date"] - start).dt.days.to_numpy()
    on_cut = np.zeros((len(events), case.period.days), dtype=bool)
    on_cut[row[cut], day[cut]] = True
    on_cut = _bridged(on_cut, int(limit("cut_lasts")))
    units = np.zeros(on_cut.shape)
    usual = ~cut.to_numpy() & (row >= 0)
    np.add.at(units, (row[usual], day[usual]), lines["qty"].to_numpy()[usual])
    near = maximum_filter1d(on_cut, 2 * int(limit("usual_days")) + 1, axis=1) & ~on_cut
    near[near.sum(axis=1) < limit("cut_lasts")] = True
    pace = (units * near).sum(axis=1) / np.maximum((near & ~on_cut).sum(axis=1), 1)
    anyway = pace * on_cut.sum(axis=1) / events["qty"]
    return events.assign(anyway=anyway.clip(upper=1.0))


def _bridged(days: npt.NDArray[np.bool_], gap: int) -> npt.NDArray[np.bool_]:
    """Fill the days between two marked days of a row that are at most ``gap`` days apart."""
    number = np.arange(days.shape[1])
    last = np.maximum.accumulate(np.where(days, number, -gap), axis=1)
    after = np.where(days, number, days.shape[1] + gap)
    after = np.minimum.accumulate(after[:, ::-1], axis=1)[:, ::-1]
    filled: npt.NDArray[np.bool_] = after - last <= gap
    return filled


@once
def long_held_items(case: Case) -> list[str]:
    """Items that in some month of the period closed above their maximum."""
    sums = case.rows.groupby(["item", "bucket"], observed=True)["closing_qty"].sum().reset_index()
    maximum = sums["item"].map(case.items.set_index("item")["max_qty"])
    return sorted(sums["item"][sums["closing_qty"] > maximum].astype(str).unique())


def _margin(lines: pd.DataFrame) -> float | None:
    if len(lines) < limit("min_sample"):
        return None
    return ratio(float((lines["amount"] - lines["cost"]).sum()), float(lines["amount"].sum()))


def _unit_cost(case: Case, lines: pd.DataFrame) -> pd.Series:
    average = lines["item"].map(case.items.set_index("item")["unit_cost"]).fillna(0.0)
    if "cost_amount" not in lines.columns:
        return average
    return (lines["cost_amount"] / lines["qty"]).fillna(average)


def _list_price(case: Case, lines: pd.DataFrame, price: pd.Series) -> pd.Series:
    dear = price.groupby(lines["item"]).transform("quantile", 0.75)
    listed = pd.Series(float("nan"), index=lines.index)
    if case.column("items", "list_price") is not None:
        master = case.tables["items"].drop_duplicates("item").set_index("item")["list_price"]
        listed = lines["item"].map(master)
    return _price_in_force(case, lines).fillna(listed).fillna(dear)


def _price_in_force(case: Case, lines: pd.DataFrame) -> pd.Series:
    prices = case.table("prices")
    if prices is None or lines.empty:
        return pd.Series(float("nan"), index=lines.index)
    if "price_kind" in prices.columns:
        prices = prices[~prices["price_kind"].fillna("").str.contains("促销")]
    right = pd.DataFrame(
        {
            "item": prices["item"].astype("str"),
            "date": pd.to_datetime(prices["valid_from"]).astype("datetime64[ns]"),
            "list": prices["price"].astype(float),
        }
    ).sort_values("date", kind="stable")
    left = pd.DataFrame({"item": lines["item"], "date": pd.to_datetime(lines["date"])})
    left = left.assign(date=left["date"].astype("datetime64[ns]"), row=lines.index)
    found = pd.merge_asof(left.sort_values("date", kind="stable"), right, on="date", by="item")
    return found.set_index("row")["list"].reindex(lines.index)
