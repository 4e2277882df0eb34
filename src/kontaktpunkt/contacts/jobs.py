"""Nightly work on contacts."""

from django.utils import timezone
from procrastinate.contrib.django import app

from kontaktpunkt.contacts import drafts
from kontaktpunkt.core.jobs import once_per_municipality


@app.periodic(cron="40 3 * * *")
@app.task(name="contacts.forget_old_drafts", queueing_lock="contacts.forget_old_drafts")
def forget_old_drafts(timestamp: int) -> None:  # noqa: ARG001 - the scheduler gives it
    """Throw away the notepads of contacts that nobody finished."""
    once_per_municipality(
        name="contacts.forget_drafts", work=lambda _: drafts.forget_old(at=timezone.now())
    )
