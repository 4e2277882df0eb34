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


def question(name: str, prepared: Prepared) -> Callable[[], object]:
    """Return the function that answers the question from scratch."""
    whole = Selection(prepared)
    asked: dict[str, Callable[[], object]] = {
        "select, filtered": lambda: select(prepared=prepared, filters=FILTERS).size,
        "flow, median and p90 wait": lambda: flow.flow(selection=Selection(prepared)),
        "flow in opening hours": lambda: flow.flow(selection=whole, clock=flow.Clock.OPEN),
        "flow, filtered": lambda: flow.flow(selection=Selection(prepared, FILTERS)),
        "paths": lambda: paths.paths(selection=whole),
        "paths, repeats taken together": lambda: paths.paths(selection=whole, together=True),
        "paths that differ little": lambda: families.families(selection=whole),
        "paths that differ little, filtered": lambda: families.families(
            selection=Selection(prepared, FILTERS)
        ),
        "time, waiting and working": lambda: waits.time_use(selection=whole),
        "hand-overs": lambda: units.hand_overs(selection=whole),
        "units met": lambda: units.units_met(selection=whole),
        "repeat contact": lambda: repeats.repeats(selection=whole),
        "experience": lambda: experience.experience(selection=whole),
        "drop-out": lambda: dropout.drop_out(selection=whole),
        "rhythm": lambda: rhythm.hours(selection=whole),
        "calendar": lambda: rhythm.calendar(selection=whole),
        "how long journeys last": lambda: durations.how_long(selection=whole),
        "how long people wait for a step": lambda: durations.how_long_between(
            selection=whole, source="touchpoint 01", target="touchpoint 02"
        ),
        "spectrum": lambda: spectrum.spectrum(
            selection=whole, source="touchpoint 01", target="touchpoint 02"
        ),
        "stages and where journeys end": lambda: stages.stages(selection=whole),
        "journeys that waited longest": lambda: course.listed(selection=whole, salt="benchmark"),
        "comparison of two groups": lambda: _compare(prepared),
    }
    return asked[name]


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
