"""Registering people and changing what we know about them."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest

from kontaktpunkt.core.errors import AlreadyDone, ChangedMeanwhile
from kontaktpunkt.events.models import Event
from kontaktpunkt.parties import operations, queries
from kontaktpunkt.parties.models import Mandate, Party

TODAY = date(2026, 11, 24)


def register(cast: SimpleNamespace, at: datetime, **fields: object) -> Party:
    given = {"kind": "citizen", "name": "Frida Fjord"} | fields
    return operations.register(municipality=cast.here, actor=cast.anna, at=at, **given)


def test_register_makes_a_party_that_can_be_found(cast: SimpleNamespace, at: datetime) -> None:
    party = register(cast, at, phone="20 30 40 50", address="Ågade 1")
    assert party.phone == "+4520304050"
    assert list(queries.find(text="frida", country="DK")) == [party]
    assert Event.objects.get().kind == "parties.party.registered"


def test_register_counts_once(cast: SimpleNamespace, at: datetime) -> None:
    token = uuid4()
    register(cast, at, submission=token)
    with pytest.raises(AlreadyDone):
        register(cast, at, submission=token)
    assert Party.objects.filter(name="Frida Fjord").count() == 1


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"kind": "company", "id_number": "13585627"}, operations.NumberNotValid),
        ({"id_number": "991399-1234"}, operations.NumberNotValid),
        ({"kind": "company", "id_number": "13 58 56 28"}, operations.NumberKnown),
        ({"phone": "ring efter fem"}, operations.PhoneNotValid),
    ],
)
def test_register_refuses(
    fields: dict[str, str],
    refusal: type[Exception],
    cast: SimpleNamespace,
    at: datetime,
) -> None:
    with pytest.raises(refusal):
        register(cast, at, **fields)
    assert not Party.objects.filter(name="Frida Fjord").exists()


def test_two_people_without_a_number_may_both_be_registered(
    cast: SimpleNamespace, at: datetime
) -> None:
    register(cast, at)
    register(cast, at)
    assert Party.objects.filter(name="Frida Fjord").count() == 2


def change(cast: SimpleNamespace, at: datetime, **changes: object) -> Party:
    return operations.change_details(
        party=cast.dina, municipality=cast.here, actor_role=cast.anna.role, at=at, **changes
    )


def test_change_details_is_searched_at_once(cast: SimpleNamespace, at: datetime) -> None:
    change(cast, at, version=1, phone="40 40 40 40", address="Nygade 2")
    assert [p.pk for p in queries.find(text="40404040", country="DK")] == [cast.dina.pk]
    assert queries.find(text="31121212", country="DK") == []
    assert Event.objects.get().data == {"fields": ["address", "phone"]}


def test_the_second_of_two_changes_is_told(cast: SimpleNamespace, at: datetime) -> None:
    change(cast, at, version=1, address="Nygade 2")
    with pytest.raises(ChangedMeanwhile):
        change(cast, at, version=1, address="Nygade 3")
    assert Party.objects.get(pk=cast.dina.pk).address == "Nygade 2"


def give(cast: SimpleNamespace, at: datetime, **options: object) -> Mandate:
    given = {"person": cast.dina, "company": cast.bakery, "actor": cast.anna} | options
    return operations.give_mandate(at=at, **given)


def test_give_mandate_lets_somebody_speak_from_today_on(
    cast: SimpleNamespace, at: datetime
) -> None:
    mandate = give(cast, at)
    assert (mandate.since, mandate.ends_on) == (TODAY, None)
    assert queries.represented_by(person=cast.dina) == [cast.bakery]
    event = Event.objects.get()
    assert (event.kind, event.actor_role) == ("parties.mandate.given", "agent")
    assert {each.type for each in event.objects_touched.all()} == {"citizen", "company"}


def test_give_mandate_counts_once(cast: SimpleNamespace, at: datetime) -> None:
    give(cast, at, ends_on=TODAY + timedelta(days=30))
    with pytest.raises(operations.SpeaksAlready):
        give(cast, at)
    assert Mandate.objects.filter(person=cast.dina).count() == 1
    assert Event.objects.count() == 1


@pytest.mark.parametrize(
    ("options", "refusal"),
    [
        (lambda cast: {"person": cast.bakery, "company": cast.bakery}, operations.NotAPerson),
        (lambda cast: {"company": cast.egon}, operations.NotACompany),
        (lambda cast: {"ends_on": TODAY - timedelta(days=1)}, operations.LastDayPassed),
    ],
)
def test_give_mandate_refuses(
    options: Callable[[SimpleNamespace], dict[str, object]],
    refusal: type[Exception],
    cast: SimpleNamespace,
    at: datetime,
) -> None:
    with pytest.raises(refusal):
        give(cast, at, **options(cast))
    assert not Event.objects.exists()


def end(cast: SimpleNamespace, mandate: Mandate, at: datetime, **options: object) -> Mandate:
    return operations.end_mandate(mandate=mandate, actor=cast.anna, at=at, **options)


def test_end_mandate_works_at_once_and_keeps_what_was(cast: SimpleNamespace, at: datetime) -> None:
    ended = end(cast, give(cast, at), at)
    assert (ended.ends_on, ended.ended_at) == (TODAY, at)
    assert queries.represented_by(person=cast.dina) == []
    assert Event.objects.latest("pk").kind == "parties.mandate.ended"
    # Who comes back speaks again; the first time stays written down.
    give(cast, at)
    assert queries.represented_by(person=cast.dina) == [cast.bakery]
    assert len(queries.mandates_of(party=cast.dina)) == 2


def test_end_mandate_on_a_day_lets_that_day_count(cast: SimpleNamespace, at: datetime) -> None:
    mandate = end(cast, give(cast, at), at, ends_on=TODAY)
    assert mandate.is_in_force(on=TODAY)
    assert not mandate.is_in_force(on=TODAY + timedelta(days=1))
    with pytest.raises(operations.LastDayPassed):
        end(cast, mandate, at, ends_on=TODAY - timedelta(days=1))


def test_the_second_of_two_who_end_it_is_told(cast: SimpleNamespace, at: datetime) -> None:
    mandate = give(cast, at)
    end(cast, mandate, at, version=1, ends_on=TODAY + timedelta(days=7))
    with pytest.raises(ChangedMeanwhile):
        end(cast, mandate, at, version=1)
    end(cast, mandate, at, version=2)
    with pytest.raises(operations.MandateOver):
        end(cast, mandate, at, version=3)


@pytest.mark.parametrize(
    ("preference", "email", "phone", "channel"),
    [
        ("email", "a@example.org", "", "email"),
        ("email", "", "+4520304050", ""),
        ("sms", "a@example.org", "+4520304050", "sms"),
        ("none", "a@example.org", "+4520304050", ""),
    ],
)
def test_reachable_by_respects_what_the_party_wants(
    preference: str, email: str, phone: str, channel: str
) -> None:
    assert Party(preference=preference, email=email, phone=phone).reachable_by == channel
