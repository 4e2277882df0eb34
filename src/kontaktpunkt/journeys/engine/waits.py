"""Time: where it goes, and whether anybody works meanwhile."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import ibis.expr.types as ir

from kontaktpunkt.journeys.engine.apart import Journeys, in_groups, told_of_each
from kontaktpunkt.journeys.engine.flow import Edge, rows, visits
from kontaktpunkt.journeys.engine.selection import Selection
from kontaktpunkt.journeys.rules import SMALLEST, few_in

DAY: Final = 86_400
# See engine.repeats: counting classes of journeys is quick, and never counts too many.
CLASSES: Final = 64


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
    told, *left_out = told_of_each(selection=selection, question=_work_counts)
    gone = _few_of(left_out)
    names = selection.prepared.names["touchpoint"]
    found = [
        Work(names[row["touchpoint"]], row["n"], row["journeys"], row["median"], row["total"])
        for row in told
        if row["journeys"] >= SMALLEST and row["touchpoint"] not in gone
    ]
    return tuple(sorted(found, key=lambda each: (-each.total_seconds, each.touchpoint)))


def _work_counts(journeys: Journeys) -> ir.Table:
    known = journeys.steps.filter(journeys.steps.work_seconds.notnull())
    return in_groups(known, "touchpoint").agg(
        n=known.count(),
        journeys=known.journey.nunique(),
        median=known.work_seconds.median(),
        total=known.work_seconds.sum(),
    )


def _few_of(left_out: Iterable[Iterable[dict[str, Any]]]) -> set[int]:
    """Return the touchpoints of which few stand among those whom filters leave out."""
    return few_in(
        tables=[{row["touchpoint"]: row["journeys"] for row in each} for each in left_out]
    )


@dataclass(frozen=True)
class Spent:
    """Time at one touchpoint, and the waiting that follows it, in seconds over all journeys.

    Where few journeys stand behind one of the two, it is None.
    """

    touchpoint: str
    journeys: int
    work_seconds: float | None
    wait_seconds: float | None


def spent_counts(*, steps: ir.Table) -> ir.Table:
    """Return (touchpoint, work, wait, worked, waited).

    worked, waited: classes of journeys that stand behind work and wait; see engine.repeats.
    """
    is_waited = ~steps.closes & steps.wait_seconds.notnull()
    kind = steps.journey % CLASSES
    return in_groups(steps, "touchpoint").agg(
        work=steps.work_seconds.sum(),
        wait=steps.wait_seconds.sum(where=is_waited),
        worked=kind.nunique(where=steps.work_seconds.notnull()),
        waited=kind.nunique(where=is_waited),
    )


def spent(*, selection: Selection) -> tuple[Spent, ...]:
    """Return waiting apart from working by touchpoint, the most of both first."""
    met, *left_out = told_of_each(
        selection=selection, question=lambda each: visits(variant_steps=each.variant_steps)
    )
    counted = [
        {row["touchpoint"]: row for row in told}
        for told in told_of_each(
            selection=selection, question=lambda each: spent_counts(steps=each.steps)
        )
    ]
    gone = _few_of(left_out)
    few_worked, few_waited = (
        few_in(tables=[{code: row[what] for code, row in each.items()} for each in counted])
        for what in ("worked", "waited")
    )
    names = selection.prepared.names["touchpoint"]
    found = [
        Spent(
            names[code],
            row["journeys"],
            None if code in few_worked else counted[0][code]["work"] or 0.0,
            None if code in few_waited else counted[0][code]["wait"] or 0.0,
        )
        for row in met
        if row["journeys"] >= SMALLEST and (code := row["touchpoint"]) not in gone
    ]
    return tuple(sorted(found, key=_most_spent))


def _most_spent(each: Spent) -> tuple[float, str]:
    return -(each.work_seconds or 0.0) - (each.wait_seconds or 0.0), each.touchpoint


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
