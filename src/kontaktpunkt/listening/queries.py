"""Whom to ask, what was answered, and who waits for a call."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import NamedTuple, TypeVar

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate
from django.http import Http404
from django.utils import timezone

from kontaktpunkt.cases.models import Case, CaseOrigin
from kontaktpunkt.contacts.models import Contact, Question
from kontaktpunkt.directory.models import Role, Staff, Unit
from kontaktpunkt.directory.queries import unit_ids_within
from kontaktpunkt.listening.models import Answer, Invitation, Survey
from kontaktpunkt.listening.rules import links
from kontaktpunkt.parties.models import Party

# People remember for about so long, and a first run does not ask about the whole past.
ASK_WITHIN = timedelta(days=14)
# A contact is left to settle, so that nobody is asked while still on the line.
AFTER_A_CONTACT = timedelta(hours=1)
MOST_ASKED_IN_A_RUN = 500
MOST_FOLLOW_UPS = 50

About = TypeVar("About", Case, Contact)


# --- Asking ------------------------------------------------------------------------------------


def surveys_in_use() -> dict[str, Survey]:
    """Return touchpoint → the newest survey in use there."""
    in_use = Survey.objects.filter(is_active=True).order_by("version", "pk")
    return {survey.touchpoint: survey for survey in in_use}


def newest_surveys() -> list[Survey]:
    """Return the newest version of each survey, in use or not, with how often it was sent.

    Each has `sent` and `heard`: invitations and answers of this version.
    """
    newest: dict[str, Survey] = {}
    counted = Survey.objects.annotate(
        sent=_number_of(Invitation.objects.all()), heard=_number_of(Answer.objects.all())
    )
    for survey in counted.order_by("code", "version"):
        newest[survey.code] = survey
    return list(newest.values())


def _number_of(rows: QuerySet[Invitation] | QuerySet[Answer]) -> Coalesce:
    """Count a survey's rows apart: joined, each invitation would meet each answer."""
    of_survey = rows.filter(survey=OuterRef("pk")).order_by().values("survey")
    return Coalesce(Subquery(of_survey.annotate(number=Count("pk")).values("number")), 0)


def newest_survey(*, pk: int) -> Survey:
    """Return the newest version of the survey that this row is a version of; Http404 for none."""
    one = Survey.objects.filter(pk=pk).values("code")
    newest = Survey.objects.filter(code__in=one).order_by("-version").first()
    if newest is None:
        raise Http404
    return newest


def decided_unasked(*, survey: Survey, at: datetime) -> list[Case]:
    """Return the cases that were decided lately and whose party may be asked about it."""
    decided = Case.objects.filter(decided_at__gt=at - ASK_WITHIN, decided_at__lte=at)
    return _unasked(decided, survey, at)


def finished_unasked(*, survey: Survey, at: datetime) -> list[Contact]:
    """Return the contacts that are over and whose party may be asked about it.

    Over: no question awaits an answer. A contact that became a case is asked about when the case
    is decided.
    """
    own = Question.objects.filter(contact=OuterRef("pk"))
    unanswered = own.filter(outcome=Question.Outcome.HANDED_OVER, answered_at=None)
    became_case = CaseOrigin.objects.filter(question__contact=OuterRef("pk"))
    over = Contact.objects.filter(
        ~Exists(unanswered),
        ~Exists(became_case),
        started_at__gt=at - ASK_WITHIN,
        ended_at__lte=at - AFTER_A_CONTACT,
    )
    return _unasked(over, survey, at)


def _unasked(rows: QuerySet[About], survey: Survey, at: datetime) -> list[About]:
    recently = Invitation.objects.filter(
        party=OuterRef("party"), invited_at__gt=at - timedelta(days=survey.quiet_days)
    )
    chosen = rows.filter(_reachable(), ~Exists(recently), invitation=None)
    return list(chosen.order_by("pk")[:MOST_ASKED_IN_A_RUN])


