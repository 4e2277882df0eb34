"""Logs that have grown, or that an older engine prepared: have a job prepare them anew."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from kontaktpunkt.core import tenancy
from kontaktpunkt.events.models import Event
from kontaktpunkt.journeys.sent.files import WRITING_LOCK

if TYPE_CHECKING:
    # It needs libraries that a process that only waits for work does without.
    from kontaktpunkt.journeys.queries import Log

TASK: Final = "journeys.prepare_log"


def ask_for(*, log: Log) -> bool:
    """Have a log prepared of which nothing can be shown; say whether there is anything to prepare.

    However often it is asked for, one job waits.
    """
    if log.is_empty or (log.is_own and not log.events and not Event.objects.exists()):
        return False
    here = tenancy.current_id()
    job = app.configure_task(TASK, lock=WRITING_LOCK, queueing_lock=f"{TASK}:{here}:{log.slug}")
    with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
        job.defer(municipality_id=here, log=log.slug)
    return True
