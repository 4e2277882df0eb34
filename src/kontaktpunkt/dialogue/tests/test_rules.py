"""What follows from a call."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from kontaktpunkt.dialogue import rules
from kontaktpunkt.dialogue.rules import Fact

TODAY = date(2026, 11, 24)
COPENHAGEN = ZoneInfo("Europe/Copenhagen")


@pytest.mark.parametrize(
    ("standing", "against", "heard"),
    [
        ("new", True, True),
        ("corrected", True, True),
        ("confirmed", True, False),
        ("new", False, False),
    ],
)
def test_what_came_up_and_weighs_is_heard(standing: str, against: bool, heard: bool) -> None:
    assert rules.must_be_heard(Fact(standing, "3,2 m", weighs_against=against)) is heard


def test_facts_to_hear_keeps_the_order() -> None:
    first, second = Fact("new", "A", True), Fact("new", "B", True)
    assert rules.facts_to_hear([first, Fact("confirmed", "C", True), second]) == [first, second]


@pytest.mark.parametrize(("tries", "suggested"), [(0, False), (2, False), (3, True), (7, True)])
def test_a_waiver_is_suggested_after_three_tries(tries: int, suggested: bool) -> None:
    assert rules.suggests_waiver(tries=tries) is suggested


def next_try(hour: int, minute: int, *, is_open_today: bool = True) -> datetime:
    return rules.next_try(
        now=datetime(2026, 11, 24, hour, minute, tzinfo=COPENHAGEN),
        opens=time(9),
        closes=time(15),
        is_open_today=is_open_today,
        next_day=date(2026, 11, 25),
    )


@pytest.mark.parametrize(
    ("hour", "minute", "expected"),
    [
        (9, 10, datetime(2026, 11, 24, 11, 0, tzinfo=COPENHAGEN)),
        (12, 59, datetime(2026, 11, 24, 14, 30, tzinfo=COPENHAGEN)),
        # At 13:00 two hours end at closing time: nobody answers for us then.
        (13, 0, datetime(2026, 11, 25, 10, 0, tzinfo=COPENHAGEN)),
        (23, 30, datetime(2026, 11, 25, 10, 0, tzinfo=COPENHAGEN)),
    ],
)
def test_next_try_stays_within_the_units_hours(hour: int, minute: int, expected: datetime) -> None:
    assert next_try(hour, minute) == expected


def test_next_try_on_a_closed_day_is_the_next_morning() -> None:
    assert next_try(10, 0, is_open_today=False) == datetime(2026, 11, 25, 10, 0, tzinfo=COPENHAGEN)


def test_next_try_keeps_the_clock_over_the_change_to_winter_time() -> None:
    found = rules.next_try(
        now=datetime(2026, 10, 24, 14, 0, tzinfo=COPENHAGEN),
        opens=time(9),
        closes=time(15),
        is_open_today=True,
        next_day=date(2026, 10, 26),
    )
    assert found.astimezone(UTC) == datetime(2026, 10, 26, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(("seconds", "minutes"), [(0, 1), (59, 1), (60, 1), (61, 2), (720, 12)])
def test_minutes_are_counted_when_begun(seconds: int, minutes: int) -> None:
    began = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    ended = began + timedelta(seconds=seconds)
    assert rules.minutes_talked(began=began, ended=ended) == minutes


@pytest.mark.parametrize(
    ("days", "standing"), [(0, "fresh"), (1, "due"), (2, "due"), (3, "late"), (9, "late")]
)
def test_a_note_is_due_after_a_day_and_late_after_three(days: int, standing: str) -> None:
    reached = TODAY - timedelta(days=days)
    assert rules.note_standing(reached_on=reached, today=TODAY) == standing
