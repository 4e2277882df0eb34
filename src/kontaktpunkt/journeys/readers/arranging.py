"""What can only be done when the whole file has been read.

Works on the Parquet that the reading left, in DuckDB with little memory and its own room on disk,
so that a log of any size is arranged on a small machine.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import duckdb
import pyarrow as pa

from kontaktpunkt.journeys.readers import notices, statements
from kontaktpunkt.journeys.readers.columns import is_employee_type
from kontaktpunkt.journeys.readers.refusals import (
    DanglingObject,
    DanglingUnnamed,
    DuplicateEvent,
    DuplicateObject,
    NoEvents,
    NoObjects,
    TooLargeToArrange,
)
from kontaktpunkt.journeys.readers.shapes import Notice
from kontaktpunkt.journeys.readers.writer import CHANGES_FOLDER, STAGED, LogWriter
from kontaktpunkt.warehouse import layout

_MEMORY: Final = "128MB"
_ROWS: Final = 30_000
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Counts:
    """What is in a log, counted from what was written."""

    events: int
    first: datetime
    last: datetime
    touchpoints: int
    units: int
    channels: int
    ends_before_start: int
    objects: dict[str, int]


@contextmanager
def arranging(writer: LogWriter) -> Iterator[Arranging]:
    """Open what the writer left; its files must be closed."""
    pa.default_memory_pool().release_unused()  # what went before is done with it
    room = writer.folder / ".duckdb"
    config: dict[str, Any] = {
        "memory_limit": _MEMORY,
        "threads": 2,
        "temp_directory": str(room),
        "max_temp_directory_size": f"{writer.limits.written_bytes}B",
        "autoinstall_known_extensions": False,
        "enable_external_file_cache": False,
    }
    with duckdb.connect(config=config) as database, _memory_errors():
        database.execute("set timezone = 'UTC'")
        yield Arranging(writer, database)
    shutil.rmtree(room, ignore_errors=True)


@contextmanager
def _memory_errors() -> Iterator[None]:
    try:
        yield
    except (duckdb.OutOfMemoryException, MemoryError) as error:
        raise TooLargeToArrange from error


class Arranging:
    """The last steps of an import, to be taken in the order in which they stand here."""

    def __init__(self, writer: LogWriter, database: duckdb.DuckDBPyConnection) -> None:
        self.writer, self.database = writer, database
        self.notices: list[Notice] = []
        self._is_changed = False
        self._empty: set[str] = set()
        for name, schema in STAGED.items():
            self._see(name, schema)
        database.execute(statements.SCRATCH)

    def drop_repeated(self) -> None:
        """Keep one of each event that the file tells twice; refuse an id that means two."""
        self.database.execute(statements.REPEATED)
        if not self._count("repeated"):
            return
        if found := self._first(statements.AMBIGUOUS_ID):
            raise DuplicateEvent(event=found[0])
        self.database.execute(statements.DROP_REPEATED)
        self._is_changed = True
        self.notices.append(notices.repeated(self._count("dropped")))

    def pair_lifecycle(self) -> None:
        """Join each start with the complete that ends it: first opened, first closed."""
        is_asked = self.writer.options.lifecycle == "pair"
        if not is_asked or not {"start", "complete"} <= self.writer.kinds:
            return
        self.database.execute(statements.PAIRS)
        if pairs := self._count("pairs"):
            self.database.execute("insert into dropped select complete_id from pairs")
            self._is_changed = True
            self.notices.append(notices.paired(pairs))

    def score(self) -> None:
        """Give each ticket's last event the mean of its answers, on the largest scale used."""
        if not self._count("feedback"):
            return
        self.database.execute(statements.SCORES)
        self._is_changed = True
        unmatched = self._one(statements.UNMATCHED_ANSWERS)
        if unmatched:
            self.notices.append(notices.unmatched_answers(unmatched))

    def settle_outcomes(self) -> None:
        """Keep an outcome that every event of a case tells with the last: it is the case's."""
        mapping = self.writer.mapping
        is_settled = mapping.milestones or (mapping.is_row_a_case and not mapping.case)
        if not mapping.outcome or mapping.has_many_objects or is_settled:
            return
        self.database.execute(statements.TOLD_THROUGHOUT)
        if self._count("told_throughout"):
            self.database.execute(statements.CLEARED)
            self._is_changed = True

    def type_objects(self) -> None:
        """Give every relation of an object-centric log the type of its object."""
        if not self._count("relations"):
            return
        if found := self._first(statements.TWO_TYPES):
            raise DuplicateObject(object=found[0])
        if dangling := self._one(statements.DANGLING):
            self._judge_dangling(dangling)
        self._leave_out_employees()
        for statement in statements.TYPED_RELATIONS:
            self.database.execute(statement)
        sorted_rows = self._stream(statements.SORTED_RELATIONS)
        self.writer.replace(layout.EVENT_OBJECTS_FOLDER, sorted_rows)
        self._see(layout.EVENT_OBJECTS_FOLDER, layout.EVENT_OBJECTS)

    def settle_attributes(self) -> None:
        """Keep one value of each attribute of a case: the last that the file gives."""
        if self._exists(layout.OBJECT_ATTRIBUTES_FOLDER):
            files = self._files(layout.OBJECT_ATTRIBUTES_FOLDER)
            select = statements.LAST_ATTRIBUTES.format(files=files)
            self.writer.replace(layout.OBJECT_ATTRIBUTES_FOLDER, self._stream(select))

    def save_changes(self) -> None:
        """Leave what is to be changed for `changing.apply`, which runs when this has ended."""
        if self._is_changed:
            self.writer.replace(CHANGES_FOLDER, self._stream(statements.CHANGES))

    def count(self) -> Counts:
        """Count what the log holds now; raise NoEvents when that is nothing."""
        totals = self._first(statements.TOTALS)
        assert totals is not None
        if not totals[0]:
            raise NoEvents
        objects = self.database.execute(statements.OBJECTS).fetchall()
        if not objects:
            raise NoObjects
        return Counts(
            events=totals[0],
            first=_EPOCH + timedelta(microseconds=totals[1]),
            last=_EPOCH + timedelta(microseconds=totals[2]),
            touchpoints=totals[3],
            units=totals[4],
            channels=totals[5],
            ends_before_start=totals[6],
            objects={str(kind): int(count) for kind, count in objects},
        )

    def _leave_out_employees(self) -> None:
        if self.writer.options.are_persons_allowed:
            return
        types = sorted(filter(is_employee_type, self.writer.object_types))
        for kind in types:
            self.database.execute(statements.EMPLOYEE_TYPE, [kind])
        if count := self._one(statements.EMPLOYEE_RELATIONS):
            self.notices.append(notices.employees_left_out(types, count))

    def _judge_dangling(self, count: int) -> None:
        if self.writer.options.dangling == "refuse":
            found = self._first(statements.FIRST_DANGLING)
            assert found is not None
            if self.writer.options.pseudonym_key:
                raise DanglingUnnamed(event=found[0])
            raise DanglingObject(event=found[0], object=found[1])
        self.notices.append(notices.dangling(count))

    def _see(self, name: str, schema: pa.Schema) -> None:
        """Make a folder of the log readable by its name; an absent one is an empty table."""
        if not self._exists(name):
            self.database.register("empty", schema.empty_table())
            self._make(f"temp table {name}", "empty")
            self._empty.add(name)
            return
        if name in self._empty:
            self.database.execute(f"drop table {name}")
        self._make(f"temp view {name}", f"read_parquet({self._files(name)})")

    def _make(self, what: str, source: str) -> None:
        create = f"create or replace {what} as select * from {source}"  # noqa: S608 - our own
        self.database.execute(create)

    def _files(self, name: str) -> str:
        """Return the files of a folder as SQL; statements with parameters make no views."""
        files = str(self.writer.folder / name / "*.parquet").replace("'", "''")
        return f"'{files}'"

    def _exists(self, name: str) -> bool:
        return (self.writer.folder / name).is_dir()

    def _stream(self, select: str) -> Iterator[pa.RecordBatch]:
        reader = self.database.sql(select).to_arrow_reader(_ROWS)
        assert reader is not None
        yield from reader

    def _count(self, table: str) -> int:
        return self._one(f"select count(*) from {table}")  # noqa: S608 - our own table names

    def _one(self, select: str) -> int:
        found = self._first(select)
        return int(found[0]) if found else 0

    def _first(self, select: str) -> tuple[Any, ...] | None:
        """Return the first row; the result is fetched in full, so that the next may be asked."""
        found: list[tuple[Any, ...]] = self.database.execute(select).fetchall()
        return found[0] if found else None
