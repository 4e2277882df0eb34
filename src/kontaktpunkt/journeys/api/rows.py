"""Rows of answers that the engine does not have in this form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kontaktpunkt.journeys.engine.compare import Difference
from kontaktpunkt.journeys.engine.durations import Column
from kontaktpunkt.journeys.engine.flow import Edge
from kontaktpunkt.journeys.engine.stages import Exit, Ribbon
from kontaktpunkt.journeys.engine.waits import DAY, Loss

OTHERS: Final = "(others)"
END: Final = "(end)"


@dataclass(frozen=True)
class Wait:
    """What goes by between two touchpoints, where one directly follows the other.

    median_wait, p90_wait: seconds from the end of the one to the start of the other.
    days:  people x days that were waited there.
    share: of all days that were waited.
    """

    source: str
    target: str
    journeys: int
    count: int
    median_wait: float
    p90_wait: float
    days: float
    share: float

    @classmethod
    def of(cls, edge: Edge, loss: Loss | None) -> Wait:
        """Put together what a flow and its losses say of one pair."""
        days, share = (loss.days, loss.share) if loss else (0.0, 0.0)
        told = (edge.median_wait or 0.0, edge.p90_wait or 0.0)
        return cls(
            edge.source or "", edge.target or "", edge.journeys, edge.count, *told, days, share
        )


@dataclass(frozen=True)
class Lasted:
    """The journeys that took longer than `low_seconds` and at most `high_seconds`.

    high_seconds: None where there is no limit.
    share:        of all journeys asked of.
    """

    low_seconds: float
    high_seconds: float | None
    journeys: int
    share: float

    @classmethod
    def of(cls, column: Column, n: int) -> Lasted:
        """Say of a histogram's column which share it holds."""
        return cls(column.low, column.high, column.journeys, column.journeys / n)


@dataclass(frozen=True)
class Way:
    """How journeys go on after one place, counted from 1.

    source: the touchpoint there; "(others)" takes together those that few meet there.
    target: the next touchpoint or "(others)"; "(end)" where the journey has no further step.
    fate:   how a journey without a further step stands: finished, silent or open.
    """

    place: int
    source: str
    target: str
    fate: str | None
    journeys: int

    @classmethod
    def of(cls, place: int, ribbon: Ribbon) -> Way:
        """Take a ribbon of the picture apart."""
        source, target = ribbon.source.touchpoint or OTHERS, ribbon.target
        if isinstance(target, Exit):
            return cls(place, source, END, target.fate.value, ribbon.journeys)
        return cls(place, source, target.touchpoint or OTHERS, None, ribbon.journeys)


@dataclass(frozen=True)
class Compared:
    """One measure in two groups of journeys.

    measure:   "duration" (seconds, median), "meets" (share of journeys) or "score" (0 to 100).
    about:     the touchpoint; empty for the journey as a whole.
    low, high: the interval of first minus second, widened for the number of measures compared.
    """

    measure: str
    about: str
    first: float
    second: float
    low: float
    high: float
    is_beyond_chance: bool
    n_first: int
    n_second: int

    @classmethod
    def of(cls, found: Difference) -> Compared:
        """Take a difference apart."""
        return cls(
            found.measure,
            found.about,
            found.first,
            found.second,
            found.interval.low,
            found.interval.high,
            found.is_beyond_chance,
            *found.n,
        )


def by_days(edge: Edge) -> float:
    """Return how many people x days go by on an edge, for ordering."""
    return (edge.total_wait or 0.0) / DAY
