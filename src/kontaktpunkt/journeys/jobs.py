"""Journeys are prepared when the log grows, never when somebody looks."""

import json
from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from kontaktpunkt.core.jobs import on_schedule, once_per_municipality
from kontaktpunkt.core.models import Municipality
from kontaktpunkt.events.models import Event
from kontaktpunkt.journeys import preparing
from kontaktpunkt.journeys.sent import files
from kontaktpunkt.warehouse import names
from kontaktpunkt.warehouse.places import own_log

# Jobs that write logs go one after the other: they may write the same files, and take memory.
LOCK = files.WRITING_LOCK


@on_schedule(cron="30 2 * * *", name="journeys.refresh_all", lock=LOCK)
def refresh_all(municipality: Municipality) -> None:
    """Export and prepare every municipality's own log, each night."""
    # Every process that asks for work imports this module; only one that does it needs 90 MB more.
    from kontaktpunkt.journeys import logs  # noqa: PLC0415

    _refresh_own(municipality)
    logs.refresh_imported(municipality=municipality)


@on_schedule(cron="20 * * * *", name="journeys.refresh_grown", lock=LOCK)
def refresh_grown(municipality: Municipality) -> None:
    """Export and prepare the logs that have grown, each hour."""
    if has_grown(municipality=municipality):
        _refresh_own(municipality)


@app.task(name=preparing.TASK, lock=LOCK)
def prepare_log(municipality_id: int, log: str) -> None:
    """Prepare one log that somebody wants to look at and that is not prepared."""
    once_per_municipality(
        name=preparing.TASK, work=lambda here: _prepare(here, log), only=municipality_id
    )


@app.task(name=files.LOOK_TASK)
def look_at_file(municipality_id: int, key: str) -> None:
    """Find out what the columns of a file mean that was just sent."""
    once_per_municipality(
        name=files.LOOK_TASK, work=lambda here: _look(here, UUID(key)), only=municipality_id
    )


@app.task(name=files.READ_TASK, lock=LOCK)
def read_file(municipality_id: int, key: str) -> None:
    """Import a file whose columns somebody has just confirmed."""
    once_per_municipality(
        name=files.READ_TASK, work=lambda here: _read(here, UUID(key)), only=municipality_id
    )


@on_schedule(cron="40 3 * * *", name="journeys.forget_files")
def forget_files(_municipality: Municipality) -> None:
    """Forget files that were sent and that nobody went on with, each night."""
    files.forget_old(at=timezone.now())


def has_grown(*, municipality: Municipality) -> bool:
    """Say whether anything was recorded since the log was last exported; act for it meanwhile."""
    try:
        noted = json.loads((own_log(municipality=municipality) / names.LOG_FILE).read_text())
    except FileNotFoundError:
        return Event.objects.exists()
    # Events are never changed and never removed, so another number is a longer log.
    return bool(noted["events"] != Event.objects.count())


def _refresh_own(municipality: Municipality) -> None:
    from kontaktpunkt.journeys import logs  # noqa: PLC0415 - see above

    logs.refresh_own(municipality=municipality, at=timezone.now())


def _prepare(municipality: Municipality, slug: str) -> None:
    if slug == names.OWN:
        _refresh_own(municipality)
        return
    from kontaktpunkt.journeys import logs  # noqa: PLC0415 - see above

    logs.refresh_imported(municipality=municipality, slug=slug)


def _look(municipality: Municipality, key: UUID) -> None:
    from kontaktpunkt.journeys.sent import work  # noqa: PLC0415 - see above

    work.look(municipality=municipality, key=key)


def _read(municipality: Municipality, key: UUID) -> None:
    from kontaktpunkt.journeys.sent import work  # noqa: PLC0415 - see above

    work.read(municipality=municipality, key=key)
