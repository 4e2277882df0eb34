"""Work in the background: one job, done for every municipality in turn."""

import logging
from collections.abc import Callable
from typing import Any

from django.utils import timezone, translation
from procrastinate.contrib.django import app

from kontaktpunkt.core import tenancy
from kontaktpunkt.core.errors import new_reference
from kontaktpunkt.core.models import Municipality

logger = logging.getLogger(__name__)

Work = Callable[[Municipality], object]


class JobFailed(RuntimeError):
    """The job failed for some municipalities and was done for the others."""


def on_schedule(*, cron: str, name: str, lock: str | None = None) -> Callable[[Work], Any]:
    """Make a job of work that is done for each municipality, in turn, when `cron` tells.

    name: of the job, also in the log; while one waits, no second one does.
    lock: jobs with the same one are not done at the same time.
    """

    def register(work: Work) -> Any:
        @app.periodic(cron=cron)
        @app.task(name=name, queueing_lock=name, lock=lock)
        def run(timestamp: int) -> None:  # noqa: ARG001 - the scheduler gives it
            once_per_municipality(name=name, work=work)

        return run

    return register


def once_per_municipality(*, name: str, work: Work, only: int | None = None) -> None:
    """Do the work for each municipality, in its own rows, time zone and language.

    name: what the log calls the work.
    only: key of the one municipality that has something to do; None for all.
    Raises JobFailed at the end, naming those for which it failed: one municipality's trouble
    does not keep the others waiting.
    """
    chosen = Municipality.objects.all() if only is None else Municipality.objects.filter(pk=only)
    failed = [each.slug for each in chosen if not _done(name, work, each)]
    if failed:
        raise JobFailed(f"{name}: {', '.join(failed)}")


def _done(name: str, work: Work, municipality: Municipality) -> bool:
    with (
        tenancy.acting_for(municipality),
        timezone.override(municipality.timezone),
        translation.override(municipality.language),
    ):
        try:
            work(municipality)
        except Exception as error:
            reference = new_reference()
            logger.error("%s failed %s for %s", name, reference, municipality, exc_info=error)
            return False
        return True
