"""Object-centric logs (OCEL 2.0) in any of their three forms: events, objects, relations.

The events are a table like any other; its columns are `ocel:id`, `ocel:type`, `ocel:time` and the
names of attributes. Relations and objects are written as they come and joined at the end, since a
file may name an object long before it describes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from kontaktpunkt.journeys.readers.messages import Phrase, event
from kontaktpunkt.journeys.readers.refusals import TextTooLong, WithoutId
from kontaktpunkt.journeys.readers.shapes import Mapping, Notice, Options
from kontaktpunkt.journeys.readers.tables import SEQUENCE, Rows, TableReading, check_mapping
from kontaktpunkt.journeys.readers.text_table import empty_as_null
from kontaktpunkt.journeys.readers.times import Clock, zone_named
from kontaktpunkt.journeys.readers.writer import OBJECTS, RELATIONS, LogWriter

ID: Final = "ocel:id"
TYPE: Final = "ocel:type"
TIME: Final = "ocel:time"
MAPPING: Final = Mapping(touchpoint=(TYPE,), started_at=TIME, event_id=ID, has_many_objects=True)

_MANY: Final = 20_000

Relation = tuple[str, str | None]


@dataclass
class OcelCollector:
    """Takes the parts of an object-centric log one by one and writes them in batches."""

    mapping: Mapping
    options: Options
    writer: LogWriter
    zone: str | None = None
    _events: list[tuple[str | None, ...]] = field(default_factory=list)
    _relations: list[tuple[str, str, str | None]] = field(default_factory=list)
    _objects: list[tuple[str, str]] = field(default_factory=list)
    _attributes: dict[str, list[tuple[str, str, str]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        check_mapping(self.mapping, columns=list(self.mapping.columns), options=self.options)
        clock = Clock("year-first", zone_named(self.zone or self.options.time_zone))
        self._reading = TableReading(self.mapping, self.options, clock)
        self._columns = (*self.mapping.columns, SEQUENCE)
        self._wanted = frozenset(self.mapping.case_attributes)

    def add_event(
        self, values: dict[str, str | None], relations: Iterable[Relation], where: str
    ) -> None:
        """Take an event: its values by column, and the objects it relates to with qualifiers."""
        identifier = (values.get(ID) or "").strip()
        if not identifier:
            raise WithoutId(place=where)
        given = tuple(map(values.get, self._columns))
        self._check_lengths(identifier, *given)
        self._events.append(given)
        for key, qualifier in relations:
            self.add_relation(identifier, key, qualifier)
        if len(self._events) >= _MANY:
            self._flush_events()

    def add_relation(self, event_id: str, key: str, qualifier: str | None) -> None:
        """Take a relation of an event to an object; both may come before or after it."""
        self._check_lengths(event_id, key, qualifier)
        self._relations.append((event_id, key, qualifier))
        if len(self._relations) >= _MANY:
            self._flush_relations()

    def add_object(self, key: str, kind: str, attributes: Iterable[tuple[str, str]] = ()) -> None:
        """Take an object, with the values of its attributes in the order of time."""
        self._check_lengths(key, key, kind)
        self._objects.append((key, kind))
        for name, value in attributes:
            if name in self._wanted and value:
                self._check_lengths(key, value)
                self._attributes.setdefault(name, []).append((key, kind, value))
        if len(self._objects) >= _MANY:
            self._flush_objects()

    def finish(self) -> list[Notice]:
        """Write what is left, and tell what was assumed and left out."""
        self._flush_events()
        self._flush_relations()
        self._flush_objects()
        if not self.writer.events:
            self._reading.refuse_empty()
        return self._reading.notices()

    def _check_lengths(self, identifier: str, *texts: str | None) -> None:
        """Nothing that is kept may be long: batches must fit into memory."""
        limit = self.options.limits.text_characters
        if max(len(text) for text in texts if text is not None) > limit:
            raise TextTooLong(column="ocel", place=event(identifier[:80]), limit=limit)

    def _flush_events(self) -> None:
        if self._events:
            values = zip(*self._events, strict=True)
            columns = {
                name: empty_as_null(pa.array(given, pa.string()))
                for name, given in zip(self._columns, values, strict=True)
            }
            if not columns[SEQUENCE].null_count:
                columns[SEQUENCE] = pc.cast(columns[SEQUENCE], pa.int64())
            else:
                del columns[SEQUENCE]
            identifiers = [str(each) for each in columns[ID].to_pylist()]
            self._events = []
            self._reading.write(Rows(columns, _places(identifiers)), self.writer)

    def _flush_relations(self) -> None:
        if self._relations:
            events, keys, qualifiers = zip(*self._relations, strict=True)
            columns = {
                "source_event": empty_as_null(pa.array(events, pa.string())),
                "object_key": self._keys(keys),
                "qualifier": pa.array(qualifiers, pa.string()),
            }
            self._relations = []
            self.writer.write("relations", RELATIONS, columns)

    def _flush_objects(self) -> None:
        if self._objects:
            keys, kinds = zip(*self._objects, strict=True)
            columns = {"object_key": self._keys(keys), "object_type": pa.array(kinds, pa.string())}
            self._objects = []
            self.writer.object_types.update(kinds)
            self.writer.write("objects", OBJECTS, columns)
        for name, found in self._attributes.items():
            keys, kinds, values = zip(*found, strict=True)
            self.writer.write_attributes(
                keys=self._keys(keys),
                name=name,
                values=pa.array(values, pa.string()),
                kinds=pa.array(kinds, pa.string()),
            )
        self._attributes = {}

    def _keys(self, keys: Sequence[str]) -> pa.Array:
        return self.writer.pseudonyms.replace_each(pa.array(keys, pa.string()))


def _places(identifiers: list[str]) -> Callable[[int], Phrase]:
    return lambda number: event(identifiers[number])
