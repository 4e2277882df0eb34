"""Registering a contact with its questions, and correcting what became of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kontaktpunkt.catalogue.models import Article, MatterType
from kontaktpunkt.contacts import kinds, messages
from kontaktpunkt.contacts.changes import (
    AnsweredAlready,
    contact_subjects,
    locked,
    promised_day,
    promised_days,
    record_on,
    save_changed,
)
from kontaktpunkt.contacts.models import Contact, ContactDraft, Question
from kontaktpunkt.core.errors import Refusal
from kontaktpunkt.core.models import Municipality
from kontaktpunkt.core.phones import phone_in_e164
from kontaktpunkt.directory.models import Staff, Unit
from kontaktpunkt.events.operation import in_one_go, operation, record
from kontaktpunkt.parties.models import Party

_KIND_OF = {
    Question.Outcome.SETTLED: kinds.QUESTION_SETTLED,
    Question.Outcome.GUIDED: kinds.QUESTION_GUIDED,
    Question.Outcome.HANDED_OVER: kinds.QUESTION_HANDED_OVER,
}


class NoQuestion(Refusal):
    message = _("Write at least one question: what was the contact about?")


class NumberNotDialled(Refusal):
    message = _("The number to call back on is not a phone number.")


class NothingCorrected(Refusal):
    message = _("That is the outcome already.")


@dataclass(frozen=True)
class QuestionAsked:
    """One question as the agent leaves it.

    article: that settled it, None when the agent knew.
    unit:    that a question handed over goes to; None for the unit that owns the matter.
    link:    address of a self-service to send to the party, "" for none.
    """

    text: str
    matter_type: MatterType
    outcome: str
    article: Article | None = None
    unit: Unit | None = None
    link: str = ""

    @property
    def answering_unit(self) -> Unit | None:
        """The unit that owes the answer, None when nobody does."""
        if self.outcome != Question.Outcome.HANDED_OVER:
            return None
        return self.unit or self.matter_type.unit


@operation
def register(
    *,
    municipality: Municipality,
    party: Party | None,
    channel: str,
    questions: Sequence[QuestionAsked],
    started_at: datetime,
    actor: Staff,
    at: datetime,
    note: str = "",
    avoidable: str = Contact.Avoidable.NO,
    caller_name: str = "",
    callback_phone: str = "",
    draft: ContactDraft | None = None,
) -> Contact:
    """Register one contact with all that was asked in it; a question handed over is promised.

    party: None when nobody was named.
    at:    the end of the contact, from which promises count.
    draft: the notepad it was written on, which is thrown away.
    Raises NoQuestion, NumberNotDialled or NoPromisePossible.
    """
    if not questions:
        raise NoQuestion
    contact = Contact.objects.create(
        municipality=municipality,
        party=party,
        channel=channel,
        unit=actor.unit,
        taken_by=actor,
        started_at=min(started_at, at),
        ended_at=at,
        note=note,
        avoidable=avoidable,
        caller_name=caller_name,
        callback_phone=dialled(text=callback_phone, country=municipality.country),
    )
    rows = _create_questions(contact, questions, timezone.localdate(at))
    with in_one_go():
        _record_all(contact, rows, actor, at)
    messages.tell_registered(contact=contact, questions=rows, at=at)
    messages.send_links(
        contact=contact,
        links=[(row, each.link) for row, each in zip(rows, questions, strict=True)],
        at=at,
    )
    if draft is not None:
        draft.delete()
    return contact


@operation
def correct_outcome(
    *,
    question: Question,
    outcome: str,
    unit: Unit | None = None,
    actor: Staff,
    at: datetime,
    version: int | None = None,
) -> Question:
    """Say that a question was left otherwise than first registered; both stand in the log.

    unit: for a question handed over after all; None for the unit that owns the matter. Its
          promise counts from today.
    Raises NothingCorrected, AnsweredAlready, NoPromisePossible or ChangedMeanwhile.
    """
    question = locked(question=question, version=version)
    if question.answered_at is not None:
        raise AnsweredAlready
    if question.outcome == outcome:
        raise NothingCorrected
    former = question.outcome
    owing, promised = _owed(question, outcome, unit, timezone.localdate(at))
    save_changed(
        question=question, outcome=outcome, unit=owing, promised_on=promised, assigned_to=None
    )
    record_on(question=question, kind=kinds.OUTCOME_CORRECTED, actor=actor, at=at, was=former)
    return question


def _owed(
    question: Question, outcome: str, unit: Unit | None, today: date
) -> tuple[Unit | None, date | None]:
    if outcome != Question.Outcome.HANDED_OVER:
        return None, None
    owing = unit or question.matter_type.unit
    return owing, promised_day(unit=owing, matter_type=question.matter_type, today=today)


def _create_questions(
    contact: Contact, questions: Sequence[QuestionAsked], today: date
) -> list[Question]:
    owing = [(each.answering_unit, each.matter_type) for each in questions]
    days = promised_days(
        handovers=[(unit, matter) for unit, matter in owing if unit is not None], today=today
    )
    return Question.objects.bulk_create(
        Question(
            contact=contact,
            position=position,
            matter_type=each.matter_type,
            text=each.text,
            outcome=each.outcome,
            article=each.article,
            unit=unit,
            promised_on=days[unit.pk, each.matter_type.pk] if unit else None,
        )
        for position, (each, (unit, _matter)) in enumerate(zip(questions, owing, strict=True), 1)
    )


def _record_all(
    contact: Contact, questions: Sequence[Question], actor: Staff, at: datetime
) -> None:
    # What the journey is about is what was asked first.
    record(
        kind=kinds.CONTACT_TAKEN,
        at=contact.started_at,
        ended_at=at,
        subjects=contact_subjects(contact),
        touchpoint=kinds.TOUCHPOINTS[contact.channel],
        channel=contact.channel,
        unit=contact.unit.code,
        matter=questions[0].matter_type.code,
        actor_role=actor.role,
        avoidable=contact.avoidable,
        questions=len(questions),
    )
    for question in questions:
        kind = _KIND_OF[Question.Outcome(question.outcome)]
        record_on(question=question, kind=kind, actor=actor, at=at, **_facts(question, at))


def _facts(question: Question, at: datetime) -> dict[str, int | bool]:
    if question.promised_on is None:
        return {"from_article": question.article_id is not None}
    return {"promised_days": (question.promised_on - timezone.localdate(at)).days}


def dialled(*, text: str, country: str) -> str:
    """Return the number in E.164 form, "" for none. Raises NumberNotDialled."""
    if not text.strip():
        return ""
    number = phone_in_e164(text=text, country=country)
    if number is None:
        raise NumberNotDialled
    return number
