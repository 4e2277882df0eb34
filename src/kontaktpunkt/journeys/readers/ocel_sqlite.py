"""OCEL 2.0 in SQLite: one table per type of event, one for the relations."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import groupby
from typing import Any, Final

from kontaktpunkt.journeys.readers.messages import row
from kontaktpunkt.journeys.readers.ocel import ID, TIME, TYPE, OcelCollector
from kontaktpunkt.journeys.readers.refusals import (
    BrokenDatabase,
    DanglingEvent,
    FieldTooLarge,
    MissingPart,
    UnlistedType,
)
from kontaktpunkt.journeys.readers.sources import Source, readable_size
from kontaktpunkt.journeys.readers.tables import SEQUENCE

_TABLES: Final = ("event", "object", "event_object", "event_map_type", "object_map_type")

_EVENT_TABLES: Final = "select name from sqlite_master where name like 'event_%' limit 1000"
_COLUMNS: Final = "select name from pragma_table_info(?)"

_TYPES: Final = {
    "event": "select ocel_type, ocel_type_map from event_map_type order by 1",
    "object": "select ocel_type, ocel_type_map from object_map_type order by 1",
}


_UNLISTED: Final = {
    what: f"select ocel_id, ocel_type from {what} where ocel_type is null "  # noqa: S608 - our own
    f"or ocel_type not in (select ocel_type from {what}_map_type) limit 1"
    for what in ("event", "object")
}


def read_sqlite(source: Source, collector: OcelCollector) -> None:
    """Give every event and object of the file to the collector."""
    try:
        with closing(_opened(source)) as database:
            _Reading(source, database, collector).run()
    except sqlite3.Error as error:
        raise _refusal(source, error) from None


def declares(source: Source, names: Iterable[str]) -> bool:
    """Say whether a table of events has columns of all these names."""
    wanted = set(names)
    try:
        with closing(_opened(source)) as database:
            tables = database.execute(_EVENT_TABLES).fetchall()
            found = (database.execute(_COLUMNS, table).fetchall() for table in tables)
            return any(wanted <= {name for (name,) in columns} for columns in found)
    except sqlite3.Error:
        return False  # the reading says what is wrong


def _opened(source: Source) -> sqlite3.Connection:
    """Open without writing anything beside the file, and without trusting what is in it."""
    address = source.path.absolute().as_uri() + "?mode=ro&immutable=1"
    database = sqlite3.connect(address, uri=True)
    database.execute("pragma trusted_schema = off")
    database.execute("pragma cell_size_check = on")
    database.execute("pragma cache_size = -20000")
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, source.limits.element_bytes)
    return database


def _refusal(source: Source, error: sqlite3.Error) -> BrokenDatabase | FieldTooLarge:
    if isinstance(error, sqlite3.DataError) or "too big" in str(error):
        limit = readable_size(source.limits.element_bytes)
        return FieldTooLarge(place=row(1), limit=limit)
    return BrokenDatabase(reason=str(error)[:120])


class _Reading:
    def __init__(
        self, source: Source, database: sqlite3.Connection, collector: OcelCollector
    ) -> None:
        self.source, self.database, self.collector = source, database, collector

    def run(self) -> None:
        """Read all of it."""
        self._check_tables()
        self._check_relations()
        self._check_types()
        self.total = max(1, self._number("select count(*) from event"))
        for kind, table in self._types("object"):
            self._objects(kind, table)
        for kind, table in self._types("event"):
            self._events(kind, table)
        self._relations()

    def _check_tables(self) -> None:
        """Only real tables: a view could ask for anything."""
        found = self._rows(
            "select name from sqlite_master where type = 'table' and sql like 'create table%'"
        )
        self.tables = {str(name) for (name,) in found}
        for table in _TABLES:
            if table not in self.tables:
                raise MissingPart(part=table)

    def _types(self, what: str) -> Iterator[tuple[str, str]]:
        """Yield each type with the table that holds its rows."""
        listed = list(self._rows(_TYPES[what]))
        for kind, mapped in listed:
            table = f"{what}_{mapped}"
            if table not in self.tables:
                raise MissingPart(part=table)
            yield str(kind), table

    def _check_relations(self) -> None:
        found = self.database.execute(
            "select ocel_event_id from event_object "
            "where ocel_event_id not in (select ocel_id from event) limit 1"
        ).fetchone()
        if found and self.collector.options.dangling == "refuse":
            raise DanglingEvent(event=found[0])

    def _check_types(self) -> None:
        for what, select in _UNLISTED.items():
            if found := self.database.execute(select).fetchone():
                what_id, kind = map(str, found)
                raise UnlistedType(what=what_id, type=kind, part=f"{what}_map_type")

    def _objects(self, kind: str, table: str) -> None:
        names, columns = self._attributes(table, self.collector.mapping.case_attributes)
        found = self._rows(
            f"select o.ocel_id {columns} "  # noqa: S608 - every name in it is quoted
            f"from object o left join {_quoted(table)} t using (ocel_id) "
            "where o.ocel_type = ? order by o.ocel_id, t.ocel_time",
            kind,
        )
        for key, rows in groupby(found, key=lambda each: each[0]):
            values = [list(zip(names, map(_text, each[1:]), strict=True)) for each in rows]
            given = ((name, value) for pairs in values for name, value in pairs if value)
            self.collector.add_object(str(key), kind, given)

    def _events(self, kind: str, table: str) -> None:
        names, columns = self._attributes(table, self.collector.mapping.columns)
        found = self._rows(
            f"select e.rowid, e.ocel_id, t.ocel_time {columns} "  # noqa: S608 - every name in it is quoted
            f"from event e left join {_quoted(table)} t using (ocel_id) "
            "where e.ocel_type = ? order by e.rowid",
            kind,
        )
        for number, key, at, *values in found:
            known = {ID: _text(key), TYPE: kind, TIME: _text(at), SEQUENCE: str(number)}
            attributes = dict(zip(names, map(_text, values), strict=True))
            self.collector.add_event(attributes | known, (), f"event.rowid {number}")
            self.source.bytes_read += self.source.size // self.total

    def _relations(self) -> None:
        for event, key, qualifier in self._rows(
            "select ocel_event_id, ocel_object_id, ocel_qualifier from event_object"
        ):
            self.collector.add_relation(str(event), str(key), _text(qualifier))

    def _attributes(self, table: str, wanted: tuple[str, ...]) -> tuple[list[str], str]:
        """Return which of the wanted attributes the table has, and the SQL that selects them."""
        listed = self._rows("select name from pragma_table_info(?)", table)
        names = [name for (name,) in listed if name in wanted]
        return names, "".join(f", t.{_quoted(name)}" for name in names)

    def _number(self, select: str) -> int:
        return int(self.database.execute(select).fetchone()[0])

    def _rows(self, select: str, *values: object) -> Iterator[tuple[Any, ...]]:
        yield from self.database.execute(select, values)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(value: object) -> str | None:
    return None if value is None or value == "" else str(value)
