"""Whether a supplier's lower price for more is worth the stock that it makes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from stockturn.params import Settings
from stockturn.targets.selling import YEAR_DAYS
from stockturn.targets.textbook import order_quantity_with_breaks

Floats = npt.NDArray[Any]
COLUMNS = ["item", "warehouse", "usual_qty", "usual_price", "break_qty", "break_price",
           "saved_per_year", "extra_stock_value", "worth_it"]  # fmt: skip


def price_breaks(
    places: pd.DataFrame, tables: Mapping[str, pd.DataFrame], settings: Settings, *,
    demand_per_year: Floats, end: dt.date,
) -> pd.DataFrame:  # fmt: skip
    """Return for each bought place that is quoted more than one price the break that costs least.

    Costs a year are those of the goods, of ordering (``order_cost``) and of carrying half an order;
    an order is at least what a review asks for and at most what sells in ``need_days``.

    Returns
    -------
    DataFrame
        The place's number as index, and ``COLUMNS``: where no break pays (``worth_it`` is false)
        the one that comes nearest, ``saved_per_year`` then being what it would lose.
    """
    quoted = _quoted(tables, places, end)
    rows = []
    for n in np.flatnonzero(places["item"].isin(quoted) & ~places["by_transfer"]):
        place, demand = places.iloc[n], float(demand_per_year[n])
        if demand > 0:
            found = _cheapest(quoted[str(place["item"])], place, demand, settings)
            rows += [] if found is None else [(n, *found)]
    table = pd.DataFrame(rows, columns=["n", *COLUMNS])
    kinds = dict.fromkeys(COLUMNS[2:-1], "float64") | {"worth_it": "bool"}
    return table.set_index("n").astype(kinds)


def economic_lots(
    places: pd.DataFrame, breaks: pd.DataFrame, settings: Settings, *, demand_per_year: Floats
) -> Floats:
    """Return the order of each place that costs least; 0 where the least order does.

    Where an order's cost is stated and no break decides it is that of Harris (1913), at most what
    sells in ``need_days``.
    """
    lots = np.zeros(len(places))
    holding = settings.carrying_rates.total * places["unit_cost"].to_numpy()
    if settings.order_cost > 0:
        known = (holding > 0) & ~places["by_transfer"].to_numpy()
        free = np.sqrt(2 * settings.order_cost * demand_per_year / np.where(known, holding, 1.0))
        most = demand_per_year * places["need_days"].to_numpy() / YEAR_DAYS
        lots = np.where(known, np.minimum(free, most), 0.0)
    pays = breaks[breaks["worth_it"]]
    lots[pays.index] = pays["break_qty"]
    whole = places["whole"].to_numpy()
    return np.where(whole, np.ceil(lots - 1e-9), lots)


def _quoted(
    tables: Mapping[str, pd.DataFrame], places: pd.DataFrame, end: dt.date
) -> dict[str, list[tuple[float, float]]]:
    """Return item → (from quantity, unit price) as quoted on the last day, ascending.

    Of several suppliers that of the item master counts; where it quotes nothing, the lowest price.
    """
    quotes = tables.get("quotes")
    if quotes is None or quotes.empty:
        return {}
    day = pd.Timestamp(end)
    for bound, ended in (("valid_from", False), ("valid_to", True)):
        if bound in quotes:
            late = quotes[bound] < day if ended else quotes[bound] > day
            quotes = quotes[~late.fillna(False)]
    quotes = quotes.assign(
        item=quotes["item"].astype("str"), from_qty=quotes["from_qty"].fillna(0.0)
    )
    quotes = quotes[(quotes["unit_price"] > 0) & (quotes["from_qty"] >= 0)]
    master = tables.get("items")
    if "supplier" in quotes and master is not None and "supplier" in master:
        usual = quotes["item"].map(master.drop_duplicates("item").set_index("item")["supplier"])
        own = quotes["supplier"].eq(usual) & usual.ne("")
        quotes = quotes[own | ~quotes["item"].isin(quotes.loc[own, "item"])]
    lowest = quotes.groupby(["item", "from_qty"])["unit_price"].min().reset_index()
    found = {str(item): rows for item, rows in lowest.groupby("item") if len(rows) > 1}
    return {item: list(zip(rows["from_qty"], rows["unit_price"], strict=True))
            for item, rows in found.items()}  # fmt: skip


def _cheapest(
    breaks: list[tuple[float, float]], place: pd.Series, demand: float, settings: Settings
) -> tuple[Any, ...] | None:
    """Return one row of ``COLUMNS``; None where a usual order pays the lowest price already."""
    usual = max(demand * settings.review_days / YEAR_DAYS, place["lot"], breaks[0][0],
                float(place["whole"]))  # fmt: skip
    most = demand * place["need_days"] / YEAR_DAYS
    paid = [price for start, price in breaks if start <= usual][-1]

    def cheapest_of(start: float, price: float, most: float) -> tuple[float, float]:
        return order_quantity_with_breaks(
            breaks=[(start, price)], least=start, most=most, demand=demand,
            order_cost=settings.order_cost, carrying_rate=settings.carrying_rates.total,
        )  # fmt: skip

    _usual, now = cheapest_of(usual, paid, usual)
    offers = [
        (start > most, *reversed(cheapest_of(start, price, max(most, start))), price)
        for start, price in breaks
        if start > usual and price < paid
    ]
    if not offers:
        return None
    unsold, cost, quantity, price = min(offers)  # what sells in time first, then the cheapest
    extra = (quantity * price - usual * paid) / 2
    return (place["item"], place["warehouse"], usual, paid, quantity, price, now - cost, extra,
            not unsold and cost < now)  # fmt: skip
