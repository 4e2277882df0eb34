"""A question on its way between the service centre and the units that answer."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from kontaktpunkt.contacts import kinds
from kontaktpunkt.contacts.changes import locked_open, record_on, save_changed
from kontaktpunkt.contacts.models import HandoverReturn, Question
from kontaktpunkt.core.errors import Refusal
from kontaktpunkt.directory.models import Staff, Unit
from kontaktpunkt.events.operation import operation


class HasItAlready(Refusal):
    message = _("You have this question already.")


class HereAlready(Refusal):
    message = _("The question is with this unit already.")


class ReasonMissing(Refusal):
    message = _("Say why, so that it goes to the right place next time.")


class NoServiceCentre(Refusal):
    message = _("There is no service centre to give the question back to.")


@operation
def take(*, question: Question, actor: Staff, at: datetime, version: int | None = None) -> Question:
    """Make the actor the one who answers, also when a colleague had it.

    Raises AnsweredAlready, NotHandedOver, HasItAlready or ChangedMeanwhile.
    """
    question = locked_open(question=question, version=version)
    if question.assigned_to_id == actor.pk:
        raise HasItAlready
    save_changed(question=question, assigned_to=actor)
    record_on(question=question, kind=kinds.QUESTION_TAKEN, actor=actor, at=at)
    return question


@operation
def return_to_centre(
    *, question: Question, reason: str, actor: Staff, at: datetime, version: int | None = None
) -> Question:
    """Give the question back to the service centre that took it.

    The promised day stays: the party was promised an answer by the municipality, and whose
    answer it is does not concern them.
    Raises AnsweredAlready, NotHandedOver, ReasonMissing, HereAlready, NoServiceCentre or
    ChangedMeanwhile.
    """
    question = locked_open(question=question, version=version)
    if not reason.strip():
        raise ReasonMissing
    centre, unit = _centre_of(question), question.unit
    assert unit is not None  # the table holds no handover without a unit
    if unit == centre:
        raise HereAlready
    HandoverReturn.objects.create(
        question=question,
        unit=unit,
        reason=reason.strip(),
        returned_by=actor,
        returned_at=at,
    )
    record_on(question=question, kind=kinds.QUESTION_RETURNED, actor=actor, at=at)
    save_changed(question=question, unit=centre, assigned_to=None)
    return question


@operation
def pass_on(
    *,
    question: Question,
    unit: Unit,
    actor: Staff,
    at: datetime,
    version: int | None = None,
) -> Question:
    """Hand a question that is open over to another unit; the promised day stays.

    Raises AnsweredAlready, NotHandedOver, HereAlready or ChangedMeanwhile.
    """
    question = locked_open(question=question, version=version)
    if question.unit == unit:
        raise HereAlready
    save_changed(question=question, unit=unit, assigned_to=None)
    record_on(question=question, kind=kinds.QUESTION_HANDED_OVER, actor=actor, at=at)
    return question


def _centre_of(question: Question) -> Unit:
    if question.contact.unit.is_service_centre:
        return question.contact.unit
    centre = Unit.objects.filter(is_service_centre=True).first()
    if centre is None:
        raise NoServiceCentre
    return centre
