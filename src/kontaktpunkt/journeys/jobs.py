"""Journeys are prepared when the log grows, never when somebody looks."""

from django.utils import timezone
from procrastinate.contrib.django import app

from kontaktpunkt.core.jobs import once_per_municipality
from kontaktpunkt.core.models import Municipality


@app.periodic(cron="30 2 * * *")
@app.task(name="journeys.refresh_all", queueing_lock="journeys.refresh_all")
def refresh_all(timestamp: int) -> None:  # noqa: ARG001 - the scheduler gives it
    """Export and prepare every municipality's own log, each night."""
    once_per_municipality(name="journeys.refresh", work=_refresh)


def _refresh(municipality: Municipality) -> None:
    # Every process that asks for work imports this module; only one that does it needs 90 MB more.
    from kontaktpunkt.journeys import logs  # noqa: PLC0415

    logs.refresh_own(municipality=municipality, at=timezone.now())
    logs.refresh_imported(municipality=municipality)
