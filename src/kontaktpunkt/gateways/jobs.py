"""Sending what waits in the outbox: every minute, and as soon as something is put there."""

from django.utils import timezone
from procrastinate.contrib.django import app

from kontaktpunkt.core.jobs import once_per_municipality
from kontaktpunkt.core.models import Municipality
from kontaktpunkt.gateways import operations
from kontaktpunkt.gateways.senders import senders


@app.periodic(cron="* * * * *")
@app.task(
    name="gateways.send_all_waiting",
    queueing_lock="gateways.send_all_waiting",
    lock=operations.SENDING_LOCK,
)
def send_all_waiting(timestamp: int) -> None:  # noqa: ARG001 - the scheduler gives it
    """Send what is due in every municipality."""
    once_per_municipality(name="gateways.send", work=_send)


@app.task(name=operations.SEND_TASK, lock=operations.SENDING_LOCK)
def send_waiting(municipality_id: int | None) -> None:
    """Send what is due in the municipality in which something was just put in the outbox."""
    once_per_municipality(name="gateways.send", work=_send, only=municipality_id)


@app.periodic(cron="20 3 * * *")
@app.task(name="gateways.forget_old", queueing_lock="gateways.forget_old")
def forget_old(timestamp: int) -> None:  # noqa: ARG001 - the scheduler gives it
    """Blank what old messages said, each night."""
    once_per_municipality(
        name="gateways.forget", work=lambda _: operations.forget_old(at=timezone.now())
    )


def _send(_municipality: Municipality) -> int:
    return operations.send_waiting(senders=senders(), at=timezone.now())
