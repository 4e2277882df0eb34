"""Keep and forget imported logs and named choices.

The events of a log are files, which `importing` writes and removes.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from kontaktpunkt.core.errors import Refusal
from kontaktpunkt.directory.models import Staff
from kontaktpunkt.events.operation import operation, record
from kontaktpunkt.journeys import kinds, rules
from kontaktpunkt.journeys.models import ImportedLog, SavedView


class NameTaken(Refusal):
    """Another choice of the municipality has this name, or one that reads the same."""

    message = _("Another choice has this name already. Give this one a name of its own.")


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
def register(*, key: UUID, facts: LogFacts, actor: Staff | None, at: datetime) -> UUID | None:
    """Keep a log that was read; one with the same address is replaced.

    actor: who imported it; None on the command line.
    Returns the key of the folder that is no longer needed, or None.
    """
    former = ImportedLog.objects.select_for_update().filter(slug=facts.slug).first()
    ImportedLog.objects.update_or_create(
        slug=facts.slug, defaults={**vars(facts), "key": key, "imported_at": at}
    )
    role, unit = _who(actor)
    record(
        kind=kinds.LOG_IMPORTED,
        at=at,
        subjects=[],
        actor_role=role,
        unit=unit,
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
    role, unit = _who(actor)
    record(
        kind=kinds.LOG_REMOVED, at=at, subjects=[], actor_role=role, unit=unit, events=log.events
    )
    return log.key


@operation
def save_view(
    *, name: str, log: str, question: str, query: str, actor: Staff, at: datetime
) -> SavedView:
    """Give a choice of journeys a name, under which the municipality finds it again.

    log:   the address of a log.
    query: what the page's address asked.
    Raises NameTaken.
    """
    view, is_new = SavedView.objects.get_or_create(
        slug=rules.address_of(name=name),
        defaults={"name": name, "log": log, "question": question, "query": query, "saved_at": at},
    )
    if not is_new:
        raise NameTaken
    record(kind=kinds.VIEW_SAVED, at=at, subjects=[], actor_role=actor.role, unit=actor.unit.code)
    return view


@operation
def remove_view(*, view: SavedView, actor: Staff, at: datetime) -> None:
    """Forget a named choice; the journeys stay as they are."""
    view.delete()
    record(kind=kinds.VIEW_REMOVED, at=at, subjects=[], actor_role=actor.role, unit=actor.unit.code)


def _who(actor: Staff | None) -> tuple[str, str]:
    return (actor.role, actor.unit.code) if actor else ("", "")
