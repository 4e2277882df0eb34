"""Prepare a log for one lens: once when the log grows, never when somebody looks.

Everything is written to a new folder beside the old one; only a finished folder is named in
`current`, so a reader sees the old result or the new one and nothing between.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any, Final
from uuid import uuid4

import ibis.expr.types as ir
import pyarrow as pa
from ibis.backends import BaseBackend

from kontaktpunkt.journeys.engine import arrange, families, steps
from kontaktpunkt.journeys.engine.dialect import MICROS, different, micros
from kontaktpunkt.journeys.engine.folders import (
    ABOUT,
    CURRENT,
    DICTIONARIES,
    FORM,
    PREPARED_FOLDER,
    current_folder,
)
from kontaktpunkt.journeys.engine.hours import Hours, slots
from kontaktpunkt.journeys.engine.lens import BY_CASE, Duplicates, Lens
from kontaktpunkt.warehouse import layout
from kontaktpunkt.warehouse.anywhere import (
    Place,
    matching,
    remove,
    replace_text,
    version_of,
    write_parquet,
)
from kontaktpunkt.warehouse.connection import beside, connect, read, rows, write

_FAMILY: Final = pa.schema(
    [
        ("path", pa.list_(pa.int32())),
        ("routes", pa.int32()),
        ("journeys", pa.int64()),
        ("median_seconds", pa.float64()),
    ]
)


# So many events are put in order at a time: what makes do with the memory that DuckDB has at least.
# More at once would be written to disk and read again several times.
TOGETHER: Final = 5_000_000


class NothingToSee(ValueError):
    """No event of the log belongs to a journey under this lens."""


def prepare(
    *,
    log: Place,
    lens: Lens = BY_CASE,
    hours: Hours | None = None,
    connection: BaseBackend | None = None,
) -> Place:
    """Bring the prepared tables of a log up to date for a lens and return their folder.

    hours: the municipality's opening hours and time zone; without them hours of the day are UTC
           and waits in opening hours stay unknown.
    Raises NothingToSee when the lens sees no event.
    """
    home = log / PREPARED_FOLDER / lens.key
    about = {"form": FORM, "lens": lens.described(), "log": fingerprint(log=log)}
    about["hours"] = None if hours is None else hours.described()
    current = current_folder(home=home)
    if current is not None and _is_about(current, about):
        return current
    new = home / uuid4().hex
    new.mkdir(parents=True)
    try:
        made = _Workshop(connection or connect(), log, lens, hours, new).make()
        (new / ABOUT).write_text(json.dumps({**about, **made}, indent=1, sort_keys=True))
    except BaseException:
        remove(new)
        raise
    _announce(home, new, former=current)
    return new


def fingerprint(*, log: Place) -> str:
    """Return what changes when the log's files do: their names, sizes and times of change."""
    found = [
        f"{folder}/{file.name}:{version_of(file)}"
        for folder in (layout.EVENTS_FOLDER, layout.EVENT_OBJECTS_FOLDER)
        for file in matching(folder=log / folder, pattern="*.parquet")
    ]
    return hashlib.sha256("\n".join(found).encode()).hexdigest()


def _is_about(folder: Place, about: dict[str, Any]) -> bool:
    known = json.loads((folder / ABOUT).read_text())
    return all(known.get(name) == value for name, value in about.items())


def _announce(home: Place, new: Place, former: Place | None) -> None:
    """Name the new folder; the former one stays for readers that have it open, older ones go.

    A folder that another process is still writing has nothing about it yet, and is let be.
    """
    replace_text(home / CURRENT, new.name)
    kept = {new, former}
    for folder in home.iterdir():
        if folder not in kept and (folder / ABOUT).exists():
            remove(folder)


