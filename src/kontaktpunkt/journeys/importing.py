"""Import an event log: read it, prepare it, and only then keep it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from django.conf import settings

from kontaktpunkt.core.models import Municipality
from kontaktpunkt.directory.models import Staff
from kontaktpunkt.journeys import folders, logs, operations, readers
from kontaktpunkt.journeys.addresses import slug_for
from kontaktpunkt.journeys.models import ImportedLog


def import_log(
    *,
    municipality: Municipality,
    file: Path,
    mapping: readers.Mapping,
    options: readers.Options,
    at: datetime,
    actor: Staff | None = None,
    progress: Callable[[readers.Progress], None] = lambda _: None,
    proceed: Callable[[], None] = lambda: None,
) -> tuple[ImportedLog, readers.LogSummary]:
    """Import a log into a municipality, while acting for it; one of the same name is replaced.

    actor: who imports it; None on the command line.
    progress, proceed: are asked often before the log is kept; what they raise stops the import.
    Raises readers.LogRefused with the place in the file and the way out; nothing is kept then.
    """
    key = uuid4()
    folder = folders.folder_of(municipality=municipality, key=key)
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        summary = readers.read(
            file, target=folder, mapping=mapping, options=options, progress=progress
        )
        logs.prepare_folder(
            municipality=municipality,
            folder=folder,
            first=summary.first,
            last=summary.last,
            proceed=proceed,
        )
        proceed()
        former = operations.register(key=key, facts=facts_of(summary), actor=actor, at=at)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    if former is not None:
        folders.forget(municipality=municipality, key=former)
    return ImportedLog.objects.get(key=key), summary


def facts_of(summary: readers.LogSummary) -> operations.LogFacts:
    """Return what is kept of a log beside its events."""
    return operations.LogFacts(
        slug=slug_for(summary.name),
        name=summary.name[:120],
        source_file=summary.source_file[:255],
        format=str(summary.format),
        sha256=summary.sha256,
        lead_object_type=summary.lead_object_type[:60],
        events=summary.events,
        cases=summary.cases,
        first=summary.first,
        last=summary.last,
    )


def pseudonym_key() -> bytes:
    """Return the key that hides who the objects of an imported log are."""
    return settings.PSEUDONYM_KEY.encode()
