"""Control charts: is this week different, or is it the usual up and down?

Source: docs/measures.md#control-charts
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from math import sqrt
from statistics import fmean

# 3 standard deviations, estimated from the mean moving range: 3 / 1.128.
_LIMIT_FACTOR = 2.66
_SIGMA_FACTOR = _LIMIT_FACTOR / 3
# A moving range beyond this share of the mean one is left out of the estimate.
_SCREEN_FACTOR = 3.267
# Fewer points than this give trial limits.
FIRM_LIMITS_FROM = 12
RUN = 7


class Signal(StrEnum):
    """Why a point is more than the usual up and down."""

    BEYOND = "beyond"
    NEAR_LIMIT = "near-limit"
    ONE_SIDE = "one-side"
    TREND = "trend"


@dataclass(frozen=True)
class Point:
    """One point of a chart with its own limits.

    signals: rules that this point completes; empty for the usual up and down.
    """

    value: float
    lower: float
    upper: float
    sigma: float
    signals: tuple[Signal, ...] = ()


@dataclass(frozen=True)
class Chart:
    """A control chart. `is_trial` says that there are too few points for firm limits."""

    centre: float
    points: tuple[Point, ...]
    moving_range: float = 0.0

    @property
    def is_trial(self) -> bool:
        """Too few points for firm limits."""
        return len(self.points) < FIRM_LIMITS_FROM


def xmr(
    values: Sequence[float],
    *,
    is_screened: bool = True,
    least: float = float("-inf"),
    most: float = float("inf"),
) -> Chart:
    """Return the chart of single values (XmR): mean ± 2.66 × mean moving range.

    is_screened:  leave moving ranges beyond 3.267 × their mean out of the estimate, once.
    least, most:  ends of the scale, where limits are cut off.
    Raises ValueError with fewer than two values.
    """
    if len(values) < 2:
        raise ValueError("a control chart needs two points")
    ranges = [abs(after - before) for before, after in pairwise(values)]
    mean_range = _mean_range(ranges, is_screened=is_screened)
    centre, reach = fmean(values), _LIMIT_FACTOR * mean_range
    lower, upper = max(least, centre - reach), min(most, centre + reach)
    points = [Point(value, lower, upper, _SIGMA_FACTOR * mean_range) for value in values]
    return Chart(centre, _with_signals(points, centre), mean_range)


def p_chart(successes: Sequence[int], totals: Sequence[int]) -> Chart:
    """Return the chart of shares (p), each point with limits for its own number of answers.

    Raises ValueError with fewer than two points, or a point without answers.
    """
    if len(totals) < 2 or min(totals) < 1:
        raise ValueError("a control chart needs two points with answers")
    centre = sum(successes) / sum(totals)
    points = [
        share_point(hits / n, centre=centre, n=n) for hits, n in zip(successes, totals, strict=True)
    ]
    return Chart(centre, _with_signals(points, centre))


def share_point(value: float, *, centre: float, n: int) -> Point:
    """Return a point of a p-chart: limits three standard deviations around the mean share."""
    sigma = sqrt(centre * (1 - centre) / n)
    return Point(value, max(0.0, centre - 3 * sigma), min(1.0, centre + 3 * sigma), sigma)


def _mean_range(ranges: Sequence[float], *, is_screened: bool) -> float:
    mean_range = fmean(ranges)
    if not is_screened:
        return mean_range
    usual = [each for each in ranges if each <= _SCREEN_FACTOR * mean_range]
    return fmean(usual) if usual else mean_range


def _with_signals(points: Sequence[Point], centre: float) -> tuple[Point, ...]:
    return tuple(
        Point(point.value, point.lower, point.upper, point.sigma, _signals(points, place, centre))
        for place, point in enumerate(points)
    )


def _signals(points: Sequence[Point], place: int, centre: float) -> tuple[Signal, ...]:
    tests = {
        Signal.BEYOND: _is_beyond,
        Signal.NEAR_LIMIT: _is_near_limit_again,
        Signal.ONE_SIDE: _is_on_one_side,
        Signal.TREND: _is_trend,
    }
    so_far = points[: place + 1]
    return tuple(signal for signal, is_met in tests.items() if is_met(so_far, centre))


def _is_beyond(points: Sequence[Point], centre: float) -> bool:
    return abs(points[-1].value - centre) > 3 * points[-1].sigma > 0


def _is_near_limit_again(points: Sequence[Point], centre: float) -> bool:
    """Two of three points beyond two standard deviations on the same side, this one included."""
    far = [_side(point, centre, 2 * point.sigma) for point in points[-3:]]
    return len(far) == 3 and far[-1] != 0 and far.count(far[-1]) >= 2


def _is_on_one_side(points: Sequence[Point], centre: float) -> bool:
    sides = {_side(point, centre, 0) for point in points[-RUN:]}
    return len(points) >= RUN and len(sides) == 1 and 0 not in sides


def _is_trend(points: Sequence[Point], _centre: float) -> bool:
    values = [point.value for point in points[-RUN:]]
    if len(values) < RUN:
        return False
    steps = [after - before for before, after in pairwise(values)]
    return all(step > 0 for step in steps) or all(step < 0 for step in steps)


def _side(point: Point, centre: float, reach: float) -> int:
    away = point.value - centre
    return 0 if abs(away) <= reach else (1 if away > 0 else -1)
