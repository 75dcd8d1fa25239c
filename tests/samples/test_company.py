import numpy as np
import pytest

from stockturn.samples import SampleSpec, simulate

MISTAKES = ("W-1", "W-2", "W-3", "W-4", "W-5")


@pytest.mark.parametrize("seed", range(12))
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
    assert len(company.frames["items"]) == spec.items
    assert len(company.frames) == 10


def test_frames_hold_what_the_market_took(company):
    c = company(seed=3, items=40, days=300)
    sold = c.frames["sales"].loc[c.frames["sales"]["qty"] > 0, "qty"].sum()
    assert sold == c.done.sold[-300:].sum()
    assert c.frames["orders"]["ordered_qty"].sum() >= c.done.market.demand[-300:].sum()


def test_service_follows_what_was_shipped(company):
    good, bad = (
        company(seed=3, items=40, days=300),
        company(seed=3, items=40, days=300, mistakes=("W-4",)),
    )
    assert (
        bad.frames["service"]["satisfaction"].mean() < good.frames["service"]["satisfaction"].mean()
    )
    assert bad.frames["service"]["ship_hours"].mean() > good.frames["service"]["ship_hours"].mean()
    assert np.all(good.frames["service"]["satisfaction"].between(2, 5))


def test_clearance_shows_in_the_price_list(company):
    c = company(seed=8, items=40, days=300, mistakes=("W-5",))
    cut = c.frames["prices"][c.frames["prices"]["price_kind"] == "促销"]
    cost = (
        c.frames["items"].set_index("item")["unit_cost"].reindex(cut["item"].astype(str)).to_numpy()
    )
    assert (cut["price"].to_numpy() < cost).any()
