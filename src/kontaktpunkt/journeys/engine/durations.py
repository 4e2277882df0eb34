"""How long journeys last, and how long people wait between two touchpoints: as a histogram.

Its limits are round, and those between which few stand are left out: no column tells of few, nor
does the difference between two columns, or between what is chosen and what is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import ibis.expr.types as ir

from kontaktpunkt.journeys.engine.apart import (
    Journeys,
    in_groups,
    told_of_each,
    with_group,
)
from kontaktpunkt.journeys.engine.filters import DAY, HOUR, ROUND_HOURS, whole_days
from kontaktpunkt.journeys.engine.flow import WAIT_COLUMN, Clock, rows
from kontaktpunkt.journeys.engine.selection import Selection
from kontaktpunkt.journeys.engine.spectrum import between
from kontaktpunkt.journeys.rules import SMALLEST, safe_cuts

MINUTE: Final = 60
# Seconds between two limits. Those below a day divide it, so that whole days are always limits.
ROUND_WIDTHS: Final = (
    *(MINUTE * each for each in (1, 2, 5, 10, 15, 30)),
    *(HOUR * each for each in (1, 2, 3, 6, 12)),
    *(DAY * each for each in (1, 2, 5, 7, 14, 30, 60, 90, 180, 365)),
)
MOST_COLUMNS: Final = 30
# All but so many stand in columns of one width; the rest share the last.
NEARLY_ALL: Final = 0.95


@dataclass(frozen=True)
class Column:
    """The journeys that took longer than `low` and at most `high` seconds, or more where None."""

    low: float
    high: float | None
    journeys: int


@dataclass(frozen=True)
class Lengths:
    """How long something took, in seconds: each journey counts once.

    width: between two limits; a column where few stand is wider.
    """

    n: int
    median: float
    p90: float
    width: float
    columns: tuple[Column, ...]


def journey_lengths(*, journeys: ir.Table) -> ir.Table:
    """Return (seconds): from the first step of each journey to its last."""
    return journeys.select(*with_group(journeys), seconds=journeys.duration_seconds)


def wait_lengths(
    *, steps: ir.Table, source: int, target: int, clock: Clock = Clock.WALL
) -> ir.Table:
    """Return (seconds): each journey's longest wait straight from one touchpoint to another."""
    passes = between(steps=steps, source=source, target=target)
    longest = in_groups(passes, "journey").agg(seconds=passes[WAIT_COLUMN[clock]].max())
    return longest.filter(longest.seconds.notnull()).select(*with_group(longest), "seconds")


def length_counts(*, lengths: ir.Table, unit: int) -> ir.Table:
    """Return (step, journeys): how many took at most `step` units and more than one less.

    Where the unit is a day, the first day is told by hours and steps are hours, as in
    filters.TookLonger.
    """
    seconds = lengths.seconds
    step = whole_days(seconds=seconds) if unit >= DAY else (seconds / unit).ceil().cast("int64")
    told = lengths.mutate(step=step)
    return in_groups(told, "step").agg(journeys=told.count())


def how_long(*, selection: Selection) -> Lengths:
    """Return how long journeys last.

    A limit must part neither these journeys nor those that the filters leave out into few.
    """
    return _lengths(selection, lambda each: journey_lengths(journeys=each.journeys))


def how_long_between(
    *, selection: Selection, source: str, target: str, clock: Clock = Clock.WALL
) -> Lengths | None:
    """Return how long journeys wait straight from one touchpoint to another; None for too few."""
    codes = [selection.prepared.code(kind="touchpoint", name=name) for name in (source, target)]
    if None in codes:
        return None
    here, there = (int(code) for code in codes if code is not None)
    found = _lengths(
        selection,
        lambda each: wait_lengths(steps=each.steps, source=here, target=there, clock=clock),
    )
    return found if found.n >= SMALLEST else None


def _lengths(selection: Selection, lengths: Callable[[Journeys], ir.Table]) -> Lengths:
    own = lengths(selection)
    told = rows(own.agg(n=own.count(), lasts=own.seconds.quantile([0.5, 0.9, NEARLY_ALL])))
    n, lasts = told[0]["n"], told[0]["lasts"]
    if not n:
        return Lengths(0, 0, 0, 0, ())
    width = _round_width(lasts[2])
    unit = HOUR if width >= DAY else width
    counted = [
        {row["step"]: row["journeys"] for row in found}
        for found in told_of_each(
            selection=selection,
            question=lambda each: length_counts(lengths=lengths(each), unit=min(width, DAY)),
        )
    ]
    limits = _limits(counted, width=width, unit=unit, upto=lasts[2])
    columns = _columns(counted[0], [0.0, *limits], unit)
    return Lengths(n, lasts[0], lasts[1], width, columns)


def _round_width(upto: float) -> int:
    fitting = (each for each in ROUND_WIDTHS if each * MOST_COLUMNS >= upto)
    return next(fitting, ROUND_WIDTHS[-1])


def _limits(
    counted: Sequence[Mapping[int, int]], *, width: int, unit: int, upto: float
) -> list[float]:
    """Return the round limits between any two of which nobody stands, or enough journeys."""
    round_steps = [hours * HOUR // unit for hours in ROUND_HOURS]
    safe = [safe_cuts(sizes=each, round_steps=round_steps) for each in counted]
    most = int(-(-upto // width)) or 1
    return [
        float(limit)
        for limit in range(width, most * width + 1, width)
        if all(_below(each, limit, unit) in cuts for each, cuts in zip(counted, safe, strict=True))
    ]


def _below(counted: Mapping[int, int], limit: float, unit: int) -> int:
    return sum(journeys for step, journeys in counted.items() if step * unit <= limit)


def _columns(counted: Mapping[int, int], limits: Sequence[float], unit: int) -> tuple[Column, ...]:
    below = [0, *(_below(counted, limit, unit) for limit in limits[1:])]
    found = [
        Column(limits[place], limits[place + 1], below[place + 1] - below[place])
        for place in range(len(limits) - 1)
    ]
    longer = sum(counted.values()) - below[-1]
    return (*found, *([Column(limits[-1], None, longer)] if longer else []))
