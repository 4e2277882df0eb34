"""Looking into the outbox."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet

from kontaktpunkt.gateways.models import Message


def newest_first() -> QuerySet[Message]:
    """Return the messages of the municipality acted for, the newest first."""
    return Message.objects.order_by("-created_at", "-pk")


def written_to(*, addressee: UUID, most: int) -> Sequence[Message]:
    """Return what was lately written to one party, the newest first.

    By the party's key and not by its address: who changes an address must not come to read what
    was sent to somebody else there.
    """
    return list(newest_first().filter(addressee=addressee).exclude(recipient="")[:most])
