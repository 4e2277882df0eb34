"""The front page, logging in and out, and the demonstration's outbox."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from kontaktpunkt.cases.models import Case, Hearing
from kontaktpunkt.catalogue.models import ChannelRule
from kontaktpunkt.core import tenancy
from kontaktpunkt.gateways import operations as gateways
from kontaktpunkt.parties.models import Mandate
from kontaktpunkt.parties.operations import end_mandate, give_mandate
from kontaktpunkt.portal import queries, words
from kontaktpunkt.portal.templatetags.portal_text import linked
from tests.factories import make_case, make_contact, make_decided_case, make_party, make_question

# --- The front page ----------------------------------------------------------------------------


@pytest.fixture
def online(cast: SimpleNamespace) -> SimpleNamespace:
    """Let signs be applied for online or by letter, and not by e-mail."""
    ways = {"web": "recommended", "letter": "allowed", "email": "closed"}
    for channel, stance in ways.items():
        url = "https://selv.example.org/skilt" if channel == "web" else ""
        ChannelRule.objects.create(
            matter_type=cast.matter, channel=channel, stance=stance, self_service_url=url
        )
    return cast


def test_the_front_page_says_how_to_reach_us(cast: SimpleNamespace, stranger: Any) -> None:
    cast.here.phone = "+4570102030"
    cast.here.save()
    page = stranger.open("")
    assert "70 10 20 30" in page.words
    assert "Borgerservice" in page.words
    assert "Monday to Friday 9:00 to 15:00" in page.words
    assert 'href="tel:+4570102030"' in page.content.decode()


def test_the_front_page_says_by_which_way_a_matter_is_best_begun(
    online: SimpleNamespace, stranger: Any
) -> None:
    page = stranger.open("")
    assert "Best: self-service. Also: letter." in page.words
    assert "e-mail" not in page.words
    assert 'href="https://selv.example.org/skilt"' in page.content.decode()


def test_what_one_types_finds_the_matter(online: SimpleNamespace, stranger: Any) -> None:
    assert "This may be it" in stranger.open("?q=et+skilt+over+døren").words
    nothing = stranger.open("?q=kvantemekanik")
    assert "Nothing fits “kvantemekanik”" in nothing.words
    assert "Skilt på facade" in nothing.words


def test_a_matter_out_of_use_is_offered_to_nobody(cast: SimpleNamespace, stranger: Any) -> None:
    cast.matter.is_active = False
    cast.matter.save()
    page = stranger.open("?q=skilt")
    assert "Skilt på facade" not in page.words
    assert "No services have been described yet" in page.words


def test_a_municipality_without_a_service_centre_has_a_front_page_too(
    cast: SimpleNamespace, stranger: Any
) -> None:
    cast.centre.is_service_centre = False
    cast.centre.save()
    assert stranger.open("").status_code == 200


def test_the_front_page_takes_a_few_queries_however_many_matters_there_are(
    online: SimpleNamespace, stranger: Any, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(9):
        stranger.open("?q=skilt")


def test_services_stand_in_the_country_s_own_order(online: SimpleNamespace) -> None:
    offers = queries.offers()
    service = offers[0].matter.service
    found = queries.by_service(offers=offers, country="DK")
    assert [(each.service, len(each.offers)) for each in found] == [(service, 1)]


def test_without_a_municipality_the_front_page_asks_which(cast: SimpleNamespace) -> None:
    page = Client().get("/").content.decode()
    assert 'href="/fjordby/"' in page
    assert 'href="/sjostad/"' in page


# --- Logging in and out ------------------------------------------------------------------------


def test_the_picker_offers_people_with_different_stories(
    demo: SimpleNamespace, hearing: Hearing, stranger: Any
) -> None:
    flower_shop = make_party(kind="company", name="Blomsten")
    give_mandate(person=demo.egon, company=flower_shop, at=timezone.now())
    make_case(party=flower_shop, matter=demo.matter, status="in_progress")
    contact = make_contact(party=demo.dina, staff=demo.anna)
    owed = {"outcome": "handed_over", "unit": demo.byg, "promised_on": timezone.localdate()}
    make_question(contact=contact, matter=demo.matter, **owed)
    make_decided_case(party=make_party(name="Frida"), matter=demo.matter, staff=demo.bo)
    make_case(party=make_party(name="Hans"), matter=demo.matter, status="in_progress")
    make_party(name="Gustav Gade")
    cards = stranger.open("login/").context["cards"]
    assert [(card["title"], card["role"]) for card in cards] == [
        ("Egon Olsen", "Speaks for Egons Bageri ApS"),
        ("Egon Olsen", "Speaks for Blomsten"),
        ("Frida", "Citizen"),
        ("Dina Holm", "Citizen"),
        ("Hans", "Citizen"),
        ("Gustav Gade", "Citizen"),
    ]
    assert [card["text"] for card in cards] == list(words.STORIES.values())
    assert cards[1]["post"] == {"person": demo.egon.pk, "company": flower_shop.pk}


def test_a_company_nobody_speaks_for_is_offered_to_nobody(
    demo: SimpleNamespace, hearing: Hearing, stranger: Any
) -> None:
    Mandate.objects.all().delete()
    assert stranger.open("login/").context["cards"][0]["role"] == "Citizen"


def test_a_search_finds_a_company_through_who_speaks_for_it(
    demo: SimpleNamespace, stranger: Any
) -> None:
    page = stranger.open("login/?q=bageri")
    assert [card["title"] for card in page.context["found"]] == ["Egon Olsen"]
    Mandate.objects.update(ends_on=timezone.localdate() - timedelta(days=2))
    assert stranger.open("login/?q=bageri").context["found"] == []
    assert "Nobody of that name lives here" in stranger.open("login/?q=xyzzy").words


def test_the_picker_takes_a_few_queries(
    demo: SimpleNamespace, hearing: Hearing, stranger: Any, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(12):
        stranger.open("login/")
    with django_assert_max_num_queries(7):
        stranger.open("login/?q=bageri")


def test_in_the_demonstration_anybody_can_be_egon(
    demo: SimpleNamespace, case: Case, stranger: Any
) -> None:
    chosen = {"person": demo.egon.pk, "company": demo.bakery.pk}
    response = stranger.post("/fjordby/login/", chosen)
    assert (response.status_code, response["Location"]) == (302, "/fjordby/mine/")
    assert case.title in stranger.open("mine/").words


def test_outside_the_demonstration_the_page_says_how_logging_in_works(
    cast: SimpleNamespace, stranger: Any
) -> None:
    cast.here.phone = "+4570102030"
    cast.here.save()
    page = stranger.open("login/")
    assert page.status_code == 200
    assert "MitID" in page.words
    assert "70 10 20 30" in page.words
    assert "Egon" not in stranger.open("login/?q=egon").words


def test_outside_the_demonstration_nobody_can_be_somebody_else(
    cast: SimpleNamespace, stranger: Any
) -> None:
    assert stranger.post("/fjordby/login/", {"person": cast.egon.pk}).status_code == 403


def test_an_installation_that_is_no_demonstration_refuses_even_invented_people(
    demo: SimpleNamespace, stranger: Any, settings: Any
) -> None:
    settings.DEMO = False
    assert "MitID" in stranger.open("login/").words
    assert stranger.post("/fjordby/login/", {"person": demo.egon.pk}).status_code == 403


@pytest.mark.parametrize("person", ["", "x", "-1", "9" * 30, "0", "²"])
def test_nobody_is_nobody(demo: SimpleNamespace, stranger: Any, person: str) -> None:
    assert stranger.post("/fjordby/login/", {"person": person}).status_code == 404


def test_nobody_is_a_person_of_another_municipality(demo: SimpleNamespace, stranger: Any) -> None:
    chosen = {"person": demo.foreign_party.pk}
    assert stranger.post("/fjordby/login/", chosen).status_code == 404


def test_somebody_newly_named_acts_for_the_company_until_that_is_ended(
    demo: SimpleNamespace, stranger: Any
) -> None:
    named = {"person": demo.dina, "company": demo.bakery, "actor": demo.anna}
    mandate = give_mandate(**named, at=timezone.now())
    stranger.post("/fjordby/login/", {"person": demo.dina.pk})
    assert "Egons Bageri ApS" in stranger.open("mine/for/").words
    stranger.post("/fjordby/mine/for/", {"company": demo.bakery.pk})
    assert "You act for Egons Bageri ApS." in stranger.open("mine/").words
    end_mandate(mandate=mandate, actor=demo.anna, at=timezone.now())
    assert stranger.get("/fjordby/mine/").status_code == 302


def test_one_cannot_act_for_a_company_that_named_somebody_else(
    demo: SimpleNamespace, stranger: Any, dina: Any
) -> None:
    wanted = {"person": demo.dina.pk, "company": demo.bakery.pk}
    assert stranger.post("/fjordby/login/", wanted).status_code == 404
    assert dina.post("/fjordby/mine/for/", {"company": demo.bakery.pk}).status_code == 404
    assert dina.post("/fjordby/mine/for/", {"company": "x"}).status_code == 404


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example/", "/sjostad/mine/", "javascript:alert(1)"],
)
def test_logging_in_leads_on_within_this_municipality_only(
    demo: SimpleNamespace, stranger: Any, elsewhere: str
) -> None:
    chosen = {"person": demo.dina.pk}
    inside = chosen | {"next": "/fjordby/mine/contacts/"}
    assert stranger.post("/fjordby/login/", inside)["Location"] == "/fjordby/mine/contacts/"
    outside = chosen | {"next": elsewhere}
    assert stranger.post("/fjordby/login/", outside)["Location"] == "/fjordby/mine/"


def test_the_page_that_was_asked_for_survives_the_picker(
    demo: SimpleNamespace, stranger: Any, hearing: Hearing
) -> None:
    asked = stranger.get("/fjordby/mine/contacts/")
    page = stranger.get(asked["Location"])
    assert {card["post"]["next"] for card in page.context["cards"]} == {"/fjordby/mine/contacts/"}


def test_logging_out_ends_the_session(egon: Any) -> None:
    assert egon.post("/fjordby/logout/")["Location"] == "/fjordby/"
    assert "login" in egon.open("mine/")["Location"]
    assert egon.open("logout/").status_code == 405


def test_egon_switches_between_himself_and_the_bakery(
    cast: SimpleNamespace, case: Case, egon: Any
) -> None:
    assert "Egons Bageri ApS" in egon.open("mine/for/").words
    egon.post("/fjordby/mine/for/", {"company": ""})
    assert case.title not in egon.open("mine/").words
    egon.post("/fjordby/mine/for/", {"company": cast.bakery.pk})
    assert case.title in egon.open("mine/").words


def test_a_session_of_one_municipality_means_nothing_in_another(
    cast: SimpleNamespace, dina: Any
) -> None:
    with tenancy.acting_for(cast.elsewhere):
        assert "login" in dina.get("/sjostad/mine/")["Location"]


def test_what_a_person_sees_is_kept_by_no_cache(egon: Any, path: str) -> None:
    for page in ("mine/", path, "mine/contacts/", "mine/details/"):
        assert "no-store" in egon.open(page)["Cache-Control"]


# --- The outbox --------------------------------------------------------------------------------


@pytest.fixture
def sent(demo: SimpleNamespace) -> SimpleNamespace:
    """Put forty messages in the outbox."""
    for number in range(40):
        gateways.enqueue(
            channel="sms" if number % 2 else "email",
            recipient="egon@example.org",
            subject=f"Besked {number}",
            body=f"Svar på http://localhost:8000/fjordby/s/abc{number}/ <b>",
            purpose=f"x-{number}",
            at=datetime(2026, 11, 24, 9, number, tzinfo=UTC),
        )
    return demo


def test_the_outbox_shows_what_would_have_left_the_newest_first(
    sent: SimpleNamespace, stranger: Any, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(6):
        page = stranger.open("outbox/")
    html = page.content.decode()
    link = '<a href="/fjordby/s/abc39/">http://localhost:8000/fjordby/s/abc39/</a>'
    assert link in html
    assert "&lt;b&gt;" in html
    assert page.words.index("abc39") < page.words.index("abc11")
    assert "abc9/" not in html
    assert "abc9/" in stranger.open("outbox/?page=2").content.decode()


def test_the_outbox_exists_in_the_demonstration_only(
    sent: SimpleNamespace, stranger: Any, settings: Any
) -> None:
    settings.DEMO = False
    assert stranger.open("outbox/").status_code == 404


def test_the_outbox_of_a_real_municipality_is_nobodys_business(
    sent: SimpleNamespace, stranger: Any
) -> None:
    sent.here.is_demo = False
    sent.here.save()
    assert "abc" not in stranger.open("outbox/").content.decode()


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (
            "Se http://localhost:8000/fjordby/a/.",
            'Se <a href="/fjordby/a/">http://localhost:8000/fjordby/a/</a>.',
        ),
        ("http://evil.example/fjordby/", "http://evil.example/fjordby/"),
        ("http://localhost:8000.evil.example/", "http://localhost:8000.evil.example/"),
        (
            'http://localhost:8000/"><script>',
            '<a href="/">http://localhost:8000/</a>&quot;&gt;&lt;script&gt;',
        ),
        ("javascript:alert(1) <a>", "javascript:alert(1) &lt;a&gt;"),
    ],
)
def test_only_our_own_addresses_become_links(said: str, shown: str) -> None:
    assert linked(said) == shown


def test_two_addresses_in_a_text_both_become_links() -> None:
    assert linked("http://localhost:8000/a/ http://localhost:8000/b/").count("<a ") == 2
