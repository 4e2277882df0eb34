"""Nightly work on contacts."""

from django.utils import timezone

from kontaktpunkt.contacts import drafts
from kontaktpunkt.core.jobs import on_schedule
from kontaktpunkt.core.models import Municipality


@on_schedule(cron="40 3 * * *", name="contacts.forget_old_drafts")
def forget_old_drafts(_municipality: Municipality) -> None:
    """Throw away the notepads of contacts that nobody finished."""
    drafts.forget_old(at=timezone.now())
