"""Undo the import of a log: forget it, then delete its files."""

from __future__ import annotations

from datetime import datetime

from kontaktpunkt.core.models import Municipality
from kontaktpunkt.directory.models import Staff
from kontaktpunkt.journeys import folders, operations
from kontaktpunkt.journeys.models import ImportedLog


def remove_log(
    *, municipality: Municipality, log: ImportedLog, actor: Staff | None, at: datetime
) -> None:
    """Undo an import."""
    key = operations.remove(log=log, actor=actor, at=at)
    folders.forget(municipality=municipality, key=key)
