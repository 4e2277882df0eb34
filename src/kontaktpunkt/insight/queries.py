"""What happened in a period, counted by the database; no row here is about one person.

Each function asks once, whatever the size of the municipality. Days and months are local.
"""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, When, Window
from django.db.models.functions import Lead, TruncDate, TruncMonth
from django.utils import timezone

from kontaktpunkt.cases.models import ADVERSE, CaseOrigin, Complaint, Decision, Precondition
from kontaktpunkt.contacts.models import Contact, Question
from kontaktpunkt.directory.models import Unit
from kontaktpunkt.directory.queries import unit_ids_within
from kontaktpunkt.insight.rules import COMPLAINT_WITHIN, REPEAT_WITHIN, Period, Share
from kontaktpunkt.listening.models import Answer, Survey


def oldest_contact() -> date | None:
    """Return the local day of the first contact, or None when there is none."""
    first = Contact.objects.aggregate(first=models.Min("started_at"))["first"]
    return timezone.localdate(first) if first else None


# --- Contacts ----------------------------------------------------------------------------------


class Contacts(NamedTuple):
    """How many contacts in a month came by a channel and were coded alike."""

    month: date
    channel: str
    avoidable: str
    n: int


def contacts(*, period: Period) -> list[Contacts]:
    """Return the contacts of the period, counted by month, channel and reason."""
    rows = (
        Contact.objects.filter(_within("started_at", period))
        .annotate(month=TruncMonth("started_at", output_field=models.DateField()))
        .values_list("month", "channel", "avoidable")
        .annotate(n=Count("pk"))
        .order_by("month")
    )
    return [Contacts(*row) for row in rows]


class Questions(NamedTuple):
    """How the questions of a period ended in the contact itself.

    followed: of those whose party is known and whose seven days have passed; the same matter asked
              about twice in one contact counts once.
    repeated: of the followed, those that came again: the same party about the same matter in
              another contact within seven days, also when that became a case.
    """

    n: int
    settled: int
    guided: int
    handed_over: int
    followed: int
    repeated: int


def questions(*, period: Period, at: datetime) -> Questions:
    """Return how questions ended, without those that became a case: these end with a decision."""
    start, outcome = F("contact__started_at"), Question.Outcome
    counted = Q(contact__started_at__lt=_midnight(period.end), became_case=False)
    # The last question of a contact and matter stands for the contact; what follows is another.
    followed = (
        counted
        & Q(contact__started_at__lt=at - REPEAT_WITHIN, contact__party__isnull=False)
        & (Q(next_contact=None) | ~Q(next_contact=F("contact")))
    )
    found = (
        Question.objects.filter(
            contact__started_at__gte=_midnight(period.first),
            contact__started_at__lt=_midnight(period.end) + REPEAT_WITHIN,
        )
        .annotate(
            became_case=Exists(CaseOrigin.objects.filter(question=OuterRef("pk"))),
            next_contact=_next("contact"),
            next_at=_next("contact__started_at"),
        )
        .aggregate(
            n=Count("pk", filter=counted),
            settled=Count("pk", filter=counted & Q(outcome=outcome.SETTLED)),
            guided=Count("pk", filter=counted & Q(outcome=outcome.GUIDED)),
            handed_over=Count("pk", filter=counted & Q(outcome=outcome.HANDED_OVER)),
            followed=Count("pk", filter=followed),
            repeated=Count("pk", filter=followed & Q(next_at__lte=start + REPEAT_WITHIN)),
        )
    )
    return Questions(**found)


def _next(field: str) -> Window:
    """Return what the same party's next question about the same matter has."""
    return Window(
        Lead(field),
        partition_by=[F("contact__party"), F("matter_type")],
        order_by=[F("contact__started_at"), F("contact"), F("pk")],
    )


def at_first_contact(*, unit: Unit, since: date, until: date) -> Share:
    """Return the share of questions that were not handed over, which concern the unit.

    For a service centre these are the questions that it took; for any other unit, those about its
    matters and about those of the units below it, whoever took them. Days are local, both are
    counted. Questions that became a case are left out.
    """
    concerning = Q(contact__unit=unit)
    if not unit.is_service_centre:
        concerning = Q(matter_type__unit__in=unit_ids_within(unit_id=unit.pk))
    asked = Question.objects.filter(
        concerning,
        contact__started_at__gte=_midnight(since),
        contact__started_at__lt=_midnight(until + timedelta(days=1)),
    ).exclude(answered_how=Question.AnsweredHow.CASE)
    at_first = ~Q(outcome=Question.Outcome.HANDED_OVER)
    found = asked.aggregate(n=Count("pk"), hits=Count("pk", filter=at_first))
    return Share(found["hits"], found["n"])


# --- Promises and decisions --------------------------------------------------------------------


class Promises(NamedTuple):
    """What a unit had promised for a month, and how much of it came by the promised day."""

    month: date
    unit: str
    kept: Share


