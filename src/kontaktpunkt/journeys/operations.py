"""Keep and forget imported logs. Their events are files, which `importing` writes and removes."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kontaktpunkt.directory.models import Staff
from kontaktpunkt.events.operation import operation, record
from kontaktpunkt.journeys import kinds
from kontaktpunkt.journeys.models import ImportedLog


@dataclass(frozen=True, kw_only=True)
class LogFacts:
    """What is known of a log that was read; the same as the fields of `ImportedLog`."""

    slug: str
    name: str
    source_file: str
    format: str
    sha256: str
    lead_object_type: str
    events: int
    cases: int
    first: datetime
    last: datetime


@operation
def register(*, key: UUID, facts: LogFacts, at: datetime) -> UUID | None:
    """Keep a log that was read; one with the same address is replaced.

    Returns the key of the folder that is no longer needed, or None.
    """
    former = ImportedLog.objects.select_for_update().filter(slug=facts.slug).first()
    ImportedLog.objects.update_or_create(
        slug=facts.slug, defaults={**vars(facts), "key": key, "imported_at": at}
    )
    record(
        kind=kinds.LOG_IMPORTED,
        at=at,
        subjects=[],
        format=facts.format,
        events=facts.events,
        cases=facts.cases,
        replaced=former is not None,
    )
    return former.key if former else None


@operation
def remove(*, log: ImportedLog, actor: Staff | None, at: datetime) -> UUID:
    """Forget an imported log; return the key of the folder that is no longer needed."""
    log.delete()
    role, unit = (actor.role, actor.unit.code) if actor else ("", "")
    record(
        kind=kinds.LOG_REMOVED, at=at, subjects=[], actor_role=role, unit=unit, events=log.events
    )
    return log.key
