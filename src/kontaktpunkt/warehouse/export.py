"""The municipality's own event log as Parquet, a file a month.

A month is written anew when anything in it was recorded since the last export, so that events
that come late are picked up; a file is replaced in one step, so a reader sees it old or new.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq
from django.db import connection, transaction
from django.db.models.functions import TruncMonth

from kontaktpunkt.core.models import Municipality
from kontaktpunkt.core.months import next_month
from kontaktpunkt.events.models import Event, EventObject
from kontaktpunkt.warehouse import layout
from kontaktpunkt.warehouse.names import SETTLED
from kontaktpunkt.warehouse.places import own_log

MATTER: Final = "matter"
SOURCE: Final = "kontaktpunkt"
BATCH: Final = 20_000
# A transaction that was open while the last export ran may have recorded earlier than it ended.
OVERLAP: Final = timedelta(days=2)

Row = tuple[Any, ...]
Score = tuple[float | None, float | None]

# What an answer was about: the last thing that happened to its contact or case before the party
# was asked. The invitation and the answer share the survey's key.
_ABOUT: Final = """
    WITH invited AS (
        SELECT survey.event_id AS answer_id, min(invitation.occurred_at) AS at
        FROM events_eventobject survey
        JOIN events_eventobject other ON other.key = survey.key
        JOIN events_event invitation
          ON invitation.id = other.event_id AND invitation.kind = 'listening.survey.invited'
        WHERE survey.type = 'survey'
        GROUP BY survey.event_id)
    SELECT DISTINCT ON (answer.id) answer.id, step.id, answer.score, answer.score_max
    FROM events_event answer
    LEFT JOIN invited ON invited.answer_id = answer.id
    JOIN events_eventobject asked
      ON asked.event_id = answer.id AND asked.type IN ('contact', 'case')
    JOIN events_eventobject same ON same.key = asked.key AND same.event_id <> answer.id
    JOIN events_event step ON step.id = same.event_id
    WHERE answer.kind = 'listening.survey.answered'
      AND answer.score IS NOT NULL
      AND step.touchpoint <> ''
      AND step.kind NOT LIKE 'listening.%%'
      AND step.occurred_at <= coalesce(invited.at, answer.occurred_at)
    ORDER BY answer.id, step.occurred_at DESC, step.id DESC
"""

_SETTLED_AT_ONCE: Final = """
    SELECT taken.id
    FROM events_event taken
    JOIN events_eventobject about ON about.event_id = taken.id AND about.type = 'contact'
    JOIN events_eventobject same ON same.key = about.key
    JOIN events_event step ON step.id = same.event_id
    WHERE taken.kind = 'contacts.contact.taken'
    GROUP BY taken.id
    HAVING bool_or(step.kind IN ('contacts.question.settled', 'contacts.question.guided'))
       AND NOT bool_or(step.kind IN
           ('contacts.question.handed_over', 'contacts.question.carried_on'))
