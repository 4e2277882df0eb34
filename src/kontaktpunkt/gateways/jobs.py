"""Sending what waits in the outbox: every minute, and as soon as something is put there."""

from django.utils import timezone
from procrastinate.contrib.django import app

from kontaktpunkt.core.jobs import on_schedule, once_per_municipality
from kontaktpunkt.core.models import Municipality
from kontaktpunkt.gateways import operations
from kontaktpunkt.gateways.senders import senders


@on_schedule(cron="* * * * *", name="gateways.send_all_waiting", lock=operations.SENDING_LOCK)
def send_all_waiting(_municipality: Municipality) -> None:
    """Send what is due in every municipality."""
    operations.send_waiting(senders=senders(), at=timezone.now())


@app.task(name=operations.SEND_TASK, lock=operations.SENDING_LOCK)
def send_waiting(municipality_id: int | None) -> None:
    """Send what is due in the municipality in which something was just put in the outbox."""
    once_per_municipality(
        name=operations.SEND_TASK,
        work=lambda _: operations.send_waiting(senders=senders(), at=timezone.now()),
        only=municipality_id,
    )


@on_schedule(cron="20 3 * * *", name="gateways.forget_old")
def forget_old(_municipality: Municipality) -> None:
    """Blank what old messages said, each night."""
    operations.forget_old(at=timezone.now())
