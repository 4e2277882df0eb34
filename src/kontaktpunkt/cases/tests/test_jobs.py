"""The morning's warning."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace

from kontaktpunkt.cases import operations
from kontaktpunkt.cases.jobs import warn_here
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
