"""Looking at people, registering them, correcting how they are reached."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

from kontaktpunkt.contacts import drafts
from kontaktpunkt.directory.models import ReadEntry
from kontaktpunkt.parties.models import Party
from tests.factories import make_case, make_contact, make_question


@pytest.fixture
def anna(visit: Callable[..., Any], cast: SimpleNamespace) -> Any:
    return visit(cast.anna)


DETAILS = {"phone": "+4531121212", "email": "dina@example.org", "preference": "email"}


def test_a_party_s_page_shows_contacts_and_promises_and_logs_who_looked(
    anna: Any, cast: SimpleNamespace
) -> None:
    contact = make_contact(party=cast.dina, staff=cast.anna)
    make_question(contact=contact, matter=cast.matter, text="Må jeg det?")
    case = make_case(party=cast.dina, matter=cast.matter)
    text = anna.open("party", pk=cast.dina.pk).content.decode()
    assert "Må jeg det?" in text
    assert case.title in text
    assert "1 open promise" in text
    assert ReadEntry.objects.get().subject_id == cast.dina.pk


def test_the_page_takes_few_queries_however_long_the_history(
    anna: Any, cast: SimpleNamespace, django_assert_max_num_queries: Any
) -> None:
    for _ in range(12):
        contact = make_contact(party=cast.dina, staff=cast.anna)
        make_question(contact=contact, matter=cast.matter)
    with django_assert_max_num_queries(16):
        anna.open("party", pk=cast.dina.pk)


def test_the_number_is_shown_on_request_and_that_is_logged(
    anna: Any, cast: SimpleNamespace
) -> None:
    assert b"13585628" not in anna.open("party", pk=cast.bakery.pk).content
    assert b"13585628" in anna.swap("party-number", pk=cast.bakery.pk).content
    assert b"13585628" in anna.send("party-number", pk=cast.bakery.pk).content
    routes = list(ReadEntry.objects.order_by("pk").values_list("route", flat=True))
    assert routes == ["desk:party", "desk:party-number", "desk:party-number"]


def test_somebody_new_is_registered(anna: Any) -> None:
    sent = {
        "kind": "citizen",
        "name": "Frida Ny",
        "phone": "20 30 40 50",
        "preference": "sms",
        "submission": str(uuid4()),
    }
    answer = anna.send("party-new", sent)
    party = Party.objects.get(name="Frida Ny")
    assert answer["Location"] == anna.url("party", pk=party.pk)
    assert party.phone == "+4520304050"
    assert anna.send("party-new", sent).status_code == 302
    assert Party.objects.filter(name="Frida Ny").count() == 1


def test_everything_that_is_wrong_is_told_at_once(anna: Any) -> None:
    sent = {"kind": "company", "preference": "sms", "submission": str(uuid4())}
    wrong = {"id_number": "13585627", "phone": "ring efter fem", "email": "ingen"}
    answer = anna.send("party-new", sent | wrong)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"name", "id_number", "phone", "email"}
    answer = anna.send("party-new", sent | wrong | {"name": "Ny", "email": ""})
    assert set(answer.context["form"].errors) == {"id_number", "phone"}
    assert not Party.objects.filter(name="Ny").exists()


def test_somebody_new_is_who_the_live_contact_is_about(
    anna: Any, cast: SimpleNamespace, at: Any
) -> None:
    draft = drafts.begin(staff=cast.anna, channel="phone", at=at)
    sent = {
        "kind": "citizen",
        "name": "Frida Ny",
        "preference": "none",
        "live": str(draft.token),
        "submission": str(uuid4()),
    }
    for _ in range(2):
        answer = anna.send("party-new", sent)
        assert answer["Location"] == anna.url("contact-live", token=draft.token)
    draft.refresh_from_db()
    assert draft.party is not None
    assert draft.party.name == "Frida Ny"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": ""}, "Write a name."),
        ({"kind": "company", "id_number": "13585627"}, "not a valid number"),
        ({"kind": "company", "id_number": "13585628"}, "registered already"),
        ({"phone": "ring efter fem"}, "not a phone number"),
        ({"email": "ikke en adresse"}, "valid email"),
    ],
)
def test_what_is_wrong_is_said_and_what_is_typed_is_kept(
    fields: dict[str, str], said: str, anna: Any
) -> None:
    sent = {"kind": "citizen", "name": "Frida Ny", "preference": "none", "address": "Ågade 1"}
    answer = anna.send("party-new", sent | fields)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "Ågade 1" in answer.content.decode()
    assert not Party.objects.filter(address="Ågade 1").exists()


def test_the_form_begins_with_what_was_searched_for(anna: Any, cast: SimpleNamespace) -> None:
    assert 'value="Karl Ny"' in anna.open("party-new", "?name=Karl%20Ny").content.decode()
    text = anna.open("party-new", "?name=31%2012%2012%2012").content.decode()
    assert 'value="31 12 12 12"' in text
    assert "The same phone number" in text
    assert "Dina Holm" in text


def test_details_are_changed(anna: Any, cast: SimpleNamespace) -> None:
    anna.send("party-edit", DETAILS | {"address": "Nygade 2", "version": "1"}, pk=cast.dina.pk)
    cast.dina.refresh_from_db()
    assert cast.dina.address == "Nygade 2"


def test_the_second_of_two_is_told_and_loses_nothing(anna: Any, cast: SimpleNamespace) -> None:
    for address in ("Nygade 2", "Nygade 3"):
        sent = DETAILS | {"address": address, "version": "1"}
        answer = anna.send("party-edit", sent, pk=cast.dina.pk)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody else changed this" in text
    assert 'value="Nygade 3"' in text
    assert "Nygade 2" in text
    # Having seen the change, the second may go through.
    anna.send("party-edit", sent | {"version": "2"}, pk=cast.dina.pk)
    cast.dina.refresh_from_db()
    assert cast.dina.address == "Nygade 3"
