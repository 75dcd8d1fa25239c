"""Formulas of the textbooks, by their usual names; everything else in the room builds on data.

Normal demand unless said; time in one unit throughout; quantities in the item's unit.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from scipy.special import ndtr, ndtri, pdtr


def standard_normal_loss(z: float) -> float:
    """Return G(z) = φ(z) − z (1 − Φ(z)): expected standard normal shortfall beyond z.

    Silver, Pyke, Thomas (2017), *Inventory and Production Management in Supply Chains*, app. II.

    Examples
    --------
    >>> round(standard_normal_loss(0.0), 6)
    0.398942
    """
    density = math.exp(-z * z / 2) / math.sqrt(2 * math.pi)
    return density - z * (1 - float(ndtr(z)))


def lead_time_deviation(
    *, demand: float, demand_sd: float, lead: float, lead_sd: float = 0.0
) -> float:
    """Return the deviation of demand over a lead time that itself varies, in units.

    σ_L = √(L σ² + d² σ_LT²); Silver, Pyke, Thomas (2017), section 6.10.

    Examples
    --------
    >>> round(50 * 6 + float(ndtri(0.9)) * lead_time_deviation(
    ...     demand=50, demand_sd=5, lead=6, lead_sd=2), 2)
    429.11
    """
    return math.sqrt(lead * demand_sd**2 + demand**2 * lead_sd**2)


def safety_stock(cycle_service: float, deviation: float) -> float:
    """Return z σ_L, the stock beyond expected demand that keeps a cycle service (P₁), in units."""
    return float(ndtri(cycle_service)) * deviation


def reorder_point(
    cycle_service: float, *, demand: float, demand_sd: float, lead: float, lead_sd: float = 0.0
) -> float:
    """Return s = d L + z σ_L; Silver, Pyke, Thomas (2017), eq. 6.8."""
    deviation = lead_time_deviation(demand=demand, demand_sd=demand_sd, lead=lead, lead_sd=lead_sd)
    return demand * lead + safety_stock(cycle_service, deviation)


def cycle_service(z: float) -> float:
    """Return P₁ = Φ(z): the share of order cycles without a stock-out."""
    return float(ndtr(z))


def fill_rate(z: float, *, deviation: float, order_quantity: float) -> float:
    """Return P₂: the share of volume served from the shelf under an (s, Q) rule, backorders.

    P₂ = 1 − σ_L [G(z) − G(z + Q/σ_L)] / Q; Axsäter (2015), *Inventory Control*, eq. 5.52. It is
    neither P₁ nor the share of days in stock.
    """
    step = order_quantity / deviation
    short = standard_normal_loss(z) - standard_normal_loss(z + step)
    return 1 - deviation * short / order_quantity


def economic_order_quantity(*, demand: float, order_cost: float, holding_cost: float) -> float:
    """Return Q* = √(2 K d / h); Harris (1913).

    ``demand`` and ``holding_cost`` (a unit) are of the same length of time.

    Examples
    --------
    >>> economic_order_quantity(demand=1300, order_cost=8, holding_cost=0.225).__round__(4)
    304.0468
    """
    return math.sqrt(2 * order_cost * demand / holding_cost)


def order_quantity_with_breaks(
    *,
    demand: float,
    order_cost: float,
    carrying_rate: float,
    breaks: Sequence[tuple[float, float]],
    least: float = 0.0,
    most: float = math.inf,
) -> tuple[float, float]:
    """Return the cheapest order quantity and its cost under all-units price breaks.

    ``breaks`` are (from quantity, unit price), ascending; holding costs ``carrying_rate`` × price.
    Only quantities from ``least`` to ``most`` are thought of; where there is none it is ``least``.
    Snyder, Shen (2019), *Fundamentals of Supply Chain Theory*, section 3.4.2.

    Examples
    --------
    >>> quantity, cost = order_quantity_with_breaks(
    ...     demand=1200, order_cost=0, carrying_rate=0.2, breaks=[(0, 10), (300, 9.5)], least=25)
    >>> quantity, round(cost, 2)
    (300, 11685.0)
    """
    best = (math.inf, least)
    for n, (start, price) in enumerate(breaks):
        holding = carrying_rate * price
        free = economic_order_quantity(demand=demand, order_cost=order_cost, holding_cost=holding)
        quantity = max(min(free, most), start, least)
        if quantity > max(most, least) or (n + 1 < len(breaks) and quantity >= breaks[n + 1][0]):
            continue
        cost = price * demand + order_cost * demand / quantity + holding * quantity / 2
        best = min(best, (cost, quantity))
    return best[1], best[0]


def newsvendor(
    *, overage_cost: float, underage_cost: float, mean: float, deviation: float
) -> tuple[float, float]:
    """Return the quantity for one season and its expected cost.

    S* = μ + z_α σ with α = p / (p + h), cost (p + h) φ(z_α) σ; Snyder, Shen (2019), eq. 4.24, 4.30.
    For goods that perish or whose season ends.
    """
    z = float(ndtri(underage_cost / (underage_cost + overage_cost)))
    density = math.exp(-z * z / 2) / math.sqrt(2 * math.pi)
    return mean + z * deviation, (underage_cost + overage_cost) * density * deviation


def newsvendor_poisson(*, overage_cost: float, underage_cost: float, mean: float) -> int:
    """Return the smallest S with F(S) ≥ p / (p + h) under Poisson demand; Snyder, Shen (2019)."""
    ratio = underage_cost / (underage_cost + overage_cost)
    quantity = 0
    while float(pdtr(quantity, mean)) < ratio:
        quantity += 1
    return quantity
