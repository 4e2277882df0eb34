"""Putting messages in the outbox, sending them, and forgetting what they said.

Gateways stand beside the event log and cannot write to it: whoever puts a message in the outbox
records why.
"""

import contextlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from kontaktpunkt.core import tenancy
from kontaktpunkt.gateways import rules
from kontaktpunkt.gateways.models import Message
from kontaktpunkt.gateways.senders import NotSent, Refused, Sender, ServiceAway

SEND_TASK = "gateways.send_waiting"
SENDING_LOCK = "gateways.send"
# A run ends after so many, so that a long queue does not hold up other work.
MOST_IN_A_RUN = 500
REMEMBERED = timedelta(days=30)


def enqueue(
    *,
    channel: str,
    recipient: str,
    subject: str,
    body: str,
    purpose: str,
    at: datetime,
    addressee: UUID | None = None,
) -> None:
    """Put a message in the outbox; it leaves after the transaction has committed.

    channel:   "email" or "sms".
    recipient: an e-mail address, or a phone number in E.164 form.
    subject:   of an e-mail; a text message has none.
    purpose:   what it is about, such as "invitation-481"; the same purpose is sent once.
    addressee: pseudonymous key of the party it is for, which may see on its page that we wrote.
    """
    message = Message(
        channel=Message.Channel(channel),
        recipient=recipient,
        addressee=addressee,
        subject=" ".join(subject.split())[:200],
        body=body,
        purpose=purpose,
        next_try_at=at,
        created_at=at,
    )
    Message.objects.bulk_create([message], ignore_conflicts=True)
    transaction.on_commit(_wake_the_sender, robust=True)


def send_waiting(*, senders: Mapping[str, Sender], at: datetime) -> int:
    """Send what is due through the ways out given; return how many messages left.

    Messages of other channels go on waiting. At least once: a message that was handed over when
    the process died is handed over again. Recorded once: its row is locked from try to result.
    """
    open_ways = dict(senders)
    sent = 0
    for _ in range(MOST_IN_A_RUN):
        if not open_ways:
            break
        with transaction.atomic():
            message = _next_due(list(open_ways), at)
            if message is None:
                break
            sent += _try(message, open_ways, at)
    return sent


def forget_old(*, at: datetime) -> int:
    """Blank address and text of messages that were settled long ago; return how many."""
    old = Message.objects.exclude(state=Message.State.WAITING).exclude(recipient="", body="")
    return old.filter(created_at__lt=at - REMEMBERED).update(recipient="", subject="", body="")


def _wake_the_sender() -> None:
    municipality_id = tenancy.current_id_or_none()
    lock = f"{SEND_TASK}:{municipality_id}"
    job = app.configure_task(SEND_TASK, lock=SENDING_LOCK, queueing_lock=lock)
    with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
        job.defer(municipality_id=municipality_id)


def _next_due(channels: list[str], at: datetime) -> Message | None:
    waiting = Message.objects.filter(
        state=Message.State.WAITING, next_try_at__lte=at, channel__in=channels
    )
    return (
        waiting.select_related("municipality")
        .select_for_update(skip_locked=True, of=("self",))
        .order_by("next_try_at", "pk")
        .first()
    )


def _try(message: Message, open_ways: dict[str, Sender], at: datetime) -> bool:
    message.attempts += 1
    try:
        open_ways[message.channel].send(message)
    except NotSent as reason:
        _note_failure(message, reason, at)
        if isinstance(reason, ServiceAway):
            del open_ways[message.channel]
        return False
    _note_success(message, open_ways[message.channel], at)
    return True


def _note_success(message: Message, sender: Sender, at: datetime) -> None:
    message.state, message.sent_at, message.last_error = Message.State.SENT, at, ""
    if not sender.keeps_text:
        # It may hold a link that opens something for whoever has it.
        message.body = ""
    message.save()


def _note_failure(message: Message, reason: NotSent, at: datetime) -> None:
    pause = None if isinstance(reason, Refused) else rules.pause_after(message.attempts)
    message.last_error = str(reason)
    if pause is None:
        message.state = Message.State.FAILED
    else:
        message.next_try_at = at + pause
    message.save()
