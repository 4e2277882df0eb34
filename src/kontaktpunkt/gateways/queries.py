"""Looking into the outbox."""

from django.db.models import QuerySet

from kontaktpunkt.gateways.models import Message


def newest_first() -> QuerySet[Message]:
    """Return the messages of the municipality acted for, the newest first."""
    return Message.objects.order_by("-created_at", "-pk")
