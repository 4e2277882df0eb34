"""Promising the answer to a question for another day."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kontaktpunkt.contacts import kinds, messages
from kontaktpunkt.contacts.changes import latest_day, locked_open, record_on, save_changed
from kontaktpunkt.contacts.models import AnswerMove, Question
from kontaktpunkt.contacts.queries import is_owed_by
from kontaktpunkt.core.errors import Refusal
from kontaktpunkt.directory.models import Staff
from kontaktpunkt.directory.queries import calendar_of
from kontaktpunkt.directory.rules import is_working_day
from kontaktpunkt.events.operation import operation


class OnlyItsUnit(Refusal):
    message = _("Only the unit that owes the answer can promise another day. Ask it to.")


class AnswerUnmoved(Refusal):
    message = _("This day is promised already.")


class PromisePassed(Refusal):
    message = _("A promised day that has come is kept or missed, and cannot be moved. Answer now.")


class BeyondStandard(Refusal):
    message = _("Choose a day from tomorrow on, and within what the unit promises for this matter.")


class UnitClosedThatDay(Refusal):
    message = _("The unit is closed on that day. Choose one on which it works.")


class MoveUnexplained(Refusal):
    message = _("Write why, in words for the party.")


@operation
def move_promise(
    *,
    question: Question,
    to: date,
    reason: str,
    actor: Staff,
    at: datetime,
    version: int | None = None,
) -> AnswerMove:
    """Promise the answer for another day, and say why in words that the party reads.

    to: a working day of the unit, after today and no later than what it would promise if it were
        asked today. A day that has come cannot be moved: measures of kept promises stay honest.
    Raises AnsweredAlready, NotHandedOver, OnlyItsUnit, PromisePassed, AnswerUnmoved,
    BeyondStandard, UnitClosedThatDay, MoveUnexplained, NoPromisePossible or ChangedMeanwhile.
    """
    question = locked_open(question=question, version=version)
    if not is_owed_by(staff=actor, question=question):
        raise OnlyItsUnit
    was, today = question.promised_on, timezone.localdate(at)
    assert was is not None  # the table holds no handover without a promise
    if was <= today:
        raise PromisePassed
    if to == was:
        raise AnswerUnmoved
    _check_day(question, to, today)
    if not reason.strip():
        raise MoveUnexplained
    move = AnswerMove.objects.create(
        question=question, was=was, now=to, reason=reason.strip(), moved_by=actor, moved_at=at
    )
    save_changed(question=question, promised_on=to)
    days = (to - was).days
    record_on(question=question, kind=kinds.ANSWER_MOVED, actor=actor, at=at, days=days)
    messages.tell_answer_moved(question=question, at=at)
    return move


def _check_day(question: Question, to: date, today: date) -> None:
    if not today < to <= latest_day(question=question, today=today):
        raise BeyondStandard
    assert question.unit is not None
    calendar = calendar_of(unit=question.unit, around=to)
    if not is_working_day(day=to, closed=calendar.closed, weekdays=calendar.weekdays):
        raise UnitClosedThatDay
