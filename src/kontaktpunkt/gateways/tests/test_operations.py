"""The outbox: what is put there, sent, tried again and forgotten."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from kontaktpunkt.core import tenancy
from kontaktpunkt.core.jobs import JobFailed, once_per_municipality
from kontaktpunkt.core.models import Municipality
from kontaktpunkt.gateways import jobs, operations, queries, rules
from kontaktpunkt.gateways.models import Message
from kontaktpunkt.gateways.senders import NotSent, Refused, ServiceAway, senders


class Postman:
    """Takes messages, or says why not."""

    keeps_text = False

    def __init__(self, *answers: Exception) -> None:
        self.answers = list(answers)
        self.taken: list[str] = []

    def send(self, message: Message) -> None:
        if self.answers:
            raise self.answers.pop(0)
        self.taken.append(message.purpose)


def put(purpose: str, at: datetime, channel: str = "email") -> None:
    operations.enqueue(
        channel=channel,
        recipient="egon@example.org" if channel == "email" else "+4586123456",
        subject="Hej",
        body="Svar her: /s/abc/",
        purpose=purpose,
        at=at,
    )


def test_the_same_purpose_waits_once(here: Municipality, at: datetime) -> None:
    put("invitation-1", at)
    put("invitation-1", at)
    assert Message.objects.count() == 1


def test_two_municipalities_have_the_same_purpose_each(
    here: Municipality, sjostad: Municipality, at: datetime
) -> None:
    put("invitation-1", at)
    with tenancy.acting_for(sjostad):
        put("invitation-1", at)
        assert Message.objects.count() == 1


def test_a_subject_cannot_carry_a_second_header(here: Municipality, at: datetime) -> None:
    operations.enqueue(
        channel="email",
        recipient="egon@example.org",
        subject="Hej\r\nBcc: alle@example.org",
        body="",
        purpose="x",
        at=at,
    )
    assert Message.objects.get().subject == "Hej Bcc: alle@example.org"


def test_what_is_due_is_sent_once_and_its_text_forgotten(here: Municipality, at: datetime) -> None:
    put("invitation-1", at)
    postman = Postman()
    assert operations.send_waiting(senders={"email": postman}, at=at) == 1
    assert operations.send_waiting(senders={"email": postman}, at=at) == 0
    assert postman.taken == ["invitation-1"]
    message = Message.objects.get()
    assert (message.state, message.sent_at, message.body) == ("sent", at, "")


def test_a_channel_without_a_way_out_goes_on_waiting(here: Municipality, at: datetime) -> None:
    put("invitation-1", at, channel="sms")
    assert operations.send_waiting(senders={"email": Postman()}, at=at) == 0
    assert Message.objects.get().state == "waiting"


def test_a_failed_try_is_repeated_after_a_pause(here: Municipality, at: datetime) -> None:
    put("invitation-1", at)
    postman = Postman(NotSent("451 greylisted"))
    operations.send_waiting(senders={"email": postman}, at=at)
    message = Message.objects.get()
    assert (message.state, message.last_error) == ("waiting", "451 greylisted")
    assert operations.send_waiting(senders={"email": postman}, at=at) == 0
    assert operations.send_waiting(senders={"email": postman}, at=at + timedelta(minutes=1)) == 1


def test_after_the_last_try_it_is_given_up_with_its_reason(
    here: Municipality, at: datetime
) -> None:
    put("invitation-1", at)
    postman = Postman(*[NotSent("no answer")] * rules.MOST_TRIES)
    for day in range(rules.MOST_TRIES):
        operations.send_waiting(senders={"email": postman}, at=at + timedelta(days=day))
    message = Message.objects.get()
    assert (message.state, message.attempts) == ("failed", rules.MOST_TRIES)
    assert message.last_error == "no answer"


def test_a_refused_message_is_given_up_at_once(here: Municipality, at: datetime) -> None:
    put("invitation-1", at)
    operations.send_waiting(senders={"email": Postman(Refused("550 unknown"))}, at=at)
    assert Message.objects.get().state == "failed"


def test_when_the_service_is_away_the_rest_is_not_tried(here: Municipality, at: datetime) -> None:
    put("invitation-1", at)
    put("invitation-2", at)
    put("invitation-3", at, channel="sms")
    texts = Postman()
    away = Postman(ServiceAway("connection refused"))
    assert operations.send_waiting(senders={"email": away, "sms": texts}, at=at) == 1
    assert sorted(Message.objects.values_list("attempts", flat=True)) == [0, 1, 1]


def test_old_messages_lose_address_and_text_but_waiting_ones_do_not(
    here: Municipality, at: datetime
) -> None:
    put("invitation-1", at)
    operations.send_waiting(senders={"email": Postman()}, at=at)
    put("invitation-2", at)
    later = at + operations.REMEMBERED + timedelta(seconds=1)
    assert operations.forget_old(at=later) == 1
    assert operations.forget_old(at=later) == 0
    kept = dict(Message.objects.values_list("purpose", "recipient"))
    assert kept == {"invitation-1": "", "invitation-2": "egon@example.org"}


def test_the_job_sends_in_every_municipality(
    here: Municipality, sjostad: Municipality, at: datetime, settings
) -> None:
    settings.MODE = "demo"
    put("a", timezone.now())
    with tenancy.acting_for(sjostad):
        put("b", timezone.now())
    jobs.send_all_waiting(timestamp=0)
    assert Message.objects.get().state == "sent"
    assert Message.objects.get().body, "the demo's outbox shows what it said"
    with tenancy.acting_for(sjostad):
        assert Message.objects.get().state == "sent"


def test_one_municipality_in_trouble_does_not_keep_the_others_waiting(
    here: Municipality, sjostad: Municipality
) -> None:
    served = []

    def work(municipality: Municipality) -> None:
        if municipality == here:
            raise ValueError
        served.append(municipality)

    with pytest.raises(JobFailed, match="fjordby"):
        once_per_municipality(name="test", work=work)
    assert served == [sjostad]


def test_without_mail_server_or_provider_there_is_no_way_out(settings) -> None:
    settings.MAIL_SERVER = settings.SMS_SERVICE = None
    assert senders() == {}


def test_putting_messages_in_the_outbox_wakes_the_sender_once(
    here: Municipality, at: datetime, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        put("a", at)
        put("b", at)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args FROM procrastinate_jobs WHERE task_name = 'gateways.send_waiting'"
        )
        assert cursor.fetchall() == [(f'{{"municipality_id": {here.pk}}}',)]


def test_a_party_finds_what_was_written_to_it_and_nobody_elses(
    here: Municipality, at: datetime
) -> None:
    mine, hers = uuid4(), uuid4()
    for addressee, purpose in ((mine, "case-1"), (hers, "case-2"), (None, "case-3")):
        operations.enqueue(
            channel="email",
            recipient="shared@example.org",
            subject="Hej",
            body="Se din side.",
            purpose=purpose,
            at=at,
            addressee=addressee,
        )
    found = queries.written_to(addressee=mine, most=5)
    assert [message.purpose for message in found] == ["case-1"]


def test_what_was_forgotten_is_not_shown_to_the_party(here: Municipality, at: datetime) -> None:
    mine = uuid4()
    operations.enqueue(
        channel="email",
        recipient="egon@example.org",
        subject="Hej",
        body="Se din side.",
        purpose="case-1",
        at=at,
        addressee=mine,
    )
    Message.objects.update(state=Message.State.SENT)
    operations.forget_old(at=at + timedelta(days=31))
    assert queries.written_to(addressee=mine, most=5) == []
