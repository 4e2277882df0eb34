"""Reading the log: the course of one object."""

from collections.abc import Sequence
from uuid import UUID

from kontaktpunkt.events.keys import Subject
from kontaktpunkt.events.models import Event


def events_of(*, subject: Subject, most: int = 200) -> Sequence[Event]:
    """Return the events that touched the object, oldest first."""
    return events_of_keys(keys=[subject.key], most=most)


def events_of_keys(*, keys: Sequence[UUID], most: int = 200) -> Sequence[Event]:
    """Return the events that touched any of the objects, oldest first, each once."""
    newest = Event.objects.filter(objects_touched__key__in=keys).distinct()
    return sorted(
        newest.order_by("-occurred_at", "-pk")[:most],
        key=lambda event: (event.occurred_at, event.pk),
    )
