"""When somebody is there."""

from datetime import UTC, date, datetime, time
from types import SimpleNamespace

import pytest

from kontaktpunkt.directory import queries
from kontaktpunkt.directory.models import ClosingDay
from kontaktpunkt.directory.rules import Opening, next_opening

NINE, THREE = time(9), time(15)
WORKING_WEEK = frozenset(range(5))


def opening(now: datetime, closed: frozenset[date] = frozenset()) -> Opening | None:
    return next_opening(now=now, opens=NINE, closes=THREE, weekdays=WORKING_WEEK, closed=closed)


@pytest.mark.parametrize(
    ("clock", "day", "is_now"),
    [
        (time(8, 59), 24, False),
        (time(9, 0), 24, True),
        (time(14, 59), 24, True),
        (time(15, 0), 25, False),
    ],
)
def test_the_day_opens_at_nine_and_is_over_at_three(clock: time, day: int, is_now: bool) -> None:
    found = opening(datetime.combine(date(2026, 11, 24), clock))
    assert found == Opening(date(2026, 11, day), NINE, THREE, is_now)


def test_after_friday_comes_monday() -> None:
    found = opening(datetime(2026, 11, 27, 16, tzinfo=UTC))
    assert found
    assert found.day == date(2026, 11, 30)


def test_closing_days_are_passed_over() -> None:
    christmas = frozenset({date(2026, 12, 24), date(2026, 12, 25)})
    found = opening(datetime(2026, 12, 24, 10, tzinfo=UTC), closed=christmas)
    assert found
    assert (found.day, found.is_now) == (date(2026, 12, 28), False)


def test_whoever_never_opens_is_not_said_to_open() -> None:
    assert (
        next_opening(
            now=datetime(2026, 11, 24, 10, tzinfo=UTC),
            opens=NINE,
            closes=THREE,
            weekdays=frozenset(),
            closed=frozenset(),
        )
        is None
    )


def test_a_unit_opens_in_the_municipality_s_own_time(cast: SimpleNamespace) -> None:
    cast.centre.refresh_from_db()
    # Half past two in the afternoon in Copenhagen, in winter.
    found = queries.opening_of(unit=cast.centre, at=datetime(2026, 11, 24, 13, 30, tzinfo=UTC))
    assert found
    assert (found.day, found.is_now) == (date(2026, 11, 24), True)


def test_a_closing_day_of_the_unit_shuts_its_door(cast: SimpleNamespace) -> None:
    cast.centre.refresh_from_db()
    ClosingDay.objects.create(unit=cast.centre, day=date(2026, 11, 24), reason="Kursus")
    found = queries.opening_of(unit=cast.centre, at=datetime(2026, 11, 24, 10, tzinfo=UTC))
    assert found
    assert (found.day, found.is_now) == (date(2026, 11, 25), False)


def test_the_way_in_is_the_service_centre(cast: SimpleNamespace) -> None:
    assert queries.service_centre() == cast.centre
