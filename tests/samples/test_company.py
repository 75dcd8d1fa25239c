import numpy as np
import pytest

from stockturn.samples import SampleSpec, simulate
from stockturn.samples.company import KINDS

MISTAKES = ("W-1", "W-2", "W-3", "W-4", "W-5")


@pytest.mark.parametrize("seed", range(16))
def test_any_size_and_any_mixture_works(seed):
    planted = [m for n, m in enumerate(MISTAKES) if seed * 7 % 32 >> n & 1]
    spec = SampleSpec(
        seed=seed,
        items=(1, 2, 5, 12, 30)[seed % 5],
        days=(60, 61, 95, 200)[seed % 4],
        mistakes=planted,
        strength=("weak", "medium", "strong")[seed % 3],
    )
    company = simulate(spec)
    assert len(company.items) == spec.items
    assert all(company.frame(kind).columns.is_unique for kind in KINDS)


def test_frames_hold_what_the_market_took(company):
    c = company(seed=3, items=40, days=300)
    sold = c.sales.loc[c.sales["qty"] > 0, "qty"].sum()
    assert sold == c.history.sold[-300:].sum()
    assert c.orders["ordered_qty"].sum() >= c.market.demand[-300:].sum()


def test_service_follows_what_was_shipped(company):
    good, bad = (
        company(seed=3, items=40, days=300),
        company(seed=3, items=40, days=300, mistakes=("W-4",)),
    )
    assert bad.service["satisfaction"].mean() < good.service["satisfaction"].mean()
    assert bad.service["ship_hours"].mean() > good.service["ship_hours"].mean()
    assert np.all(good.service["satisfaction"].between(2, 5))


def test_clearance_shows_in_the_price_list(company):
    c = company(seed=8, items=40, days=300, mistakes=("W-5",))
    cut = c.prices[c.prices["price_kind"] == "促销"]
    cost = c.items.set_index("item")["unit_cost"].reindex(cut["item"].astype(str)).to_numpy()
    assert (cut["price"].to_numpy() < cost).any()
