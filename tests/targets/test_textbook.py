"""Textbook formulas against stockpyl, whose values are kept beside this file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from stockturn.targets import textbook as tb

VALUES = json.loads(Path(__file__).with_name("stockpyl_values.json").read_text(encoding="utf-8"))
CLOSE = {"rel": 1e-6, "abs": 1e-9}


@pytest.mark.parametrize(("z", "loss"), VALUES["loss"])
def test_loss_function(z: float, loss: float) -> None:
    assert tb.standard_normal_loss(z) == pytest.approx(loss, **CLOSE)


@pytest.mark.parametrize(("fixed", "holding", "demand", "quantity"), VALUES["eoq"])
def test_order_quantity(fixed: float, holding: float, demand: float, quantity: float) -> None:
    found = tb.economic_order_quantity(demand=demand, order_cost=fixed, holding_cost=holding)
    assert found == pytest.approx(quantity, **CLOSE)


@pytest.mark.parametrize(("over", "under", "mean", "sd", "level", "cost"), VALUES["newsvendor"])
def test_newsvendor(over, under, mean, sd, level, cost) -> None:
    found = tb.newsvendor(overage_cost=over, underage_cost=under, mean=mean, deviation=sd)
    assert found == pytest.approx((level, cost), **CLOSE)


@pytest.mark.parametrize(("over", "under", "mean", "level"), VALUES["poisson"])
def test_newsvendor_of_whole_units(over, under, mean, level) -> None:
    assert tb.newsvendor_poisson(overage_cost=over, underage_cost=under, mean=mean) == level


@pytest.mark.parametrize(
    ("fixed", "rate", "demand", "least", "price", "quantity", "cost"), VALUES["breaks"]
)
def test_price_breaks(fixed, rate, demand, least, price, quantity, cost) -> None:
    found = tb.order_quantity_with_breaks(
        demand=demand,
        order_cost=fixed,
        carrying_rate=rate,
        breaks=list(zip(least, price, strict=True)),
    )
    assert found == pytest.approx((quantity, cost), **CLOSE)


def test_lead_time_variance_is_a_square() -> None:
    """A known package writes sd^2, which is XOR in Python, and finds 391.99."""
    found = tb.reorder_point(0.9, demand=50, demand_sd=5, lead=6, lead_sd=2)
    assert found == pytest.approx(429.11, abs=0.005)


def test_fill_rate_is_not_cycle_service() -> None:
    z = 1.0
    assert tb.cycle_service(z) == pytest.approx(0.841345, abs=1e-6)
    # 1 − σ[G(1) − G(5)]/Q with G(1) = 0.0833155, G(5) ≈ 0
    found = tb.fill_rate(z, deviation=50, order_quantity=200)
    assert found == pytest.approx(1 - 50 * 0.0833155 / 200, abs=1e-6)
