"""Promising the answer for another day, and whether a promise fits."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from kontaktpunkt.contacts import operations, queries, rules
from kontaktpunkt.contacts.models import AnswerMove, Question
from kontaktpunkt.core.errors import ChangedMeanwhile, Refusal
from kontaktpunkt.directory.models import ClosingDay
from kontaktpunkt.events.models import Event
from kontaktpunkt.gateways.models import Message
from tests.factories import make_contact, make_question

# The cast's clock stands on Tuesday 24 November; three working days end on Friday.
FRIDAY, THURSDAY, WEDNESDAY = date(2026, 11, 27), date(2026, 11, 26), date(2026, 11, 25)


@pytest.fixture
def question(cast: SimpleNamespace, at: datetime) -> Question:
    return owed(cast, at, WEDNESDAY)


def owed(cast: SimpleNamespace, at: datetime, day: date, **fields: Any) -> Question:
    return make_question(
        contact=make_contact(party=cast.dina, staff=cast.anna, at=at),
        matter=cast.matter,
        outcome="handed_over",
        unit=cast.byg,
        promised_on=day,
        **fields,
    )


def move(question: Question, cast: SimpleNamespace, at: datetime, **changes: Any) -> AnswerMove:
    given = {"to": FRIDAY, "reason": " The neighbour answers on Thursday. "} | changes
    return operations.move_promise(question=question, actor=cast.bo, at=at, **given)


def test_the_answer_is_promised_for_another_day_and_the_party_is_told_why(
    question: Question, cast: SimpleNamespace, at: datetime
) -> None:
    moved = move(question, cast, at)
    question.refresh_from_db()
    assert (moved.was, moved.now, question.promised_on) == (WEDNESDAY, FRIDAY, FRIDAY)
    assert moved.reason == "The neighbour answers on Thursday."
    event = Event.objects.get(kind="contacts.promise.moved")
    assert (event.touchpoint, event.unit, event.data) == ("promise-moved", "byg", {"days": 2})
    body = Message.objects.get().body
    assert "/mine/contacts/" in body
    assert "neighbour" not in body


@pytest.mark.parametrize(
    ("to", "refusal"),
    [
        (WEDNESDAY, operations.AnswerUnmoved),
        (date(2026, 11, 24), operations.BeyondStandard),
        (date(2026, 12, 1), operations.BeyondStandard),
        (THURSDAY, operations.UnitClosedThatDay),
    ],
)
def test_another_day_is_ahead_within_the_standard_and_a_working_day(
    to: date, refusal: type[Refusal], question: Question, cast: SimpleNamespace, at: datetime
) -> None:
    ClosingDay.objects.create(day=THURSDAY, reason="Flytning", unit=cast.byg)
    # The closed Thursday makes the standard end on Monday.
    with pytest.raises(refusal):
        move(question, cast, at, to=to)


def test_a_day_that_has_come_is_kept_or_missed(cast: SimpleNamespace, at: datetime) -> None:
    for day in (date(2026, 11, 24), date(2026, 11, 23)):
        with pytest.raises(operations.PromisePassed):
            move(owed(cast, at, day), cast, at)


def test_a_move_says_why_and_the_second_is_told(
    question: Question, cast: SimpleNamespace, at: datetime
) -> None:
    with pytest.raises(operations.MoveUnexplained):
        move(question, cast, at, reason="  ")
    move(question, cast, at, version=1)
    with pytest.raises(ChangedMeanwhile):
        move(question, cast, at, to=THURSDAY, version=1)


def test_the_load_counts_what_is_owed_and_what_is_answered(
    cast: SimpleNamespace, at: datetime
) -> None:
    owed(cast, at, WEDNESDAY)
    owed(cast, at, FRIDAY)
    owed(cast, at, date(2026, 12, 4))
    for days in (3, 3, 27, 40):
        answered_at = at - timedelta(days=days)
        owed(cast, at, FRIDAY, answered_at=answered_at, answered_how="call", answered_by=cast.bo)
    load = queries.load_of(unit=cast.byg, until=FRIDAY, closed=frozenset(), at=at, more=1)
    assert load == rules.Load(owed=3, busiest=2, days=3)


@pytest.mark.parametrize(
    ("load", "is_tight"),
    [
        (rules.Load(owed=6, busiest=2, days=3), False),
        (rules.Load(owed=7, busiest=2, days=3), True),
        (rules.Load(owed=50, busiest=0, days=3), False),
    ],
)
def test_a_promise_fits_while_the_busiest_day_reaches_it(load: rules.Load, is_tight: bool) -> None:
    assert load.is_tight == is_tight


def test_only_the_unit_that_owes_the_answer_moves_it(
    question: Question, cast: SimpleNamespace, at: datetime
) -> None:
    assert queries.is_owed_by(staff=cast.bo, question=question)
    assert not queries.is_owed_by(staff=cast.anna, question=question)
    with pytest.raises(operations.OnlyItsUnit):
        operations.move_promise(question=question, to=FRIDAY, reason="x", actor=cast.anna, at=at)
