"""Changes of a log that was written: events dropped, given an end or a score, numbered anew.

Both sides are read in the order of event_id and merged as they stream, so that a log of any size
is changed in little memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from kontaktpunkt.journeys.readers.writer import CHANGES_FOLDER, LogWriter
from kontaktpunkt.warehouse import layout

_ROWS: Final = 30_000
_REPLACED: Final = ("ended_at", "outcome", "score", "score_max")

Numbers = npt.NDArray[np.int64]


def apply(writer: LogWriter) -> None:
    """Change the log by what `arranging` left to be done, if anything."""
    changes = writer.folder / CHANGES_FOLDER
    if not changes.is_dir():
        return
    events = writer.folder / layout.EVENTS_FOLDER
    writer.replace(layout.EVENTS_FOLDER, changed_events(events, Sorted(_batches(changes))))
    objects = writer.folder / layout.EVENT_OBJECTS_FOLDER
    if objects.is_dir():
        dropped = (batch.filter(batch.column("is_dropped")) for batch in _batches(changes))
        writer.replace(layout.EVENT_OBJECTS_FOLDER, renumbered(objects, Sorted(dropped)))


class Sorted:
    """Rows that come in the order of their event_id, to be taken up to a limit."""

    def __init__(self, batches: Iterable[pa.RecordBatch]) -> None:
        self._batches = iter(batches)
        self._waiting: list[pa.RecordBatch] = []

    def below(self, limit: int) -> pa.Table | None:
        """Take the rows whose event_id is below the limit; None when there are none."""
        taken: list[pa.RecordBatch] = []
        while batch := self._next():
            count = int(np.searchsorted(_ids(batch), limit))
            if count:
                taken.append(batch.slice(0, count))
            if count < len(batch):
                self._waiting.append(batch.slice(count))
                break
        return pa.Table.from_batches(taken) if taken else None

    def _next(self) -> pa.RecordBatch | None:
        if self._waiting:
            return self._waiting.pop()
        return next((batch for batch in self._batches if len(batch)), None)


def changed_events(folder: Path, changes: Sorted) -> Iterator[pa.RecordBatch]:
    """Yield the events of a folder with their changes; they are numbered from 0 without gaps.

    changes: event_id, is_dropped, is_paired, is_cleared (of its outcome), and what is to stand in
             `_REPLACED` where not null.
    """
    number = 0
    for events in _batches(folder):
        first = events.column("event_id")[0].as_py()
        change = changes.below(first + len(events))
        kept = events if change is None else _changed(events, change, first)
        count = len(kept)
        yield _with(kept, event_id=pa.array(np.arange(number, number + count)))
        number += count


def renumbered(folder: Path, dropped: Sorted) -> Iterator[pa.RecordBatch]:
    """Yield the rows of a folder without those of dropped events, numbered as the events are."""
    passed, near = 0, np.zeros(0, np.int64)
    for rows in _batches(folder):
        ids = _ids(rows)
        more = dropped.below(int(ids[-1]) + 1)
        # An event's rows may go on from the batch before.
        is_past = near < ids[0]
        passed, near = passed + int(is_past.sum()), near[~is_past]
        if more is not None:
            near = np.concatenate([near, _ids(more)])
        is_kept = ~np.isin(ids, near)
        kept = ids[is_kept]
        anew = kept - passed - np.searchsorted(near, kept)
        yield _with(rows.filter(pa.array(is_kept)), event_id=pa.array(anew))


def _changed(events: pa.RecordBatch, change: pa.Table, first: int) -> pa.RecordBatch:
    at = _ids(change) - first
    for name in _REPLACED:
        events = _replaced(events, name, at, change.column(name).combine_chunks())
    is_paired = change.column("is_paired").to_numpy()
    nothing = pa.nulls(int(is_paired.sum()), pa.string())
    kinds = pc.replace_with_mask(events.column("kind"), _mask(events, at[is_paired]), nothing)
    cleared = at[change.column("is_cleared").to_numpy()]
    if len(cleared):
        blank = pa.nulls(len(np.unique(cleared)), pa.string())
        outcome = pc.replace_with_mask(events.column("outcome"), _mask(events, cleared), blank)
        events = _with(events, outcome=outcome)
    is_dropped = change.column("is_dropped").to_numpy()
    is_kept = pc.invert(_mask(events, at[is_dropped]))
    return _with(events, kind=kinds).filter(is_kept)


def _replaced(events: pa.RecordBatch, name: str, at: Numbers, values: pa.Array) -> pa.RecordBatch:
    is_given = values.is_valid()
    if not pc.any(is_given).as_py():
        return events
    mask = _mask(events, at[is_given.to_numpy(zero_copy_only=False)])
    given = pc.cast(values.filter(is_given), events.schema.field(name).type)
    return _with(events, **{name: pc.replace_with_mask(events.column(name), mask, given)})


def _mask(events: pa.RecordBatch, at: Numbers) -> pa.Array:
    mask = np.zeros(len(events), np.bool_)
    mask[at] = True
    return pa.array(mask)


def _with(rows: pa.RecordBatch, **columns: pa.Array) -> pa.RecordBatch:
    arrays = [columns.get(field.name, rows.column(field.name)) for field in rows.schema]
    return pa.RecordBatch.from_arrays(arrays, schema=rows.schema)


def _ids(rows: pa.RecordBatch | pa.Table) -> Numbers:
    found: Numbers = rows.column("event_id").to_numpy()
    return found


def _batches(folder: Path) -> Iterator[pa.RecordBatch]:
    for part in sorted(folder.glob("*.parquet")):
        with pq.ParquetFile(part) as file:
            yield from (
                batch for batch in file.iter_batches(_ROWS, use_threads=False) if len(batch)
            )
