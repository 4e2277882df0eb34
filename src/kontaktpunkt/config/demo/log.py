"""The event log of the invented year: the same rows as `events.operation.record`, written later.

An event's key follows its time, as in a log that was written while things happened.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from kontaktpunkt.config.demo.sheets import Book
from kontaktpunkt.events.keys import Subject, pseudonym
from kontaktpunkt.events.kinds import EventKind, Initiator
from kontaktpunkt.events.models import Event, EventObject


class Log:
    """Collects events in any order, and writes them in the order of time."""

    def __init__(self, *, municipality_id: int) -> None:
        self._municipality_id = municipality_id
        self._entries: list[tuple[datetime, int, dict[str, Any], tuple[Subject, ...]]] = []
        self._subjects: dict[tuple[str, int | str], Subject] = {}

    def __len__(self) -> int:
        return len(self._entries)

    def subject(self, type_: str, pk: int | str) -> Subject:
        """Return the pseudonymous reference to a row, computed once."""
        known = self._subjects.get((type_, pk))
        if known is None:
            key: UUID = pseudonym(self._municipality_id, type_, pk)
            known = self._subjects[type_, pk] = Subject(type=type_, key=key)
        return known

    def record(
        self,
        *,
        kind: EventKind,
        at: datetime,
        subjects: Iterable[Subject],
        touchpoint: str = "",
        channel: str = "",
        unit: str = "",
        actor_role: str = "",
        matter: str = "",
        outcome: str = "",
        initiator: Initiator | None = None,
        ended_at: datetime | None = None,
        score: float | None = None,
        score_max: float | None = None,
        **data: Any,
    ) -> None:
        """Keep one event; takes what `events.operation.record` takes."""
        row = {
            "kind": kind.code,
            "occurred_at": at,
            "recorded_at": at,
            "ended_at": ended_at,
            "touchpoint": touchpoint or kind.touchpoint,
            "channel": channel,
            "unit": unit,
            "initiator": (initiator or kind.initiator).value,
            "is_contact": kind.is_contact,
            "actor_role": actor_role,
            "matter": matter,
            "outcome": outcome,
            "score": score,
            "score_max": score_max,
            "data": data,
        }
        self._entries.append((at, len(self._entries), row, tuple(subjects)))

    def write(self, book: Book) -> None:
        """Put all events on the book's sheets, oldest first."""
        events, objects = book[Event], book[EventObject]
        self._entries.sort(key=lambda entry: entry[:2])
        for _at, _place, row, subjects in self._entries:
            key = events.add(**row)
            for each in subjects:
                objects.add(event_id=key, type=each.type, key=each.key, qualifier=each.qualifier)
        self._entries.clear()
