"""Registering people and changing what we know about them."""

from datetime import datetime
from types import SimpleNamespace
from uuid import uuid4

import pytest

from kontaktpunkt.core.errors import AlreadyDone, ChangedMeanwhile
from kontaktpunkt.events.models import Event
from kontaktpunkt.parties import operations, queries
from kontaktpunkt.parties.models import Party


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
