"""Deadlines on awkward days, duties before a decision, and whose turn it is."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontaktpunkt.cases import rules
from kontaktpunkt.cases.rules import OpenHearing, Side, Standing, Step, Turn, Waiting
from kontaktpunkt.core.months import months_after
from kontaktpunkt.directory.rules import public_holidays

WEEK = frozenset(range(5))
CLOSED = frozenset().union(
    *(public_holidays(country="DK", year=year, with_eves=True) for year in (2025, 2026, 2027))
)
TODAY = date(2026, 11, 24)


def promised(received: date, days: int | None) -> date:
    return rules.promised_day(received=received, deadline_days=days, closed=CLOSED, weekdays=WEEK)


@pytest.mark.parametrize(
    ("received", "days", "expected"),
    [
        # An ordinary deadline ends on a working day.
        (date(2026, 11, 2), 30, date(2026, 12, 2)),
        # A Saturday is kept on the Friday before it.
        (date(2026, 11, 5), 30, date(2026, 12, 4)),
        # Easter Monday 6 April: back over Good Friday and Maundy Thursday.
        (date(2026, 3, 7), 30, date(2026, 4, 1)),
        # 1 January: back over New Year's Eve.
        (date(2026, 12, 2), 30, date(2026, 12, 30)),
        # A leap day counts.
        (date(2028, 2, 1), 29, date(2028, 3, 1)),
        # Received the day before a long weekend: never before the first working day.
        (date(2026, 4, 1), 1, date(2026, 4, 7)),
        # Nothing published: the software's own starting value.
        (date(2026, 9, 1), None, date(2026, 10, 30)),
    ],
)
def test_promised_day(received: date, days: int | None, expected: date) -> None:
    assert promised(received, days) == expected


@given(
    received=st.dates(min_value=date(2025, 6, 1), max_value=date(2027, 3, 1)),
    days=st.integers(min_value=1, max_value=200),
)
def test_a_promised_day_is_a_working_day_after_arrival(received: date, days: int) -> None:
    day = promised(received, days)
    assert day > received
    assert day.weekday() in WEEK
    assert day not in CLOSED
    first = rules.working_day_after(day=received, count=1, closed=CLOSED, weekdays=WEEK)
    assert day <= max(received + timedelta(days=days), first)


def test_a_unit_without_working_days_cannot_promise() -> None:
    nothing: frozenset[int] = frozenset()
    with pytest.raises(ValueError, match="without working days"):
        rules.promised_day(received=TODAY, deadline_days=5, closed=CLOSED, weekdays=nothing)
    with pytest.raises(ValueError, match="without working days"):
        rules.working_day_after(day=TODAY, count=1, closed=CLOSED, weekdays=nothing)


def test_working_day_after_steps_over_christmas() -> None:
    day = rules.working_day_after(day=date(2026, 12, 22), count=3, closed=CLOSED, weekdays=WEEK)
    assert day == date(2026, 12, 29)


@pytest.mark.parametrize(
    ("law", "promised_on", "due"),
    [
        ("dk_social", TODAY + timedelta(days=5), True),
        ("dk_social", TODAY + timedelta(days=6), False),
        ("dk_social", TODAY - timedelta(days=1), True),
        ("dk", TODAY, False),
        ("se_fl", TODAY, False),
    ],
)
def test_a_letter_is_due_before_a_social_deadline(law: str, promised_on: date, due: bool) -> None:
    assert rules.letter_is_due(law=law, promised=promised_on, today=TODAY) is due


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 15), 6, date(2026, 7, 15)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 12, 31), 6, date(2027, 6, 30)),
        (date(2026, 7, 1), 6, date(2027, 1, 1)),
        (date(2026, 6, 30), 6, date(2026, 12, 30)),
    ],
)
def test_months_after(day: date, months: int, expected: date) -> None:
    assert months_after(day=day, months=months) == expected


def test_a_swedish_party_may_ask_from_the_day_after_six_months() -> None:
    day = rules.may_ask_from(law="se_fl", received=date(2026, 1, 15), started_by_party=True)
    assert day == date(2026, 7, 16)


@pytest.mark.parametrize("law", ["se_kl", "dk", "dk_social"])
def test_other_law_gives_no_right_to_ask(law: str) -> None:
    assert rules.may_ask_from(law=law, received=TODAY, started_by_party=True) is None


def test_a_case_that_the_authority_began_gives_no_right_to_ask() -> None:
    assert rules.may_ask_from(law="se_fl", received=TODAY, started_by_party=False) is None


def test_four_weeks_over_the_change_of_clocks() -> None:
    assert rules.asked_answer_due(asked=date(2026, 10, 12)) == date(2026, 11, 9)


@pytest.mark.parametrize(
    ("adverse", "asks", "states", "owed"),
    [
        (True, True, [], True),
        (True, True, ["lapsed"], True),
        (True, True, ["lapsed", "open"], False),
        (True, True, ["settled"], False),
        (True, True, ["waived"], False),
        (True, False, [], False),
        (False, True, [], False),
    ],
)
def test_call_is_owed(adverse: bool, asks: bool, states: list[str], owed: bool) -> None:
    assert rules.call_is_owed(is_adverse=adverse, calls_before_refusal=asks, states=states) is owed


@pytest.mark.parametrize(
    ("answered", "answer_by", "may"),
    [
        (False, TODAY, False),
        (False, TODAY - timedelta(days=1), True),
        (True, TODAY + timedelta(days=9), True),
    ],
)
def test_the_whole_last_day_of_a_hearing_is_the_partys(
    answered: bool, answer_by: date, may: bool
) -> None:
    closes = rules.hearing_may_close(is_answered=answered, answer_by=answer_by, today=TODAY)
    assert closes is may


@pytest.mark.parametrize(
    ("text", "real"),
    [
        ("", False),
        ("not reached today", False),
        ("  a  b  c ", False),
        ("No answer, three tries", True),
    ],
)
def test_a_waiver_needs_a_real_reason(text: str, real: bool) -> None:
    assert rules.is_real_reason(text=text) is real


def standing(**known: object) -> Standing:
    facts: dict[str, object] = {
        "is_open": True,
        "has_caseworker": True,
        "is_outcome_intended": True,
        "is_refusal_intended": False,
        "has_reasons": False,
        "is_call_owed": False,
    }
    return Standing(**(facts | known))  # type: ignore[arg-type]


YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)

TURNS = [
    (standing(is_open=False), Side.NOBODY, Waiting.NOTHING, None, Step.NONE),
    (standing(has_caseworker=False), Side.MUNICIPALITY, Waiting.WORK, None, Step.TAKE),
    (standing(is_outcome_intended=False), Side.MUNICIPALITY, Waiting.WORK, None, Step.INTEND),
    (standing(is_call_owed=True), Side.MUNICIPALITY, Waiting.WORK, None, Step.CALL),
    (standing(is_refusal_intended=True), Side.MUNICIPALITY, Waiting.WORK, None, Step.WRITE_REASONS),
    (standing(), Side.MUNICIPALITY, Waiting.WORK, None, Step.DECIDE),
    (
        standing(hearings=(OpenHearing(TODAY, is_answered=False),)),
        Side.PARTY,
        Waiting.COMMENT,
        TODAY,
        Step.WAIT,
    ),
    (
        standing(hearings=(OpenHearing(YESTERDAY, is_answered=False),)),
        Side.MUNICIPALITY,
        Waiting.WORK,
        None,
        Step.END_HEARING,
    ),
    (
        standing(hearings=(OpenHearing(TOMORROW, is_answered=True),)),
        Side.MUNICIPALITY,
        Waiting.WORK,
        None,
        Step.READ_COMMENT,
    ),
    (
        standing(awaited=(TOMORROW, TODAY)),
        Side.PARTY,
        Waiting.DELIVERY,
        TODAY,
        Step.WAIT,
    ),
    (standing(awaited=(YESTERDAY,)), Side.MUNICIPALITY, Waiting.WORK, None, Step.FOLLOW_UP),
    # The party has something to do, and so have we: both are said.
    (
        standing(is_call_owed=True, hearings=(OpenHearing(TOMORROW, is_answered=False),)),
        Side.PARTY,
        Waiting.COMMENT,
        TOMORROW,
        Step.CALL,
    ),
]


@pytest.mark.parametrize(("known", "side", "waiting", "until", "step"), TURNS)
def test_whose_turn_and_next_step(
    known: Standing, side: Side, waiting: Waiting, until: date | None, step: Step
) -> None:
    assert rules.whose_turn(standing=known, today=TODAY) == Turn(side, waiting, until)
    assert rules.next_step(standing=known, today=TODAY) == step


@pytest.mark.parametrize(
    ("asked", "by", "is_due"),
    [
        (date(2026, 11, 10), date(2026, 11, 26), True),
        (date(2026, 11, 10), date(2026, 11, 24), True),
        (date(2026, 11, 10), date(2026, 11, 27), False),
        (date(2026, 11, 10), date(2026, 11, 23), False),
        (date(2026, 11, 20), date(2026, 11, 26), False),
        (date(2026, 11, 19), date(2026, 11, 26), True),
    ],
)
def test_a_reminder_comes_near_the_last_day_and_never_right_after_asking(
    asked: date, by: date, is_due: bool
) -> None:
    today = date(2026, 11, 24)
    assert rules.reminder_is_due(asked=asked, by=by, today=today) == is_due
