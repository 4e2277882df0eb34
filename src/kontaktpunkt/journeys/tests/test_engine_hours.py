"""Waits in opening hours, through summer time and over holidays."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from kontaktpunkt.journeys.engine import flow, rhythm
from kontaktpunkt.journeys.engine.hours import SLOT_SECONDS, Hours, slots
from kontaktpunkt.journeys.engine.prepare import prepare
from kontaktpunkt.journeys.engine.prepared import Prepared
from kontaktpunkt.journeys.engine.selection import Selection
from kontaktpunkt.journeys.tests import engine_reference as reference
from kontaktpunkt.journeys.tests.engine_reference import MONDAY, Happening

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
HOURS = Hours(
    zone="Europe/Copenhagen",
    weekly={
        0: ((time(9), time(12)), (time(12, 30), time(15))),
        1: ((time(9), time(15)),),
        3: ((time(10), time(17, 50)),),
        6: ((time(1), time(5)),),
    },
    closed=frozenset({date(2026, 4, 6)}),
)


def open_seconds(first: datetime, last: datetime) -> float:
    """Count open minutes one by one, in local time."""
    total, moment = 0, first
    while moment < last:
        local = moment.astimezone(COPENHAGEN)
        spans = () if local.date() in HOURS.closed else HOURS.weekly.get(local.weekday(), ())
        total += any(opens <= local.time() < closes for opens, closes in spans) * 60
        moment += timedelta(minutes=1)
    return total


@pytest.mark.parametrize(
    ("minute", "until"),
    [
        (0, 45),
        (30, 300),
        (90, 3 * 1440 + 17),
        # The night of 29 March 2026, when clocks go forward within an open span.
        (26 * 1440, 28 * 1440),
        # Over Easter Monday, which is closed.
        (34 * 1440, 37 * 1440 + 200),
    ],
)
def test_a_wait_counts_open_minutes_only(duckdb_connection, tmp_path, minute, until):
    log = reference.write(
        folder=tmp_path,
        happenings=[
            Happening(case="a", touchpoint="call", minute=minute),
            Happening(case="a", touchpoint="letter", minute=until),
        ],
    )
    folder = prepare(log=log, hours=HOURS, connection=duckdb_connection)
    found = Prepared.open(folder=folder, connection=duckdb_connection)
    told = flow.rows(flow.edge_waits(steps=found.step, clock=flow.Clock.OPEN))[0]["total"]
    assert told == open_seconds(reference.at(minute), reference.at(until))


def test_without_hours_the_open_wait_is_unknown(duckdb_connection, tmp_path):
    log = reference.write(
        folder=tmp_path,
        happenings=[Happening(case="a", touchpoint="call", minute=each) for each in (0, 9)],
    )
    found = Prepared.open(
        folder=prepare(log=log, connection=duckdb_connection), connection=duckdb_connection
    )
    assert not found.has_hours
    told = flow.flow(selection=Selection(found), clock=flow.Clock.OPEN)
    assert all(edge.median_wait is None for edge in told.edges)


def test_hours_of_the_day_are_local(duckdb_connection, tmp_path):
    happenings = [
        Happening(case=f"case-{each}", touchpoint="call", minute=30, is_contact=True)
        for each in range(9)
    ]
    log = reference.write(folder=tmp_path, happenings=happenings)
    folder = prepare(log=log, hours=HOURS, connection=duckdb_connection)
    selection = Selection(Prepared.open(folder=folder, connection=duckdb_connection))
    assert rhythm.hours(selection=selection) == (rhythm.Hour(weekday=0, hour=9, count=9),)
    assert rhythm.calendar(selection=selection).months == (rhythm.Month(date(2026, 3, 1), count=9),)


def test_a_date_in_the_far_future_does_not_ask_for_endless_slots():
    found = slots(hours=HOURS, first=MONDAY, last=datetime(9999, 1, 1, tzinfo=UTC))
    assert found.num_rows <= 61 * 366 * 86_400 / SLOT_SECONDS


def test_a_span_that_closes_at_midnight_runs_to_midnight():
    hours = Hours(zone="UTC", weekly={0: ((time(22), time(0)),)})
    found = slots(hours=hours, first=MONDAY, last=MONDAY + timedelta(days=1))
    open_seconds = sum(row["open_to"] - row["open_from"] for row in found.to_pylist())
    assert open_seconds == 2 * 3600
