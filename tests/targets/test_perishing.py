"""What is worth having of goods that perish: the newsvendor's answer, asked at every review."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stockturn.targets import textbook as tb
from stockturn.targets.estimate import Moments, Spread
from stockturn.targets.perishing import most_worth_having, perishing_grid
from stockturn.targets.selling import Selling

SMOOTH = Spread(lumpy=0.0)
LANES = np.array([0.5, 0.9, 0.98, 0.999])


def known(mean: float, variance: float) -> Moments:
    """Return what a long past says of one item's demand a day."""
    parts = (mean, variance, 1e6, 1 - np.exp(-mean), 0.0)
    return Moments(*(np.full((1, 1), part, dtype=np.float32) for part in parts))


def span(cover: float, until: float, turn: float = 1.0) -> Selling:
    days = [np.full((1, 1), part) for part in (cover, until, turn, until)]
    return Selling(*days, np.zeros((1, 1), dtype=bool))


def most(ratio: float, *, mean: float, variance: float, cover: float, until: float) -> float:
    found = most_worth_having(
        known(mean, variance), span(cover, until), block_days=1.0, spread=SMOOTH,
        critical_ratio=np.array([ratio]), lead_spread=np.zeros(1),
    )  # fmt: skip
    return float(found[0])


@pytest.mark.parametrize("ratio", [0.1, 0.3, 0.5, 0.7, 0.9])
def test_one_chance_to_sell_is_the_newsvendors(ratio: float) -> None:
    """Where all has to be sold before the next delivery, the textbook's quantity comes out."""
    mean, variance, days = 40.0, 160.0, 10.0
    wanted, _cost = tb.newsvendor(
        overage_cost=1 - ratio, underage_cost=ratio, mean=mean * days,
        deviation=(variance * days) ** 0.5,
    )  # fmt: skip
    found = most(ratio, mean=mean, variance=variance, cover=days, until=days)
    # Chances are looked at in steps of four points, a tenth of a deviation or so.
    assert found == pytest.approx(wanted, abs=0.2 * (variance * days) ** 0.5)


@pytest.mark.parametrize("ratio", [0.2, 0.5, 0.8])
@pytest.mark.parametrize("mean", [0.3, 1.0, 4.0])
def test_one_chance_to_sell_few_is_the_newsvendors_too(ratio: float, mean: float) -> None:
    wanted = tb.newsvendor_poisson(overage_cost=1 - ratio, underage_cost=ratio, mean=mean)
    found = most(ratio, mean=mean / 7, variance=mean / 7, cover=7.0, until=7.0)
    assert abs(found - wanted) <= (1 if mean > 2 else 0)


def test_what_keeps_long_is_limited_by_service_alone() -> None:
    levels = perishing_grid(
        known(2.0, 4.0), span(14.0, 14.0 + 365.0), block_days=1.0, critical_ratio=np.array([0.3]),
        levels=LANES, lead_spread=np.zeros(1), spread=SMOOTH, variance=np.full((1, 1), 4.0),
    )[0, 0]  # fmt: skip
    free = perishing_grid(
        known(2.0, 4.0), span(14.0, np.inf), block_days=1.0, critical_ratio=np.array([0.3]),
        levels=LANES, lead_spread=np.zeros(1), spread=SMOOTH, variance=np.full((1, 1), 4.0),
    )[0, 0]  # fmt: skip
    assert levels.tolist() == free.tolist()
    assert (np.diff(levels) > 0).all()


def test_a_loss_that_comes_seldom_weighs_less_at_each_review() -> None:
    """Who looks every week at goods that keep half a year loses a unit once in 26 looks."""
    now, later = (
        perishing_grid(
            known(0.02, 0.04), span(14.0, 194.0, turn), block_days=1.0, levels=LANES,
            critical_ratio=np.array([0.3]), lead_spread=np.zeros(1), spread=SMOOTH,
            variance=np.full((1, 1), 0.04),
        )[0, 0, -1]
        for turn in (1.0, 7 / 180)
    )  # fmt: skip
    assert now < later


def test_who_sells_one_a_year_and_keeps_a_month_has_none() -> None:
    assert most(0.25, mean=1 / 365, variance=1 / 365, cover=14, until=44) == 0
    assert most(0.999, mean=1 / 365, variance=1 / 365, cover=14, until=44) == 1


@given(
    st.floats(0.02, 30), st.floats(1, 6), st.floats(1, 30), st.floats(0, 400), st.floats(0.05, 0.95)
)
def test_more_life_and_more_margin_never_make_less_worth_having(
    mean: float, dispersion: float, cover: float, more: float, ratio: float
) -> None:
    case = {"mean": mean, "variance": mean * dispersion, "cover": cover}
    now = most(ratio, until=cover + more, **case)
    assert now <= most(ratio, until=cover + more + 30, **case) + 1e-4 * now
    assert now <= most(min(ratio + 0.04, 0.99), until=cover + more, **case) + 1e-4 * now
