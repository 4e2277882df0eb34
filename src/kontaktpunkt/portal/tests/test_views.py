"""The pages of Dina (citizen), Egon (for his bakery), and everybody."""

import re
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from kontaktpunkt.cases import operations as cases
from kontaktpunkt.cases.models import Awaited, Case, Complaint, DecisionRequest, Hearing
from kontaktpunkt.contacts.models import Question
from kontaktpunkt.gateways import operations as gateways
from kontaktpunkt.parties.access import COMPANY_KEY, PERSON_KEY
from tests.factories import make_case, make_contact, make_decided_case, make_question


def browser(person: Any = None, company: Any = None) -> Client:
    client = Client()
    if person is not None:
        session = client.session
        session[PERSON_KEY] = person.pk
        if company is not None:
            session[COMPANY_KEY] = company.pk
        session.save()
    return client


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


@pytest.fixture
def today() -> Any:
    return timezone.localdate()


@pytest.fixture
def case(cast: SimpleNamespace, today: Any) -> Case:
    return make_case(
        party=cast.bakery,
        matter=cast.matter,
        caseworker=cast.bo,
        status="in_progress",
        received_on=today - timedelta(days=9),
        promised_on=today + timedelta(days=20),
    )


@pytest.fixture
def egon(cast: SimpleNamespace) -> Client:
    return browser(cast.egon, cast.bakery)


def address(case: Case, more: str = "") -> str:
    return f"/fjordby/mine/cases/{case.number}/{more}"


# --- The front page and logging in -------------------------------------------------------------


def test_the_front_page_says_what_one_can_do_here(cast: SimpleNamespace) -> None:
    cast.here.phone = "70 10 20 30"
    cast.here.save()
    page = text(Client().get("/fjordby/"))
    assert "70 10 20 30" in page
    assert "Borgerservice" in page
    assert "Skilt på facade" in page


def test_without_a_municipality_the_front_page_asks_which(cast: SimpleNamespace) -> None:
    page = text(Client().get("/"))
    assert 'href="/fjordby/"' in page
    assert 'href="/sjostad/"' in page


def test_in_the_demonstration_anybody_can_be_egon(cast: SimpleNamespace, case: Case) -> None:
    make_demo(cast)
    page = text(Client().get("/fjordby/login/"))
    assert "Egon Olsen" in page
    visitor = Client()
    chosen = {"person": cast.egon.pk, "company": cast.bakery.pk}
    response = visitor.post("/fjordby/login/", chosen)
    assert (response.status_code, response["Location"]) == (302, "/fjordby/mine/")
    assert case.title in text(visitor.get("/fjordby/mine/"))


def make_demo(cast: SimpleNamespace) -> None:
    cast.here.is_demo = True
    cast.here.save()


def test_outside_the_demonstration_nobody_can_be_somebody_else(cast: SimpleNamespace) -> None:
    assert "Egon Olsen" not in text(Client().get("/fjordby/login/"))
    assert Client().post("/fjordby/login/", {"person": cast.egon.pk}).status_code == 403


def test_an_installation_that_is_no_demonstration_refuses_even_invented_people(
    cast: SimpleNamespace, settings: Any
) -> None:
    make_demo(cast)
    settings.DEMO = False
    assert Client().post("/fjordby/login/", {"person": cast.egon.pk}).status_code == 403


@pytest.mark.parametrize("person", ["", "x", "-1", "9" * 30, "0", "²"])
def test_nobody_is_nobody(cast: SimpleNamespace, person: str) -> None:
    make_demo(cast)
    assert Client().post("/fjordby/login/", {"person": person}).status_code == 404


def test_one_cannot_act_for_a_company_that_named_somebody_else(cast: SimpleNamespace) -> None:
    make_demo(cast)
    wanted = {"person": cast.dina.pk, "company": cast.bakery.pk}
    assert Client().post("/fjordby/login/", wanted).status_code == 404
    dina = browser(cast.dina)
    assert dina.post("/fjordby/mine/for/", {"company": cast.bakery.pk}).status_code == 404


def test_logging_in_leads_on_within_this_site_only(cast: SimpleNamespace, case: Case) -> None:
    make_demo(cast)
    inside = {"person": cast.egon.pk, "company": cast.bakery.pk, "next": address(case)}
    assert Client().post("/fjordby/login/", inside)["Location"] == address(case)
    outside = inside | {"next": "https://evil.example/"}
    assert Client().post("/fjordby/login/", outside)["Location"] == "/fjordby/mine/"


def test_logging_out_ends_the_session(cast: SimpleNamespace, egon: Client) -> None:
    assert egon.post("/fjordby/logout/").status_code == 302
    assert "login" in egon.get("/fjordby/mine/")["Location"]
    assert egon.get("/fjordby/logout/").status_code == 405


def test_egon_switches_between_himself_and_the_bakery(
    cast: SimpleNamespace, case: Case, egon: Client
) -> None:
    egon.post("/fjordby/mine/for/", {"company": ""})
    assert case.title not in text(egon.get("/fjordby/mine/"))
    egon.post("/fjordby/mine/for/", {"company": cast.bakery.pk})
    assert case.title in text(egon.get("/fjordby/mine/"))