"""


@dataclass(frozen=True)
class Exported:
    """What an export did: months written anew, and events in the whole log."""

    folder: Path
    months: int
    events: int


def export_log(*, municipality: Municipality, at: datetime, anew: bool = False) -> Exported:
    """Write what is new in the municipality's event log; call it while acting for it.

    anew: write every month, whatever is there.
    """
    folder = own_log(municipality=municipality)
    since = None if anew else _exported_at(folder)
    known = _known()
    months = _months(since, known.answers)
    for month in months:
        _write_month(folder, month, known)
    total = Event.objects.count()
    _note(folder, municipality, at, total)
    return Exported(folder, len(months), total)


def _exported_at(folder: Path) -> datetime | None:
    try:
        noted = json.loads((folder / layout.LOG_FILE).read_text())
    except FileNotFoundError:
        return None
    return datetime.fromisoformat(noted["exported_at"]) - OVERLAP


@dataclass(frozen=True)
class _Known:
    """What is known of events only from others.

    scores:  the score by the event it is about.
    answers: that event by the answer.
    settled: contacts whose questions were all dealt with in them.
    """

    scores: dict[int, Score]
    answers: dict[int, int]
    settled: frozenset[int]


def _known() -> _Known:
    with transaction.atomic(), connection.cursor() as cursor:
        # Both read the whole log. A log that has just been written has no statistics yet, and
        # the planner then takes it for a handful of rows and goes through it row by row.
        cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute(_ABOUT)
        found = cursor.fetchall()
        cursor.execute(_SETTLED_AT_ONCE)
        settled = frozenset(key for (key,) in cursor.fetchall())
        cursor.execute("SET LOCAL enable_nestloop = on")
    scores = {step: (score, score_max) for _, step, score, score_max in found}
    return _Known(scores, {answer: step for answer, step, _, _ in found}, settled)


def _months(since: datetime | None, answers: dict[int, int]) -> list[datetime]:
    """Return the months with anything recorded since then, and those that answers are about."""
    new = Event.objects.all() if since is None else Event.objects.filter(recorded_at__gte=since)
    answered = new.filter(pk__in=answers).values_list("pk", flat=True)
    about = Event.objects.filter(pk__in=[answers[answer] for answer in answered])
    return sorted({*_months_of(new), *_months_of(about)})


def _months_of(events: Any) -> Iterable[datetime]:
    found = events.annotate(month=TruncMonth("occurred_at", tzinfo=UTC))
    months: Iterable[datetime] = found.values_list("month", flat=True).distinct().order_by()
    return months


def _write_month(folder: Path, month: datetime, known: _Known) -> None:
    within = {
        "occurred_at__gte": month,
        "occurred_at__lt": next_month(day=month),
    }
    events = Event.objects.filter(**within).order_by("pk")
    rows = (_event_row(row, known) for row in events.values_list(*_FIELDS).iterator(BATCH))
    _write(folder / layout.EVENTS_FOLDER, month, rows, layout.EVENTS)
    objects = chain(_objects(within), _matters(within))
    _write(folder / layout.EVENT_OBJECTS_FOLDER, month, objects, layout.EVENT_OBJECTS)


_FIELDS: Final = (
    "pk", "touchpoint", "kind", "occurred_at", "ended_at", "channel", "unit", "initiator",
    "is_contact", "outcome", "score", "score_max",
)  # fmt: skip


def _event_row(row: tuple[Any, ...], known: _Known) -> Row:
    """Return a row of `layout.EVENTS`."""
    key, touchpoint, kind, started, ended, channel, unit, initiator, is_contact, outcome = row[:10]
    score = (None, None) if key in known.answers else known.scores.get(key, row[10:])
    return (
        key,
        # A step that no party notices keeps its kind, and lenses leave it out.
        touchpoint or kind,
        kind,
        started,
        ended,
        SOURCE,
        0,
        key,
        channel or None,
        unit or None,
        initiator,
        None,
        is_contact,
        outcome or (SETTLED if key in known.settled else None),
        *score,
    )


def _objects(within: dict[str, datetime]) -> Iterator[Row]:
    """Return rows of `layout.EVENT_OBJECTS`, each once."""
    found = EventObject.objects.filter(**{f"event__{name}": at for name, at in within.items()})
    told = found.values_list("event_id", "key", "type", "qualifier").distinct()
    for event_id, key, kind, qualifier in told.order_by("event_id", "key").iterator(BATCH):
        yield event_id, str(key), kind, qualifier or None


def _matters(within: dict[str, datetime]) -> Iterator[Row]:
    found = Event.objects.filter(**within).exclude(matter="").order_by("pk")
    for event_id, matter in found.values_list("pk", "matter").iterator(BATCH):
        yield event_id, matter, MATTER, None


def _write(folder: Path, month: datetime, rows: Iterator[Row], schema: pa.Schema) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"part-{month:%Y-%m}.parquet"
    draft = file.with_suffix(".draft")
    with pq.ParquetWriter(draft, schema, compression="zstd") as writer:
        while batch := list(islice(rows, BATCH)):
            columns = zip(*batch, strict=True)
            arrays = [
                pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)
            ]
            writer.write_table(pa.table(arrays, schema=schema))
    draft.replace(file)


def _note(folder: Path, municipality: Municipality, at: datetime, events: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    noted = {"name": municipality.name, "exported_at": at.isoformat(), "events": events}
    draft = folder / f"{layout.LOG_FILE}.draft"
    draft.write_text(json.dumps(noted, indent=1))
    draft.replace(folder / layout.LOG_FILE)
