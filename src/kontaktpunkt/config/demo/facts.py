"""What is true in a municipality right now, for the start page: few and cheap queries."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q
from django.utils import timezone

from kontaktpunkt.cases.models import Case, Hearing, Precondition
from kontaktpunkt.catalogue.models import Article, MatterType
from kontaktpunkt.contacts.models import Contact, Question
from kontaktpunkt.directory.models import Staff
from kontaktpunkt.directory.queries import calendar_of
from kontaktpunkt.events.models import Event
from kontaktpunkt.listening.models import Answer
from kontaktpunkt.parties.models import Party

_LATELY = timedelta(days=30)


@dataclass(frozen=True)
class DuePromises:
    """Answers promised by the next day on which the municipality works."""

    count: int
    by: date
    is_today: bool


def due_promises(*, staff: Staff, at: datetime) -> DuePromises:
    """Return how many promised answers are due today, or on the next working day."""
    today = timezone.localdate(at)
    yesterday = today - timedelta(days=1)
    by = calendar_of(unit=staff.unit, around=today).answer_due(received=yesterday, promise=1)
    owed = Question.objects.filter(
        outcome=Question.Outcome.HANDED_OVER, answered_at=None, promised_on__range=(today, by)
    )
    return DuePromises(owed.count(), by, is_today=by == today)


def calls_owed(*, staff: Staff) -> int:
    """Return how many calls the person owes before a decision."""
    owed = Precondition.objects.filter(
        kind=Precondition.Kind.CALL, state=Precondition.State.OPEN, case__caseworker=staff
    )
    return owed.count()


def open_cases(*, staff: Staff) -> int:
    """Return how many cases of the person's unit await a decision."""
    waiting = [Case.Status.RECEIVED, Case.Status.IN_PROGRESS]
    return Case.objects.filter(unit=staff.unit, status__in=waiting).count()


def avoidable_of_hundred(*, at: datetime) -> int:
    """Return how many of a hundred contacts of the last 30 days need not have been."""
    lately = Contact.objects.filter(started_at__gt=at - _LATELY)
    counts = lately.aggregate(
        all=Count("pk"), avoidable=Count("pk", filter=~Q(avoidable=Contact.Avoidable.NO))
    )
    return round(100 * counts["avoidable"] / counts["all"]) if counts["all"] else 0


def answers_lately(*, at: datetime) -> int:
    """Return how many people have said how it went in the last 30 days."""
    return Answer.objects.filter(answered_at__gt=at - _LATELY).count()


def waiting_for_call() -> int:
    """Return how many of those who answered a survey wait to be called."""
    return Answer.objects.filter(wants_call=True, called_at=None).count()


def decided_this_year(*, at: datetime) -> int:
    """Return how many cases were decided in the last twelve months."""
    return Case.objects.filter(decided_at__gt=at - timedelta(days=365)).count()


def catalogue_size() -> int:
    """Return how many matters and articles there are to look after."""
    return MatterType.objects.count() + Article.objects.count()


def comments_awaited(*, party: Party, at: datetime) -> int:
    """Return in how many cases it is the party's turn to comment."""
    today = timezone.localdate(at)
    return Hearing.objects.filter(
        case__party=party, closed_at=None, replied_at=None, answer_by__gte=today
    ).count()


def cases_of(*, party: Party) -> int:
    """Return how many of the party's cases await a decision."""
    waiting = [Case.Status.RECEIVED, Case.Status.IN_PROGRESS]
    return Case.objects.filter(party=party, status__in=waiting).count()


def last_event() -> datetime | None:
    """Return when the newest thing in the log happened."""
    newest = Event.objects.order_by("-occurred_at").values_list("occurred_at", flat=True)
    return newest.first()
