"""The answer that a party was promised."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kontaktpunkt.catalogue.models import Channel
from kontaktpunkt.contacts import kinds, messages
from kontaktpunkt.contacts.changes import locked_open, record_on, save_changed
from kontaktpunkt.contacts.models import Question
from kontaktpunkt.core.errors import Refusal
from kontaktpunkt.directory.models import Staff
from kontaktpunkt.events.kinds import EventKind
from kontaktpunkt.events.operation import operation

_CHANNEL_OF = {
    Question.AnsweredHow.CALL: Channel.PHONE,
    Question.AnsweredHow.LETTER: Channel.LETTER,
    Question.AnsweredHow.COUNTER: Channel.COUNTER,
}


class AnswerMissing(Refusal):
    message = _("Write what was answered: others read it when the party calls again.")


class NotReachable(Refusal):
    message = _("The party has no address for messages. Choose another way to answer.")


@operation
def answer(
    *,
    question: Question,
    text: str,
    how: str,
    actor: Staff,
    at: datetime,
    version: int | None = None,
) -> Question:
    """Keep the promise: write down the answer and how the party got it.

    how: one of Question.AnsweredHow; "message" tells the party, in the channel it wants, that
         the answer can be read.
    Raises AnswerMissing, NotReachable, AnsweredAlready, NotHandedOver or ChangedMeanwhile.
    """
    question = locked_open(question=question, version=version)
    if not text.strip():
        raise AnswerMissing
    channel = _channel(question, how)
    is_contact = how != Question.AnsweredHow.NOBODY
    kind = kinds.QUESTION_ANSWERED if is_contact else kinds.QUESTION_CLOSED
    _close(question, text, how, actor, at, kind=kind, channel=channel)
    if how == Question.AnsweredHow.MESSAGE:
        messages.tell_answered(question=question, at=at)
    return question


@operation
def carry_on_as_case(*, question: Question, text: str, actor: Staff, at: datetime) -> Question:
    """Say that a case was opened: from here on the case's own promise counts.

    text: what the party is told, such as the case's number.
    Raises AnsweredAlready or NotHandedOver.
    """
    question = locked_open(question=question, version=None)
    how = Question.AnsweredHow.CASE
    _close(question, text, how, actor, at, kind=kinds.QUESTION_CARRIED_ON)
    return question


def _channel(question: Question, how: str) -> str:
    if how != Question.AnsweredHow.MESSAGE:
        return _CHANNEL_OF.get(Question.AnsweredHow(how), "")
    party = question.contact.party
    if party is None or not party.reachable_by:
        raise NotReachable
    return party.reachable_by


def _close(
    question: Question,
    text: str,
    how: str,
    actor: Staff,
    at: datetime,
    *,
    kind: EventKind,
    **facts: Any,
) -> None:
    save_changed(
        question=question,
        answer=text.strip(),
        answered_how=how,
        answered_by=actor,
        answered_at=at,
        assigned_to=question.assigned_to or actor,
    )
    today = timezone.localdate(at)
    asked_on = timezone.localdate(question.contact.ended_at)
    record_on(
        question=question,
        kind=kind,
        actor=actor,
        at=at,
        kept=not question.is_late(today=today),
        days=(today - asked_on).days,
        **facts,
    )
