"""How long goods can be sold: until they perish, or until their season ends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from stockturn.errors import ParamsError, near_match
from stockturn.i18n import _
from stockturn.params import Season
from stockturn.targets.history import History
from stockturn.targets.places import OUT_OF_SEASON

Floats = npt.NDArray[Any]
YEAR_DAYS = 365


class Selling(NamedTuple):
    """When what is ordered on a day can be sold: place × day, in days.

    ``cover`` is the time to be covered, ``until`` the time in which all has to be sold (infinite
    where nothing ends it, 0 where an order comes too late or too early), ``left`` that in which
    what is there can be sold; ``turn`` is the share of a unit's time on sale that lies between two
    reviews, one at most; ``closed`` marks days out of season.
    """

    cover: Floats
    until: Floats
    turn: Floats
    left: Floats
    closed: npt.NDArray[np.bool_]

    @property
    def ends(self) -> npt.NDArray[np.bool_]:
        """Tell which places have goods that cannot be sold for ever."""
        return np.asarray(np.isfinite(self.until).any(axis=1))

    def of(self, rows: Any) -> Selling:
        """Return the selling times of some places."""
        return Selling(*(known[rows] for known in self))


def selling_time(
    places: pd.DataFrame, seasons: Mapping[str, Season], days: pd.DatetimeIndex, *,
    review_days: int,
) -> Selling:  # fmt: skip
    """Return how long goods ordered on some days sell: their shelf life, or until the season ends.

    Parameters
    ----------
    places
        ``item``, ``category``, ``lead_days``, ``shelf_life_days`` (NaN: does not perish).
    seasons
        By item or category.

    Raises
    ------
    ParamsError
        A season is of no item and no category.
    """
    lead = np.ceil(places["lead_days"].fillna(0.0)).to_numpy()[:, None]
    life = lead + places["shelf_life_days"].fillna(np.inf).to_numpy()[:, None]
    shape = (len(places), len(days))
    # Without seasons every day is like another, and is not written down a second time.
    until = np.repeat(life, len(days), axis=1) if seasons else np.broadcast_to(life, shape)
    cover = np.minimum(lead + review_days, life)
    cover = np.repeat(cover, len(days), axis=1) if seasons else np.broadcast_to(cover, shape)
    left = np.full(shape, np.inf) if seasons else np.broadcast_to(np.inf, shape)
    closed = np.zeros(shape, dtype=bool) if seasons else np.broadcast_to(np.False_, shape)
    for name, season in seasons.items():
        rows = _named(places, name)
        begins, ends = _next_season(season, days)
        opens = np.maximum(begins, 0.0)
        # Goods are ordered to be there when it begins, and not after what they could still sell.
        late = (ends <= lead[rows]) | (begins > lead[rows] + review_days)
        left[rows] = ends - opens
        until[rows] = np.where(late, 0.0, np.minimum(until[rows], ends - opens))
        last = np.minimum(lead[rows] + review_days, ends)
        cover[rows] = np.minimum(np.maximum(last - opens, 0.0), until[rows])
        closed[rows] = begins > 0
    sold_in = np.maximum((until if seasons else life) - lead, review_days)
    turn = np.broadcast_to(review_days / sold_in, shape)
    return Selling(cover, until, turn, left, closed)


def _named(places: pd.DataFrame, name: str) -> npt.NDArray[np.bool_]:
    rows = np.asarray(places["item"].eq(name) | places["category"].eq(name))
    if not rows.any():
        known = [*places["category"].dropna().unique(), *places["item"].unique()]
        near = near_match(name, [str(k) for k in known if k])
        raise ParamsError(
            _("settings.seasons 中的 {name} 既不是商品编码，也不是分类").format(name=name),
            expected=_("商品档案中的商品编码或分类"),
            action=_("您是否想写 {near}？").format(near=near) if near else "",
        )
    return rows


def _next_season(season: Season, days: pd.DatetimeIndex) -> tuple[Floats, Floats]:
    """Return the days until the season begins (not positive within it) and until it is over."""
    begins, ends = [], []
    for day in days.date:
        last = next(e for e in (season.last_day(day.year), season.last_day(day.year + 1))
                    if e >= day)  # fmt: skip
        first = season.first_day(last.year)
        first = first if first <= last else season.first_day(last.year - 1)
        begins.append((first - day).days)
        ends.append((last - day).days + 1)
    return np.array(begins, dtype=float), np.array(ends, dtype=float)


def review_dates(history: History, review_days: int) -> pd.DatetimeIndex:
    """Return the days of all reviews, that on the morning after the last day included."""
    every = history.steps_in(review_days)
    steps = np.arange(history.steps % every, history.steps + 1, every)
    days = pd.to_timedelta(np.round(steps * history.step_days), unit="D")
    return pd.DatetimeIndex(pd.Timestamp(history.start) + days)


def ending(places: pd.DataFrame, selling: Selling) -> pd.DataFrame:
    """Add what the end of selling means today.

    ``need_days`` are the days of demand that a year, a shelf life or the season's rest has use for;
    the ``reason`` of a place without one is ``out_of_season`` where nothing is ordered now.
    """
    left = np.where(np.isfinite(selling.left[:, -1]), selling.left[:, -1], YEAR_DAYS)
    shelf = places["shelf_life_days"].fillna(YEAR_DAYS)
    idle = places["reason"].eq("") & (selling.until[:, -1] <= 0)
    return places.assign(
        need_days=np.minimum(np.minimum(left, shelf), YEAR_DAYS),
        reason=places["reason"].mask(idle, OUT_OF_SEASON),
    )
