"""Quantiles of what is asked for until help can come: two views of lumpy demand, in the middle.

A smooth view (negative binomial; gamma where demand is large) and a lumpy one (nothing at all, or
a gamma of lot sizes) err in opposite directions on real demand; their quantiles are averaged.
"""

# ruff: noqa: PLR0917, ANN001, ANN202 - compiled functions take their arguments by position

from __future__ import annotations

import math

import numpy as np
from numba import njit

LARGE, STEADY = 20.0, 4.0  # beyond this mean and shape a gamma is as good and needs no sum
CELLS = 40.0  # mean, in steps, of the lumpy demand that is summed up step by step
MOST_STEPS = 4000


@njit(cache=True, nogil=True, inline="never")
def normal_quantile(p):  # type: ignore[no-untyped-def]
    """Return the standard normal quantile (Acklam 2003, relative error below 1.2e-9)."""
    if p <= 0.0:
        return -np.inf
    if p >= 1.0:
        return np.inf
    if p < 0.02425 or p > 0.97575:
        q = math.sqrt(-2 * math.log(min(p, 1 - p)))
        c = (
            (
                (
                    ((-7.784894002430293e-03 * q - 3.223964580411365e-01) * q - 2.400758277161838)
                    * q
                    - 2.549732539343734
                )
                * q
                + 4.374664141464968
            )
            * q
            + 2.938163982698783
        )
        d = (
            ((7.784695709041462e-03 * q + 3.224671290700398e-01) * q + 2.445134137142996) * q
            + 3.754408661907416
        ) * q + 1.0
        return c / d if p < 0.5 else -c / d
    q = p - 0.5
    r = q * q
    a = (
        (
            (
                ((-3.969683028665376e01 * r + 2.209460984245205e02) * r - 2.759285104469687e02) * r
                + 1.383577518672690e02
            )
            * r
            - 3.066479806614716e01
        )
        * r
        + 2.506628277459239
    )
    b = (
        (
            (
                ((-5.447609879822406e01 * r + 1.615858368580409e02) * r - 1.556989798598866e02) * r
                + 6.680131188771972e01
            )
            * r
            - 1.328068155288572e01
        )
        * r
        + 1.0
    )
    return q * a / b


@njit(cache=True, nogil=True)
def gamma_quantile(mean, variance, p):  # type: ignore[no-untyped-def]
    """Return a gamma's quantile by the cube-root normal (Wilson, Hilferty 1931)."""
    shape = mean * mean / variance
    root = 1.0 - 1.0 / (9.0 * shape) + normal_quantile(p) / (3.0 * math.sqrt(shape))
    return mean * max(root, 0.0) ** 3


@njit(cache=True, nogil=True)
def smooth_quantiles(mean, variance, levels, out):  # type: ignore[no-untyped-def]
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
def lumpy_quantile(mean, variance, none, p):  # type: ignore[no-untyped-def]
    """Return the quantile of: nothing with probability ``none``, else a gamma."""
    if p <= none:
        return 0.0
    some = mean / (1.0 - none)
    spread = max((variance + mean * mean) / (1.0 - none) - some * some, 0.01 * some * some)
    return gamma_quantile(some, spread, (p - none) / (1.0 - none))


@njit(cache=True, nogil=True)
def quantiles(mean, variance, none, lumpy_share, levels, out):  # type: ignore[no-untyped-def]
    """Write demand quantiles: the smooth view and, by its share, the lumpy one.

    Parameters
    ----------
    mean, variance
        Of demand over the time to be covered, uncertainty of both estimates included.
    none
        Probability that nothing at all is asked for in that time.
    levels
        Probabilities, ascending; ``out`` takes one quantile each.
    """
    if mean <= 0.0:
        out[:] = 0.0
        return
    smooth_quantiles(mean, variance, levels, out)
    if lumpy_share > 0.0:
        for k in range(len(levels)):
            other = lumpy_quantile(mean, variance, min(none, 0.999), levels[k])
            out[k] += lumpy_share * (other - out[k])