# --- My page -----------------------------------------------------------------------------------


def test_my_page_puts_my_turn_first_and_shows_what_is_owed(
    cast: SimpleNamespace, case: Case, egon: Client, today: Any
) -> None:
    asked = make_case(
        party=cast.bakery, matter=cast.matter, title="Borde på fortovet", promised_on=today
    )
    Awaited.objects.create(
        case=asked, what="En tegning", by=today + timedelta(days=3), asked_at=timezone.now()
    )
    contact = make_contact(party=cast.bakery, staff=cast.anna)
    make_question(
        contact=contact,
        matter=cast.matter,
        outcome="handed_over",
        unit=cast.byg,
        promised_on=today,
        text="Hvornår må jeg åbne?",
    )
    page = text(egon.get("/fjordby/mine/"))
    assert page.index("Borde på fortovet") < page.index(case.title)
    assert "Hvornår må jeg åbne?" in page


def test_my_contacts_show_what_was_answered(cast: SimpleNamespace, egon: Client) -> None:
    contact = make_contact(party=cast.bakery, staff=cast.anna)
    make_question(
        contact=contact,
        matter=cast.matter,
        outcome="handed_over",
        unit=cast.byg,
        promised_on=timezone.localdate(),
        answer="Ja, fra mandag.",
        answered_at=timezone.now(),
    )
    assert "Ja, fra mandag." in text(egon.get("/fjordby/mine/contacts/"))


def test_my_page_takes_the_same_queries_for_one_case_and_for_ten(
    cast: SimpleNamespace, case: Case, egon: Client, django_assert_max_num_queries: Any
) -> None:
    for _ in range(10):
        make_case(party=cast.bakery, matter=cast.matter)
    with django_assert_max_num_queries(16):
        egon.get("/fjordby/mine/")


# --- My case -----------------------------------------------------------------------------------


def test_a_citizen_never_sees_the_case_of_another(cast: SimpleNamespace, case: Case) -> None:
    for more in ("", "call/", "complaint/"):
        assert browser(cast.dina).get(address(case, more)).status_code == 404
        assert browser(cast.egon).get(address(case, more)).status_code == 404


def test_my_case_says_whose_turn_it_is_and_hides_internal_notes(
    cast: SimpleNamespace, case: Case, egon: Client, today: Any
) -> None:
    now = timezone.now()
    cases.write_note(case=case, text="Internt: tvivlsom sag.", actor=cast.bo, at=now)
    cases.open_hearing(
        case=case,
        facts="Skiltet er 3 meter højt.",
        answer_by=today + timedelta(days=10),
        actor=cast.bo,
        at=now,
    )
    page = text(egon.get(address(case)))
    assert "Internt" not in page
    assert "Skiltet er 3 meter højt." in page
    assert "/comment/" in page


def test_my_case_says_why_the_promised_day_moved(
    cast: SimpleNamespace, case: Case, egon: Client, today: Any
) -> None:
    day = today + timedelta(days=30)
    while day.weekday() > 4:
        day += timedelta(days=1)
    cases.move_promise(
        case=case, to=day, reason="Vi venter på naboen.", actor=cast.bo, at=timezone.now()
    )
    assert "Vi venter på naboen." in text(egon.get(address(case)))


def test_a_broken_promise_is_said(cast: SimpleNamespace, case: Case, egon: Client) -> None:
    Case.objects.update(promised_on=timezone.localdate() - timedelta(days=1))
    page = egon.get(address(case))
    assert page.context["sentence"] == page.context["sentence"].strip() != ""
    assert "ikke" in page.context["sentence"] or "not" in page.context["sentence"]


def test_a_decision_stands_with_reasons_and_guidance(cast: SimpleNamespace, egon: Client) -> None:
    case = make_decided_case(
        party=cast.bakery, matter=cast.matter, staff=cast.bo, at=timezone.now()
    )
    page = text(egon.get(address(case)))
    assert "Skiltet er for højt til gaden." in page
    assert "Planklagenævnet" in page


def test_the_four_steps_follow_the_case(
    cast: SimpleNamespace, case: Case, egon: Client, today: Any
) -> None:
    def states() -> list[str]:
        return [step["state"] for step in egon.get(address(case)).context["steps"]]

    assert states() == ["done", "now", "ahead", "ahead"]
    waits = {"what": "En tegning", "by": today, "actor": cast.bo, "at": timezone.now()}
    cases.ask_party(case=case, **waits)
    assert states() == ["done", "done", "now", "ahead"]
    Case.objects.update(status="decided")
    assert states() == ["done"] * 4
    Awaited.objects.all().delete()
    assert states() == ["done"] * 3


