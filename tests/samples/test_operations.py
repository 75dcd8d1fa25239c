"""A healthy company is healthy; each mistake moves it the way such a company goes."""

import numpy as np
import pytest

from stockturn.samples import SampleSpec
from stockturn.samples.behaviour import draw_behaviour
from stockturn.samples.catalog import Catalog
from stockturn.samples.market import Market
from stockturn.samples.operations import Operation

SIZE = {"items": 80, "days": 400}


class Run:
    """The last 365 days of one company."""

    def __init__(self, seed, mistakes=(), strength="strong", **size):
        self.catalog = c = Catalog(SampleSpec(seed=seed, strength=strength, **(size or SIZE)))
        self.market = market = Market(c)
        self.behaviour = draw_behaviour(c, mistakes)
        self.history = h = Operation(c, market, self.behaviour).run()
        last = slice(c.days - 365, None)
        self.demand = market.demand[last].sum(axis=(0, 2))
        self.lost = np.maximum(market.demand[last] - h.served[last], 0).sum(axis=(0, 2))
        self.sold = h.sold[last].sum(axis=(0, 2))
        self.stock = h.stock_days / 365
        self.value = float(self.stock @ c.cost)
        self.discount = h.discount[last]

    @property
    def turns(self):
        return float(self.sold @ self.catalog.cost) / self.value

    @property
    def fill(self):
        return 1 - float(self.lost @ self.catalog.cost) / float(self.demand @ self.catalog.cost)


@pytest.fixture(scope="module")
def healthy():
    return {seed: Run(seed) for seed in range(1, 7)}


def test_healthy_companies_turn_and_deliver(healthy):
    for run in healthy.values():
        assert 4 < run.turns < 11
        assert run.fill > 0.97
        cover = run.history.stock.sum(axis=1) / np.maximum(run.demand / 365, 1e-9)
        value = run.history.stock.sum(axis=1) * run.catalog.cost
        assert value[cover > 180].sum() / value.sum() < 0.2


def test_healthy_stock_keeps_pace_with_sales():
    for seed in (11,):
        run = Run(seed, items=60, days=800)
        c = run.catalog
        before = run.history.opening.sum(axis=1) @ c.cost
        assert 0.6 < run.history.stock.sum(axis=1) @ c.cost / before < 2


def test_strength_orders_the_harm(healthy, seed=2):
    def ladder(mistake):
        return [healthy[seed], *(Run(seed, (mistake,), s) for s in ("medium", "strong"))]

    padded = [run.value for run in ladder("W-1")]
    assert padded[0] < padded[1] < padded[2] and padded[2] > 1.6 * padded[0]
    starved = [run.fill for run in ladder("W-2")]
    assert starved[0] > starved[1] > starved[2] and starved[2] < 0.93
    apart = [run.value for run in ladder("W-4")]
    assert apart[0] < apart[1] < apart[2]
    cheap = [float((run.discount > 0.3).mean()) for run in ladder("W-5")]
    assert cheap[0] == 0 < cheap[1] < cheap[2]


def test_padding_touches_only_padded_items(healthy):
    run = Run(3, ("W-1",))
    padded = run.behaviour.planted["W-1"]
    grown = run.stock / np.maximum(healthy[3].stock, 1)
    assert np.median(grown[padded]) > 1.4
    assert np.allclose(run.stock[~padded], healthy[3].stock[~padded])


def test_starving_spares_the_favoured_categories(healthy):
    run = Run(3, ("W-2",))
    starved = run.behaviour.planted["W-2"]
    worse = run.lost > healthy[3].lost
    assert worse[starved].mean() > worse[~starved].mean()
    assert len(set(run.catalog.category[~starved])) >= 1


def test_departments_apart_order_twice_and_receive_in_chaos(healthy):
    run = Run(4, ("W-4",))

    def lead(r):
        p = r.history.purchases
        return float(np.std((p.first_day - p.day) / r.catalog.lead_days[p.item]))

    assert lead(run) > 2 * lead(healthy[4])
    assert run.turns < healthy[4].turns


def test_price_cutters_never_send_back_nor_scrap(healthy):
    run = Run(5, ("W-5",))
    assert not run.history.moves["报废"]
    assert np.max(run.discount) > 0.4
    assert np.max(healthy[5].discount) <= 0.25


def test_mistakes_do_not_change_the_world():
    one, other = Run(6, ("W-1", "W-4")), Run(6, ("W-2", "W-5"))
    assert np.array_equal(one.market.demand, other.market.demand)
    assert one.catalog.code == other.catalog.code
