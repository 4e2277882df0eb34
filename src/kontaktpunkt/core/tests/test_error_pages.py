"""Error pages work when little else does: these tests have no database."""

import pytest
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from kontaktpunkt.core.models import Municipality
from kontaktpunkt.core.tests.markup import Markup

PAGES = ["400.html", "403.html", "403_csrf.html", "404.html", "500.html", "503.html"]


@pytest.fixture
def request_in_fjordby() -> HttpRequest:
    request = RequestFactory().get("/fjordby/")
    request.municipality = Municipality(
        slug="fjordby", name="Fjordby Kommune", phone="70 12 34 56", colours=[]
    )
    return request


@pytest.mark.parametrize("template", PAGES)
@pytest.mark.parametrize("language", ["da", "sv", "en"])
def test_an_error_page_needs_no_database(
    template: str, language: str, request_in_fjordby: HttpRequest
) -> None:
    with translation.override(language):
        page = Markup(render_to_string(template, {"reference": "AB12"}, request_in_fjordby))

    assert page.one("html").attributes["lang"] == language
    assert page.one("h1").text
    assert page.by_id("main")


@pytest.mark.parametrize("template", PAGES)
def test_an_error_page_needs_no_request(template: str) -> None:
    assert Markup(render_to_string(template)).one("h1").text


def test_an_unexpected_error_shows_its_code(request_in_fjordby: HttpRequest) -> None:
    page = Markup(render_to_string("500.html", {"reference": "7QK4-M2XP"}, request_in_fjordby))

    assert page.one("span", class_="reference").text == "7QK4-M2XP"
    assert "70 12 34 56" in page.one("main").text


def test_the_waiting_page_speaks_every_language() -> None:
    sections = Markup(render_to_string("503.html")).all("section")

    assert [section.attributes["lang"] for section in sections] == ["da", "sv", "en"]
    assert "prøver selv igen" in sections[0].text


def test_the_waiting_page_does_not_reload_a_form_that_was_sent() -> None:
    waiting, sent = render_to_string("503.html"), render_to_string("503.html", {"was_sent": True})

    assert "recover.js" in waiting
    assert 'http-equiv="refresh"' in waiting
    assert "recover.js" not in sent
    assert "refresh" not in sent
    assert "send it again" in sent
