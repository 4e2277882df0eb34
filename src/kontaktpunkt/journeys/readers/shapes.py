"""What goes into a reading of a log, and what comes out of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal, Self

from kontaktpunkt.journeys.readers.messages import Phrase

TimeOrder = Literal[
    "year-first", "day-first", "month-first", "month-name", "seconds", "milliseconds"
]
Lifecycle = Literal["pair", "keep", "complete"]
Dangling = Literal["refuse", "drop"]


class Format(StrEnum):
    """A kind of file that can be read. The value is also the name on the command line."""

    XES = "xes"
    CSV = "csv"
    PARQUET = "parquet"
    EXCEL = "xlsx"
    OCEL_JSON = "ocel-json"
    OCEL_XML = "ocel-xml"
    OCEL_SQLITE = "ocel-sqlite"

    @property
    def is_table(self) -> bool:
        """Rows and columns, where a mapping says which column means what."""
        return self in {Format.CSV, Format.PARQUET, Format.EXCEL}

    @property
    def is_object_centric(self) -> bool:
        """OCEL: one event may touch many objects of many types."""
        return self in {Format.OCEL_JSON, Format.OCEL_XML, Format.OCEL_SQLITE}


@dataclass(frozen=True, kw_only=True)
class Milestone:
    """A column of times in a table with one row per case: each time is an event.

    clock: the column with the time of day, where `column` holds mere days.
    """

    column: str
    touchpoint: str
    clock: str | None = None


@dataclass(frozen=True, kw_only=True)
class Mapping:
    """Which column (or XES or OCEL attribute) means what. Columns not named here are not kept.

    case:        whose journey it is. None with `is_row_a_case`: every row is one of its own.
    touchpoint:  what happened; several columns are joined with " · ". For XES also a classifier.
    milestones:  instead of touchpoint and started_at, for tables with one row per case.
    started_clock, ended_clock: the time of day, where started_at and ended_at hold mere days. An
                 ended_clock without ended_at is of the day on which it began, or the next.
    duration_milliseconds: instead of ended_at, counted from started_at.
    lifecycle:   XES `lifecycle:transition` (start, complete …); see `Options.lifecycle`.
    instance:    tells two runs of one touchpoint apart when starts and completes are paired.
    event_id:    the source's own id; the same id twice is one event.
    case_attributes: columns kept with the case, for filters; none unless asked for.
    object_type: what the case is; one of `layout.OBJECT_TYPES`.
    fixed_channel: the channel of every event, where no column says it.
    time_zone:   of times without one, where the system is known to write them so.
    has_many_objects: OCEL; `case_attributes` are then attributes of objects, and there is no case.
    In XES, `case:name` means the trace's attribute `name`.
    """

    case: str | None = None
    touchpoint: tuple[str, ...] = ()
    started_at: str | None = None
    ended_at: str | None = None
    started_clock: str | None = None
    ended_clock: str | None = None
    duration_milliseconds: str | None = None
    milestones: tuple[Milestone, ...] = ()
    unit: str | None = None
    channel: str | None = None
    fixed_channel: str | None = None
    initiator: str | None = None
    direction: str | None = None
    is_contact: str | None = None
    outcome: str | None = None
    score: str | None = None
    score_max: str | None = None
    lifecycle: str | None = None
    instance: str | None = None
    event_id: str | None = None
    case_attributes: tuple[str, ...] = ()
    object_type: str = "case"
    is_row_a_case: bool = False
    has_many_objects: bool = False
    time_zone: str | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that is read, each once."""
        single = (getattr(self, name) for name in _SINGLE_COLUMNS)
        stones = (name for stone in self.milestones for name in (stone.column, stone.clock))
        kept = () if self.has_many_objects else self.case_attributes
        several = (*self.touchpoint, *stones, *kept)
        return tuple(dict.fromkeys(name for name in (*single, *several) if name))

    @property
    def time_columns(self) -> tuple[str, ...]:
        """Every column that holds times, each once."""
        given = (self.started_at, self.ended_at, *(stone.column for stone in self.milestones))
        return tuple(dict.fromkeys(column for column in given if column))

    @property
    def clock_columns(self) -> tuple[str, ...]:
        """Every column that holds times of day, each once."""
        given = (self.started_clock, self.ended_clock, *(stone.clock for stone in self.milestones))
        return tuple(dict.fromkeys(column for column in given if column))

    @property
    def days_with_clocks(self) -> frozenset[str]:
        """The columns whose times of day stand in another column."""
        found = {stone.column for stone in self.milestones if stone.clock}
        if self.started_clock or (self.ended_clock and not self.ended_at):
            found.add(self.started_at or "")
        if self.ended_clock:
            found.add(self.ended_at or "")
        return frozenset(found - {""})

    def as_json(self) -> dict[str, Any]:
        """Only what is set, for log.json."""
        return {name: value for name, value in asdict(self).items() if value}

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> Self:
        """Return the mapping that `as_json` told of."""
        stones = (Milestone(**each) for each in told.get("milestones", ()))
        several = {name: tuple(told.get(name, ())) for name in ("touchpoint", "case_attributes")}
        return cls(**told | several | {"milestones": tuple(stones)})


