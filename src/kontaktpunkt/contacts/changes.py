"""What the operations on questions share: locking, promising, and writing to the log."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from kontaktpunkt.catalogue.models import MatterType
from kontaktpunkt.contacts.models import Contact, Question
from kontaktpunkt.core.errors import ChangedMeanwhile, Refusal
from kontaktpunkt.directory.models import Staff, Unit
from kontaktpunkt.directory.queries import calendars_of
from kontaktpunkt.directory.rules import CalendarTooShort
from kontaktpunkt.events.keys import Subject, subject
from kontaktpunkt.events.kinds import EventKind
from kontaktpunkt.events.operation import record
from kontaktpunkt.parties.operations import party_subject


class AnsweredAlready(Refusal):
    message = _("This question is answered already.")


class NotHandedOver(Refusal):
    message = _("This question was settled at the contact; nobody owes an answer.")


class NoPromisePossible(Refusal):
    message = _("This unit keeps closed for so long that no day can be promised. Choose another.")


def locked(*, question: Question, version: int | None) -> Question:
    """Return the row as it is now, kept from others until the transaction ends.

    version: of the question that the person saw, None when it was not shown.
    Raises ChangedMeanwhile.
    """
    row = _lock(question)
    _check_version(row, version)
    return row


def locked_open(*, question: Question, version: int | None) -> Question:
    """Return the row of a question that awaits an answer.

    Raises AnsweredAlready, NotHandedOver or ChangedMeanwhile.
    """
    row = _lock(question)
    # Before the version: "it is answered" tells more than "it changed".
    if row.answered_at is not None:
        raise AnsweredAlready
    if row.outcome != Question.Outcome.HANDED_OVER:
        raise NotHandedOver
    _check_version(row, version)
    return row


def _lock(question: Question) -> Question:
    related = Question.objects.select_related("contact__party", "contact__unit", "matter_type")
    return related.select_related("unit").select_for_update(of=("self",)).get(pk=question.pk)


def _check_version(row: Question, version: int | None) -> None:
    if version is not None and row.version != version:
        raise ChangedMeanwhile


def save_changed(*, question: Question, **changes: Any) -> None:
    """Write the fields given and count the version up."""
    question.next_version(**changes)
    question.save(update_fields=["version", *changes])


def promised_days(
    *, handovers: Iterable[tuple[Unit, MatterType]], today: date
) -> dict[tuple[int, int], date]:
    """Return the day promised for each unit and matter (by their keys), counted from today.

    Raises NoPromisePossible.
    """
    wanted = list(handovers)
    calendars = calendars_of(units={unit for unit, _matter in wanted}, around=today)
    try:
        return {
            (unit.pk, matter.pk): calendars[unit.pk].answer_due(
                received=today, promise=matter.promise_days
            )
            for unit, matter in wanted
        }
    except (CalendarTooShort, ValueError) as never:
        raise NoPromisePossible from never


def promised_day(*, unit: Unit, matter_type: MatterType, today: date) -> date:
    """Return the day promised for one question; raises NoPromisePossible."""
    days = promised_days(handovers=[(unit, matter_type)], today=today)
    return days[unit.pk, matter_type.pk]


def latest_day(*, question: Question, today: date) -> date:
    """Return the last day to which the promise can be moved: the standard, counted from today.

    Raises NoPromisePossible.
    """
    assert question.unit is not None
    return promised_day(unit=question.unit, matter_type=question.matter_type, today=today)


def contact_subjects(contact: Contact) -> list[Subject]:
    """Return the contact and, when somebody was named, the party."""
    found = [subject(type="contact", pk=contact.pk)]
    return [party_subject(contact.party), *found] if contact.party else found


def record_on(
    *, question: Question, kind: EventKind, actor: Staff, at: datetime, **facts: Any
) -> None:
    """Write an event about a question; its unit is the one that owes the answer."""
    contact = question.contact
    facts.setdefault("unit", (question.unit or contact.unit).code)
    record(
        kind=kind,
        at=at,
        subjects=[*contact_subjects(contact), subject(type="question", pk=question.pk)],
        matter=question.matter_type.code,
        outcome=question.outcome,
        actor_role=actor.role,
        **facts,
    )
