"""Quantiles: as scipy's where the distribution is the same, rising where they must rise."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from stockturn.targets.distribution import (
    gamma_quantile,
    normal_quantile,
    quantiles,
    smooth_quantiles,
)

LEVELS = np.array([0.5, 0.8, 0.9, 0.95, 0.98, 0.995])


@pytest.mark.parametrize("p", [1e-6, 0.01, 0.3, 0.5, 0.9, 0.98, 1 - 1e-7])
def test_normal(p: float) -> None:
    assert normal_quantile(p) == pytest.approx(stats.norm.ppf(p), rel=2e-9, abs=1e-9)


@pytest.mark.parametrize(("mean", "variance"), [(0.3, 0.5), (4, 9), (12, 13), (30, 400)])
def test_negative_binomial(mean: float, variance: float) -> None:
    out = np.empty(len(LEVELS))
    smooth_quantiles(mean, variance, LEVELS, out)
    size = mean**2 / (variance - mean)
    assert out.tolist() == stats.nbinom.ppf(LEVELS, size, size / (size + mean)).tolist()


@pytest.mark.parametrize(("mean", "variance"), [(100, 2000), (5000, 1e6)])
def test_gamma(mean: float, variance: float) -> None:
    exact = stats.gamma.ppf(LEVELS, mean**2 / variance, scale=variance / mean)
    found = [gamma_quantile(mean, variance, p) for p in LEVELS]
    assert found == pytest.approx(exact.tolist(), rel=5e-3)


@settings(deadline=None)  # the first call compiles
@given(
    mean=st.floats(0.01, 1e5),
    ratio=st.floats(0.2, 50),
    none=st.floats(0, 0.99),
    lumpy=st.sampled_from([0.0, 0.5, 1.0]),
)
def test_rise_with_service_and_with_demand(mean, ratio, none, lumpy) -> None:
    low, high = np.empty((2, len(LEVELS)))
    quantiles(mean, ratio * mean, none, lumpy, LEVELS, low)
    assert np.isfinite(low).all() and (low >= 0).all()
    assert (np.diff(low) >= -1e-9).all()
    # Four times as long: nothing at all must then happen four times in a row. Demand that is so
    # often nothing varies at least so much; other moments belong to no demand.
    assume(ratio * mean >= mean**2 * none / (1 - none))
    quantiles(4 * mean, 4 * ratio * mean, none**4, lumpy, LEVELS, high)
    assert high[-1] >= low[-1] - 1e-9


def test_no_demand_needs_nothing() -> None:
    out = np.ones(len(LEVELS))
    quantiles(0.0, 0.0, 1.0, 0.5, LEVELS, out)
    assert not out.any()
