"""How sure a figure is: 95 % intervals for shares and means.

The formulas are written out because the libraries that offer them (statsmodels, scipy.stats)
cost a web process 80 to 110 MB. Oracles in the tests.
Source: docs/measures.md#intervals
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, stdev

from kontaktpunkt.core import quantiles

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Interval:
    """From low to high, both included."""

    low: float
    high: float


def wilson(successes: int, n: int, *, confidence: float = CONFIDENCE) -> Interval:
    """Return Wilson's interval for a share, 0 to 1.

    Raises ValueError without answers or with more successes than answers.
    """
    if not 0 <= successes <= n or n == 0:
        raise ValueError(f"{successes} of {n}")
    z = quantiles.normal(0.5 + confidence / 2)
    share, spread = successes / n, z * z / n
    middle = (share + spread / 2) / (1 + spread)
    reach = z / (1 + spread) * sqrt(share * (1 - share) / n + spread / (4 * n))
    return Interval(max(0.0, middle - reach), min(1.0, middle + reach))


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
