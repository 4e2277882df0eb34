"""Rows of any table as events: what CSV, Excel and Parquet have in common."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final, NoReturn

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kontaktpunkt.journeys.readers import clocks, notices
from kontaktpunkt.journeys.readers.columns import is_person
from kontaktpunkt.journeys.readers.messages import Phrase, _
from kontaktpunkt.journeys.readers.refusals import (
    BadTime,
    BadValue,
    HoldsNoEvents,
    MissingColumn,
    NoCaseColumn,
    NoCaseGiven,
    NoEvents,
    NoTimeColumn,
    NoTouchpointColumn,
    NoTouchpointGiven,
    PersonColumn,
)
from kontaktpunkt.journeys.readers.shapes import Mapping, Notice, Options
from kontaktpunkt.journeys.readers.times import EXAMPLES, Clock, plausible, times_told
from kontaktpunkt.journeys.readers.writer import EventBatch, LogWriter
from kontaktpunkt.warehouse import layout

_JOINED = " · "
# Columns that we add; no file can name a column so.
_ROW, _HAPPENED, _STARTED = "\0row", "\0touchpoint", "\0started"
# The place of an event in its source, where that is not the order in which it is read.
SEQUENCE: Final = "\0sequence"
# XES attributes that are looked for unasked.
USUAL: Final = frozenset({"lifecycle:transition", "concept:instance", "org:group"})
# What our own object-centric exports say of an event, each by the name of its role.
OCEL_ATTRIBUTES: Final = (
    "ended_at", "unit", "channel", "outcome", "initiator", "direction", "is_contact", "score",
    "score_max",
)  # fmt: skip
_TRUE = ("true", "1", "yes", "y", "ja", "j", "sand", "sant")
_FALSE = ("false", "0", "no", "n", "nej", "falsk", "falskt")
YES_OR_NO: Final = frozenset({*_TRUE, *_FALSE})
# In a table with a row for each case these tell how it ended, not of each milestone.
_OF_THE_CASE: Final = frozenset({"outcome", "score", "score_max"})
_ONE_DAY: Final = pa.scalar(timedelta(days=1), pa.duration("us"))
_COPIED = ("unit", "channel", "direction", "outcome")


@dataclass
class Rows:
    """A run of rows, column by column: text, or instants where the table holds times.

    place: names where row number i of the run stands in the file.
    hides_letters: the table holds employees too, who may have slipped into another column.
    """

    columns: dict[str, pa.Array]
    place: Callable[[int], Phrase]
    hides_letters: bool = False

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    def filter(self, wanted: pa.Array) -> Rows:
        """Keep the rows that are wanted, each with its place."""
        kept = np.flatnonzero(wanted.to_numpy(zero_copy_only=False))
        columns = {name: values.filter(wanted) for name, values in self.columns.items()}
        place = self.place
        return Rows(columns, lambda number: place(int(kept[number])), self.hides_letters)

    def quoted(self, value: object) -> str:
        """Return a value as a refusal may tell it; refusals are kept, and read by others."""
        text = str(value)[:80]
        return re.sub(r"[^\W\d_]", "•", text) if self.hides_letters else text


def holds_persons(columns: Iterable[str], options: Options) -> bool:
    """Whether a table has columns of employees, which are left at the door."""
    return not options.are_persons_allowed and any(map(is_person, columns))


def check_mapping(mapping: Mapping, *, columns: list[str], options: Options) -> None:
    """Raise the refusal that says what is missing in the mapping, or wrong with it."""
    listed = ", ".join(columns[:40])
    for column in mapping.columns:
        if column not in columns:
            raise MissingColumn(column=column, columns=listed)
        if is_person(column) and not options.are_persons_allowed:
            raise PersonColumn(column=column)
    if mapping.case is None and not mapping.is_row_a_case and not mapping.has_many_objects:
        raise NoCaseColumn(columns=listed)
    if not mapping.milestones:
        if mapping.started_at is None:
            raise NoTimeColumn(columns=listed)
        if not mapping.touchpoint:
            raise NoTouchpointColumn(columns=listed)


@dataclass
class TableReading:
    """Turns rows into events by a mapping, and counts what it leaves out."""

    mapping: Mapping
    options: Options
    clock: Clock
    left_out: Counter[str] = field(default_factory=Counter)
    filled: set[str] = field(default_factory=set)
    rows: int = 0

    @property
    def key(self) -> str:
        """The column that names the case; object-centric logs have none."""
        return self.mapping.case or _ROW

    def write(self, rows: Rows, writer: LogWriter) -> None:
        """Write the events of some rows."""
        columns = dict(rows.columns)
        times = (*self.mapping.time_columns, *self.mapping.clock_columns)
        columns |= {name: times_told(columns[name]) for name in times}
        self.filled.update(name for name, each in columns.items() if each.null_count < len(each))
        if self.mapping.is_row_a_case and self.mapping.case is None:
            columns[_ROW] = _numbered(self.rows, len(rows))
        self.rows += len(rows)
        kept = Rows(columns, rows.place, rows.hides_letters)
        if not self.mapping.has_many_objects:
            kept = self._with(kept, self.key, "case")
        if len(kept):
            self._write_attributes(kept, writer)
            batch = self._milestones(kept) if self.mapping.milestones else self._events(kept)
            writer.add(batch)

    def notices(self) -> list[Notice]:
        """What was assumed and left out, when all rows are written."""
        told = [
            notices.zoneless(self.clock.zoneless, self.clock.zone.key)
            if self.clock.zoneless and not self.mapping.time_zone
            else None,
            notices.dateonly(self.clock.dateonly) if self.clock.dateonly else None,
        ]
        making = {
            "case": notices.without_case,
            "started_at": notices.without_time,
            "touchpoint": notices.without_touchpoint,
            "implausible": notices.implausible_time,
            "kind": notices.not_completing,
            "empty": notices.empty_cases,
        }
        told += [making[name](count) for name, count in self.left_out.items() if count]
        unasked = OCEL_ATTRIBUTES if self.mapping.has_many_objects else USUAL
        empty = [name for name in self.mapping.columns if name not in self.filled.union(unasked)]
        told.append(notices.never_filled(empty) if empty else None)
        return [notice for notice in told if notice]

    def refuse_empty(self, known: Iterable[str] = ()) -> NoReturn:
        """Say why no row became an event. known: columns of the file, where not told before."""
        listed = list(known)
        for column in (self.mapping.case, *self.mapping.touchpoint, self.mapping.started_at):
            if self.rows and column and listed and column not in self.filled.union(listed):
                raise MissingColumn(column=column, columns=", ".join(listed[:40]))
        if self.left_out["touchpoint"]:
            raise NoTouchpointGiven(columns=" · ".join(self.mapping.touchpoint))
        if self.left_out["case"]:
            raise NoCaseGiven(column=self.mapping.case)
        raise NoEvents if self.rows else HoldsNoEvents

    def _with(self, rows: Rows, column: str, role: str) -> Rows:
        """Leave out rows that have nothing in this column."""
        values = rows.columns[column]
        self.left_out[role] += values.null_count
        return rows.filter(values.is_valid()) if values.null_count else rows

    def _events(self, rows: Rows) -> EventBatch:
        rows.columns[_HAPPENED] = self._touchpoint(rows)
        started = self.mapping.started_at
        assert started is not None
        kept = self._with(rows, _HAPPENED, "touchpoint")
        kept = self._with(kept, started, "started_at")
        kept = self._completing(kept)
        kept.columns[_STARTED] = self._instants(kept, started, self.mapping.started_clock)
        kept = self._with(kept, _STARTED, "implausible")
        columns = self._plain_columns(kept) | self._ends(kept)
        columns["touchpoint"] = kept.columns[_HAPPENED]
        return EventBatch(
            columns=columns,
            object_key=kept.columns.get(self.key),
            extras=self._extras(kept),
            place=kept.place,
        )

    def _completing(self, rows: Rows) -> Rows:
        if self.options.lifecycle != "complete" or not self.mapping.lifecycle:
            return rows
        steps = pc.utf8_lower(rows.columns[self.mapping.lifecycle])
        wanted = pc.fill_null(pc.equal(steps, "complete"), True)
        self.left_out["kind"] += len(rows) - pc.sum(wanted).as_py()
        return rows.filter(wanted)

    def _touchpoint(self, rows: Rows) -> pa.Array:
        parts = [rows.columns[column] for column in self.mapping.touchpoint]
        if len(parts) == 1:
            return parts[0]
        joined = pc.binary_join_element_wise(*parts, _JOINED, null_handling="skip")
        return pc.if_else(pc.equal(joined, ""), pa.scalar(None, pa.string()), joined)

    def _ends(self, rows: Rows) -> dict[str, pa.Array]:
        started = rows.columns[_STARTED]
        found = {"started_at": started}
        if self.mapping.ended_at:
            ended = self._instants(rows, self.mapping.ended_at, self.mapping.ended_clock)
            found["ended_at"] = ended
        elif self.mapping.ended_clock:
            found["ended_at"] = self._ends_of_day(rows, self.mapping.ended_clock)
        elif self.mapping.duration_milliseconds:
            lasted = number_column(rows, self.mapping.duration_milliseconds)
            micros = pc.cast(pc.multiply(lasted, 1000.0), pa.int64(), safe=False)
            found["ended_at"] = pc.add(started, pc.cast(micros, pa.duration("us")))
        return found

    def _ends_of_day(self, rows: Rows, clock: str) -> pa.Array:
        """What ends at an earlier time of day than it began ends on the day after."""
        assert self.mapping.started_at is not None
        ended = self._instants(rows, self.mapping.started_at, clock)
        ended = pc.if_else(rows.columns[clock].is_valid(), ended, pa.scalar(None, ended.type))
        is_next_day = pc.fill_null(pc.less(ended, rows.columns[_STARTED]), False)
        return pc.if_else(is_next_day, pc.add(ended, _ONE_DAY), ended)

    def _extras(self, rows: Rows) -> dict[str, pa.Array]:
        wanted = {"source_id": self.mapping.event_id, "instance": self.mapping.instance}
        found = {name: rows.columns[column] for name, column in wanted.items() if column}
        is_empty = all(values.null_count == len(values) for values in found.values())
        return {} if is_empty else found

    def _milestones(self, rows: Rows) -> EventBatch:
        """Each row's milestones one after the other, those without a time left out."""
        count, stones = len(rows), self.mapping.milestones
        instants = [self._instants(rows, stone.column, stone.clock) for stone in stones]
        blank = sum(rows.columns[stone.column].null_count for stone in stones)
        self.left_out["implausible"] += sum(each.null_count for each in instants) - blank
        order = np.arange(count * len(stones)).reshape(len(stones), count).T.ravel()
        started = pa.concat_arrays(instants).take(pa.array(order))
        row = pa.array(np.repeat(np.arange(count), len(stones)))
        names = pa.array([stone.touchpoint for stone in stones], pa.string())
        which = pa.array(np.tile(np.arange(len(stones)), count))
        given = started.is_valid()
        at = row.filter(given)
        self.left_out["empty"] += count - len(pc.unique(at))
        columns = {name: each.take(at) for name, each in self._plain_columns(rows).items()}
        is_last = _last_of_each(at, started.filter(given))
        for name in _OF_THE_CASE.intersection(columns):
            nothing = pa.scalar(None, columns[name].type)
            columns[name] = pc.if_else(is_last, columns[name], nothing)
        columns |= {
            "touchpoint": names.take(which.filter(given)),
            "started_at": started.filter(given),
        }
        return EventBatch(
            columns=columns,
            object_key=rows.columns[self.key].take(at),
            place=lambda number: rows.place(at[number].as_py()),
        )

    def _plain_columns(self, rows: Rows) -> dict[str, pa.Array]:
        mapping = self.mapping
        found = {
            name: rows.columns[column]
            for name in _COPIED
            if (column := getattr(mapping, name)) is not None
        }
        if SEQUENCE in rows.columns:
            found["source_seq"] = rows.columns[SEQUENCE]
        if mapping.lifecycle:
            found["kind"] = rows.columns[mapping.lifecycle]
        if mapping.initiator:
            found["initiator"] = self._initiators(rows, mapping.initiator)
        if mapping.is_contact:
            found["is_contact"] = self._booleans(rows, mapping.is_contact)
        for name in ("score", "score_max"):
            if column := getattr(mapping, name):
                found[name] = number_column(rows, column)
        return found

    def _instants(self, rows: Rows, column: str, clock: str | None = None) -> pa.Array:
        """Return a column of times; clock: the column with their times of day, if they lack it."""
        if clock is not None:
            column, day = f"{column} + {clock}", column
            rows.columns[column] = clocks.joined(rows.columns[day], rows.columns[clock])
        values = rows.columns[column]
        if pa.types.is_timestamp(values.type):
            return plausible(values)
        found = self.clock.read(values)
        if found.null_count > values.null_count:
            refuse_value(rows, column, found, BadTime, format=EXAMPLES[self.clock.order])
        return plausible(found)

    def _booleans(self, rows: Rows, column: str) -> pa.Array:
        values = rows.columns[column]
        if pa.types.is_boolean(values.type):
            return values
        small = pc.utf8_lower(values)
        is_true = pc.is_in(small, pa.array(_TRUE))
        is_known = pc.or_(is_true, pc.is_in(small, pa.array(_FALSE)))
        found = pc.if_else(is_known, is_true, pa.scalar(None, pa.bool_()))
        if found.null_count > values.null_count:
            refuse_value(rows, column, found, BadValue, expected=Phrase(_("yes or no")))
        return found

    def _initiators(self, rows: Rows, column: str) -> pa.Array:
        small = pc.utf8_lower(rows.columns[column])
        is_known = pc.is_in(small, pa.array(layout.INITIATORS))
        found = pc.if_else(is_known, small, pa.scalar(None, pa.string()))
        if found.null_count > small.null_count:
            expected = ", ".join(layout.INITIATORS)
            refuse_value(rows, column, found, BadValue, expected=expected)
        return found

    def _write_attributes(self, rows: Rows, writer: LogWriter) -> None:
        if self.mapping.has_many_objects:
            return  # there the attributes are the objects’ own
        keys = rows.columns[self.key]
        for name in self.mapping.case_attributes:
            values = pc.cast(rows.columns[name], pa.string())
            is_new = pc.or_(_differs(keys), _differs(values))
            kept = writer.pseudonyms.replace(keys.filter(is_new))
            kinds = pa.repeat(pa.scalar(self.mapping.object_type), len(kept))
            writer.write_attributes(keys=kept, kinds=kinds, name=name, values=values.filter(is_new))


