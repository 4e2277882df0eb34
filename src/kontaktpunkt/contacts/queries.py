"""Looking up contacts and questions: whose they are, what is promised, what became of them."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import TruncDate
from django.http import Http404
from django.utils import timezone

from kontaktpunkt.contacts import rules
from kontaktpunkt.contacts.models import Contact, HandoverReturn, Question
from kontaktpunkt.directory.models import Staff, Unit
from kontaktpunkt.directory.queries import unit_ids_within
from kontaktpunkt.directory.rules import working_days_between
from kontaktpunkt.parties.models import Party
from kontaktpunkt.parties.queries import MAY_SEE_PARTIES

MOST_RECENT = 8
MOST_LISTED = 100

_OWED = Q(outcome=Question.Outcome.HANDED_OVER, answered_at=None)


def contact_for(*, staff: Staff, pk: int) -> Contact:
    """Return the contact with its questions; Http404 when it is none of this person's business."""
    found = None
    if staff.role in MAY_SEE_PARTIES:
        related = Contact.objects.select_related("party", "unit", "taken_by", "municipality")
        found = related.prefetch_related(_questions()).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def question_for(*, staff: Staff, pk: int) -> Question:
    """Return a question for those whom it concerns.

    These are the unit that took the contact, the unit that has the question, and the units above
    that. Http404 for all others.
    """
    return _concerning(staff, _with_everything().filter(pk=pk))


def handover_for(*, staff: Staff, pk: int) -> Question:
    """Return a question that was handed over, for those whom it concerns; Http404 for others."""
    handed_over = _with_everything().filter(outcome=Question.Outcome.HANDED_OVER)
    return _concerning(staff, handed_over.filter(pk=pk))


def _concerning(staff: Staff, questions: QuerySet[Question]) -> Question:
    question = questions.first() if staff.role in MAY_SEE_PARTIES else None
    if question is None or not _concerns(question, staff):
        raise Http404
    return question


def _concerns(question: Question, staff: Staff) -> bool:
    if staff.unit_id in {question.unit_id, question.contact.unit_id}:
        return True
    return question.unit_id in unit_ids_within(unit_id=staff.unit_id)


def open_handovers(*, unit: Unit) -> Sequence[Question]:
    """Return the questions that the unit, or one below it, owes an answer to; next due first."""
    units = unit_ids_within(unit_id=unit.pk)
    owed = _with_everything().filter(_OWED, unit__in=units)
    return list(owed.order_by("promised_on", "pk")[:MOST_LISTED])


def load_of(
    *, unit: Unit, until: date, closed: frozenset[date], at: datetime, more: int = 0
) -> rules.Load:
    """Return how much the unit has promised until a day, beside what it manages.

    closed: the unit's days off beside weekends. more: promises that are about to be made.
    """
    owed = Question.objects.filter(_OWED, unit=unit, promised_on__lte=until)
    days = working_days_between(
        first=timezone.localdate(at), last=until, closed=closed, weekdays=unit.works_on()
    )
    return rules.Load(owed=owed.count() + more, busiest=_busiest_day(unit, at), days=days)


def _busiest_day(unit: Unit, at: datetime) -> int:
    since = at - timedelta(days=rules.LOAD_DAYS)
    answered = Question.objects.filter(unit=unit, answered_at__gte=since)
    per_day = answered.annotate(day=TruncDate("answered_at")).values("day").annotate(n=Count("pk"))
    busiest = per_day.order_by("-n").values_list("n", flat=True).first()
    return busiest or 0


def is_owed_by(*, staff: Staff, question: Question) -> bool:
    """Say whether the question is with the person's unit, or with one below it."""
    return question.unit_id in unit_ids_within(unit_id=staff.unit_id)


def due_for(*, staff: Staff, today: date) -> QuerySet[Question]:
    """Return what is promised for today or earlier, not answered, and this person's to see to.

    That is what the person took over, what nobody in the unit has taken, and what the person
    handed to somebody else. The longest overdue come first.
    """
    mine = Q(assigned_to=staff) | Q(assigned_to=None, unit=staff.unit) | Q(contact__taken_by=staff)
    due = _with_everything().filter(_OWED, mine, promised_on__lte=today)
    return due.order_by("promised_on", "pk")


