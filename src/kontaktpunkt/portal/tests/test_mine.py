"""My page: what a party sees of its own matters, and how it is reached."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from kontaktpunkt.cases import operations as cases
from kontaktpunkt.cases.models import Awaited, Case, Hearing
from kontaktpunkt.contacts.models import Question
from kontaktpunkt.gateways import operations as gateways
from kontaktpunkt.parties.models import Party
from kontaktpunkt.parties.operations import party_subject
from tests.factories import make_case, make_contact, make_decided_case, make_question

# --- My page -----------------------------------------------------------------------------------


def make_owed(cast: SimpleNamespace, promised: date, text: str = "Hvornår må jeg åbne?") -> None:
    contact = make_contact(party=cast.bakery, staff=cast.anna)
    owed = {"outcome": "handed_over", "unit": cast.byg, "promised_on": promised, "text": text}
    make_question(contact=contact, matter=cast.matter, **owed)


def test_my_page_puts_my_turn_first_and_shows_what_is_owed(
    cast: SimpleNamespace, case: Case, egon: Any, today: date
) -> None:
    asked = make_case(party=cast.bakery, matter=cast.matter, title="Borde", promised_on=today)
    by = today + timedelta(days=3)
    Awaited.objects.create(case=asked, what="En tegning", by=by, asked_at=timezone.now())
    make_owed(cast, today + timedelta(days=1))
    page = egon.open("mine/")
    assert "It is your turn in one case" in page.words
    assert page.words.index("Borde") < page.words.index(case.title)
    assert "Hvornår må jeg åbne? Byg og Miljø answers by" in page.words


def test_an_answer_that_is_late_is_said_to_be_late(
    cast: SimpleNamespace, egon: Any, today: date
) -> None:
    make_owed(cast, today - timedelta(days=1))
    for page in ("mine/", "mine/contacts/"):
        assert "We are late Byg og Miljø should have answered by" in egon.open(page).words


def test_my_page_shows_what_was_written_to_me_and_to_nobody_else(
    cast: SimpleNamespace, egon: Any, at: Any
) -> None:
    for party, subject in ((cast.bakery, "Nyt i sagen"), (cast.dina, "Noget andet")):
        gateways.enqueue(
            channel="email",
            recipient="egon@example.org",
            subject=subject,
            body="Se din side.",
            purpose=f"case-{party.pk}",
            at=at,
            addressee=party_subject(party).key,
        )
    page = egon.open("mine/")
    assert "Nyt i sagen" in page.words
    assert "Noget andet" not in page.words


def test_what_a_case_tells_a_party_stands_on_its_page(
    cast: SimpleNamespace, hearing: Hearing, egon: Any
) -> None:
    assert [message.channel for message in egon.open("mine/").context["written"]] == ["email"]


def test_an_empty_page_says_what_will_stand_there(dina: Any) -> None:
    page = dina.open("mine/")
    assert "You have no cases with us" in page.words
    assert "Nothing yet. When you call, write or come by" in page.words
    assert "You have not asked us anything yet" in dina.open("mine/contacts/").words


def test_a_list_of_cases_says_how_each_stands(
    cast: SimpleNamespace, egon: Any, today: date
) -> None:
    make_case(party=cast.bakery, matter=cast.matter, promised_on=today - timedelta(days=1))
    make_case(party=cast.bakery, matter=cast.matter, promised_on=today + timedelta(days=1))
    make_decided_case(party=cast.bakery, matter=cast.matter, staff=cast.bo)
    closed = make_case(party=cast.bakery, matter=cast.matter)
    Case.objects.filter(pk=closed.pk).update(status="closed", closed_at=timezone.now())
    rows = egon.open("mine/").context["others"]
    assert {str(row["status"]) for row in rows} == {"We are late", "Received", "Decided", "Closed"}


def test_many_cases_stand_on_several_pages(cast: SimpleNamespace, egon: Any) -> None:
    for number in range(23):
        make_case(party=cast.bakery, matter=cast.matter, title=f"Sag {number}")
    assert len(egon.open("mine/").context["others"]) == 20
    assert len(egon.open("mine/?page=2").context["others"]) == 3
    assert egon.open("mine/?page=nonsense").status_code == 200


def test_my_contacts_show_what_was_answered_and_no_note(cast: SimpleNamespace, egon: Any) -> None:
    contact = make_contact(party=cast.bakery, staff=cast.anna, note="Internt: utålmodig.")
    make_question(
        contact=contact,
        matter=cast.matter,
        outcome="handed_over",
        unit=cast.byg,
        promised_on=timezone.localdate(),
        answer="Ja, fra mandag.",
        answered_at=timezone.now(),
    )
    make_question(contact=contact, matter=cast.matter, outcome="guided")
    page = egon.open("mine/contacts/")
    assert "Ja, fra mandag." in page.words
    assert "We showed you where to do it yourself." in page.words
    assert "Internt" not in page.words + egon.open("mine/").words


def test_nobody_sees_the_contacts_of_another(cast: SimpleNamespace, dina: Any) -> None:
    contact = make_contact(party=cast.bakery, staff=cast.anna)
    make_question(contact=contact, matter=cast.matter, text="Bagerens spørgsmål")
    assert "Bagerens spørgsmål" not in dina.open("mine/contacts/").words


def test_my_page_takes_as_many_queries_for_many_cases_as_for_one(
    cast: SimpleNamespace, case: Case, egon: Any, django_assert_max_num_queries: Any, today: date
) -> None:
    for _ in range(8):
        make_case(party=cast.bakery, matter=cast.matter)
        make_decided_case(party=cast.bakery, matter=cast.matter, staff=cast.bo)
        make_owed(cast, today)
    with django_assert_max_num_queries(16):
        egon.open("mine/")
    with django_assert_max_num_queries(8):
        egon.open("mine/contacts/")


# --- Asking about anything ---------------------------------------------------------------------


def test_asking_about_a_matter_makes_its_unit_owe_a_call(
    cast: SimpleNamespace, egon: Any, today: date
) -> None:
    form = egon.open(f"mine/ask/?matter={cast.matter.pk}").context["form"]
    assert (form["matter"].value(), form["phone"].value()) == (str(cast.matter.pk), "86 12 34 56")
    typed = {"matter": cast.matter.pk, "text": "Må jeg?", "phone": "20 20 20 20"}
    assert egon.send("mine/ask/", **typed)["Location"] == "/fjordby/mine/"
    question = Question.objects.get()
    assert (question.unit, question.contact.party) == (cast.byg, cast.bakery)
    assert question.contact.callback_number == "+4520202020"
    assert "We will call you by" in egon.open("mine/").words


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"matter": ""}, "Which matter is nearest?"),
        ({"matter": "999999999"}, "Which matter is nearest?"),
        ({"phone": "i morgen"}, "is not a phone number"),
        ({"text": "  "}, "What is it about?"),
    ],
)
def test_a_question_that_cannot_be_passed_on_is_kept_and_explained(
    cast: SimpleNamespace, egon: Any, typed: dict[str, str], said: str
) -> None:
    whole = {"matter": str(cast.matter.pk), "text": "Mit spørgsmål", "phone": "86 12 34 56"}
    response = egon.send("mine/ask/", **(whole | typed))
    assert response.status_code == 422
    assert said in response.words
    assert (whole | typed)["text"].strip() in response.content.decode()
    assert not Question.objects.exists()


# --- How we reach you --------------------------------------------------------------------------

WANTED = {"email": "ny@example.org", "phone": "31 12 12 12", "preference": "sms", "language": "sv"}


def test_a_party_changes_how_it_is_reached(cast: SimpleNamespace, egon: Any) -> None:
    assert egon.send("mine/details/", **WANTED)["Location"] == "/fjordby/mine/"
    bakery = Party.objects.get(pk=cast.bakery.pk)
    assert (bakery.email, bakery.phone, bakery.preference, bakery.language) == (
        "ny@example.org",
        "+4531121212",
        "sms",
        "sv",
    )
    assert bakery.prefers_call is False
    assert "We send text messages to 31 12 12 12." in egon.open("mine/").words


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"email": "", "preference": "email"}, "Write your e-mail address"),
        ({"phone": "", "preference": "sms"}, "Write your phone number"),
        ({"phone": "12"}, "This is not a phone number"),
        ({"email": "nej"}, "E-mail"),
        ({"preference": "due"}, "How do you want to hear from us?"),
    ],
)
def test_a_way_that_leads_nowhere_is_refused_and_what_was_typed_kept(
    cast: SimpleNamespace, egon: Any, change: dict[str, str], said: str
) -> None:
    typed = WANTED | change
    response = egon.send("mine/details/", **typed)
    assert response.status_code == 422
    assert said in response.words
    assert (typed["email"] or typed["phone"]) in response.content.decode()
    assert Party.objects.get(pk=cast.bakery.pk).email == "egon@example.org"


def test_letters_need_no_address(cast: SimpleNamespace, egon: Any) -> None:
    egon.send("mine/details/", email="", phone="", preference="none", language="")
    assert "We send letters, and no messages." in egon.open("mine/").words


def test_the_second_of_two_who_change_is_told_and_loses_nothing(
    cast: SimpleNamespace, egon: Any
) -> None:
    form = egon.open("mine/details/").context["form"]
    first = {field.name: field.value() or "" for field in form.hidden_fields()}
    egon.send("mine/details/", **(WANTED | {"email": "anden@example.org"}))
    second = egon.post("/fjordby/mine/details/", first | WANTED)
    page = second.content.decode()
    assert second.status_code == 409
    assert "anden@example.org" in page
    assert 'value="ny@example.org"' in page
    form = second.context["form"]
    again = {field.name: field.value() or "" for field in form.hidden_fields()}
    assert egon.post("/fjordby/mine/details/", again | WANTED).status_code == 302
    assert Party.objects.get(pk=cast.bakery.pk).email == "ny@example.org"


def test_saving_twice_counts_once(cast: SimpleNamespace, egon: Any) -> None:
    form = egon.open("mine/details/").context["form"]
    hidden = {field.name: field.value() or "" for field in form.hidden_fields()}
    for _ in range(2):
        assert egon.post("/fjordby/mine/details/", hidden | WANTED).status_code == 302
    assert Party.objects.get(pk=cast.bakery.pk).version == cast.bakery.version + 1


def test_a_note_of_the_case_never_reaches_my_page(
    cast: SimpleNamespace, case: Case, egon: Any
) -> None:
    cases.write_note(case=case, text="Internt notat", actor=cast.bo, at=timezone.now())
    assert "Internt" not in egon.open("mine/").words
