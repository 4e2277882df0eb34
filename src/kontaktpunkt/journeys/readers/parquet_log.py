"""Parquet logs: columns are checked by type before a row is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from kontaktpunkt.journeys.readers.messages import Phrase, _, row
from kontaktpunkt.journeys.readers.refusals import (
    BrokenParquet,
    NoHeader,
    SameColumnTwice,
    TextTooLong,
    TooManyColumns,
    WrongColumnType,
)
from kontaktpunkt.journeys.readers.shapes import Mapping, Options
from kontaktpunkt.journeys.readers.sources import Source
from kontaktpunkt.journeys.readers.tables import Rows, holds_persons
from kontaktpunkt.journeys.readers.text_table import empty_as_null
from kontaktpunkt.journeys.readers.times import Clock
from kontaktpunkt.warehouse.layout import INSTANT

_ROWS: Final = 16_384


@dataclass
class ParquetTable:
    """A Parquet file as a table."""

    source: Source
    _file: pq.ParquetFile = field(init=False)
    _labels: set[str] = field(default_factory=set)
    _clocks: set[str] = field(default_factory=set)
    _days: frozenset[str] = frozenset()
    _hides_letters: bool = False

    def __post_init__(self) -> None:
        try:
            self._file = pq.ParquetFile(self.source.path, memory_map=False)
        except (pa.ArrowException, OSError) as error:
            raise BrokenParquet(reason=_short(error)) from None

    @property
    def schema(self) -> pa.Schema:
        return self._file.schema_arrow

    def header(self) -> list[str]:
        """Return the names of the columns."""
        names = list(self.schema.names)
        if len(names) > self.source.limits.columns:
            raise TooManyColumns(limit=self.source.limits.columns)
        if twice := next((name for name in names if names.count(name) > 1), None):
            raise SameColumnTwice(column=twice)
        if not names:
            raise NoHeader
        return names

    def sample(self, rows: int) -> list[list[str]]:
        """Return the first rows as text."""
        simple = [each.name for each in self.schema if not pa.types.is_nested(each.type)]
        first = next(self._batches(simple, rows), None)
        cells = {} if first is None else {name: _listed(first.column(name)) for name in simple}
        count = 0 if first is None else len(first)
        return [
            [_shown(cells[name][number]) if name in cells else "" for name in self.schema.names]
            for number in range(count)
        ]

    def check_types(self, mapping: Mapping, options: Options) -> None:
        """Raise WrongColumnType for a column that cannot mean what it is said to mean."""
        self._days = mapping.days_with_clocks
        self._hides_letters = holds_persons(self.schema.names, options)
        numbers = (mapping.score, mapping.score_max, mapping.duration_milliseconds)
        for name in mapping.columns:
            kind = _value_type(self.schema.field(name).type)
            if name in mapping.clock_columns:
                is_fit = pa.types.is_time(kind) or _is_time(kind)
                _check(name, kind, is_fit, _("times of day"))
                self._clocks.add(name)
            elif name in mapping.time_columns:
                _check(name, kind, _is_time(kind), _("times"))
            elif name in numbers:
                _check(name, kind, _is_number(kind) or _is_text(kind), _("numbers"))
            elif name == mapping.is_contact:
                is_fit = pa.types.is_boolean(kind) or _is_text(kind)
                _check(name, kind, is_fit, _("yes or no"))
            else:
                _check(name, kind, _is_label(kind), _("text"))
                self._labels.add(name)

    def rows(self, columns: tuple[str, ...], clock: Clock) -> Iterator[Rows]:
        """Yield rows; texts as text, times as instants."""
        first = 0
        for batch in self._batches(list(columns), _ROWS):
            for name in columns:
                self._check_texts(batch.column(name), name, first + 1)
            found = {name: self._plain(batch.column(name), name, clock) for name in columns}
            yield Rows(found, _places(first + 1), self._hides_letters)
            first += len(batch)
            self.source.bytes_read = self._share(first)

    def _plain(self, values: pa.Array, name: str, clock: Clock) -> pa.Array:
        if name in self._clocks or name in self._days:
            return _as_told(values, "%H:%M:%S" if name in self._clocks else "%Y-%m-%d")
        if name not in self._labels or not pa.types.is_floating(values.type):
            return _plain(values, clock, is_label=name in self._labels)
        try:  # whole numbers that became floating when some were missing
            return _plain(pc.cast(values, pa.int64()), clock)
        except pa.ArrowInvalid:
            found, expected = str(values.type), Phrase(_("text"))
            raise WrongColumnType(column=name, found=found, expected=expected) from None

    def _check_texts(self, values: pa.Array, name: str, first: int) -> None:
        """A dictionary holds a text once; it must not grow when every row gets its own."""
        if not pa.types.is_dictionary(values.type):
            return
        limit = self.source.limits.text_characters
        is_long = pc.greater(pc.binary_length(values.dictionary), 4 * limit)
        if pc.any(is_long).as_py():
            number = pc.index(values.indices, pc.index(is_long, True)).as_py()
            raise TextTooLong(column=name, place=row(first + max(number, 0)), limit=limit)

    def _share(self, rows: int) -> int:
        total = self._file.metadata.num_rows
        return self.source.size * rows // total if total else self.source.size

    def _batches(self, columns: list[str], rows: int) -> Iterator[pa.RecordBatch]:
        texts = [each.name for each in self.schema if _is_text(each.type)]
        try:
            file = pq.ParquetFile(self.source.path, memory_map=False, read_dictionary=texts)
            yield from file.iter_batches(batch_size=rows, columns=columns, use_threads=False)
        except (pa.ArrowException, OSError) as error:
            raise BrokenParquet(reason=_short(error)) from None


def _places(first: int) -> Callable[[int], Phrase]:
    return lambda number: row(first + number)


def _plain(values: pa.Array, clock: Clock, *, is_label: bool = False) -> pa.Array:
    kind = values.type
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        return _instants(values, clock)
    is_number = pa.types.is_decimal(kind) or pa.types.is_floating(kind)
    if pa.types.is_boolean(kind) or (is_number and not is_label):
        return values
    return empty_as_null(pc.cast(values, pa.string()))


def _as_told(values: pa.Array, form: str) -> pa.Array:
    """Return days, or times of day, as text; the two are joined before they are a time."""
    kind = _value_type(values.type)
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        return pc.strftime(values, format=form)
    return empty_as_null(pc.cast(values, pa.string()))


def _instants(values: pa.Array, clock: Clock) -> pa.Array:
    if pa.types.is_date(values.type):
        clock.dateonly += len(values) - values.null_count
    values = _within_reach(values)
    local = pc.cast(values, pa.timestamp("us", tz=getattr(values.type, "tz", None)), safe=False)
    return pc.cast(local, INSTANT) if local.type.tz else clock.of_local(local)


def _within_reach(values: pa.Array) -> pa.Array:
    """Hold coarse times within what microseconds can count, so that none turns into another."""
    factor = {"s": 1_000_000, "ms": 1_000}.get(getattr(values.type, "unit", ""), 0)
    if not factor or pa.types.is_date(values.type):
        return values
    counts, most = pc.cast(values, pa.int64()), (2**63 - 1) // factor
    held = pc.max_element_wise(counts, pa.scalar(-most), skip_nulls=False)
    held = pc.min_element_wise(held, pa.scalar(most), skip_nulls=False)
    return pc.cast(held, values.type)


def _check(name: str, kind: pa.DataType, is_fit: bool, expected: str) -> None:
    if not is_fit:
        raise WrongColumnType(column=name, found=str(kind)[:80], expected=Phrase(expected))


def _value_type(kind: pa.DataType) -> pa.DataType:
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def _is_text(kind: pa.DataType) -> bool:
    kind = _value_type(kind)
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _is_number(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)
    )


def _is_label(kind: pa.DataType) -> bool:
    is_whole = pa.types.is_integer(kind) or (pa.types.is_decimal(kind) and kind.scale == 0)
    is_plain = _is_text(kind) or pa.types.is_boolean(kind) or pa.types.is_floating(kind)
    return bool(is_whole or is_plain)


def _is_time(kind: pa.DataType) -> bool:
    """Whole numbers may be seconds or milliseconds; their values must show it."""
    is_moment = pa.types.is_timestamp(kind) or pa.types.is_date(kind)
    return bool(is_moment or pa.types.is_integer(kind) or _is_text(kind))


def _listed(values: pa.Array) -> list[object]:
    try:
        found: list[object] = values.to_pylist()
    except (OverflowError, ValueError):  # times that Python has no name for
        return [None] * len(values)
    return found


def _shown(value: object) -> str:
    return "" if value is None else str(value)[:200]


def _short(error: Exception) -> str:
    first = str(error).strip().partition("\n")[0].partition(". ")[0]
    return first.rstrip(".")[:120] or type(error).__name__
