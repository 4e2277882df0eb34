"""Opening hours and statuses in sentences."""

from datetime import date, time

import pytest
from django.utils import translation

from kontaktpunkt.directory.models import Unit
from kontaktpunkt.directory.rules import Opening
from kontaktpunkt.portal import words

TODAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def _english() -> object:
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("day", "is_now", "said"),
    [
        (24, True, "Open now, until 15:00."),
        (24, False, "Closed now. Opens today at 9:00."),
        (25, False, "Closed now. Opens tomorrow at 9:00."),
        (30, False, "Closed now. Opens Monday 30 November at 9:00."),
    ],
)
def test_whoever_looks_is_told_when_somebody_is_there(day: int, is_now: bool, said: str) -> None:
    opening = Opening(date(2026, 11, day), time(9), time(15), is_now)
    assert words.opening(opening=opening, today=TODAY) == said


def test_a_unit_that_keeps_closed_says_so() -> None:
    assert words.opening(opening=None, today=TODAY) == "Closed for some time."


@pytest.mark.parametrize(
    ("weekdays", "said"),
    [
        ([0, 1, 2, 3, 4], "Monday to Friday 9:30 to 15:00"),
        ([0, 1, 2, 4], "Monday to Wednesday and Friday 9:30 to 15:00"),
        ([3, 1], "Tuesday and Thursday 9:30 to 15:00"),
        ([0, 2, 4], "Monday, Wednesday and Friday 9:30 to 15:00"),
        ([2], "Wednesday 9:30 to 15:00"),
    ],
)
def test_the_week_is_said_in_runs_of_days(weekdays: list[int], said: str) -> None:
    unit = Unit(weekdays=weekdays, opens=time(9, 30), closes=time(15))
    assert words.weekly_hours(unit=unit) == said


def test_the_week_is_said_in_the_language_of_the_page() -> None:
    unit = Unit(weekdays=[0, 1, 2, 3, 4], opens=time(9, 30), closes=time(15))
    with translation.override("da"):
        assert words.weekly_hours(unit=unit) == "Mandag til fredag kl. 9.30 til 15.00"
    with translation.override("sv"):
        assert words.weekly_hours(unit=unit) == "Måndag till fredag kl. 9.30 till 15.00"