def given_back_to(*, unit: Unit) -> QuerySet[Question]:
    """Return open questions that came back to the unit and that nobody has taken since."""
    back = _with_everything().filter(_OWED, unit=unit, assigned_to=None)
    return back.filter(Exists(HandoverReturn.objects.filter(question=OuterRef("pk")))).order_by(
        "promised_on", "pk"
    )


def promises_due(*, unit: Unit, today: date, most: int = MOST_LISTED) -> Sequence[Question]:
    """Return what is promised for today or earlier and not answered, of what the unit took.

    Also what the unit itself owes. The longest overdue come first.
    """
    due = _with_everything().filter(_OWED, promised_on__lte=today)
    mine = due.filter(Q(unit=unit) | Q(contact__unit=unit))
    return list(mine.order_by("promised_on", "pk")[:most])


def handed_over_by(*, staff: Staff, since: datetime, most: int = MOST_LISTED) -> Sequence[Question]:
    """Return what the agent handed over, newest first: what happened to it?"""
    mine = _with_everything().filter(
        outcome=Question.Outcome.HANDED_OVER,
        contact__taken_by=staff,
        contact__started_at__gte=since,
    )
    return list(mine.order_by("-contact__started_at", "position")[:most])


def owed_to(*, party: Party) -> Sequence[Question]:
    """Return the questions that the party awaits an answer to, next due first."""
    owed = Question.objects.filter(_OWED, contact__party=party)
    return list(owed.select_related("unit", "matter_type", "contact").order_by("promised_on"))


def contacts_of(
    *, party: Party, most: int = MOST_RECENT, with_moves: bool = False
) -> Sequence[Contact]:
    """Return the party's contacts with their questions, newest first.

    with_moves: also how the promised days of the answers were moved.
    """
    found = Contact.objects.filter(party=party).select_related("unit", "taken_by")
    more = ("questions__moves",) if with_moves else ()
    return list(found.prefetch_related(_questions(), *more).order_by("-started_at")[:most])


def _questions() -> "Prefetch[str, QuerySet[Question], str]":
    related = Question.objects.select_related(
        "matter_type__unit", "unit", "article", "assigned_to", "answered_by"
    )
    return Prefetch("questions", queryset=related.order_by("position"))


def _with_everything() -> QuerySet[Question]:
    related = Question.objects.select_related(
        "contact__party", "contact__taken_by", "contact__unit", "matter_type", "unit", "assigned_to"
    )
    returns = HandoverReturn.objects.select_related("unit", "returned_by")
    return related.prefetch_related(Prefetch("returns", queryset=returns))


def first_contact(
    *,
    since: date,
    until: date,
    today: date,
    unit: Unit | None = None,
    statutory: Iterable[int] = (),
    quiet_days: int = rules.QUIET_DAYS,
) -> rules.FirstContact:
    """Return first-contact resolution of the questions asked from `since` to `until`.

    unit:      that took the contacts; None for all.
    statutory: keys of questions for which the law asks for a case.
    """
    excluded = frozenset(statutory)
    asked = Question.objects.filter(
        contact__started_at__gte=_start_of(since),
        contact__started_at__lt=_start_of(until + timedelta(days=quiet_days + 1)),
    ).values_list(
        "pk",
        "contact_id",
        "contact__party_id",
        "matter_type_id",
        "contact__started_at",
        "outcome",
        "contact__unit_id",
    )
    return rules.first_contact(
        asked=[
            rules.Asked(
                contact=contact,
                party=party,
                matter=matter,
                asked_on=timezone.localdate(started_at),
                outcome=outcome,
                is_statutory=pk in excluded,
                is_counted=unit is None or unit_id == unit.pk,
            )
            for pk, contact, party, matter, started_at, outcome, unit_id in asked.iterator()
        ],
        since=since,
        until=until,
        today=today,
        quiet_days=quiet_days,
    )


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