def _reachable() -> Q:
    by_email = Q(party__preference=Party.Preference.EMAIL) & ~Q(party__email="")
    by_sms = Q(party__preference=Party.Preference.SMS) & ~Q(party__phone="")
    return by_email | by_sms


def invitation_behind(*, token: str) -> Invitation:
    """Return the invitation that the link opens.

    Raises Http404 for a link that this municipality did not send.
    """
    found = (
        Invitation.objects.select_related("survey", "party", "contact", "case")
        .filter(token_digest=links.digest(token))
        .first()
    )
    if found is None:
        raise Http404
    return found


# --- Listening ---------------------------------------------------------------------------------


class Heard(NamedTuple):
    """One answer without the person."""

    day: date
    touchpoint: str
    unit_id: int
    outcome: str
    scores: dict[str, int]
    nki: float | None
    fairness: float | None


def units_heard_by(*, staff: Staff) -> frozenset[int] | None:
    """Return the units whose answers the person sees; None for all of them.

    A unit lead hears about the own unit and those below it.
    """
    if staff.role != Role.UNIT_LEAD:
        return None
    return frozenset(unit_ids_within(unit_id=staff.unit_id))


def answers_a_day(
    *, touchpoint: str, units: Collection[int] | None, since: date, until: date
) -> dict[date, int]:
    """Return local day → number of answers, for days that have any."""
    answers = _answers(units, since, until).filter(survey__touchpoint=touchpoint)
    days = answers.annotate(day=TruncDate("answered_at")).values("day").annotate(n=Count("pk"))
    return {row["day"]: row["n"] for row in days.order_by("day")}


def heard(
    *, touchpoint: str, units: Collection[int] | None, since: date, until: date
) -> list[Heard]:
    """Return the answers of these days, both included."""
    answers = _answers(units, since, until).filter(survey__touchpoint=touchpoint)
    rows = answers.annotate(
        day=TruncDate("answered_at"), touchpoint=F("survey__touchpoint")
    ).values_list("day", "touchpoint", "unit_id", "outcome", "scores", "index", "fairness")
    return [Heard(*row) for row in rows]


def _answers(units: Collection[int] | None, since: date, until: date) -> QuerySet[Answer]:
    found = Answer.objects.filter(
        answered_at__gte=_midnight(since), answered_at__lt=_midnight(until + timedelta(days=1))
    )
    return found if units is None else found.filter(unit__in=units)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


# --- Calling back ------------------------------------------------------------------------------


def waiting_for_call(*, staff: Staff) -> list[Answer]:
    """Return the answers whose person asked to be called, the least satisfied first."""
    units = units_heard_by(staff=staff)
    # Without the invitation the person has been erased, and there is nobody to call.
    waiting = Answer.objects.filter(wants_call=True, called_at=None, invitation__isnull=False)
    waiting = waiting.select_related("unit")
    if units is not None:
        waiting = waiting.filter(unit__in=units)
    return list(waiting.order_by(F("index").asc(nulls_last=True), "answered_at")[:MOST_FOLLOW_UPS])


def follow_up_for(*, staff: Staff, pk: int) -> Answer:
    """Return the answer with the person who asked to be called.

    Raises Http404 when there is none, or it belongs to a unit that the person does not lead.
    """
    found = (
        Answer.objects.filter(pk=pk, wants_call=True, invitation__isnull=False)
        .select_related(
            "unit",
            "survey",
            "called_by",
            "invitation__party",
            "invitation__case",
            "invitation__contact",
        )
        .first()
    )
    units = units_heard_by(staff=staff)
    if found is None or (units is not None and found.unit_id not in units):
        raise Http404
    return found


def person_behind(*, answer: Answer) -> Party:
    """Return who gave an answer that was found by `follow_up_for`."""
    assert answer.invitation is not None, "looked up with its invitation"
    return answer.invitation.party


def unit_names(*, pks: Collection[int]) -> dict[int, str]:
    """Return unit → name."""
    return dict(Unit.objects.filter(pk__in=pks).values_list("pk", "name"))
