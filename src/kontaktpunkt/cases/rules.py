"""Deadlines, duties and whose turn it is: pure calculation.

The duties and where they come from stand in docs/law.md.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from kontaktpunkt.core.months import months_after

# Starting values of this software where the law names none; docs/law.md#deadlines.
DAYS_WHERE_NONE_PUBLISHED = 60
HEARING_WORKING_DAYS = 10
WARNING_DAYS = 5
FEWEST_WAIVER_WORDS = 4

# Near enough to be of use, and never right after we asked.
REMIND_DAYS_BEFORE = 2
FEWEST_DAYS_SINCE_ASKED = 5

MONTHS_BEFORE_ASKING = 6
DAYS_TO_ANSWER_ASKING = 28

DANISH_SOCIAL = "dk_social"
SWEDISH_GENERAL = "se_fl"


# --- Promised days -----------------------------------------------------------------------------


def case_number(*, year: int, serial: int) -> str:
    """Return the number that a party can read aloud, such as 2026-000417."""
    return f"{year}-{serial:06d}"


def promised_day(
    *,
    received: date,
    deadline_days: int | None,
    closed: frozenset[date],
    weekdays: frozenset[int],
) -> date:
    """Return the day by which a decision is promised.

    received:      local date of arrival; the day after is the first that counts.
    deadline_days: calendar days as published; None where none is published.
    closed:        days the unit keeps closed beside its weekly rest.
    weekdays:      days of the week on which the unit works, Monday is 0.
    A deadline that ends on a closed day is kept on the last working day before it: whoever
    waits was told "at most". It is never earlier than the first working day after arrival.
    Source: docs/law.md#promises
    """
    days = DAYS_WHERE_NONE_PUBLISHED if deadline_days is None else deadline_days
    last = working_day_on_or_before(
        day=received + timedelta(days=days), closed=closed, weekdays=weekdays
    )
    if last > received:
        return last
    return working_day_after(day=received, count=1, closed=closed, weekdays=weekdays)


def working_day_on_or_before(
    *, day: date, closed: frozenset[date], weekdays: frozenset[int]
) -> date:
    """Return the day itself when the unit works on it, else the last working day before."""
    if not weekdays:
        raise ValueError("a unit without working days cannot promise anything")
    while day.weekday() not in weekdays or day in closed:
        day -= timedelta(days=1)
    return day


def working_day_after(
    *, day: date, count: int, closed: frozenset[date], weekdays: frozenset[int]
) -> date:
    """Return the working day that lies so many working days after the day."""
    if not weekdays:
        raise ValueError("a unit without working days cannot promise anything")
    while count:
        day += timedelta(days=1)
        count -= day.weekday() in weekdays and day not in closed
    return day


def letter_is_due(*, law: str, promised: date, today: date) -> bool:
    """Say whether the party has to hear from us before the promised day passes.

    In the Danish social field the party is written to before a published deadline is missed.
    Elsewhere it is good practice, and for Swedish general matters a duty when the delay is
    substantial; moving the promise tells the party everywhere.
    Source: docs/law.md#deadlines
    """
    return law == DANISH_SOCIAL and promise_runs_out(promised=promised, today=today)


def promise_runs_out(*, promised: date, today: date) -> bool:
    """Say whether the promised day is so near, or past, that somebody has to act."""
    return promised - today <= timedelta(days=WARNING_DAYS)


def reminder_is_due(*, asked: date, by: date, today: date) -> bool:
    """Say whether the party is reminded today of what it was asked for."""
    is_near = timedelta(0) <= by - today <= timedelta(days=REMIND_DAYS_BEFORE)
    return is_near and today - asked >= timedelta(days=FEWEST_DAYS_SINCE_ASKED)


# --- Sweden: asking for a decision after six months --------------------------------------------


def may_ask_from(*, law: str, received: date, started_by_party: bool) -> date | None:
    """Return the first day on which the party may ask, once, for the case to be decided.

    None where the law gives no such right: outside Sweden, under the Local Government Act's
    review, and in cases that the authority began. Source: docs/law.md#deadlines
    """
    if law != SWEDISH_GENERAL or not started_by_party:
        return None
    return months_after(day=received, months=MONTHS_BEFORE_ASKING) + timedelta(days=1)


def asked_answer_due(*, asked: date) -> date:
    """Return the last day to decide, or to decline by a decision of its own: four weeks."""
    return asked + timedelta(days=DAYS_TO_ANSWER_ASKING)


# --- Duties before the decision ----------------------------------------------------------------


def call_is_owed(*, is_adverse: bool, calls_before_refusal: bool, states: Iterable[str]) -> bool:
    """Say whether a call still has to be opened for an adverse decision.

    states: of the case's call preconditions so far. One that lapsed does not count: what was
    intended then is not what is intended now.
    """
    return is_adverse and calls_before_refusal and not set(states) & {"open", "settled", "waived"}


def hearing_may_close(*, is_answered: bool, answer_by: date, today: date) -> bool:
    """Say whether the party has had its say: answered, or the whole last day has passed."""
    return is_answered or today > answer_by


def hearing_is_owed(*, is_adverse: bool, states: Sequence[str]) -> bool:
    """Say whether facts have to be put to the party again before an adverse decision.

    states: of the case's hearings, oldest first. The last one lapsed when everything was to be
    granted; its facts have weighed against the party again since the intention changed back.
    """
    return is_adverse and bool(states) and states[-1] == "lapsed"


def is_real_reason(*, text: str) -> bool:
    """Say whether a waiver's reason is more than a word or two."""
    return len(text.split()) >= FEWEST_WAIVER_WORDS


