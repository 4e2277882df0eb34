"""Where a file waits between its sending and its import: in the municipality's own folder."""

from __future__ import annotations

import os
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kontaktpunkt.core import tenancy
from kontaktpunkt.core.errors import Refusal

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

LOG: Final = "log"
ANSWERS: Final = "answers"
# Reading needs some room beside the file; what is left then belongs to the rest of the machine.
SPARED_BYTES: Final = 1_000_000_000
# A folder younger than this may belong to a sending that is still going on.
SPARED: Final = timedelta(hours=24)
# Four bytes a letter at the most, and a file system takes 255 of them.
_LONGEST_NAME: Final = 60


class NoRoom(Refusal):
    """The disk is nearly full."""

    message = _(
        "There is too little room left to keep this file. "
        "Tell whoever runs the installation, and send it again afterwards."
    )


def folder() -> Path:
    """Return the folder of all files that the municipality acted for has sent."""
    return Path(settings.MEDIA_ROOT) / str(tenancy.current_id()) / "logs"


def folder_of(key: UUID) -> Path:
    """Return the folder of one sending."""
    return folder() / str(key)


def file_in(key: UUID, part: str = LOG) -> Path | None:
    """Return the file of a sending, or None where there is none (any more).

    part: LOG, or ANSWERS to the tickets in it.
    """
    home = folder_of(key) / part
    return next(home.iterdir(), None) if home.is_dir() else None


def keep(*, key: UUID, part: str, file: UploadedFile[Any]) -> None:
    """Write a file that was sent; it keeps its name, which refusals speak of. Raises NoRoom."""
    home = folder_of(key) / part
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    if shutil.disk_usage(home).free < (file.size or 0) + SPARED_BYTES:
        raise NoRoom
    path = home / ((file.name or part)[-_LONGEST_NAME:].lstrip(".") or part)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
        for block in file.chunks():
            target.write(block)


def forget(key: UUID) -> None:
    """Delete the files of a sending."""
    shutil.rmtree(folder_of(key), ignore_errors=True)


def sweep(*, known: set[str], at: datetime) -> int:
    """Delete old folders that belong to no sending; return how many.

    known: the keys of the sendings that there are.
    """
    if not folder().is_dir():
        return 0
    before = (at - SPARED).timestamp()
    old = [each for each in folder().iterdir() if each.stat().st_mtime < before]
    left = [each for each in old if each.name not in known]
    for each in left:
        shutil.rmtree(each, ignore_errors=True)
    return len(left)
