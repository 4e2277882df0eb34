"""What a caseworker should know of without looking for it: dues, comments, calls owed."""

from datetime import date

from django.db.models import QuerySet

from kontaktpunkt.cases.models import Case, Hearing, Precondition
from kontaktpunkt.directory.models import Staff

_OPEN = (Case.Status.RECEIVED, Case.Status.IN_PROGRESS)


def due_for(*, caseworker: Staff, today: date) -> QuerySet[Case]:
    """Return the person's open cases promised for today or earlier, the longest overdue first."""
    due = Case.objects.filter(caseworker=caseworker, status__in=_OPEN, promised_on__lte=today)
    return due.select_related("party", "matter_type").order_by("promised_on", "pk")


def comments_for(*, caseworker: Staff) -> QuerySet[Hearing]:
    """Return the hearings in which the party has commented and that are still open."""
    come = Hearing.objects.filter(
        case__caseworker=caseworker,
        case__status__in=_OPEN,
        replied_at__isnull=False,
        closed_at=None,
    )
    return come.select_related("case__party").order_by("replied_at", "pk")


def calls_owed_by(*, caseworker: Staff) -> QuerySet[Precondition]:
    """Return the calls that the person's cases wait for, by the promised day of the case."""
    owed = Precondition.objects.filter(
        case__caseworker=caseworker,
        case__status__in=_OPEN,
        kind=Precondition.Kind.CALL,
        state=Precondition.State.OPEN,
    )
    return owed.select_related("case__party").order_by("case__promised_on", "pk")
