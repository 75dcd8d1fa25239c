import numpy as np
import pytest

from stockturn.samples import SampleSpec
from stockturn.samples.catalog import Catalog


@pytest.fixture(scope="module")
def catalogs():
    return [Catalog(SampleSpec(seed=seed)) for seed in range(40)]


def test_companies_differ(catalogs):
    assert len({c.industry for c in catalogs}) >= 6
    assert {len(c.warehouses) for c in catalogs} == {2, 3, 4}
    assert len({c.company for c in catalogs}) > 25


def test_a_company_looks_like_a_trading_company(catalogs):
    for c in catalogs:
        yearly = float((c.daily * c.cost).sum() * 365)
        assert 10e6 < yearly < 60e6
        assert 6 <= len(c.categories) <= 10
        assert len(set(c.code)) == len(c.code) == 200
        assert np.all(c.price > 1.2 * c.cost)
        assert np.all(c.min_order % c.pack == 0)
        assert np.allclose(c.share.sum(axis=1), 1)
        assert 0.15 < np.mean(c.grade == 0) < 0.6
        # No category buys from another's supplier alone.
        assert np.all(c.supplier < len(c.suppliers))


def test_prices_change_by_year_only(catalogs):
    c = catalogs[0]
    every = np.arange(200)
    days = np.stack([c.cost_at(day, every) for day in range(c.days)])
    assert np.sum(np.any(np.diff(days, axis=0) != 0, axis=1)) <= 3
    assert np.all(days[-1] / days[0] < 1.2)
    table = c.cost_at(np.arange(c.days)[:, None], every)
    assert np.array_equal(days, table)
