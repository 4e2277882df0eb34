from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from kontaktpunkt.core import dates

TODAY = date(2026, 11, 19)  # a Thursday
NOW = datetime(2026, 11, 19, 13, 30, tzinfo=UTC)  # 14:30 in Copenhagen
NONE_CLOSED: frozenset[date] = frozenset()


@pytest.fixture(autouse=True)
def copenhagen() -> Iterator[None]:
    with timezone.override(ZoneInfo("Europe/Copenhagen")):
        yield


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("da", "tirsdag 24. november, om 3 arbejdsdage"),
        ("sv", "tisdag 24 november, om 3 arbetsdagar"),
        ("en", "Tuesday 24 November, in 3 working days"),
    ],
)
def test_a_day_is_said_as_people_say_it(language: str, words: str) -> None:
    with translation.override(language):
        said = dates.people_date(date(2026, 11, 24), today=TODAY, closed=NONE_CLOSED)

    assert said == words


@pytest.mark.parametrize(
    ("away", "danish", "swedish", "english"),
    [
        (0, "i dag", "i dag", "today"),
        (1, "i morgen", "i morgon", "tomorrow"),
        (-1, "i går", "i går", "yesterday"),
        (5, "om 5 dage", "om 5 dagar", "in 5 days"),
        (-3, "for 3 dage siden", "för 3 dagar sedan", "3 days ago"),
    ],
)
def test_the_distance_of_a_day(away: int, danish: str, swedish: str, english: str) -> None:
    for language, words in [("da", danish), ("sv", swedish), ("en", english)]:
        with translation.override(language):
            assert dates.distance_in_days(TODAY + timedelta(days=away), today=TODAY) == words


def test_closed_days_and_weekends_are_no_working_days() -> None:
    christmas_eve = date(2026, 12, 24)
    closed = {date(2026, 12, 25)}

    with translation.override("da"):
        monday = dates.distance_in_days(date(2026, 12, 28), today=christmas_eve, closed=closed)
        sunday = dates.distance_in_days(date(2026, 12, 27), today=christmas_eve, closed=closed)

    assert monday == "om 1 arbejdsdag"
    assert sunday == "inden næste arbejdsdag"


def test_another_year_is_said() -> None:
    with translation.override("da"):
        assert dates.day_in_words(date(2027, 1, 8), today=TODAY) == "fredag 8. januar 2027"
        assert dates.short_day(date(2025, 12, 31), today=TODAY) == "31. december 2025"


@pytest.mark.parametrize(
    ("away", "danish", "swedish", "english"),
    [
        (timedelta(seconds=-30), "lige nu", "just nu", "just now"),
        (timedelta(minutes=-1), "for 1 minut siden", "för 1 minut sedan", "1 minute ago"),
        (timedelta(minutes=20), "om 20 minutter", "om 20 minuter", "in 20 minutes"),
        (timedelta(hours=-3), "for 3 timer siden", "för 3 timmar sedan", "3 hours ago"),
        (timedelta(hours=-8), "i dag kl. 6.30", "i dag kl. 6.30", "today at 6:30"),
        (timedelta(hours=-20), "i går kl. 18.30", "i går kl. 18.30", "yesterday at 18:30"),
        (
            timedelta(days=-12),
            "7. november kl. 14.30",
            "7 november kl. 14.30",
            "7 November at 14:30",
        ),
    ],
)
def test_a_moment_is_relative_when_near(
    away: timedelta, danish: str, swedish: str, english: str
) -> None:
    for language, words in [("da", danish), ("sv", swedish), ("en", english)]:
        with translation.override(language):
            assert dates.near_moment(NOW + away, now=NOW) == words


def test_yesterday_is_by_the_local_calendar() -> None:
    just_after_midnight = datetime(2026, 11, 18, 23, 10, tzinfo=UTC)  # 00:10 on the 19th

    with translation.override("en"):
        assert dates.near_moment(just_after_midnight, now=NOW) == "today at 0:10"


def test_the_repeated_hour_of_autumn_is_told_by_the_clock_on_the_wall() -> None:
    first, second = (datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1))

    assert dates.clock_time(first) == dates.clock_time(second) == "2:30"


@pytest.mark.parametrize(
    ("duration", "danish", "swedish", "english"),
    [
        (timedelta(seconds=20), "under 1 minut", "mindre än 1 minut", "less than 1 minute"),
        (timedelta(minutes=1), "1 minut", "1 minut", "1 minute"),
        (timedelta(minutes=65), "1 time 5 minutter", "1 timme 5 minuter", "1 hour 5 minutes"),
        (timedelta(hours=2), "2 timer", "2 timmar", "2 hours"),
        (
            timedelta(days=3, hours=4, minutes=20),
            "3 dage 4 timer",
            "3 dagar 4 timmar",
            "3 days 4 hours",
        ),
        # Two parts at most: minutes say nothing beside days.
        (timedelta(days=1, minutes=20), "1 dag", "1 dag", "1 day"),
    ],
)
def test_a_duration_has_two_parts_at_most(
    duration: timedelta, danish: str, swedish: str, english: str
) -> None:
    for language, words in [("da", danish), ("sv", swedish), ("en", english)]:
        with translation.override(language):
            assert dates.duration_in_words(duration) == words