@dataclass
class _Workshop:
    """The stages of one preparation; each is written before the next reads it."""

    connection: BaseBackend
    log: Place
    lens: Lens
    hours: Hours | None
    folder: Place
    counts: dict[str, Any] = field(default_factory=dict)
    order: tuple[str, ...] = arrange.ORDER

    def make(self) -> dict[str, Any]:
        events, objects = self._log_tables()
        with ThreadPoolExecutor(max_workers=1) as meanwhile:
            rows = self._coded(events, self._leads(objects), objects, meanwhile)
            self._journeys(rows, meanwhile)
        remove(self.folder / "work")
        return self.counts

    def _keep(self, name: str, *parts: ir.Table) -> ir.Table:
        return self._write(name, parts, self.connection)

    def _write(self, name: str, parts: Sequence[ir.Table], connection: BaseBackend) -> ir.Table:
        return write(connection=connection, parts=parts, folder=self.folder / name)

    def _keep_small(self, name: str, table: pa.Table) -> ir.Table:
        (self.folder / name).mkdir()
        write_parquet(table, self.folder / name / "part-0.parquet")
        return self._read(name)

    def _beside(self) -> BaseBackend:
        """Return a connection for another thread: on a small table most work is not DuckDB's."""
        return beside(connection=self.connection)

    def _read(self, name: str) -> ir.Table:
        return read(connection=self.connection, folder=self.folder / name)

    def _ranges(self, table: ir.Table, column: str) -> list[tuple[int, int]]:
        """Return ranges of whole numbers, both ends included, of about TOGETHER events each.

        Spark divides the work by itself.
        """
        number = table[column]
        (told,) = rows(table=table.agg(first=number.min(), last=number.max()))
        first, last = told["first"] or 0, told["last"] or 0
        parts = -(-self.counts["events_total"] // TOGETHER)
        size = (last - first) // (parts if self.connection.name == "duckdb" else 1) + 1
        return [(start, start + size - 1) for start in range(first, last + 1, size)]

    def _log_tables(self) -> tuple[ir.Table, ir.Table]:
        events = read(connection=self.connection, folder=self.log / layout.EVENTS_FOLDER)
        objects = read(connection=self.connection, folder=self.log / layout.EVENT_OBJECTS_FOLDER)
        self.counts["events_total"] = _number(events.count())
        if self.lens.touchpoints is not None:
            events = events.filter(events.touchpoint.isin(sorted(self.lens.touchpoints)))
        return events, objects

    def _leads(self, objects: ir.Table) -> ir.Table:
        """Return (event_id, lead), each pair once.

        A log tells a pair twice only where the object plays two parts in the event; taking five
        million pairs apart for nothing would cost a second.
        """
        found = arrange.leads(objects=objects, lens=self.lens)
        plays_parts = bool(_number(objects.qualifier.nunique()))
        return found.distinct() if plays_parts else found

    def _coded(
        self, events: ir.Table, leads: ir.Table, objects: ir.Table, meanwhile: Executor
    ) -> ir.Table:
        lead = arrange.dictionary(names=leads, column="lead")
        leads_written = meanwhile.submit(self._write, "work/lead", [lead], self._beside())
        known = {
            name: self._keep(name, arrange.dictionary(names=events, column=name))
            for name in DICTIONARIES
        }
        matters, slots = self._matters(objects), self._slots(events)
        leads_written.result()
        known["lead"] = self._read("work/lead")
        parts = [
            arrange.coded(
                events=_within(events, "event_id", ids),
                leads=_within(leads, "event_id", ids),
                dictionaries=known,
                matters=None if matters is None else _within(matters, "event_id", ids),
                slots=slots,
                order=self.order,
                engine=self.connection.name,
            )
            for ids in self._ranges(events, "event_id")
        ]
        return self._keep("work/rows", *map(self._in_episodes, self._by_lead(parts)))

    def _by_lead(self, parts: list[ir.Table]) -> list[ir.Table]:
        """Return parts that hold all events of a lead where the lens looks at them together."""
        is_apart = self.lens.silence is None and self.lens.duplicates is Duplicates.KEEP
        if is_apart or len(parts) == 1:
            return parts
        coded = self._keep("work/coded", *parts)
        return [_within(coded, "lead_code", codes) for codes in self._ranges(coded, "lead_code")]

    def _in_episodes(self, coded: ir.Table) -> ir.Table:
        found = arrange.without_duplicates(rows=coded, lens=self.lens, order=self.order)
        return arrange.with_episodes(rows=found, lens=self.lens, order=self.order)

    def _matters(self, objects: ir.Table) -> ir.Table | None:
        found = arrange.services(objects=objects).rename(matter="service")
        known = self._keep("matter", arrange.dictionary(names=found, column="matter"))
        if not _number(known.count()):
            return None
        matched = found.join(known, "matter")
        return matched.group_by("event_id").agg(matter_code=matched.code.min())

    def _slots(self, events: ir.Table) -> ir.Table | None:
        first, last = self._period(events)
        if self.hours is None:
            return None
        return self._keep_small("slot", slots(hours=self.hours, first=first, last=last))

    def _period(self, events: ir.Table) -> tuple[datetime, datetime]:
        engine = self.connection.name
        started = micros(moment=events.started_at, engine=engine)
        ended = micros(moment=events.ended_at, engine=engine)
        (row,) = rows(
            table=events.agg(
                first=started.min(),
                last=started.max(),
                end=ended.max(),
                rows=events.count(),
                is_in_order=arrange.is_numbered_in_order(events=events),
            )
        )
        if not row["rows"]:
            raise NothingToSee
        self.order = arrange.SHORT_ORDER if row["is_in_order"] else arrange.ORDER
        last = max(row["last"], row["end"] or row["last"])
        self.counts["log_first"], self.counts["log_last"] = row["first"], row["last"]
        return _moment(row["first"]), _moment(last)

    def _journeys(self, found: ir.Table, meanwhile: Executor) -> None:
        number = self._keep("work/number", steps.numbered(rows=found))
        runs = self._ranges(number, "journey")
        step = self._steps(found, number, runs)
        told = meanwhile.submit(self._facts, runs, self._beside())
        path = self._keep(
            "work/path", *(steps.paths(step=_within(step, "journey", run)) for run in runs)
        )
        variant = self._variants(path)
        of_paths = meanwhile.submit(self._of_paths, self._beside())
        told.result()
        facts, lead = self._read("work/facts"), self._read("work/lead")
        journey = self._keep(
            "journey",
            *(
                steps.journeys(
                    facts=_within(facts, "journey", run),
                    numbered=_within(number, "journey", run),
                    path=_within(path, "journey", run),
                    variant=variant,
                    lead=lead,
                )
                for run in runs
            ),
        )
        self._families(journey, variant, of_paths.result())
        self.counts["events_seen"] = self._different_events(found)
        self.counts["steps"] = _number(step.count())
        self.counts["journeys"] = _number(journey.count())
        if not self.counts["journeys"]:
            raise NothingToSee

    def _steps(self, found: ir.Table, number: ir.Table, runs: list[tuple[int, int]]) -> ir.Table:
        closing = self._closing()
        parts = (
            steps.steps(
                rows=found,
                journeys=_within(number, "journey", run),
                closing=closing,
                order=self.order,
            )
            for run in runs
        )
        return self._keep("step", *parts)

    def _different_events(self, found: ir.Table) -> int:
        ranges = self._ranges(found, "event_id")
        engine = self.connection.name
        parts = [_within(found, "event_id", ids) for ids in ranges]
        return sum(
            _number(different(table=part, column="event_id", engine=engine)) for part in parts
        )

    def _variants(self, path: ir.Table) -> ir.Table:
        variant = self._keep("work/variant", steps.variants(path=path))
        told = self._keep("work/simpler", steps.simpler(variant=variant))
        known = {
            way: self._keep(way, steps.told_alike(told=told, way=way)) for way in ("route", "trail")
        }
        return self._keep("variant", steps.with_ways(variant=variant, told=told, known=known))

    def _facts(self, runs: list[tuple[int, int]], connection: BaseBackend) -> None:
        step = read(connection=connection, folder=self.folder / "step")
        parts = [steps.facts(step=_within(step, "journey", run)) for run in runs]
        self._write("work/facts", parts, connection)

    def _of_paths(self, connection: BaseBackend) -> families.Grouped:
        """Write the paths' steps, and return which paths differ little."""
        variant, route = (
            read(connection=connection, folder=self.folder / name) for name in ("variant", "route")
        )
        self._write("variant_step", [steps.variant_steps(variant=variant)], connection)
        return families.grouped(route=route)

    def _families(self, journey: ir.Table, variant: ir.Table, grouped: families.Grouped) -> None:
        found = families.measured(journeys=journey, variant=variant, found=grouped)
        table = pa.Table.from_pylist([asdict(each) for each in found], schema=_FAMILY)
        self._keep_small("family", table)

    def _closing(self) -> ir.Table:
        touchpoint = self._read("touchpoint")
        wanted = touchpoint.filter(touchpoint.touchpoint.isin(sorted(self.lens.closing)))
        return wanted.select(closing=wanted.code)


def _within(table: ir.Table, column: str, ends: tuple[int, int]) -> ir.Table:
    return table.filter(table[column].between(*ends))


def _number(value: ir.Scalar) -> int:
    return int(value.to_pyarrow().as_py())


def _moment(microseconds: int) -> datetime:
    return datetime.fromtimestamp(microseconds / MICROS, UTC)
