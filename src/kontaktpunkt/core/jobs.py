"""Work in the background: one job, done for every municipality in turn."""

import logging
from collections.abc import Callable

from django.utils import timezone, translation

from kontaktpunkt.core import tenancy
from kontaktpunkt.core.errors import new_reference
from kontaktpunkt.core.models import Municipality

logger = logging.getLogger(__name__)


class JobFailed(RuntimeError):
    """The job failed for some municipalities and was done for the others."""


def once_per_municipality(
    *, name: str, work: Callable[[Municipality], object], only: int | None = None
) -> None:
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


def _done(name: str, work: Callable[[Municipality], object], municipality: Municipality) -> bool:
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