_SINGLE_COLUMNS = tuple(
    each.name
    for each in fields(Mapping)
    if each.name
    not in {
        "touchpoint",
        "milestones",
        "case_attributes",
        "object_type",
        "is_row_a_case",
        "has_many_objects",
        "time_zone",
        "fixed_channel",
    }
)


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Where a file stops being believable. Bytes unless the name says otherwise."""

    unpacked_bytes: int = 50_000_000_000
    unpacked_ratio: int = 300
    # Small files are let through whatever their ratio.
    ratio_counts_from_bytes: int = 64_000_000
    written_bytes: int = 20_000_000_000
    free_disk_bytes: int = 500_000_000
    element_bytes: int = 8_000_000
    text_characters: int = 1_000
    touchpoints: int = 10_000
    columns: int = 2_000
    workbook_text_bytes: int = 100_000_000


@dataclass(frozen=True, kw_only=True)
class Options:
    """How to read, beside what the columns mean.

    name:        of the log; the file's own name where none is given.
    time_zone:   of times that do not state theirs.
    time_order:  how the file writes times; guessed from the whole column where None.
    delimiter:   of CSV; guessed where None.
    encoding:    of text; guessed where None. One that is said outright is believed: what cannot
                 be read in it becomes “\ufffd”, and is counted.
    is_encoding_guessed: `guess` found the encoding at the beginning; the rest may tell otherwise.
    sheet:       of a workbook; the one that looks most like a log where None.
    lifecycle:   "pair" joins a start with the complete that follows it into one event with a
                 beginning and an end; "keep" leaves every row an event; "complete" keeps only
                 rows that complete (or say nothing).
    dangling:    what to do with an OCEL relation to an object that is not described.
    pseudonym_key: replaces object keys by keyed hashes. Keys that look like civil registration
                 numbers are replaced in any case, with a key that is thrown away.
    are_persons_allowed: take person columns (org:resource, EmployeeName …) where mapped, because
                 they hold machines or units here.
    feedback:    a CSV of answers to join with counter tickets by `TicketKey`.
    source_rank: see `layout.EVENTS`.
    """

    name: str | None = None
    time_zone: str = "Europe/Copenhagen"
    time_order: TimeOrder | None = None
    delimiter: str | None = None
    encoding: str | None = None
    is_encoding_guessed: bool = False
    sheet: str | None = None
    lifecycle: Lifecycle = "pair"
    dangling: Dangling = "refuse"
    pseudonym_key: bytes | None = None
    are_persons_allowed: bool = False
    feedback: Path | None = None
    source_rank: int = 0
    limits: Limits = field(default_factory=Limits)

    @property
    def encoding_said(self) -> str | None:
        """The encoding that somebody stated."""
        return None if self.is_encoding_guessed else self.encoding


@dataclass(frozen=True, kw_only=True)
class Notice:
    """Something the person who imports should know, though the import went through.

    code stays the same in every language and version.
    """

    code: str
    phrase: Phrase

    def __str__(self) -> str:
        return str(self.phrase)

    def as_json(self) -> dict[str, Any]:
        return {"code": self.code, **self.phrase.as_json()}


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column as the guess shows it: its name, what it is taken for, and a few values."""

    name: str
    role: str | None
    values: tuple[str, ...]
    is_person: bool = False


@dataclass(frozen=True, kw_only=True)
class Guess:
    """What a file seems to be, to be shown and confirmed before it is read.

    confidence:  0 to 1; from 0.7 it may be taken without asking.
    missing:     which of case, touchpoint and time no column was found for.
    """

    format: Format
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    mapping: Mapping
    options: Options
    confidence: float
    missing: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()

    @property
    def is_sure(self) -> bool:
        return not self.missing and self.confidence >= 0.7

    @property
    def persons(self) -> tuple[str, ...]:
        """Columns that hold employees and are left at the door."""
        return tuple(column.name for column in self.columns if column.is_person)


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far a reading has come, in bytes of the file as it lies on disk."""

    step: Literal["reading", "arranging", "counting"]
    bytes_read: int
    bytes_total: int
    events: int

    @property
    def share(self) -> float:
        return self.bytes_read / self.bytes_total if self.bytes_total else 1.0


OnProgress = Callable[[Progress], None]


@dataclass(frozen=True, kw_only=True)
class LogSummary:
    """A log that was imported; the same facts stand in its log.json.

    lead_object_type: the object whose journeys to look at first.
    cases:       objects of that type with at least one event.
    empty_cases: cases in the file without a single event; they are not in the log.
    """

    folder: Path
    name: str
    source_file: str
    format: Format
    sha256: str
    reader_version: int
    imported_at: datetime
    events: int
    cases: int
    empty_cases: int
    touchpoints: int
    units: int
    channels: int
    objects: dict[str, int]
    lead_object_type: str
    first: datetime
    last: datetime
    mapping: Mapping
    time_zone: str
    notices: tuple[Notice, ...]

    def as_json(self) -> dict[str, Any]:
        """For log.json: only plain values."""
        plain = {name: getattr(self, name) for name in _PLAIN}
        return plain | {
            "format": str(self.format),
            "imported_at": self.imported_at.isoformat(),
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "mapping": self.mapping.as_json(),
            "warnings": [notice.as_json() for notice in self.notices],
        }


_PLAIN = (
    "name",
    "source_file",
    "sha256",
    "reader_version",
    "events",
    "cases",
    "empty_cases",
    "touchpoints",
    "units",
    "channels",
    "objects",
    "lead_object_type",
    "time_zone",
)
