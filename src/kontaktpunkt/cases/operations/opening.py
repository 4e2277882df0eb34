"""Opening a case, taking it, and closing it without a decision."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kontaktpunkt.cases import kinds, messages, rules
from kontaktpunkt.cases.changes import (
    locked_open,
    record_on,
    save_changed,
    written,
)
from kontaktpunkt.cases.models import Case, CaseNumber, CaseOrigin, Precondition
from kontaktpunkt.catalogue.models import MatterType
from kontaktpunkt.contacts.models import Question
from kontaktpunkt.contacts.operations import carry_on_as_case
from kontaktpunkt.core.errors import Refusal
from kontaktpunkt.directory.models import Staff
from kontaktpunkt.directory.queries import calendar_of
from kontaktpunkt.events.keys import Subject, subject
from kontaktpunkt.events.operation import operation
from kontaktpunkt.parties.models import Party


class QuestionHasCase(Refusal):
    message = _("One of these questions has a case already. Open that case instead.")


class QuestionOfSomebodyElse(Refusal):
    message = _("One of these questions was asked by somebody else. A case has one party.")


class ReceivedInFuture(Refusal):
    message = _("The day it was received cannot lie ahead.")


class TakenAlready(Refusal):
    message = _("You have this case already.")


@operation
def open_case(
    *,
    party: Party,
    matter_type: MatterType,
    title: str,
    received_on: date,
    actor: Staff,
    at: datetime,
    questions: Sequence[Question] = (),
    caseworker: Staff | None = None,
    started_by_party: bool = True,
) -> Case:
    """Open a case in the unit that owns the matter, with a number and a promised day.

    Questions that still await an answer are answered with the case.

    received_on: the local day from which the promise counts, not the day of opening.
    questions:   what the party asked, where the case began with that.
    Raises TextMissing, ReceivedInFuture, QuestionHasCase or QuestionOfSomebodyElse.
    """
    today = timezone.localdate(at)
    if received_on > today:
        raise ReceivedInFuture
    _check_questions(questions, party)
    case = Case(
        number=_next_number(year=today.year),
        title=written(title),
        party=party,
        matter_type=matter_type,
        unit=matter_type.unit,
        caseworker=caseworker,
        status=Case.Status.IN_PROGRESS if caseworker else Case.Status.RECEIVED,
        started_by_party=started_by_party,
        received_on=received_on,
        promised_on=_promised(matter_type, received_on),
        changed_at=at,
        changed_by=actor,
    )
    case.save()
    CaseOrigin.objects.bulk_create(
        CaseOrigin(case=case, question=question) for question in questions
    )
    promise = (case.promised_on - received_on).days
    _carry_on(case, questions, actor, at)
    origins = tuple(_contact_subjects(questions))
    record_on(case=case, kind=kinds.OPENED, at=at, actor=actor, more_subjects=origins, days=promise)
    messages.tell_opened(case=case, at=at)
    return case


@operation
def take(*, case: Case, actor: Staff, at: datetime, version: int | None = None) -> Case:
    """Make the actor the case's caseworker, also when a colleague had it.

    Raises CaseNotOpen, TakenAlready or ChangedMeanwhile.
    """
    case = locked_open(case=case, version=version)
    if case.caseworker_id == actor.pk:
        raise TakenAlready
    save_changed(case=case, actor=actor, at=at, caseworker=actor, status=Case.Status.IN_PROGRESS)
    record_on(case=case, kind=kinds.TAKEN, at=at, actor=actor)
    return case


@operation
def close_without_decision(
    *, case: Case, reason: str, actor: Staff, at: datetime, version: int | None = None
) -> Case:
    """Close a case that needs no decision, such as an application taken back.

    reason: the party reads it.
    Raises CaseNotOpen, TextMissing or ChangedMeanwhile.
    """
    case = locked_open(case=case, version=version)
    save_changed(
        case=case,
        actor=actor,
        at=at,
        closed_at=at,
        closing_reason=written(reason),
        status=Case.Status.CLOSED,
    )
    case.preconditions.filter(state=Precondition.State.OPEN).update(
        state=Precondition.State.LAPSED, ended_at=at, ended_by=actor
    )
    case.hearings.filter(closed_at=None).update(closed_at=at)
    case.awaited.filter(state="waiting").update(state="dropped", ended_at=at)
    record_on(case=case, kind=kinds.CLOSED, at=at, actor=actor)
    messages.tell_closed(case=case, at=at)
    return case


def _check_questions(questions: Sequence[Question], party: Party) -> None:
    if any(question.contact.party_id != party.pk for question in questions):
        raise QuestionOfSomebodyElse
    # Locked, so that two colleagues cannot open a case each for the same question.
    list(Question.objects.select_for_update().filter(pk__in=[each.pk for each in questions]))
    if CaseOrigin.objects.filter(question__in=questions).exists():
        raise QuestionHasCase


def _carry_on(case: Case, questions: Sequence[Question], actor: Staff, at: datetime) -> None:
    """Answer what is still owed with the case: from here on its promise counts."""
    text = messages.carried_on(case=case, today=timezone.localdate(at))
    for question in questions:
        if question.is_open:
            carry_on_as_case(question=question, text=text, actor=actor, at=at)


def _next_number(*, year: int) -> str:
    CaseNumber.objects.get_or_create(year=year)
    row = CaseNumber.objects.select_for_update().get(year=year)
    row.last += 1
    row.save()
    return rules.case_number(year=year, serial=row.last)


def _promised(matter_type: MatterType, received: date) -> date:
    calendar = calendar_of(unit=matter_type.unit, around=received)
    return rules.promised_day(
        received=received,
        deadline_days=matter_type.published_deadline_days,
        closed=calendar.closed,
        weekdays=calendar.weekdays,
    )


def _contact_subjects(questions: Sequence[Question]) -> list[Subject]:
    contacts = dict.fromkeys(question.contact_id for question in questions)
    return [subject(type="contact", pk=pk) for pk in contacts]
