"""Reading a log: from a foreign file to Parquet in the shape of `warehouse.layout`."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from kontaktpunkt.journeys.readers import changing, notices
from kontaktpunkt.journeys.readers.arranging import Arranging, Counts, arranging
from kontaktpunkt.journeys.readers.csv_log import CsvTable
from kontaktpunkt.journeys.readers.excel_log import ExcelTable
from kontaktpunkt.journeys.readers.guessing import guess
from kontaktpunkt.journeys.readers.messages import line
from kontaktpunkt.journeys.readers.ocel import OcelCollector
from kontaktpunkt.journeys.readers.ocel_json import read_json
from kontaktpunkt.journeys.readers.ocel_sqlite import read_sqlite
from kontaktpunkt.journeys.readers.ocel_xml import read_xml
from kontaktpunkt.journeys.readers.parquet_log import ParquetTable
from kontaktpunkt.journeys.readers.presets import check_answers, write_answers
from kontaktpunkt.journeys.readers.refusals import LogRefused
from kontaktpunkt.journeys.readers.shapes import (
    Format,
    LogSummary,
    Mapping,
    Notice,
    OnProgress,
    Options,
    Progress,
)
from kontaktpunkt.journeys.readers.sniffing import sniff
from kontaktpunkt.journeys.readers.sources import Source, log_name
from kontaktpunkt.journeys.readers.staging import check_room, staged
from kontaktpunkt.journeys.readers.tables import Rows, TableReading, check_mapping
from kontaktpunkt.journeys.readers.text import NotThisEncoding, encoding_after
from kontaktpunkt.journeys.readers.text_table import TextTable
from kontaktpunkt.journeys.readers.time_order import settled_order
from kontaktpunkt.journeys.readers.times import Clock, zone_named
from kontaktpunkt.journeys.readers.tokens import NotPlain
from kontaktpunkt.journeys.readers.writer import PASSING, LogWriter
from kontaktpunkt.journeys.readers.xes import CASE, XesTable
from kontaktpunkt.journeys.readers.xes_plain import PlainXes
from kontaktpunkt.warehouse import layout

READER_VERSION: Final = 1


def _ignore(_: Progress) -> None:
    pass


def read(
    path: Path,
    *,
    target: Path,
    mapping: Mapping | None = None,
    options: Options | None = None,
    progress: OnProgress = _ignore,
) -> LogSummary:
    """Read a log into the folder `target`, replacing a log that is there.

    mapping:  which column means what; what `guess` finds when None.
    progress: is told how far the reading is, at most ten times a second; what it raises stops it.
    Raises LogRefused; then `target` is as it was.
    """
    wanted = options or Options()
    kind = sniff(path, wanted.limits)
    if wanted.feedback:
        check_answers(wanted.feedback, wanted)
    if mapping is None:
        guessed = guess(path, wanted)
        mapping, wanted = guessed.mapping, guessed.options
    order = _Order(kind, path, target, mapping, wanted, progress)
    while True:
        try:
            return order.carry_out()
        except NotPlain:
            order = replace(order, is_plain=False)
        except NotThisEncoding as failed:
            encoding = encoding_after(failed, Source(path, wanted.limits))
            known = replace(order.options, encoding=encoding, is_encoding_guessed=True)
            order = replace(order, options=known)


@dataclass(frozen=True)
class _Order:
    """One attempt to read a file: in one encoding, by the fast way or the general one."""

    kind: Format
    path: Path
    target: Path
    mapping: Mapping
    options: Options
    progress: OnProgress
    is_plain: bool = True

    def carry_out(self) -> LogSummary:
        source = Source(self.path, self.options.limits, self.options.encoding_said)
        name = self.options.name or log_name(self.path)
        with staged(self.target) as folder:
            writer = LogWriter(folder, source, self.mapping, self.options, self.progress, name)
            try:
                told = _READINGS[self.kind](self._as_read(), source, writer)
            except LogRefused:
                source.check_unchanged()  # what is wrong may be only that it is not finished
                raise
            finally:
                writer.close()
            counts, arranged = _arrange(writer)
            source.check_unchanged()
            check_room(folder, self.options.limits)
            told = [*self._assumed(source), *told, *arranged, *_judged(counts, writer, told)]
            summary = self._summary(writer, counts, told)
            _finish(folder, summary)
        return summary

    def _as_read(self) -> _Order:
        """What is written in an encoding that somebody stated comes as UTF-8."""
        if not self.options.encoding_said:
            return self
        return replace(self, options=replace(self.options, encoding="utf-8"))

    def _assumed(self, source: Source) -> list[Notice]:
        encoding, damage = self.options.encoding, source.damage
        if encoding and damage:
            place = line(damage.line)
            return [notices.damaged_text(damage.count, place, encoding)] if damage.count else []
        is_assumed = encoding is not None and not encoding.startswith("utf")
        return [notices.encoding_assumed(encoding)] if encoding and is_assumed else []

    def _summary(self, writer: LogWriter, counts: Counts, told: list[Notice]) -> LogSummary:
        lead = _lead(counts.objects, self.mapping)
        empty = [notice for notice in told if notice.code == "empty-cases"]
        return LogSummary(
            folder=self.target,
            name=writer.name,
            source_file=self.path.name,
            format=self.kind,
            sha256=writer.source.sha256(),
            reader_version=READER_VERSION,
            imported_at=datetime.now(UTC),
            events=counts.events,
            cases=counts.objects.get(lead, 0),
            empty_cases=sum(int(str(notice.phrase.values["count"])) for notice in empty),
            touchpoints=counts.touchpoints,
            units=counts.units,
            channels=counts.channels,
            objects=counts.objects,
            lead_object_type=lead,
            first=counts.first,
            last=counts.last,
            mapping=self.mapping,
            time_zone=self.mapping.time_zone or self.options.time_zone,
            notices=tuple(told),
        )


def _read_xes(order: _Order, source: Source, writer: LogWriter) -> list[Notice]:
    table = XesTable(source, order.options.encoding)
    clock = _clock(order.mapping, order.options)
    reading = TableReading(order.mapping, order.options, clock)
    check_mapping(order.mapping, columns=list(order.mapping.columns), options=order.options)
    is_plain = order.is_plain and order.options.encoding is None
    columns = order.mapping.columns
    for rows in PlainXes(table, columns).rows() if is_plain else table.rows(columns):
        reading.write(rows, writer)
    if not writer.events:
        reading.refuse_empty(XesTable(source, order.options.encoding).sample(1_000))
    counts = table.counts
    if order.mapping.case == CASE:
        writer.cases_told = counts.traces - counts.empty
    told = [
        (notices.empty_cases, counts.empty),
        (notices.unnamed_cases, counts.unnamed),
        (notices.outside_cases, counts.outside),
    ]
    return [*(making(count) for making, count in told if count), *reading.notices()]


def _read_csv(order: _Order, source: Source, writer: LogWriter) -> list[Notice]:
    return _read_text_table(order, CsvTable(source, order.options), writer)


def _read_excel(order: _Order, source: Source, writer: LogWriter) -> list[Notice]:
    return _read_text_table(order, ExcelTable(source, order.options), writer)


def _read_text_table(order: _Order, table: TextTable, writer: LogWriter) -> list[Notice]:
    check_mapping(order.mapping, columns=table.header(), options=order.options)
    return write_table(order.mapping, table.options, table.rows, writer)


def _read_parquet(order: _Order, source: Source, writer: LogWriter) -> list[Notice]:
    table = ParquetTable(source)
    check_mapping(order.mapping, columns=table.header(), options=order.options)
    table.check_types(order.mapping, order.options)
    clock = _clock(order.mapping, order.options)

    def rows(columns: tuple[str, ...]) -> Iterator[Rows]:
        return table.rows(columns, clock)

    return write_table(order.mapping, order.options, rows, writer, clock)


def _read_ocel_json(order: _Order, source: Source, writer: LogWriter) -> list[Notice]:
    collector = OcelCollector(order.mapping, order.options, writer)
    read_json(source, order.options, collector)
    return collector.finish()


def _read_ocel_xml(order: _Order, source: Source, writer: LogWriter) -> list[Notice]:
    collector = OcelCollector(order.mapping, order.options, writer)
    read_xml(source, order.options, collector)
    return collector.finish()


def _read_ocel_sqlite(order: _Order, source: Source, writer: LogWriter) -> list[Notice]:
    # SQLite’s own clock is UTC, and exporters follow it.
    collector = OcelCollector(order.mapping, order.options, writer, zone="UTC")
    read_sqlite(source, collector)
    return collector.finish()


def _clock(mapping: Mapping, options: Options) -> Clock:
    return Clock("year-first", zone_named(mapping.time_zone or options.time_zone))


def write_table(
    mapping: Mapping,
    options: Options,
    rows: Callable[[tuple[str, ...]], Iterable[Rows]],
    writer: LogWriter,
    clock: Clock | None = None,
) -> list[Notice]:
    """Write the events of a table, whose rows can be read more than once."""
    clock = clock or _clock(mapping, options)
    told: list[Notice] = []
    if options.time_order:
        clock.order = options.time_order
    else:
        settled = settled_order(_told(rows(mapping.time_columns), writer))
        clock.order = settled.order
        told += settled.notices()
    clock.zoneless = clock.dateonly = writer.source.bytes_read = 0
    reading = TableReading(mapping, options, clock)
    for some in rows(mapping.columns):
        reading.write(some, writer)
    if not writer.events:
        reading.refuse_empty()
    if options.feedback:
        write_answers(options.feedback, options, writer)
    return told + reading.notices()


def _told(batches: Iterable[Rows], writer: LogWriter) -> Iterator[Rows]:
    for some in batches:
        writer.tell()
        yield some


def _arrange(writer: LogWriter) -> tuple[Counts, list[Notice]]:
    writer.report("arranging")
    with arranging(writer) as steps:
        _all_steps(steps)
    changing.apply(writer)
    writer.report("counting")
    with arranging(writer) as counting:
        return counting.count(), steps.notices


def _all_steps(steps: Arranging) -> None:
    for step in (
        steps.drop_repeated,
        steps.pair_lifecycle,
        steps.score,
        steps.settle_outcomes,
        steps.type_objects,
        steps.settle_attributes,
        steps.save_changes,
    ):
        steps.writer.tell("arranging")
        step()


def _judged(counts: Counts, writer: LogWriter, before: list[Notice]) -> list[Notice]:
    told = []
    if counts.ends_before_start:
        told.append(notices.ends_before_start(counts.ends_before_start))
    is_whole = not any(notice.code in notices.LEFT_OUT for notice in before)
    shared = is_whole and (writer.cases_told or 0) - counts.objects.get(
        writer.mapping.object_type, 0
    )
    if shared > 0:
        told.append(notices.shared_names(shared))
    if writer.pseudonyms.is_forced:
        told.append(notices.pseudonymised())
    return told


def _lead(objects: dict[str, int], mapping: Mapping) -> str:
    """Return the type whose journeys to look at first: a case, else what there is most of."""
    if mapping.object_type in objects:
        return mapping.object_type
    known = [kind for kind in layout.OBJECT_TYPES if kind in objects]
    most = max(objects, key=lambda kind: objects[kind], default=mapping.object_type)
    return known[0] if known else most


def _finish(folder: Path, summary: LogSummary) -> None:
    for name in PASSING:
        shutil.rmtree(folder / name, ignore_errors=True)
    text = json.dumps(summary.as_json(), ensure_ascii=False, indent=1)
    (folder / layout.LOG_FILE).write_text(text + "\n", encoding="utf-8")


_READINGS: Final[dict[Format, Callable[[_Order, Source, LogWriter], list[Notice]]]] = {
    Format.XES: _read_xes,
    Format.CSV: _read_csv,
    Format.EXCEL: _read_excel,
    Format.PARQUET: _read_parquet,
    Format.OCEL_JSON: _read_ocel_json,
    Format.OCEL_XML: _read_ocel_xml,
    Format.OCEL_SQLITE: _read_ocel_sqlite,
}
