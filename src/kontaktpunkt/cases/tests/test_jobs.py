"""The morning's warning, and reminders."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace

from kontaktpunkt.cases import operations
from kontaktpunkt.cases.jobs import remind_here, warn_here
from kontaktpunkt.cases.models import Case
from kontaktpunkt.events.models import Event
from kontaktpunkt.gateways.models import Message
from tests.factories import make_case

SOON, LATER = date(2026, 11, 27), date(2026, 12, 3)


def test_a_promise_about_to_run_out_is_told_once(cast: SimpleNamespace, at: datetime) -> None:
    make_case(party=cast.dina, matter=cast.matter, promised_on=SOON, caseworker=cast.bo)
    make_case(party=cast.dina, matter=cast.matter, promised_on=LATER, caseworker=cast.bo)
    assert warn_here(at=at) == 1
    assert warn_here(at=at + timedelta(hours=1)) == 0
    message = Message.objects.get()
    assert (message.recipient, message.channel) == ("bo@example.org", "email")
    assert cast.dina.name not in message.body
    assert Event.objects.get().data == {"version": 1, "days": 3}


def test_a_moved_promise_is_told_anew(cast: SimpleNamespace, at: datetime) -> None:
    case = make_case(party=cast.dina, matter=cast.matter, promised_on=SOON, caseworker=cast.bo)
    warn_here(at=at)
    operations.move_promise(case=case, to=LATER, reason="Måling", actor=cast.bo, at=at)
    assert warn_here(at=at + timedelta(days=7)) == 1


def test_a_case_of_nobody_is_told_to_the_unit(cast: SimpleNamespace, at: datetime) -> None:
    make_case(party=cast.dina, matter=cast.matter, promised_on=SOON)
    assert warn_here(at=at) == 1
    assert not Message.objects.exists()
    cast.byg.email = "byg@example.org"
    cast.byg.save()
    make_case(party=cast.dina, matter=cast.matter, promised_on=SOON)
    warn_here(at=at)
    assert Message.objects.get().recipient == "byg@example.org"


def test_decided_cases_are_not_warned_of(cast: SimpleNamespace, at: datetime) -> None:
    make_case(party=cast.dina, matter=cast.matter, promised_on=SOON, status="decided")
    assert warn_here(at=at) == 0


# --- Reminding parties -------------------------------------------------------------------------


def asked(case: Case, cast: SimpleNamespace, at: datetime, by: date) -> None:
    operations.ask_party(case=case, what="Tegning", by=by, actor=cast.bo, at=at)
    operations.open_hearing(case=case, facts="3 meter", answer_by=by, actor=cast.bo, at=at)
    Message.objects.all().delete()


def test_a_party_is_reminded_once_of_each_thing(cast: SimpleNamespace, at: datetime) -> None:
    case = make_case(party=cast.dina, matter=cast.matter, status="in_progress")
    asked(case, cast, at - timedelta(days=10), by=date(2026, 11, 26))
    assert remind_here(at=at) == 2
    assert remind_here(at=at + timedelta(days=1)) == 0
    messages = list(Message.objects.all())
    assert len(messages) == 2
    assert all(message.recipient == "dina@example.org" for message in messages)
    assert case.number in messages[0].subject
    # What it is about stands behind the login only.
    assert "Tegning" not in messages[0].subject + messages[0].body
    assert Event.objects.filter(kind="cases.party.reminded", touchpoint="reminder").count() == 2


def test_nobody_is_reminded_of_what_came_or_is_not_needed(
    cast: SimpleNamespace, at: datetime
) -> None:
    by = date(2026, 11, 26)
    sent = make_case(party=cast.dina, matter=cast.matter, status="in_progress")
    asked(sent, cast, at - timedelta(days=10), by)
    operations.receive_awaited(awaited=sent.awaited.get(), at=at)
    operations.record_hearing_reply(hearing=sent.hearings.get(), reply="2 meter", at=at)
    ended = make_case(party=cast.dina, matter=cast.matter, status="in_progress")
    asked(ended, cast, at - timedelta(days=10), by)
    Case.objects.filter(pk=ended.pk).update(status="closed")
    silent = make_case(party=cast.bakery, matter=cast.matter, status="in_progress")
    asked(silent, cast, at - timedelta(days=10), by)
    cast.bakery.preference = "none"
    cast.bakery.save()
    assert remind_here(at=at) == 0