def test_my_case_takes_at_most_twenty_queries(
    cast: SimpleNamespace, case: Case, egon: Client, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(20):
        assert egon.get(address(case)).status_code == 200


# --- What a party can do -----------------------------------------------------------------------


def sent(client: Client, url: str, **fields: str) -> Any:
    """Fill in the form that the page shows, as a browser does, and send it."""
    form = client.get(url).context["form"]
    return client.post(url, {"submission": str(form["submission"].value()), **fields})


@pytest.fixture
def hearing(cast: SimpleNamespace, case: Case, today: Any) -> Hearing:
    return cases.open_hearing(
        case=case,
        facts="Skiltet er 3 meter højt.",
        answer_by=today + timedelta(days=10),
        actor=cast.bo,
        at=timezone.now(),
    )


def test_a_comment_becomes_part_of_the_case(case: Case, hearing: Hearing, egon: Client) -> None:
    url = address(case, f"comment/{hearing.pk}/")
    response = sent(egon, url, reply="Det er kun 2 meter.")
    assert (response.status_code, response["Location"]) == (302, address(case))
    hearing.refresh_from_db()
    assert hearing.reply == "Det er kun 2 meter."


def test_a_form_sent_twice_counts_once(case: Case, egon: Client) -> None:
    url = address(case, "complaint/")
    submission = str(egon.get(url).context["form"]["submission"].value())
    for _ in range(2):
        response = egon.post(url, {"submission": submission, "text": "Det tog for længe."})
        assert response.status_code == 302
    assert Complaint.objects.count() == 1


def test_a_second_comment_is_refused_and_its_text_kept(
    case: Case, hearing: Hearing, egon: Client
) -> None:
    url = address(case, f"comment/{hearing.pk}/")
    sent(egon, url, reply="Første")
    response = sent(egon, url, reply="Anden")
    assert response.status_code == 422
    assert "Anden" in text(response)


def test_an_empty_comment_is_asked_for_again(case: Case, hearing: Hearing, egon: Client) -> None:
    assert sent(egon, address(case, f"comment/{hearing.pk}/"), reply=" ").status_code == 422


def test_what_was_asked_for_is_sent(
    cast: SimpleNamespace, case: Case, egon: Client, today: Any
) -> None:
    awaited = cases.ask_party(
        case=case, what="En tegning", by=today, actor=cast.bo, at=timezone.now()
    )
    sent(egon, address(case, f"send/{awaited.pk}/"), answer="Den ligger i posten.")
    awaited.refresh_from_db()
    assert (awaited.state, awaited.answer) == ("arrived", "Den ligger i posten.")


def test_asking_for_a_call_makes_the_unit_owe_one(case: Case, egon: Client) -> None:
    url = address(case, "call/")
    assert egon.get(url).context["form"]["phone"].value() == "+4586123456"
    sent(egon, url, text="Hvad mangler der?", phone="86 12 34 56")
    question = Question.objects.get()
    assert question.text == f"{case.number} {case.title}: Hvad mangler der?"
    assert question.unit == case.unit
    assert "Hvad mangler der?" in text(egon.get("/fjordby/mine/"))


def test_a_number_that_is_none_is_told_and_the_text_kept(case: Case, egon: Client) -> None:
    response = sent(egon, address(case, "call/"), text="Ring til mig", phone="i morgen")
    assert response.status_code == 422
    assert "Ring til mig" in text(response)
    assert not Question.objects.exists()


def test_before_a_decision_one_complains_about_the_handling_only(
    cast: SimpleNamespace, case: Case, egon: Client
) -> None:
    assert "kind" not in egon.get(address(case, "complaint/")).context["form"].fields
    decided = make_decided_case(
        party=cast.bakery, matter=cast.matter, staff=cast.bo, at=timezone.now()
    )
    sent(egon, address(decided, "complaint/"), kind="appeal", text="Jeg er ikke enig.")
    assert Complaint.objects.get().kind == "appeal"


def test_in_sweden_a_slow_case_can_be_asked_for_once(
    cast: SimpleNamespace, case: Case, egon: Client, today: Any
) -> None:
    cast.matter.law_profile = "se_fl"
    cast.matter.save()
    assert "decide/" not in text(egon.get(address(case)))
    Case.objects.update(received_on=today - timedelta(days=200))
    assert "decide/" in text(egon.get(address(case)))
    for _ in range(2):
        assert egon.post(address(case, "decide/")).status_code == 302
    assert DecisionRequest.objects.count() == 1


# --- The outbox --------------------------------------------------------------------------------


def test_the_outbox_shows_what_would_have_left(cast: SimpleNamespace, at: Any) -> None:
    make_demo(cast)
    gateways.enqueue(
        channel="email",
        recipient="egon@example.org",
        subject="Hej",
        body="Svar på http://localhost:8000/fjordby/s/abc/ <b>",
        purpose="x",
        at=at,
    )
    page = text(Client().get("/fjordby/outbox/"))
    assert 'href="http://localhost:8000/fjordby/s/abc/"' in page
    assert "&lt;b&gt;" in page


def test_the_outbox_of_a_real_municipality_is_nobodys_business(
    cast: SimpleNamespace, at: Any
) -> None:
    gateways.enqueue(
        channel="sms", recipient="+4520202020", subject="", body="Hemmelig", purpose="x", at=at
    )
    assert "Hemmelig" not in text(Client().get("/fjordby/outbox/"))
