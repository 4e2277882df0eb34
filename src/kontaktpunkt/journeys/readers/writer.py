"""Batches of events into the Parquet folders of a log."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from kontaktpunkt.journeys.readers.messages import Phrase, row
from kontaktpunkt.journeys.readers.pseudonyms import Pseudonyms
from kontaktpunkt.journeys.readers.refusals import TextTooLong, TooManyTouchpoints
from kontaktpunkt.journeys.readers.shapes import Limits, Mapping, OnProgress, Options, Progress
from kontaktpunkt.journeys.readers.sources import Source
from kontaktpunkt.journeys.readers.staging import check_room
from kontaktpunkt.warehouse import layout

BATCH_ROWS: Final = 122_880  # DuckDB reads Parquet best in row groups of this size
_ROWS_PER_PART: Final = 5_000_000
_PROGRESS_SECONDS: Final = 0.1

# Beside the log, until it is arranged: what tells repeated events and paired ones.
EXTRAS: Final = pa.schema(
    [
        pa.field("event_id", pa.int64()),
        pa.field("source_id", pa.string()),
        pa.field("instance", pa.string()),
    ]
)
# Object-centric files tell relations and types apart; arranging joins them.
RELATIONS: Final = pa.schema(
    [
        pa.field("source_event", pa.string()),
        pa.field("object_key", pa.string()),
        pa.field("qualifier", pa.string()),
    ]
)
OBJECTS: Final = pa.schema(
    [pa.field("object_key", pa.string()), pa.field("object_type", pa.string())]
)

FEEDBACK: Final = pa.schema(
    [
        pa.field("object_key", pa.string()),
        pa.field("score", pa.float64()),
        pa.field("score_max", pa.float64()),
    ]
)
# What `changing.apply` is to do, in the order of event_id.
CHANGES: Final = pa.schema(
    [
        pa.field("event_id", pa.int64()),
        pa.field("is_dropped", pa.bool_()),
        pa.field("is_paired", pa.bool_()),
        pa.field("is_cleared", pa.bool_()),
        pa.field("ended_at", layout.INSTANT),
        pa.field("outcome", pa.string()),
        pa.field("score", pa.float64()),
        pa.field("score_max", pa.float64()),
    ]
)
CHANGES_FOLDER: Final = "changes"

# Every folder that a reading may leave.
STAGED: Final = {
    layout.EVENTS_FOLDER: layout.EVENTS,
    layout.EVENT_OBJECTS_FOLDER: layout.EVENT_OBJECTS,
    layout.OBJECT_ATTRIBUTES_FOLDER: layout.OBJECT_ATTRIBUTES,
    "extras": EXTRAS,
    "relations": RELATIONS,
    "objects": OBJECTS,
    "feedback": FEEDBACK,
    CHANGES_FOLDER: CHANGES,
}
# Those that are gone when the log is arranged.
PASSING: Final = ("extras", "relations", "objects", "feedback", CHANGES_FOLDER)

# What would break a line, colour a screen or turn a text round; names are one line of text.
_UNSEEN: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_UNSEEN_IN_ARROW: Final = (
    r"[\x00-\x1f\x7f-\x{9f}\x{2028}\x{2029}\x{202a}-\x{202e}\x{2066}-\x{2069}]"
)

_TEXTS: Final = ("touchpoint", "unit", "channel", "outcome", "direction", "kind")


@dataclass
class EventBatch:
    """Events in the order of the file; `columns` by their names in `layout.EVENTS`.

    object_key:  one object per event, or None for object-centric files.
    place:       names where event number i of the batch stands in the file.
    """

    columns: dict[str, pa.Array]
    object_key: pa.Array | None = None
    extras: dict[str, pa.Array] = field(default_factory=dict)
    place: Callable[[int], Phrase] = row

    def __len__(self) -> int:
        return len(self.columns["touchpoint"])


@dataclass
class LogWriter:
    """Writes one log below `folder`. Events are numbered in the order in which they come."""

    folder: Path
    source: Source
    mapping: Mapping
    options: Options
    progress: OnProgress
    name: str
    events: int = 0
    kinds: set[str] = field(default_factory=set)
    object_types: set[str] = field(default_factory=set)
    # How many cases the file speaks of, where it says so.
    cases_told: int | None = None

    def __post_init__(self) -> None:
        self._open = ExitStack()
        self._parts: dict[str, _Parts] = {}
        self._touchpoints: set[str] = set()
        self._last_progress = 0.0
        self.pseudonyms = Pseudonyms(self.options.pseudonym_key)

    @property
    def limits(self) -> Limits:
        return self.options.limits

    def add(self, batch: EventBatch) -> None:
        """Check and write one batch."""
        if not len(batch):
            return
        self._check(batch)
        for name in _TEXTS:
            if name in batch.columns:
                batch.columns[name] = _one_line(batch.columns[name])
        ids = pa.array(np.arange(self.events, self.events + len(batch), dtype=np.int64))
        self.write(layout.EVENTS_FOLDER, layout.EVENTS, self._columns(batch, ids))
        if batch.object_key is not None:
            self._write_objects(ids, batch.object_key)
        if batch.extras:
            self.write("extras", EXTRAS, {"event_id": ids, **batch.extras})
        self.events += len(batch)
        check_room(self.folder, self.limits)
        self.tell()

    def write(self, folder: str, schema: pa.Schema, columns: dict[str, pa.Array]) -> None:
        """Write rows to a folder of the log; columns that are not given are null."""
        rows = len(next(iter(columns.values())))
        arrays = [
            _as_type(columns[field.name], field.type)
            if field.name in columns
            else pa.nulls(rows, field.type)
            for field in schema
        ]
        if folder not in self._parts:
            self._parts[folder] = _Parts(self.folder / folder, schema)
        self._parts[folder].write(pa.RecordBatch.from_arrays(arrays, schema=schema))

    def replace(self, folder: str, batches: Iterable[pa.RecordBatch]) -> None:
        """Put other rows into a folder, which may come from those that are in it."""
        fresh = f"{folder}.new"
        for batch in batches:
            self.tell("arranging")
            columns = {name: batch.column(name) for name in batch.schema.names}
            self.write(fresh, STAGED[folder], columns)
        self.close()
        shutil.rmtree(self.folder / folder, ignore_errors=True)
        if (self.folder / fresh).exists():
            (self.folder / fresh).rename(self.folder / folder)

    def write_attributes(
        self, *, keys: pa.Array, kinds: pa.Array, name: str, values: pa.Array
    ) -> None:
        """Keep an attribute of objects, for filters. The keys are those that are kept."""
        given = pc.and_(values.is_valid(), keys.is_valid())
        if pc.any(given).as_py():
            columns = {
                "object_key": keys.filter(given),
                "object_type": kinds.filter(given),
                "name": pa.repeat(pa.scalar(name), pc.sum(given).as_py()),
                "value": values.filter(given),
            }
            self.write(layout.OBJECT_ATTRIBUTES_FOLDER, layout.OBJECT_ATTRIBUTES, columns)

    def tell(self, step: str = "reading") -> None:
        """Report progress, at most ten times a second."""
        now = time.monotonic()
        if now - self._last_progress >= _PROGRESS_SECONDS:
            self._last_progress = now
            self.report(step)

    def report(self, step: str) -> None:
        """Report progress at once."""
        done = Progress(
            step=step,  # type: ignore[arg-type]
            bytes_read=min(self.source.bytes_read, self.source.size),
            bytes_total=self.source.size,
            events=self.events,
        )
        self.progress(done)

    def close(self) -> None:
        """Finish every file. Also when the reading failed, so that nothing stays open."""
        for parts in self._parts.values():
            parts.close()

    def _columns(self, batch: EventBatch, ids: pa.Array) -> dict[str, pa.Array]:
        count = len(batch)
        ranks = pa.repeat(pa.scalar(self.options.source_rank, pa.int16()), count)
        fixed = {
            "event_id": ids,
            "source": pa.repeat(pa.scalar(self.name), count),
            "source_rank": ranks,
        }
        if self.mapping.fixed_channel:
            fixed["channel"] = pa.repeat(pa.scalar(self.mapping.fixed_channel), count)
        return {"source_seq": ids} | fixed | batch.columns

    def _write_objects(self, ids: pa.Array, keys: pa.Array) -> None:
        kind = pa.repeat(pa.scalar(self.mapping.object_type), len(ids))
        columns = {
            "event_id": ids,
            "object_key": self.pseudonyms.replace(keys),
            "object_type": kind,
        }
        self.write(layout.EVENT_OBJECTS_FOLDER, layout.EVENT_OBJECTS, columns)

    def _check(self, batch: EventBatch) -> None:
        for name in _TEXTS:
            if name in batch.columns:
                self._check_length(batch, name, batch.columns[name])
        if batch.object_key is not None:
            self._check_length(batch, "case", batch.object_key)
        if "kind" in batch.columns:
            self.kinds.update(map(str.lower, _unique(batch.columns["kind"])))
        self._check_touchpoints(batch.columns["touchpoint"])

    def _check_length(self, batch: EventBatch, column: str, texts: pa.Array) -> None:
        if not pa.types.is_string(texts.type):
            return
        too_long = pc.greater(pc.utf8_length(texts), self.limits.text_characters)
        if pc.any(too_long).as_py():
            place = batch.place(pc.index(too_long, True).as_py())
            raise TextTooLong(column=column, place=place, limit=self.limits.text_characters)

    def _check_touchpoints(self, texts: pa.Array) -> None:
        self._touchpoints.update(_unique(texts))
        if len(self._touchpoints) > self.limits.touchpoints:
            column = " · ".join(self.mapping.touchpoint) or "touchpoint"
            example = texts[-1].as_py()[:80]
            limit = self.limits.touchpoints
            raise TooManyTouchpoints(limit=limit, column=column, example=example)


class _Parts:
    """A folder of Parquet files, each of at most some million rows."""

    def __init__(self, folder: Path, schema: pa.Schema) -> None:
        self.folder, self.schema = folder, schema
        self.count = self.rows = 0
        self.writer: pq.ParquetWriter | None = None
        self._waiting: list[pa.RecordBatch] = []

    def write(self, batch: pa.RecordBatch) -> None:
        self._waiting.append(batch)
        if sum(map(len, self._waiting)) >= BATCH_ROWS:
            self._write_waiting()

    def close(self) -> None:
        self._write_waiting()
        if self.writer is not None:
            self.writer.close()
            self.writer = None

    def _write_waiting(self) -> None:
        """Write small batches together: many small row groups are slow to read."""
        if not self._waiting:
            return
        if self.writer is None or self.rows >= _ROWS_PER_PART:
            self._next()
        assert self.writer is not None
        table = pa.Table.from_batches(self._waiting, self.schema)
        self._waiting = []
        self.writer.write_table(table, row_group_size=len(table))
        self.rows += len(table)

    def _next(self) -> None:
        if self.writer is not None:
            self.writer.close()
        self.folder.mkdir(exist_ok=True)
        path = self.folder / f"part-{self.count:05}.parquet"
        self.writer = pq.ParquetWriter(path, self.schema, compression="zstd", compression_level=1)
        self.count, self.rows = self.count + 1, 0


def _unique(texts: pa.Array) -> list[str]:
    return [str(text) for text in pc.unique(texts).to_pylist() if text is not None]


def _one_line(texts: pa.Array) -> pa.Array:
    if not any(map(_UNSEEN.search, _unique(texts))):
        return texts
    spaced = pc.replace_substring_regex(texts, r"[\t\r\n]+", " ")
    return pc.replace_substring_regex(spaced, _UNSEEN_IN_ARROW, "\ufffd")


def _as_type(values: pa.Array, kind: pa.DataType) -> pa.Array:
    return values if values.type == kind else pc.cast(values, kind)
