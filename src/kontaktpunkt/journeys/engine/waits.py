"""Time: where it goes, and whether anybody works meanwhile."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import ibis.expr.types as ir

from kontaktpunkt.journeys.engine.flow import Edge, rows
from kontaktpunkt.journeys.engine.selection import Selection
from kontaktpunkt.journeys.rules import SMALLEST

DAY: Final = 86_400
# Multipliers that scatter whole numbers; both prime, so that no pattern of the log is favoured.
SCATTER: Final = (7919, 104_729)


@dataclass(frozen=True)
class TimeUse:
    """What journeys last, and what of it is known to be work.

    Seconds over all journeys. What follows a step after which nothing more was expected is no
    waiting. Work is known only where events say when they ended; times of work that overlap count
    twice.
    """

    journeys: int
    median_seconds: float
    p90_seconds: float
    wait_seconds: float
    work_seconds: float
    work_is_known: bool


@dataclass(frozen=True)
class Work:
    """How long a touchpoint itself takes: seconds from its start to its end."""

    touchpoint: str
    n: int
    journeys: int
    median_seconds: float
    total_seconds: float


@dataclass(frozen=True)
class Loss:
    """People x days that go by between two touchpoints."""

    source: str
    target: str
    journeys: int
    days: float
    share: float


@dataclass(frozen=True)
class Pass:
    """One journey's way between two touchpoints, as a line in a performance spectrum."""

    started: int
    wait_seconds: float


def time_use(*, selection: Selection) -> TimeUse:
    """Return how long journeys last, and waiting apart from working."""
    journeys = selection.journeys
    told = journeys.agg(
        lasts=journeys.duration_seconds.quantile([0.5, 0.9]),
        wait=journeys.wait_seconds.sum(),
        work=journeys.work_seconds.sum(),
    )
    row = rows(told)[0]
    median, most = row["lasts"]
    return TimeUse(
        journeys=selection.size,
        median_seconds=median,
        p90_seconds=most,
        wait_seconds=row["wait"] or 0.0,
        work_seconds=row["work"] or 0.0,
        work_is_known=row["work"] is not None,
    )


def work(*, selection: Selection) -> tuple[Work, ...]:
    """Return the time that each touchpoint takes, the most first."""
    known = selection.steps.filter(selection.steps.work_seconds.notnull())
    told = known.group_by("touchpoint").agg(
        n=known.count(),
        journeys=known.journey.nunique(),
        median=known.work_seconds.median(),
        total=known.work_seconds.sum(),
    )
    names = selection.prepared.names["touchpoint"]
    found = [
        Work(names[row["touchpoint"]], row["n"], row["journeys"], row["median"], row["total"])
        for row in rows(told)
        if row["journeys"] >= SMALLEST
    ]
    return tuple(sorted(found, key=lambda each: (-each.total_seconds, each.touchpoint)))


def losses(*, edges: Iterable[Edge]) -> tuple[Loss, ...]:
    """Return where most days go by, in people x days, from the edges of a flow."""
    timed = [edge for edge in edges if edge.source and edge.target and edge.total_wait]
    total = sum(edge.total_wait or 0.0 for edge in timed)
    found = [
        Loss(edge.source or "", edge.target or "", edge.journeys, seconds / DAY, seconds / total)
        for edge in timed
        if (seconds := edge.total_wait or 0.0)
    ]
    return tuple(sorted(found, key=lambda loss: (-loss.days, loss.source, loss.target)))


def spectrum(
    *, selection: Selection, source: str, target: str, most: int = 2000
) -> tuple[Pass, ...]:
    """Return a fair sample of single passes from one touchpoint to the next, in order of time.

    The same journeys are drawn every time, so that a picture does not flicker. Starts are told to
    the day. Empty where fewer journeys than the smallest group passed.
    """
    prepared = selection.prepared
    here, there = (prepared.code(kind="touchpoint", name=name) for name in (source, target))
    if here is None or there is None:
        return ()
    steps = selection.steps
    found = steps.filter(steps.touchpoint == here, steps.next_touchpoint == there, ~steps.closes)
    told = rows(found.agg(n=found.count(), journeys=found.journey.nunique()))[0]
    if told["journeys"] < SMALLEST:
        return ()
    sample = _every(found, max(-(-told["n"] // most), 1))
    day = DAY * 1_000_000
    started = sample.started // day * day
    drawn = sample.select("wait_seconds", started=started).order_by("started", "wait_seconds")
    return tuple(Pass(int(row["started"]), row["wait_seconds"]) for row in rows(drawn))


def _every(steps: ir.Table, nth: int) -> ir.Table:
    if nth == 1:
        return steps
    scattered = steps.journey.cast("int64") * SCATTER[0] + steps.seq * SCATTER[1]
    return steps.filter(scattered % nth == 0)