def promises(*, period: Period) -> list[Promises]:
    """Return the promised answers that fell due in the period, by unit and month.

    A question that became a case is left out: from then on the case's own promise counts.
    """
    handed_over = Question.objects.filter(
        outcome=Question.Outcome.HANDED_OVER,
        promised_on__gte=period.first,
        promised_on__lt=period.end,
    ).exclude(answered_how=Question.AnsweredHow.CASE)
    rows = (
        handed_over.annotate(month=TruncMonth("promised_on"), day=TruncDate("answered_at"))
        .values_list("month", "unit__name")
        .annotate(n=Count("pk"), kept=Count("pk", filter=Q(day__lte=F("promised_on"))))
        .order_by("month")
    )
    return [Promises(month, unit, Share(kept, n)) for month, unit, n, kept in rows]


class Median(models.Aggregate):
    """The middle value, computed by PostgreSQL."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = models.FloatField()


class Decisions(NamedTuple):
    """Decisions about one matter, or about all: half of them came within `median` days.

    published: the deadline in days, None where none is published; `within` counts those in time.
    promised:  how many had a published deadline.
    """

    matter: str
    published: int | None
    n: int
    median: float | None
    promised: int
    within: int


def decisions(*, period: Period) -> list[Decisions]:
    """Return the decisions of the period by matter type, with the days from receipt."""
    rows = (
        _decided(period)
        .values_list("case__matter_type__name", "case__matter_type__published_deadline_days")
        .annotate(**_speed())
        .order_by("case__matter_type__name")
    )
    return [Decisions(*row) for row in rows]


def all_decisions(*, period: Period) -> Decisions:
    """Return the decisions of the period together."""
    return Decisions("", None, **_decided(period).aggregate(**_speed()))


def _decided(period: Period) -> QuerySet[Decision]:
    days = models.Func(
        TruncDate("decided_at"),
        F("case__received_on"),
        template="(%(expressions)s)",
        arg_joiner=" - ",
        output_field=models.IntegerField(),
    )
    return Decision.objects.filter(_within("decided_at", period)).annotate(days=days)


def _speed() -> dict[str, models.Aggregate]:
    deadline = F("case__matter_type__published_deadline_days")
    return {
        "n": Count("pk"),
        "median": Median("days"),
        "promised": Count("pk", filter=Q(case__matter_type__published_deadline_days__gte=0)),
        "within": Count("pk", filter=Q(days__lte=deadline)),
    }


# --- Calls and complaints ----------------------------------------------------------------------


class Adverse(NamedTuple):
    """Decisions not fully in the party's favour that went alike.

    call:        settled, waived, or "" when there was neither.
    is_followed: the weeks in which a complaint counts have passed.
    """

    call: str
    is_followed: bool
    complained: bool
    n: int


def adverse_decisions(*, period: Period, at: datetime) -> list[Adverse]:
    """Return the adverse decisions of the period by what became of the call, and of complaints."""
    state = Precondition.State
    complaint = Complaint.objects.filter(
        case=OuterRef("case"),
        received_at__gte=OuterRef("decided_at"),
        received_at__lt=OuterRef("decided_at") + COMPLAINT_WITHIN,
    )
    rows = (
        Decision.objects.filter(_within("decided_at", period), outcome__in=ADVERSE)
        .annotate(
            call=models.Case(
                When(_has_call(state.SETTLED), then=models.Value(state.SETTLED.value)),
                When(_has_call(state.WAIVED), then=models.Value(state.WAIVED.value)),
                default=models.Value(""),
            ),
            is_followed=models.Case(
                When(decided_at__lt=at - COMPLAINT_WITHIN, then=True), default=False
            ),
            complained=Exists(complaint),
        )
        .values_list("call", "is_followed", "complained")
        .annotate(n=Count("pk"))
        .order_by("call")
    )
    return [Adverse(*row) for row in rows]


def _has_call(state: str) -> Exists:
    own = Precondition.objects.filter(case=OuterRef("case"))
    return Exists(own.filter(kind=Precondition.Kind.CALL, state=state))


# --- What people answered ----------------------------------------------------------------------


class Heard(NamedTuple):
    """One answer after a decision, without the person."""

    month: date
    outcome: str
    nki: float | None
    fairness: float | None


def heard(*, period: Period) -> list[Heard]:
    """Return the answers after decisions, from January of the period's first year on."""
    rows = (
        Answer.objects.filter(
            survey__touchpoint=Survey.Touchpoint.DECISION,
            answered_at__gte=_midnight(date(period.first.year, 1, 1)),
            answered_at__lt=_midnight(period.end),
        )
        .exclude(outcome="")
        .annotate(month=TruncMonth("answered_at", output_field=models.DateField()))
        .values_list("month", "outcome", "index", "fairness")
    )
    return [Heard(*row) for row in rows]


def _within(field: str, period: Period) -> Q:
    return Q((f"{field}__gte", _midnight(period.first)), (f"{field}__lt", _midnight(period.end)))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
