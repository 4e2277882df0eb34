"""What a file seems to hold, to be shown and confirmed before anything is imported."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from kontaktpunkt.journeys.readers import notices
from kontaktpunkt.journeys.readers.clocks import clocks_in, is_named, with_clocks
from kontaktpunkt.journeys.readers.columns import best_by_values, by_name, is_person, plain
from kontaktpunkt.journeys.readers.csv_log import CsvTable
from kontaktpunkt.journeys.readers.excel_log import ExcelTable, sheet_names
from kontaktpunkt.journeys.readers.ocel import MAPPING as OCEL_MAPPING
from kontaktpunkt.journeys.readers.ocel_sqlite import declares
from kontaktpunkt.journeys.readers.parquet_log import ParquetTable
from kontaktpunkt.journeys.readers.presets import preset
from kontaktpunkt.journeys.readers.refusals import LogRefused, NoRows
from kontaktpunkt.journeys.readers.shapes import (
    Column,
    Format,
    Guess,
    Mapping,
    Milestone,
    Notice,
    Options,
)
from kontaktpunkt.journeys.readers.sniffing import sniff
from kontaktpunkt.journeys.readers.sources import Source
from kontaktpunkt.journeys.readers.tables import OCEL_ATTRIBUTES, YES_OR_NO
from kontaktpunkt.journeys.readers.text import NotThisEncoding, encoding_after
from kontaktpunkt.journeys.readers.text_table import TextTable
from kontaktpunkt.journeys.readers.times import readable_share
from kontaktpunkt.journeys.readers.xes import CASE, NAME, TIME, XesTable

SAMPLE_ROWS: Final = 500
SHOWN_ROWS: Final = 5
# More sheets than this are hardly tables; each has to be opened to be looked at.
MOST_SHEETS: Final = 12

# How our own XES says when an event ended.
END: Final = "end_timestamp"

_SURE, _LIKELY, _UNSURE = 0.95, 0.6, 0.3


@dataclass(frozen=True)
class Sample:
    """The first rows of a file as text, and the options that were needed to read them."""

    header: list[str]
    rows: list[list[str]]
    options: Options

    def column(self, name: str) -> list[str]:
        """Return the values given in a column."""
        index = self.header.index(name)
        return [text for row in self.rows if (text := row[index].strip())]


def guess(path: Path, options: Options | None = None) -> Guess:
    """Return what the columns of a file seem to mean, with a few rows to show.

    Reads only the beginning. Raises LogRefused when the file is no log at all.
    """
    wanted = options or Options()
    kind, said = sniff(path, wanted.limits), wanted.encoding_said
    source = Source(path, wanted.limits, said)
    if said:
        found = _GUESSES[kind](source, replace(wanted, encoding="utf-8"))
        return replace(found, options=replace(found.options, encoding=said))
    while True:
        try:
            return _GUESSES[kind](source, wanted)
        except NotThisEncoding as failed:
            encoding = encoding_after(failed, source)
            wanted = replace(wanted, encoding=encoding, is_encoding_guessed=True)


def _csv(source: Source, options: Options) -> Guess:
    return _text_table(Format.CSV, CsvTable(source, options))


def _excel(source: Source, options: Options) -> Guess:
    """Take the sheet that is named, or the first that is a log beyond doubt, or the likeliest."""
    if options.sheet is not None:
        return _text_table(Format.EXCEL, ExcelTable(source, options))
    return _sheets(source, options, stops=True)[0]


def guess_sheets(path: Path, options: Options) -> list[Guess]:
    """Return what each sheet of a workbook seems to mean, the likeliest log first.

    One that is no table matters only where no other is one: raises LogRefused then.
    """
    return _sheets(Source(path, options.limits), options, stops=False)


def _sheets(source: Source, options: Options, *, stops: bool) -> list[Guess]:
    names = sheet_names(source.path, source.limits)
    found: list[Guess] = []
    refusals: list[LogRefused] = []
    for name in names[:MOST_SHEETS]:
        try:
            found.append(_excel(source, replace(options, sheet=name)))
        except LogRefused as refused:
            refusals.append(refused)
        if stops and found and found[-1].is_sure:
            break
    if not found:
        raise refusals[0] if refusals else NoRows
    found.sort(key=lambda each: (len(each.missing), -each.confidence))
    return [_among(names, found[0]), *found[1:]]


def _text_table(kind: Format, table: TextTable) -> Guess:
    return _of_rows(kind, Sample(table.header(), table.sample(SAMPLE_ROWS), table.options))


def _among(names: Sequence[str], chosen: Guess) -> Guess:
    """Say which sheet was chosen, where there are several."""
    sheet = chosen.options.sheet or ""
    others = [name for name in names if name != sheet]
    told = (notices.sheet_chosen(sheet, others),) if others else ()
    return replace(chosen, notices=(*told, *chosen.notices))


def _parquet(source: Source, options: Options) -> Guess:
    table = ParquetTable(source)
    return _of_rows(Format.PARQUET, Sample(table.header(), table.sample(SAMPLE_ROWS), options))


def _of_rows(kind: Format, sample: Sample) -> Guess:
    # Before the columns: what is wrong with a file without rows is not what they are called.
    if not sample.rows:
        raise NoRows
    return of_table(kind, sample)


def of_table(kind: Format, sample: Sample) -> Guess:
    """Guess the mapping of any table from its header and its first rows."""
    mapping, confidence = _mapping(sample)
    missing = tuple(
        role
        for role, is_there in (
            ("case", mapping.case or mapping.is_row_a_case),
            ("touchpoint", mapping.touchpoint or mapping.milestones),
            ("time", mapping.started_at or mapping.milestones),
        )
        if not is_there
    )
    return Guess(
        format=kind,
        columns=described(sample, mapping),
        rows=tuple(tuple(cell[:80] for cell in row) for row in sample.rows[:SHOWN_ROWS]),
        mapping=mapping,
        options=sample.options,
        confidence=0.0 if missing else confidence,
        missing=missing,
        notices=tuple(_notices(sample, mapping)),
    )


def described(sample: Sample, mapping: Mapping) -> tuple[Column, ...]:
    """Return every column with its role and a few different values."""
    roles = _roles(mapping)
    return tuple(
        Column(
            name=name,
            role=roles.get(name),
            values=tuple(value[:80] for value in dict.fromkeys(sample.column(name)))[:3],
            is_person=is_person(name) and not sample.options.are_persons_allowed,
        )
        for name in sample.header
    )


def _roles(mapping: Mapping) -> dict[str, str]:
    found = {stone.clock: "milestone_clock" for stone in mapping.milestones if stone.clock}
    found |= {stone.column: "milestone" for stone in mapping.milestones}
    found |= dict.fromkeys(mapping.case_attributes, "case attribute")
    found |= dict.fromkeys(mapping.touchpoint, "touchpoint")
    for role, value in mapping.as_json().items():
        if isinstance(value, str) and role not in {"object_type", "fixed_channel"}:
            found[value] = role
    return found


def _mapping(sample: Sample) -> tuple[Mapping, float]:
    if known := preset(sample.header):
        return known, _SURE
    usable = [name for name in sample.header if _is_usable(name, sample.options)]
    times = [name for name in usable if _is_time(sample.column(name))]
    clocks = clocks_in({name: sample.column(name) for name in usable}, times=times)
    mapping, confidence = _without_clocks(_left(sample, clocks.clocks), times)
    found = with_clocks(mapping, clocks)
    is_unsure = not all(map(is_named, found.clock_columns))
    return found, min(confidence, _LIKELY) if is_unsure else confidence


def _left(sample: Sample, without: Sequence[str]) -> Sample:
    """Return the sample without columns whose meaning is known."""
    kept = [number for number, name in enumerate(sample.header) if name not in without]
    rows = [[row[number] for number in kept] for row in sample.rows]
    return Sample([sample.header[number] for number in kept], rows, sample.options)


def _without_clocks(sample: Sample, times: Sequence[str]) -> tuple[Mapping, float]:
    usable = [name for name in sample.header if _is_usable(name, sample.options)]
    named = _sensible(by_name(usable), sample)
    if "case" not in named and "touchpoint" not in named and len(times) > 1:
        named |= _numbering(usable, sample)
    if milestones := _milestones(named, sample, times):
        kept = ("case", "unit", "channel", "outcome")
        wide: dict[str, Any] = {role: named[role] for role in kept if role in named}
        wide["is_row_a_case"] = "case" not in wide
        return Mapping(milestones=milestones, **wide), _LIKELY
    return _event_mapping(named, sample, times)


_NUMBERS: Final = re.compile(r"(^| )(id|nr|no|number|nummer|key|ref)$")


def _numbering(names: Sequence[str], sample: Sample) -> dict[str, str]:
    """Return as case the column that numbers the rows of a table with several times in each."""
    numbering = (name for name in names if _NUMBERS.search(plain(name)))
    values = {name: sample.column(name) for name in numbering}
    unlike = (name for name, each in values.items() if len(set(each)) == len(sample.rows))
    found = next(unlike, None)
    return {"case": found} if found else {}


def _event_mapping(
    named: dict[str, str], sample: Sample, times: Sequence[str]
) -> tuple[Mapping, float]:
    confidence = _SURE
    free = [name for name in times if name not in named.values()]
    if "started_at" not in named and not free and "ended_at" not in named:
        named |= _time_by_name(sample)  # the reading says what is wrong with its times
    elif "started_at" not in named:
        named["started_at"] = free[0] if free else named.pop("ended_at")
        confidence = _LIKELY
    if not {"case", "touchpoint"} <= named.keys():
        confidence = _UNSURE
        named = _by_values(sample, taken=[*named.values(), *times]) | named
    touchpoint = (named.pop("touchpoint"),) if "touchpoint" in named else ()
    roles: dict[str, Any] = dict(named)
    return Mapping(touchpoint=touchpoint, **roles), confidence


def _time_by_name(sample: Sample) -> dict[str, str]:
    found = by_name([name for name in sample.header if _is_usable(name, sample.options)])
    return {"started_at": found["started_at"]} if "started_at" in found else {}


def _by_values(sample: Sample, taken: Sequence[str]) -> dict[str, str]:
    columns = {
        name: sample.column(name) for name in sample.header if _is_usable(name, sample.options)
    }
    return best_by_values(columns, taken=taken)


def _sensible(named: dict[str, str], sample: Sample) -> dict[str, str]:
    """Drop roles whose values do not fit the name."""
    fits: dict[str, Callable[[str], bool]] = {
        # By its name a time, though some are written badly: the reading names their line.
        "started_at": lambda name: readable_share(sample.column(name)) >= 0.5,
        "ended_at": lambda name: readable_share(sample.column(name)) >= 0.5,
        "score": lambda name: _is_numeric(sample.column(name)),
        "score_max": lambda name: _is_numeric(sample.column(name)),
        "is_contact": lambda name: {each.lower() for each in sample.column(name)} <= YES_OR_NO,
        "initiator": lambda name: set(sample.column(name)) <= {"party", "authority", "third"},
    }
    return {role: name for role, name in named.items() if fits.get(role, bool)(name)}


def _milestones(
    named: dict[str, str], sample: Sample, times: Sequence[str]
) -> tuple[Milestone, ...]:
    """Several columns of times, each case on one row, and nothing that says what happened."""
    if len(times) < 2 or "touchpoint" in named or not _is_row_a_case(named, sample, times):
        return ()
    return tuple(Milestone(column=name, touchpoint=name) for name in times)


def _is_row_a_case(named: dict[str, str], sample: Sample, times: Sequence[str]) -> bool:
    if "case" not in named:
        return "case" not in _by_values(sample, taken=[*named.values(), *times])
    cases = sample.column(named["case"])
    return len(set(cases)) == len(cases)


def _is_usable(name: str, options: Options) -> bool:
    return options.are_persons_allowed or not is_person(name)


def _is_time(values: Sequence[str]) -> bool:
    return readable_share(values) == 1


def _is_numeric(values: Sequence[str]) -> bool:
    return all(value.replace(",", ".", 1).replace(".", "", 1).isdecimal() for value in values)


def _notices(sample: Sample, mapping: Mapping) -> list[Notice]:
    found: list[Notice] = []
    encoding = sample.options.encoding
    if encoding and not encoding.startswith("utf"):
        found.append(notices.encoding_assumed(encoding))
    times = [name for name in mapping.time_columns if _lacks_zone(sample.column(name))]
    if times and not mapping.time_zone:
        found.append(notices.zone_assumed(sample.options.time_zone))
    persons = [name for name in sample.header if not _is_usable(name, sample.options)]
    if persons:
        found.append(notices.persons_left_out(persons))
    return found


def _lacks_zone(values: Sequence[str]) -> bool:
    def has_zone(text: str) -> bool:
        clock = text.replace("T", " ").rpartition(" ")[2] if ":" in text else ""
        return text.endswith(("Z", "UTC")) or "+" in text or "-" in clock

    return not all(has_zone(value) or value.isdecimal() for value in values)


def _xes(source: Source, options: Options) -> Guess:
    table = XesTable(source, options.encoding)
    sample = table.sample(SAMPLE_ROWS)
    header = list(sample)
    rows = [list(row) for row in zip(*sample.values(), strict=True)]
    mapping = _xes_mapping(header, table)
    return replace(
        of_table(Format.XES, Sample(header, rows, options)),
        mapping=mapping,
        columns=described(Sample(header, rows, options), mapping),
        confidence=_SURE if NAME in header else _LIKELY,
        missing=(),
    )


def _xes_mapping(header: list[str], table: XesTable) -> Mapping:
    classified = next((keys for keys in table.classifiers.values() if keys), (NAME,))
    usual = by_name([name for name in header if not is_person(name)])
    return Mapping(
        case=CASE,
        touchpoint=(NAME,) if NAME in header else classified,
        started_at=TIME,
        lifecycle="lifecycle:transition",
        instance="concept:instance",
        unit=usual.get("unit", "org:group"),
        channel=usual.get("channel"),
        **_ours(header),
    )


def _ours(header: list[str]) -> dict[str, Any]:
    """Return what only our own exports call so; other logs may mean anything by such names."""
    if END not in header and "is_contact" not in header:
        return {}
    names = {"ended_at": END, "is_contact": "is_contact", "outcome": "outcome"}
    names |= {"score": "score", "score_max": "score_max"}
    return {role: name for role, name in names.items() if name in header}


def _ocel(kind: Format) -> Callable[[Source, Options], Guess]:
    """The standard says what is what; the columns are only shown."""

    def guessed(source: Source, options: Options) -> Guess:
        ours: dict[str, Any] = (
            {name: name for name in OCEL_ATTRIBUTES} if _is_ours(kind, source) else {}
        )
        roles = (*_OCEL_ROLES, *ours.items())
        columns = (Column(name=name, role=role, values=()) for name, role in roles)
        return Guess(
            format=kind,
            columns=tuple(columns),
            rows=(),
            mapping=replace(OCEL_MAPPING, **ours),
            options=options,
            confidence=_SURE,
        )

    return guessed


def _is_ours(kind: Format, source: Source) -> bool:
    """Say whether the file declares every attribute that our own exports have.

    In text they stand at the beginning.
    """
    if kind is Format.OCEL_SQLITE:
        return declares(source, OCEL_ATTRIBUTES)
    head = source.head()
    return all(name.encode() in head for name in OCEL_ATTRIBUTES)


_OCEL_ROLES: Final = (
    ("ocel:id", "event_id"),
    ("ocel:type", "touchpoint"),
    ("ocel:time", "started_at"),
)

_GUESSES: Final[dict[Format, Callable[[Source, Options], Guess]]] = {
    Format.CSV: _csv,
    Format.EXCEL: _excel,
    Format.PARQUET: _parquet,
    Format.XES: _xes,
    Format.OCEL_JSON: _ocel(Format.OCEL_JSON),
    Format.OCEL_XML: _ocel(Format.OCEL_XML),
    Format.OCEL_SQLITE: _ocel(Format.OCEL_SQLITE),
}
