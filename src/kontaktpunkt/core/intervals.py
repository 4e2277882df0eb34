"""How sure a share is, and the difference of two: intervals. Pure calculation.

The formulas are written out because the libraries that offer them (statsmodels, scipy.stats)
cost a web process 80 to 110 MB. Oracles in the tests.
Source: docs/measures.md#intervals
"""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot, sqrt
from typing import Final

from kontaktpunkt.core import quantiles

CONFIDENCE: Final = 0.95


@dataclass(frozen=True)
class Interval:
    """From low to high, both included; 95 % where nothing else is said."""

    low: float
    high: float

    @property
    def excludes_zero(self) -> bool:
        """Say whether a difference with this interval is beyond chance."""
        return self.low > 0 or self.high < 0


def wilson(hits: int, n: int, *, confidence: float = CONFIDENCE) -> Interval:
    """Return Wilson's interval for a share, 0 to 1.

    Raises ValueError for a share of nothing, or of more than all.
    """
    if not 0 <= hits <= n or n == 0:
        raise ValueError(f"{hits} of {n}")
    z = quantiles.normal((1 + confidence) / 2)
    share, spread = hits / n, z * z / n
    middle = (share + spread / 2) / (1 + spread)
    reach = z / (1 + spread) * sqrt(share * (1 - share) / n + spread / (4 * n))
    return Interval(max(0.0, middle - reach), min(1.0, middle + reach))


def newcombe(
    first: tuple[int, int], second: tuple[int, int], *, confidence: float = CONFIDENCE
) -> Interval:
    """Return Newcombe's interval for the first share minus the second, -1 to 1.

    first, second: hits and n. Raises ValueError as `wilson` does.
    Source: Newcombe (1998), method 10: square-and-add of Wilson's limits.
    """
    sure_one, sure_other = (wilson(hits, n, confidence=confidence) for hits, n in (first, second))
    one, other = (hits / n for hits, n in (first, second))
    away = one - other
    return Interval(
        max(-1.0, away - hypot(one - sure_one.low, sure_other.high - other)),
        min(1.0, away + hypot(sure_one.high - one, other - sure_other.low)),
    )
