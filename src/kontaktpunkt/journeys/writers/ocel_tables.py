"""The whole log as object-centric formats tell it: types, objects, events with their relations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain, groupby
from typing import Any, Final

import ibis
import ibis.expr.types as ir
from ibis.backends import BaseBackend

from kontaktpunkt.journeys.engine.dialect import MICROS, micros
from kontaktpunkt.journeys.engine.flow import rows
from kontaktpunkt.journeys.writers.keys import Keys
from kontaktpunkt.warehouse import layout
from kontaktpunkt.warehouse.anywhere import Place
from kontaktpunkt.warehouse.connection import batches, read

BATCH: Final = 20_000
# So many events are put in order at a time, or what one hour holds.
TOGETHER: Final = 100_000
HOUR: Final = 3600 * MICROS
# When an attribute that never changes got its value: OCEL asks for a time, and this is its custom.
ALWAYS: Final = "1970-01-01T00:00:00Z"
ORDER: Final = ("started_at", "source_rank", "source_seq", "event_id")

# What an event says beside its type and its time, and how OCEL calls that kind of value.
ATTRIBUTES: Final = {
    "ended_at": "time",
    "unit": "string",
    "channel": "string",
    "outcome": "string",
    "initiator": "string",
    "direction": "string",
    "is_contact": "boolean",
    "score": "float",
    "score_max": "float",
}


@dataclass(frozen=True)
class OcelEvent:
    """One event: attributes that are not given are left out, relations are (object, qualifier)."""

    id: str
    type: str
    time: str
    attributes: tuple[tuple[str, str], ...]
    relations: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class OcelObject:
    """One object with its attributes."""

    id: str
    type: str
    attributes: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class OcelLog:
    """A log at rest, told in the order of time with bounded memory."""

    folder: Place
    connection: BaseBackend
    keys: Keys

    def event_types(self) -> list[str]:
        """Return every touchpoint, in order of name."""
        events = self._table(layout.EVENTS_FOLDER)
        found = rows(events.select("touchpoint").distinct().order_by("touchpoint"))
        return [row["touchpoint"] for row in found]

    def object_types(self) -> dict[str, list[str]]:
        """Return every type of object with the names of its attributes, in order of name."""
        objects = self._table(layout.EVENT_OBJECTS_FOLDER)
        listed = rows(objects.select("object_type").distinct().order_by("object_type"))
        found: dict[str, list[str]] = {row["object_type"]: [] for row in listed}
        if (told := self._attributes()) is not None:
            pairs = told.select("object_type", "name").distinct().order_by("object_type", "name")
            for row in rows(pairs):
                found.setdefault(row["object_type"], []).append(row["name"])
        return found

    def objects(self) -> Iterator[OcelObject]:
        """Yield every object that an event touches, in order of type and key."""
        objects = self._table(layout.EVENT_OBJECTS_FOLDER)
        listed = objects.select("object_type", "object_key").distinct()
        told = self._attributes()
        if told is None:
            listed = listed.mutate(name=ibis.null(str), value=ibis.null(str))
        else:
            told = told.select("object_type", "object_key", "name", "value")
            joined = listed.left_join(told, ["object_type", "object_key"])
            listed = joined.select("object_type", "object_key", "name", "value")
        ordered = _streamed(listed.order_by("object_type", "object_key", "name"))
        for (kind, key), found in groupby(ordered, key=lambda row: row[:2]):
            # Of several values of one attribute the last that was told counts.
            given = {name: value for _, _, name, value in found if name is not None}
            yield OcelObject(self.keys.of_object(key=key, kind=kind), kind, tuple(given.items()))

    def events(self) -> Iterator[OcelEvent]:
        """Yield every event in the log's order, numbered anew."""
        ordered = chain.from_iterable(map(self._within, self._periods()))
        by_event = groupby(ordered, key=lambda row: row[len(ORDER) - 1])
        for number, (_, found) in enumerate(by_event, start=1):
            yield self._event(number, list(found))

    def _periods(self) -> Iterator[tuple[datetime, datetime]]:
        """Yield periods, the end not included, in which about TOGETHER events started.

        Sorting all events with all their objects at once would take 700 MB for five million.
        """
        events = self._table(layout.EVENTS_FOLDER)
        hour = micros(moment=events.started_at, engine=self.connection.name) // HOUR
        counted = rows(events.group_by(hour=hour).agg(events=events.count()).order_by("hour"))
        first, found = None, 0
        for row in counted:
            first, found = row["hour"] if first is None else first, found + row["events"]
            if found >= TOGETHER or row is counted[-1]:
                yield _moment(first), _moment(row["hour"] + 1)
                first, found = None, 0

    def _within(self, period: tuple[datetime, datetime]) -> Iterator[tuple[Any, ...]]:
        """Yield the events that started in a period, in order, a row for each of their objects."""
        first, end = (ibis.literal(moment) for moment in period)
        events = self._table(layout.EVENTS_FOLDER)
        events = events.filter(events.started_at >= first, events.started_at < end)
        objects = self._table(layout.EVENT_OBJECTS_FOLDER).semi_join(events, "event_id")
        told = events.select(*ORDER, "touchpoint", *ATTRIBUTES).left_join(objects, "event_id")
        wanted = told.select(
            *ORDER, "touchpoint", *ATTRIBUTES, "object_key", "object_type", "qualifier"
        )
        return _streamed(wanted.order_by(*ORDER, "object_type", "object_key", "qualifier"))

    def _event(self, number: int, found: list[tuple[Any, ...]]) -> OcelEvent:
        started, touchpoint = found[0][0], found[0][len(ORDER)]
        given = found[0][len(ORDER) + 1 : -3]
        attributes = tuple(
            (name, said(value))
            for name, value in zip(ATTRIBUTES, given, strict=True)
            if value is not None
        )
        relations = tuple(
            (self.keys.of_object(key=key, kind=kind), qualifier or "")
            for *_, key, kind, qualifier in found
            if key is not None
        )
        return OcelEvent(f"e{number}", touchpoint, said(started), attributes, relations)

    def _attributes(self) -> ir.Table | None:
        folder = self.folder / layout.OBJECT_ATTRIBUTES_FOLDER
        return read(connection=self.connection, folder=folder) if folder.is_dir() else None

    def _table(self, name: str) -> ir.Table:
        return read(connection=self.connection, folder=self.folder / name)


def _moment(hour: int) -> datetime:
    """Return when an hour begins, counted since 1970; years before that count backwards."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(hours=hour)


def said(value: object) -> str:
    """Return a value as text that any reader understands."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _streamed(table: ir.Table) -> Iterator[tuple[Any, ...]]:
    for batch in batches(table=table, rows=BATCH):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)
