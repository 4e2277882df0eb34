"""The whole log as OCEL 2.0 in SQLite: a table for each type."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Final, TypeVar

from kontaktpunkt.journeys.writers.ocel_tables import (
    ALWAYS,
    ATTRIBUTES,
    OcelEvent,
    OcelLog,
    OcelObject,
)

Item = TypeVar("Item")
Row = tuple[str | None, ...]

_BATCH: Final = 10_000
_SQL_TYPES: Final = {"time": "TIMESTAMP", "float": "REAL", "boolean": "BOOLEAN", "string": "TEXT"}
_TABLES: Final = """
CREATE TABLE event_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT);
CREATE TABLE object_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT);
CREATE TABLE event (ocel_id TEXT PRIMARY KEY, ocel_type TEXT);
CREATE TABLE object (ocel_id TEXT PRIMARY KEY, ocel_type TEXT);
CREATE TABLE event_object (ocel_event_id TEXT, ocel_object_id TEXT, ocel_qualifier TEXT);
CREATE TABLE object_object (ocel_source_id TEXT, ocel_target_id TEXT, ocel_qualifier TEXT);
"""


def write_ocel_sqlite(
    log: OcelLog,
    draft: Path,
    is_packed: bool,  # noqa: ARG001 - one shape; a database cannot be packed
    progress: Callable[[int], None],
) -> tuple[int, int]:
    """Write a new database."""
    with closing(sqlite3.connect(draft)) as database:
        # It is thrown away if it is not finished, so no journal is needed.
        database.execute("PRAGMA journal_mode = OFF")
        database.execute("PRAGMA synchronous = OFF")
        database.executescript(_TABLES)
        writing = _Writing(database, log)
        counts = writing.objects(), writing.events(progress)
        database.commit()
    return counts


class _Writing:
    """Tables are numbered, not named after types: a type may be called anything."""

    def __init__(self, database: sqlite3.Connection, log: OcelLog) -> None:
        self.database, self.log = database, log
        self.object_types = log.object_types()
        self.events_of = self._made("event", dict.fromkeys(log.event_types(), ATTRIBUTES))
        self.objects_of = self._made(
            "object",
            {kind: dict.fromkeys(names, "string") for kind, names in self.object_types.items()},
            ", ocel_changed_field TEXT",
        )

    def objects(self) -> int:
        """Write every object; return how many there are."""
        count = 0
        for some in _batched(self.log.objects()):
            self._many("INSERT INTO object VALUES (?, ?)", ((each.id, each.type) for each in some))
            self._typed((self.objects_of[each.type], self._object(each)) for each in some)
            count += len(some)
        return count

    def events(self, progress: Callable[[int], None]) -> int:
        """Write every event with its relations; return how many there are."""
        count = 0
        for some in _batched(self.log.events()):
            self._many("INSERT INTO event VALUES (?, ?)", ((each.id, each.type) for each in some))
            self._many("INSERT INTO event_object VALUES (?, ?, ?)", _relations(some))
            self._typed((self.events_of[each.type], _event(each)) for each in some)
            count += len(some)
            progress(count)
        return count

    def _object(self, each: OcelObject) -> Row:
        given = dict(each.attributes)
        return each.id, ALWAYS, None, *map(given.get, self.object_types[each.type])

    def _typed(self, found: Iterable[tuple[str, Row]]) -> None:
        """Write rows, each to the table beside it, those of one table at once."""
        rows: dict[str, list[Row]] = defaultdict(list)
        for table, row in found:
            rows[table].append(row)
        for table, some in rows.items():
            places = ", ".join("?" * len(some[0]))
            self._many(f"INSERT INTO {table} VALUES ({places})", some)  # noqa: S608 - our own name

    def _made(self, what: str, types: dict[str, dict[str, str]], more: str = "") -> dict[str, str]:
        """Make a table for each type, and return its name by type."""
        found = {}
        for number, (kind, attributes) in enumerate(types.items(), start=1):
            columns = "".join(
                f', "{name.replace(chr(34), chr(34) * 2)}" {_SQL_TYPES[each]}'
                for name, each in attributes.items()
            )
            table = f"{what}_type{number}"
            self.database.execute(
                f"CREATE TABLE {table} (ocel_id TEXT, ocel_time TIMESTAMP{more}{columns})"
            )
            self.database.execute(
                f"INSERT INTO {what}_map_type VALUES (?, ?)",  # noqa: S608 - our own name
                (kind, f"type{number}"),
            )
            found[kind] = table
        return found

    def _many(self, statement: str, values: Iterable[Row]) -> None:
        self.database.executemany(statement, values)


def _event(each: OcelEvent) -> Row:
    given = dict(each.attributes)
    return each.id, each.time, *map(given.get, ATTRIBUTES)


def _relations(events: Iterable[OcelEvent]) -> Iterator[tuple[str, ...]]:
    return ((each.id, *pair) for each in events for pair in each.relations)


def _batched(items: Iterator[Item]) -> Iterator[list[Item]]:
    while some := list(islice(items, _BATCH)):
        yield some
