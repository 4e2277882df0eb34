"""What a party asks for by itself, on its own page."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from kontaktpunkt.catalogue.models import Channel, MatterType
from kontaktpunkt.contacts import kinds, messages
from kontaktpunkt.contacts.changes import contact_subjects, promised_day
from kontaktpunkt.contacts.models import Contact, Question
from kontaktpunkt.contacts.operations.registering import NoQuestion, dialled
from kontaktpunkt.core.models import Municipality
from kontaktpunkt.directory.models import Unit
from kontaktpunkt.events.keys import Subject, subject
from kontaktpunkt.events.operation import operation, record
from kontaktpunkt.parties.models import Party


@operation
def ask_for_call(
    *,
    municipality: Municipality,
    party: Party,
    unit: Unit,
    matter_type: MatterType,
    text: str,
    callback_phone: str = "",
    about: Iterable[Subject] = (),
    at: datetime,
) -> Question:
    """Keep the party's wish to be called; the unit owes the call by a promised day.

    about: what else the wish touches, such as a case.
    Raises NoQuestion, NumberNotDialled or NoPromisePossible.
    """
    if not text.strip():
        raise NoQuestion
    contact = Contact.objects.create(
        party=party,
        channel=Channel.WEB,
        unit=unit,
        started_at=at,
        ended_at=at,
        callback_phone=dialled(text=callback_phone, country=municipality.country),
    )
    today = timezone.localdate(at)
    question = Question.objects.create(
        contact=contact,
        position=1,
        matter_type=matter_type,
        text=text.strip(),
        outcome=Question.Outcome.HANDED_OVER,
        unit=unit,
        promised_on=promised_day(unit=unit, matter_type=matter_type, today=today),
    )
    _record(question, list(about), at)
    messages.tell_registered(contact=contact, questions=[question], at=at)
    return question


def _record(question: Question, about: list[Subject], at: datetime) -> None:
    contact = question.contact
    subjects = [*contact_subjects(contact), *about]
    unit, matter = contact.unit.code, question.matter_type.code
    record(
        kind=kinds.CONTACT_TAKEN,
        at=at,
        ended_at=at,
        subjects=subjects,
        touchpoint=kinds.TOUCHPOINTS[Channel.WEB],
        channel=Channel.WEB,
        unit=unit,
        matter=matter,
        avoidable=contact.avoidable,
        questions=1,
    )
    record(
        kind=kinds.QUESTION_HANDED_OVER,
        at=at,
        subjects=[*subjects, subject(type="question", pk=question.pk)],
        unit=unit,
        matter=matter,
        outcome=question.outcome,
    )