# --- Whose turn, and what next -----------------------------------------------------------------


class Side(StrEnum):
    """Who has to act for the case to move."""

    MUNICIPALITY = "municipality"
    PARTY = "party"
    NOBODY = "nobody"


class Waiting(StrEnum):
    """What the case waits for."""

    COMMENT = "comment"
    DELIVERY = "delivery"
    WORK = "work"
    NOTHING = "nothing"


class Step(StrEnum):
    """The next thing for the municipality to do."""

    TAKE = "take"
    CALL = "call"
    READ_COMMENT = "read_comment"
    END_HEARING = "end_hearing"
    FOLLOW_UP = "follow_up"
    INTEND = "intend"
    WRITE_REASONS = "write_reasons"
    DECIDE = "decide"
    WAIT = "wait"
    NONE = "none"


@dataclass(frozen=True)
class OpenHearing:
    """A hearing that is not closed yet."""

    answer_by: date
    is_answered: bool


@dataclass(frozen=True)
class Standing:
    """What has to be known of a case to say whose turn it is.

    awaited: the last days for what the party was asked to send and has not sent.
    """

    is_open: bool
    has_caseworker: bool
    is_outcome_intended: bool
    is_refusal_intended: bool
    has_reasons: bool
    is_call_owed: bool
    hearings: tuple[OpenHearing, ...] = ()
    awaited: tuple[date, ...] = ()


@dataclass(frozen=True)
class Turn:
    """Whose turn it is, what for, and until which day."""

    side: Side
    waiting: Waiting
    until: date | None = None


def whose_turn(*, standing: Standing, today: date) -> Turn:
    """Say whose turn it is, as the party would be told."""
    if not standing.is_open:
        return Turn(Side.NOBODY, Waiting.NOTHING)
    comments = [each.answer_by for each in _unanswered(standing) if each.answer_by >= today]
    if comments:
        return Turn(Side.PARTY, Waiting.COMMENT, min(comments))
    deliveries = [day for day in standing.awaited if day >= today]
    if deliveries:
        return Turn(Side.PARTY, Waiting.DELIVERY, min(deliveries))
    return Turn(Side.MUNICIPALITY, Waiting.WORK)


def next_step(*, standing: Standing, today: date) -> Step:
    """Say what the municipality does next; what can be done comes before waiting."""
    if not standing.is_open:
        return Step.NONE
    doable = _doable(standing, today)
    if doable is not None:
        return doable
    if whose_turn(standing=standing, today=today).side == Side.PARTY:
        return Step.WAIT
    if not standing.is_outcome_intended:
        return Step.INTEND
    if standing.is_refusal_intended and not standing.has_reasons:
        return Step.WRITE_REASONS
    return Step.DECIDE


def _doable(standing: Standing, today: date) -> Step | None:
    checks = (
        (Step.TAKE, not standing.has_caseworker),
        (Step.CALL, standing.is_call_owed),
        (Step.READ_COMMENT, any(each.is_answered for each in standing.hearings)),
        (Step.END_HEARING, any(each.answer_by < today for each in _unanswered(standing))),
        (Step.FOLLOW_UP, any(day < today for day in standing.awaited)),
    )
    return next((step for step, applies in checks if applies), None)


def _unanswered(standing: Standing) -> list[OpenHearing]:
    return [each for each in standing.hearings if not each.is_answered]
