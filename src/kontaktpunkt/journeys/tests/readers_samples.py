"""Small logs for the tests of the readers, and what was really written, to compare with."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pyarrow as pa
import pyarrow.parquet as pq

from kontaktpunkt.warehouse import layout

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
CET = timezone(timedelta(hours=1))


@dataclass(frozen=True)
class Event:
    """One event, as the test means it."""

    case: str
    touchpoint: str
    at: datetime
    unit: str | None = None


def walk(case: str, *touchpoints: str, start: datetime = START) -> list[Event]:
    """A case whose touchpoints follow each other by one hour."""
    return [
        Event(case, touchpoint, start + timedelta(hours=number), f"Unit {number % 2}")
        for number, touchpoint in enumerate(touchpoints)
    ]


def two_cases() -> list[Event]:
    """What most tests read: five events in two cases."""
    later = START + timedelta(days=1)
    return [*walk("A1", "call", "letter", "visit"), *walk("B2", "call", "letter", start=later)]


def xes(events: Iterable[Event], *, head: str = "", foot: str = "") -> str:
    """A log in XES, one trace per run of events with the same case."""
    traces: list[tuple[str, list[Event]]] = []
    for event in events:
        if not traces or traces[-1][0] != event.case:
            traces.append((event.case, []))
        traces[-1][1].append(event)
    body = "".join(xes_trace(case, map(xes_event, found)) for case, found in traces)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<log>\n{head}{body}{foot}</log>\n'


def xes_trace(case: str | None, events: Iterable[str], more: str = "") -> str:
    """One trace of events that are written already."""
    name = "" if case is None else f'\t\t<string key="concept:name" value={quoteattr(case)}/>\n'
    return f"\t<trace>\n{name}{more}{''.join(events)}\t</trace>\n"


def xes_event(event: Event) -> str:
    """One event in XES."""
    unit = f'<string key="org:group" value={quoteattr(event.unit)}/>' if event.unit else ""
    return (
        "\t\t<event>\n"
        f'\t\t\t<string key="concept:name" value={quoteattr(event.touchpoint)}/>\n'
        f'\t\t\t<date key="time:timestamp" value="{event.at.isoformat()}"/>\n'
        f"\t\t\t{unit}\n"
        "\t\t</event>\n"
    )


def attributes(**values: str) -> str:
    """An event in XES with any attributes; `__` in a key stands for a colon."""
    rows = (
        f'<string key="{key.replace("__", ":")}" value={quoteattr(value)}/>'
        for key, value in values.items()
    )
    return f"\t\t<event>\n\t\t\t{''.join(rows)}\n\t\t</event>\n"


def table(events: Iterable[Event], time_format: str = "%Y-%m-%dT%H:%M:%S.%f%z") -> list[list[str]]:
    """The same as rows with a header."""
    rows = [[e.case, e.touchpoint, e.at.strftime(time_format), e.unit or ""] for e in events]
    return [["case id", "activity", "timestamp", "department"], *rows]


def csv_text(rows: Iterable[Sequence[str]], delimiter: str = ",") -> str:
    """Rows as CSV."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return text.getvalue()


def write(folder: Path, name: str, content: str | bytes) -> Path:
    """A file with this content, packed when its name ends in .gz."""
    data = content.encode() if isinstance(content, str) else content
    path = folder / name
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    return path


def write_parquet(folder: Path, columns: dict[str, pa.Array]) -> Path:
    """A Parquet file with these columns."""
    path = folder / "log.parquet"
    pq.write_table(pa.table(columns), path)
    return path


def parquet_columns(events: Sequence[Event]) -> dict[str, pa.Array]:
    """Events as typed columns."""
    return {
        "case id": pa.array([event.case for event in events]),
        "activity": pa.array([event.touchpoint for event in events]),
        "timestamp": pa.array([event.at for event in events], layout.INSTANT),
        "department": pa.array([event.unit for event in events], pa.string()),
    }


def events_in(folder: Path) -> list[Event]:
    """What an imported case log holds, in the order of event_id."""
    rows = rows_in(folder, layout.EVENTS_FOLDER)
    objects = rows_in(folder, layout.EVENT_OBJECTS_FOLDER)
    case = {row["event_id"]: row["object_key"] for row in objects}
    assert [row["event_id"] for row in rows] == list(range(len(rows)))
    return [
        Event(case[row["event_id"]], row["touchpoint"], row["started_at"], row["unit"])
        for row in rows
    ]


def rows_in(folder: Path, name: str) -> list[dict[str, object]]:
    """The rows of one folder of an imported log."""
    schema = {
        layout.EVENTS_FOLDER: layout.EVENTS,
        layout.EVENT_OBJECTS_FOLDER: layout.EVENT_OBJECTS,
        layout.OBJECT_ATTRIBUTES_FOLDER: layout.OBJECT_ATTRIBUTES,
    }[name]
    parts = sorted((folder / name).glob("part-*.parquet"))
    found = pa.concat_tables(pq.read_table(part, partitioning=None) for part in parts)
    assert found.schema.equals(schema)
    return list(found.to_pylist())


def log_json(folder: Path) -> dict[str, object]:
    """The log's own description."""
    return dict(json.loads((folder / layout.LOG_FILE).read_text("utf-8")))
