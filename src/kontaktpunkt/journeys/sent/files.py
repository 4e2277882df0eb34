"""Files that were sent to be imported, and how far each is.

Nothing has happened to anybody's journeys until a log is imported, so nothing of this is written to
the event log; the import is, and says who ordered it. A file and its row go when the log is there
and has been told of, when somebody throws the file away, and after a few days in any case.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from kontaktpunkt.core import tenancy
from kontaktpunkt.core.errors import AlreadyDone, Refusal
from kontaktpunkt.directory.models import Staff
from kontaktpunkt.journeys.models import ImportedLog, SentFile
from kontaktpunkt.journeys.readers.messages import Phrase
from kontaktpunkt.journeys.sent import phrases, places

LOOK_TASK: Final = "journeys.look_at_file"
READ_TASK: Final = "journeys.read_file"
# Logs are written by one job at a time: reading one takes much memory.
WRITING_LOCK: Final = "journeys.refresh"
FORGOTTEN_AFTER: Final = timedelta(days=3)
# A file that kills the process that reads it is not given to a third one.
MOST_TRIES: Final = 2

State = SentFile.State


class BeingRead(Refusal):
    """A file cannot be thrown away while it is read."""

    message = _("The file is being read. Stop that first, or wait until it is done.")


class Stopped(Exception):
    """Somebody wants no more of a file to be read."""


def receive(
    *,
    key: UUID,
    file: UploadedFile[Any],
    answers: UploadedFile[Any] | None,
    manner: Mapping[str, str],
    actor: Staff,
    at: datetime,
) -> SentFile:
    """Keep a file that was sent and have it looked at; the same form twice is the same file.

    key:    the token of the form.
    manner: options of the reading that the person knows already.
    Raises places.NoRoom.
    """
    named = {"file": _name(file), "answers_file": _name(answers) if answers else ""}
    known = {**named, "size_bytes": file.size or 0, "order": {"manner": dict(manner)}}
    try:
        with transaction.atomic():
            sent, is_new = SentFile.objects.get_or_create(
                key=key,
                defaults={**known, "sent_by": actor, "sent_at": at},
            )
            if is_new:
                _keep(key, file, answers)
                _defer(LOOK_TASK, key)
    except BaseException:
        if not SentFile.objects.filter(key=key).exists():
            places.forget(key)
        raise
    return sent


def _name(file: UploadedFile[Any]) -> str:
    return (file.name or "")[-255:]


def _keep(key: UUID, file: UploadedFile[Any], answers: UploadedFile[Any] | None) -> None:
    places.keep(key=key, part=places.LOG, file=file)
    if answers:
        places.keep(key=key, part=places.ANSWERS, file=answers)


def _defer(task: str, key: UUID, lock: str | None = None) -> None:
    job = app.configure_task(task, lock=lock, queueing_lock=f"{task}:{key}")
    # After a stop, the job that was asked for before may still wait; it does the same.
    with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
        job.defer(municipality_id=tenancy.current_id(), key=str(key))


def named(*, key: UUID) -> SentFile | None:
    """Return the file with this key, or None."""
    return _with_more().filter(key=key).first()


def shown(*, key: UUID) -> SentFile:
    """Return the file with this key; Http404 for none."""
    return get_object_or_404(_with_more(), key=key)


def _with_more() -> QuerySet[SentFile]:
    return SentFile.objects.select_related("log", "sent_by__unit")


def under_way() -> Sequence[SentFile]:
    """Return the files that are not settled yet, the newest first."""
    return list(SentFile.objects.exclude(state__in=[State.DONE, State.REFUSED]))


def confirm(*, sent: SentFile, order: dict[str, Any]) -> None:
    """Have a file read as ordered. Raises AlreadyDone when it was confirmed before."""
    with transaction.atomic():
        locked = SentFile.objects.select_for_update().get(pk=sent.pk)
        if locked.state != State.READY:
            raise AlreadyDone
        _set(locked, state=State.WAITING, order=order, refusal={}, percent=0, events=0, tries=0)
        _defer(READ_TASK, sent.key, lock=WRITING_LOCK)


def stop(*, sent: SentFile) -> None:
    """Have the reading of a file end, with nothing imported; what is not read is left as it is."""
    with transaction.atomic():
        locked = SentFile.objects.select_for_update().get(pk=sent.pk)
        if locked.state == State.WAITING:
            hand_back(sent=locked, why=Phrase(phrases.STOPPED_HERE))
        elif locked.state == State.READING:
            _set(locked, state=State.STOPPING)


def throw_away(*, sent: SentFile) -> None:
    """Forget a file. Raises BeingRead while a job is at it."""
    with transaction.atomic():
        locked = SentFile.objects.select_for_update().get(pk=sent.pk)
        if locked.state in {State.WAITING, State.READING, State.STOPPING}:
            raise BeingRead
        locked.delete()
    places.forget(sent.key)


def looked_at(*, sent: SentFile) -> None:
    """Ask the person what the columns mean."""
    _set(sent, state=State.READY)


def refuse(*, sent: SentFile, why: Phrase) -> None:
    """Say that a file is no log at all; it is not kept."""
    _set(sent, state=State.REFUSED, refusal=why.as_json())
    places.forget(sent.key)


def begin_reading(*, key: UUID) -> SentFile | None:
    """Return the file that waits to be read; None where it was read, or thrown away.

    One that has stopped the processes that read it is handed back to the person instead.
    """
    sent = named(key=key)
    if sent is not None and sent.state == State.STOPPING:
        hand_back(sent=sent, why=Phrase(phrases.STOPPED_HERE))
    if sent is None or sent.state not in {State.WAITING, State.READING}:
        return None
    if sent.tries >= MOST_TRIES:
        hand_back(sent=sent, why=Phrase(phrases.STOPPED))
        return None
    changes = {"state": State.READING, "tries": sent.tries + 1}
    # It may have been stopped since it was looked up.
    is_begun = SentFile.objects.filter(pk=sent.pk, state=sent.state).update(**changes)
    return sent if is_begun else begin_reading(key=key)


def note_progress(*, sent: SentFile, step: str, share: float, events: int) -> None:
    """Keep how far the reading is. Raises Stopped."""
    _set(sent, step=step, percent=min(100, int(share * 100)), events=events)
    check_wanted(sent=sent)


def check_wanted(*, sent: SentFile) -> None:
    """Raise Stopped where somebody has said that no more of a file is to be read."""
    if _is_to_stop(sent):
        raise Stopped


def _is_to_stop(sent: SentFile) -> bool:
    return SentFile.objects.filter(pk=sent.pk, state=State.STOPPING).exists()


def hand_back(*, sent: SentFile, why: Phrase) -> None:
    """Say why nothing was imported, and let the person change what the columns mean."""
    _set(sent, state=State.READY, refusal=why.as_json())


def settle(*, sent: SentFile, log: ImportedLog, told: Sequence[Phrase]) -> None:
    """Tell the person of the log that came out; the file is no longer needed."""
    if _is_to_stop(sent):
        told = [Phrase(phrases.TOO_LATE), *told]
    _set(sent, state=State.DONE, log=log, told=[each.as_json() for each in told])
    places.forget(sent.key)


def forget_old(*, at: datetime) -> int:
    """Forget files that nobody went on with, and folders of nobody; return how many."""
    old = SentFile.objects.filter(sent_at__lt=at - FORGOTTEN_AFTER)
    gone = list(old.exclude(state__in=[State.WAITING, State.READING]))
    for sent in gone:
        sent.delete()
        places.forget(sent.key)
    known = {str(key) for key in SentFile.objects.values_list("key", flat=True)}
    return len(gone) + places.sweep(known=known, at=at)


def _set(sent: SentFile, **changes: Any) -> None:
    for name, value in changes.items():
        setattr(sent, name, value)
    # Not `save`: somebody may have thrown the file away meanwhile.
    SentFile.objects.filter(pk=sent.pk).update(**changes)
