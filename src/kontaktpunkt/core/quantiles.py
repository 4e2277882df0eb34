"""The two quantiles that intervals need. Pure calculation.

Written out because the library that offers them costs a web process 20 MB; it is their oracle in
the tests.
"""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import Final

_NORMAL: Final = NormalDist()
_MOST_STEPS: Final = 200
_TINY: Final = 1e-300
_EXACT: Final = 1e-15


def normal(share: float) -> float:
    """Return the value that a standard normal stays below with this probability."""
    return _NORMAL.inv_cdf(share)


def student(freedom: float, share: float) -> float:
    """Return the value that Student's t stays below with this probability.

    freedom: degrees of freedom, more than 0; need not be whole.
    """
    if share == 0.5:
        return 0.0
    if share < 0.5:
        return -student(freedom, 1 - share)
    # The distribution is concave here and the normal's quantile lies left of t's, so that each
    # step of Newton's lands nearer and none lands beyond.
    found = normal(share)
    for _ in range(_MOST_STEPS):
        step = (_above(freedom, found) - (1 - share)) / _density(freedom, found)
        found += step
        if abs(step) <= _EXACT * 10 * found:
            break
    return found


def _density(freedom: float, value: float) -> float:
    scale = math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2)
    power = (freedom + 1) / 2 * math.log1p(value * value / freedom)
    return math.exp(scale - power) / math.sqrt(freedom * math.pi)


def _above(freedom: float, value: float) -> float:
    """Return the probability of more than a positive value."""
    return _beta(freedom / 2, 0.5, freedom / (freedom + value * value)) / 2


def _beta(a: float, b: float, x: float) -> float:
    """Return the regularised incomplete beta function.

    Source: DLMF 8.17.22, evaluated by Lentz's method on the side where it converges quickly.
    """
    if x > (a + 1) / (a + b + 2):
        return 1 - _beta(b, a, 1 - x)
    scale = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    front = math.exp(scale + a * math.log(x) + b * math.log1p(-x)) / a
    return front / _fraction(a, b, x)


def _fraction(a: float, b: float, x: float) -> float:
    upper, lower, found = 1.0, 0.0, 1.0
    for place in range(1, _MOST_STEPS):
        half = place // 2
        part = -(a + half) * (a + b + half) if place % 2 else half * (b - half)
        part *= x / ((a + place - 1) * (a + place))
        lower = 1 / _nonzero(1 + part * lower)
        upper = _nonzero(1 + part / upper)
        found *= upper * lower
        if abs(1 - upper * lower) < _EXACT:
            break
    return found


def _nonzero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
