"""Quantiles of what is asked for until help can come: two views of lumpy demand, in the middle.

A smooth view (negative binomial; gamma where demand is large) and a lumpy one (nothing at all, or
a gamma of lot sizes) err in opposite directions on real demand; their quantiles are averaged.
"""

# ruff: noqa: PLR0917 - compiled functions take their arguments by position
# One file, because numba's cache of a compiled function watches no other than its own.

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

Floats = npt.NDArray[Any]
LARGE, STEADY = 20.0, 4.0  # beyond this mean and shape a gamma is as good and needs no sum
CELLS = 40.0  # mean, in steps, of the lumpy demand that is summed up step by step
MOST_STEPS = 4000
LEAST = 1e-9
# Acklam (2003): rational approximations of the normal quantile, relative error below 1.2e-9.
MIDDLE = np.array(
    [-3.969683028665376e01, 2.209460984245205e02, -2.759285104469687e02, 1.383577518672690e02,
     -3.066479806614716e01, 2.506628277459239]
)  # fmt: skip
MIDDLE_BELOW = np.array(
    [-5.447609879822406e01, 1.615858368580409e02, -1.556989798598866e02, 6.680131188771972e01,
     -1.328068155288572e01, 1.0]
)  # fmt: skip
TAIL = np.array(
    [-7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838, -2.549732539343734,
     4.374664141464968, 2.938163982698783]
)  # fmt: skip
TAIL_BELOW = np.array(
    [7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996, 3.754408661907416, 1.0]
)


@njit(cache=True, nogil=True)
def _polynomial(factors: Floats, x: float) -> float:
    total = 0.0
    for factor in factors:
        total = total * x + factor
    return total


@njit(cache=True, nogil=True)
def normal_quantile(p: float) -> float:
    """Return the standard normal quantile."""
    if p <= 0.0 or p >= 1.0:
        return -np.inf if p <= 0.0 else np.inf
    if 0.02425 <= p <= 0.97575:
        q = p - 0.5
        return q * _polynomial(MIDDLE, q * q) / _polynomial(MIDDLE_BELOW, q * q)
    q = math.sqrt(-2 * math.log(min(p, 1 - p)))
    z = _polynomial(TAIL, q) / _polynomial(TAIL_BELOW, q)
    return z if p < 0.5 else -z


@njit(cache=True, nogil=True)
def gamma_quantile(mean: float, variance: float, p: float) -> float:
    """Return a gamma's quantile by the cube-root normal (Wilson, Hilferty 1931)."""
    shape = mean * mean / variance
    root = 1.0 - 1.0 / (9.0 * shape) + normal_quantile(p) / (3.0 * math.sqrt(shape))
    return mean * max(root, 0.0) ** 3


@njit(cache=True, nogil=True)
def smooth_quantiles(mean: float, variance: float, levels: Floats, out: Floats) -> None:
    """Write the quantiles of a negative binomial with this mean and variance, levels ascending."""
    if mean * mean >= STEADY * variance and mean > LARGE:
        for k in range(len(levels)):
            out[k] = gamma_quantile(mean, variance, levels[k])
        return
    unit = max(1.0, mean / CELLS)
    m = mean / unit
    v = max(variance / (unit * unit), 1.001 * m)
    size = m * m / (v - m)
    stay = 1.0 - size / (size + m)
    mass = math.exp(size * math.log1p(-stay))
    total, n = mass, 0
    for k in range(len(levels)):
        while total < levels[k] and n < MOST_STEPS:
            mass *= (n + size) / (n + 1.0) * stay
            n += 1
            total += mass
        out[k] = n * unit


@njit(cache=True, nogil=True)
def lumpy_quantile(mean: float, variance: float, none: float, p: float) -> float:
    """Return the quantile of: nothing with probability ``none``, else a gamma."""
    if p <= none:
        return 0.0
    some = mean / (1.0 - none)
    spread = max((variance + mean * mean) / (1.0 - none) - some * some, 0.01 * some * some)
    return gamma_quantile(some, spread, (p - none) / (1.0 - none))


@njit(cache=True, nogil=True)
def quantiles(
    mean: float, variance: float, none: float, lumpy: float, levels: Floats, out: Floats
) -> None:
    """Write demand quantiles: the smooth view and, by its share, the lumpy one.

    Parameters
    ----------
    mean, variance
        Of demand over the time to be covered, uncertainty of both estimates included.
    none
        Probability that nothing at all is asked for in that time.
    lumpy
        Share of the lumpy view, 0 to 1.
    levels
        Probabilities, ascending; ``out`` takes one quantile each.
    """
    if mean <= 0.0:
        out[:] = 0.0
        return
    smooth_quantiles(mean, variance, levels, out)
    if lumpy > 0.0:
        for k in range(len(levels)):
            other = lumpy_quantile(mean, variance, min(none, 0.999), levels[k])
            out[k] += lumpy * (other - out[k])


@njit(cache=True, nogil=True)
def grid(
    mean: Floats, variance: Floats, weight: Floats, share: Floats, cover: Floats,
    lead_spread: Floats, lumpy: float, levels: Floats, out: Floats,
) -> None:  # fmt: skip
    """Write item × period × level from the moments of one period's demand.

    Over a cover of P periods the variance is P σ² + P² σ²/n (the mean is known from n periods) +
    μ² σ_L² (the lead time varies).
    """
    for i in range(mean.shape[0]):
        p = cover[i]
        for t in range(mean.shape[1]):
            m = mean[i, t]
            if m <= 0.0:
                continue
            noise = variance[i, t] / max(weight[i, t], 1.0)
            v = p * variance[i, t] + p * p * noise + m * m * lead_spread[i] ** 2
            none = max(1.0 - share[i, t], 0.0) ** p
            quantiles(p * m, max(v, LEAST), none, lumpy, levels, out[i, t])
