# ruff: noqa: PLC0415 - not every machine has what this measures
"""The questions that the benchmark asks of prepared tables."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time

from kontaktpunkt.journeys.engine import (
    compare,
    course,
    dropout,
    durations,
    experience,
    families,
    flow,
    paths,
    repeats,
    rhythm,
    spectrum,
    stages,
    units,
    waits,
)
from kontaktpunkt.journeys.engine.filters import NeverReached, PassedThrough
from kontaktpunkt.journeys.engine.hours import Hours
from kontaktpunkt.journeys.engine.prepared import Prepared
from kontaktpunkt.journeys.engine.selection import Selection, select

OFFICE_HOURS = Hours(weekly={day: ((time(9), time(15)),) for day in range(5)})
FILTERS = (PassedThrough(touchpoint="touchpoint 05"), NeverReached(touchpoint="touchpoint 07"))


# Put after a question that is asked of the journeys which FILTERS choose.
FILTERED = ", filtered"


def question(name: str, prepared: Prepared) -> Callable[[], object]:
    """Return the function that answers the question from scratch."""
    plain = name.removesuffix(FILTERED)
    filters = FILTERS if name != plain else ()
    if plain == "select":
        return lambda: select(prepared=prepared, filters=filters).size
    if plain == "comparison of two groups":
        return lambda: _compare(prepared)
    return lambda: ASKED[plain](Selection(prepared, filters))


ASKED: dict[str, Callable[[Selection], object]] = {
    "flow, median and p90 wait": lambda some: flow.flow(selection=some),
    "flow in opening hours": lambda some: flow.flow(selection=some, clock=flow.Clock.OPEN),
    "paths": lambda some: paths.paths(selection=some),
    "paths, repeats taken together": lambda some: paths.paths(selection=some, together=True),
    "paths that differ little": lambda some: families.families(selection=some),
    "time, waiting and working": lambda some: waits.time_use(selection=some),
    "hand-overs": lambda some: units.hand_overs(selection=some),
    "units met": lambda some: units.units_met(selection=some),
    "repeat contact": lambda some: repeats.repeats(selection=some),
    "experience": lambda some: experience.experience(selection=some),
    "drop-out": lambda some: dropout.drop_out(selection=some),
    "rhythm": lambda some: rhythm.hours(selection=some),
    "calendar": lambda some: rhythm.calendar(selection=some),
    "how long journeys last": lambda some: durations.how_long(selection=some),
    "how long people wait for a step": lambda some: durations.how_long_between(
        selection=some, source="touchpoint 01", target="touchpoint 02"
    ),
    "spectrum": lambda some: spectrum.spectrum(
        selection=some, source="touchpoint 01", target="touchpoint 02"
    ),
    "stages and where journeys end": lambda some: stages.stages(selection=some),
    "journeys that waited longest": lambda some: course.listed(selection=some, salt="benchmark"),
}


def _compare(prepared: Prepared) -> object:
    first, second = (
        select(prepared=prepared, filters=(kind(touchpoint="touchpoint 05"),))
        for kind in (PassedThrough, NeverReached)
    )
    return compare.compare(first=first, second=second)


def sql_flow(prepared: Prepared) -> Callable[[], object]:
    """Return the flow's two queries as somebody would write them by hand, on the same files."""
    import duckdb

    connection = duckdb.connect(config={"threads": 2})
    step, inside = (f"'{prepared.folder}/{name}/*.parquet'" for name in ("step", "variant_step"))
    waiting = f"""
        SELECT touchpoint, next_touchpoint, quantile_cont(wait_seconds, [0.5, 0.9]),
               sum(wait_seconds) FILTER (NOT closes)
        FROM {step} WHERE next_touchpoint IS NOT NULL GROUP BY ALL
    """
    counting = f"""
        SELECT touchpoint, next_touchpoint, sum(path_journeys),
               sum(path_journeys) FILTER (edge_visit = 1),
               sum(path_journeys) FILTER (visit = 1), sum(path_journeys) FILTER (seq = 0)
        FROM {inside} GROUP BY ALL
    """
    return lambda: [connection.execute(each).fetchall() for each in (waiting, counting)]
