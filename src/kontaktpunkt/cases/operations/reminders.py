"""Reminding a party, once, of what it was asked for."""

from datetime import datetime

from kontaktpunkt.cases import kinds, messages
from kontaktpunkt.cases.changes import locked, record_on
from kontaktpunkt.cases.models import Awaited, Hearing
from kontaktpunkt.events.operation import operation


@operation
def remind_party(*, wish: Awaited | Hearing, at: datetime) -> None:
    """Remind the party of its last day; `queries.unreminded` finds what is due."""
    case = locked(case=wish.case)
    wish.reminded_at = at
    wish.save(update_fields=["reminded_at"])
    record_on(case=case, kind=kinds.PARTY_REMINDED, at=at)
    messages.tell_reminder(case=case, wish=wish, at=at)
