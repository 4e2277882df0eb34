"""The survey page as whoever holds the link sees it."""

import re
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from kontaktpunkt.gateways.models import Message
from kontaktpunkt.listening import operations
from kontaktpunkt.listening.models import Answer, Invitation
from tests.factories import make_decided_case

ANSWER = {"overall": "9", "expectations": "8", "ideal": "7", "respect": "4", "comment": "Fint."}


@pytest.fixture
def link(cast: SimpleNamespace) -> str:
    """The address that left in the message."""
    at = timezone.now()
    survey = operations.seed_surveys(language="en", at=at)[1]
    case = make_decided_case(
        party=cast.bakery, matter=cast.matter, staff=cast.bo, at=at, number="2026-000417"
    )
    operations.invite(survey=survey, municipality=cast.here, case=case, at=at)
    found = re.search(r"/fjordby/s/[\w-]+/", Message.objects.get().body)
    assert found
    return found[0]


def test_the_page_asks_every_item_in_the_language_of_the_municipality(link: str) -> None:
    page = Client().get(link).content.decode()
    assert 'lang="da"' in page
    assert "Hvor tilfreds er du alt i alt" in page
    assert page.count('type="radio"') == 3 * 10 + 5 * 5
    assert "2026-000417" in page


def test_the_page_speaks_the_language_of_the_party(link: str, cast: SimpleNamespace) -> None:
    cast.bakery.language = "sv"
    cast.bakery.save()
    response = Client().get(link)
    assert response["Content-Language"] == "sv"
    assert "Hur nöjd är du" in response.content.decode()
    assert "How satisfied" in Client().get(f"{link}?language=en").content.decode().replace(
        "how satisfied", "How satisfied"
    )


def test_a_language_that_the_visitor_chose_wins_over_the_party_s(link: str) -> None:
    visitor = Client()
    visitor.cookies["django_language"] = "en"
    assert visitor.get(link)["Content-Language"] == "en"
    assert visitor.get(f"{link}?language=sv")["Content-Language"] == "sv"
    visitor.cookies["django_language"] = "xx"
    assert visitor.get(link)["Content-Language"] == "da"


def test_the_page_is_kept_from_search_engines_caches_and_other_sites(link: str) -> None:
    response = Client().get(link)
    assert response["Referrer-Policy"] == "no-referrer"
    assert "noindex" in response["X-Robots-Tag"]
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies


def test_an_answer_leads_to_thanks_and_counts_once(link: str) -> None:
    browser = Client(enforce_csrf_checks=True)
    response = browser.post(link, ANSWER)
    assert (response.status_code, response["Location"]) == (302, f"{link}thanks/")
    assert "Tak for dit svar" in browser.get(response["Location"]).content.decode()
    again = browser.post(link, ANSWER | {"overall": "1"})
    assert again.status_code == 200
    assert Answer.objects.get().scores["overall"] == 9
    assert 'type="radio"' not in browser.get(link).content.decode()


def test_the_first_question_has_to_be_answered_and_the_rest_is_kept(link: str) -> None:
    response = Client().post(link, ANSWER | {"overall": ""})
    page = response.content.decode()
    assert response.status_code == 422
    assert "Fint." in page
    assert page.count("checked") == 3
    assert not Answer.objects.exists()


@pytest.mark.parametrize("nonsense", ["11", "0", "-1", "x", "9.5", "9" * 400])
def test_a_number_off_the_scale_is_refused(link: str, nonsense: str) -> None:
    assert Client().post(link, ANSWER | {"overall": nonsense}).status_code == 422


def test_after_the_last_day_the_page_says_so_kindly(link: str) -> None:
    Invitation.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    for response in (Client().get(link), Client().post(link, ANSWER)):
        assert response.status_code == 410
        assert "<h1>" in response.content.decode()
    assert not Answer.objects.exists()


def test_an_unknown_link_is_not_found(link: str) -> None:
    assert Client().get("/fjordby/s/unknown/").status_code == 404
    assert Client().get(link.replace("fjordby", "sjostad")).status_code == 404


def test_without_a_phone_number_no_call_is_offered(link: str, cast: SimpleNamespace) -> None:
    assert "wants_call" in Client().get(link).content.decode()
    cast.bakery.phone = ""
    cast.bakery.save()
    assert "wants_call" not in Client().get(link).content.decode()


def test_thanks_without_an_answer_leads_to_the_survey(link: str) -> None:
    response = Client().get(f"{link}thanks/")
    assert (response.status_code, response["Location"]) == (302, link)


def test_asking_takes_one_query_and_answering_seven(
    link: str, django_assert_max_num_queries: Any
) -> None:
    Client().get(link)
    # Beside the municipality's coming and going: the invitation with all that it is about.
    with django_assert_max_num_queries(3):
        Client().get(link)
    # Read, lock, case, answer, invitation, event and its objects; two for the test's savepoint.
    with django_assert_max_num_queries(11):
        Client().post(link, ANSWER)
