"""How sure a mean is: Student's interval, cut off at the ends of the scale.

Written out for the reason that `core.intervals` gives. Oracles in the tests.
Source: docs/measures.md#intervals
"""

from collections.abc import Sequence
from math import sqrt
from statistics import fmean, stdev

from kontaktpunkt.core import quantiles
from kontaktpunkt.core.intervals import CONFIDENCE, Interval


def t_interval(
    values: Sequence[float],
    *,
    confidence: float = CONFIDENCE,
    least: float = 0,
    most: float = 100,
    population: int | None = None,
) -> Interval:
    """Return Student's interval for a mean, cut off at the ends of the scale.

    population: how many people could have answered; narrows the interval near a census.
    Raises ValueError with fewer than two values.
    """
    n = len(values)
    if n < 2:
        raise ValueError("an interval needs two values")
    error = stdev(values) / sqrt(n) * _finite(n, population)
    reach = quantiles.student(n - 1, 0.5 + confidence / 2) * error
    mean = fmean(values)
    return Interval(max(least, mean - reach), min(most, mean + reach))


def _finite(n: int, population: int | None) -> float:
    if population is None or population <= 1:
        return 1.0
    return sqrt(max(0, population - n) / (population - 1))