def _last_of_each(row: pa.Array, started: pa.Array) -> pa.Array:
    """Say of each milestone whether it is the latest of its row; of two at once, the second."""
    rows, moments = row.to_numpy(), pc.cast(started, pa.int64()).to_numpy()
    order = np.lexsort((np.arange(len(rows)), moments, rows))
    is_last = np.zeros(len(rows), np.bool_)
    is_last[order] = np.append(rows[order][1:] != rows[order][:-1], [True])[: len(rows)]
    return pa.array(is_last)


def _numbered(first: int, count: int) -> pa.Array:
    return pc.cast(pa.array(np.arange(first + 1, first + count + 1)), pa.string())


def _differs(values: pa.Array) -> pa.Array:
    """Say of each value whether it is another than the one before."""
    changed = pc.fill_null(pc.not_equal(values[1:], values[:-1]), True)
    return pa.concat_arrays([pa.array([True]), changed])


def number_column(rows: Rows, column: str) -> pa.Array:
    """Return a column as numbers, with a comma or a point; raise BadValue for what is none."""
    values = rows.columns[column]
    if not pa.types.is_string(values.type):
        return pc.cast(values, pa.float64())
    dotted = pc.replace_substring_regex(values, r"^([+-]?\d+),(\d+)$", r"\1.\2")
    is_number = pc.match_substring_regex(dotted, r"^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$")
    found = pc.cast(pc.if_else(is_number, dotted, pa.scalar(None, pa.string())), pa.float64())
    if found.null_count > values.null_count:
        refuse_value(rows, column, found, BadValue, expected=Phrase(_("a number")))
    return found


def refuse_value(
    rows: Rows,
    column: str,
    found: pa.Array,
    refusal: type[BadTime] | type[BadValue],
    **more: object,
) -> NoReturn:
    """Raise for the first value that was given and could not be read."""
    values = rows.columns[column]
    number = pc.index(pc.and_(values.is_valid(), found.is_null()), True).as_py()
    value = rows.quoted(values[number].as_py())
    raise refusal(value=value, column=column, place=rows.place(number), **more)
