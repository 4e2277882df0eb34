"""The municipality in the address, the language, and errors with a reference."""

import logging
import re
from typing import Any

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse, set_script_prefix

from kontaktpunkt.core import tenancy
from kontaktpunkt.core.middleware import (
    ErrorMiddleware,
    LanguageMiddleware,
    MunicipalityMiddleware,
)
from kontaktpunkt.core.models import Municipality


@pytest.fixture(autouse=True)
def _plain_prefix() -> Any:
    yield
    set_script_prefix("/")


def _through(path: str, **cookies: str) -> HttpRequest:
    seen: list[HttpRequest] = []

    def inside(request: HttpRequest) -> HttpResponse:
        request.acted_for = tenancy.current_id_or_none()  # type: ignore[attr-defined]
        request.link = reverse("set_language")  # type: ignore[attr-defined]
        seen.append(request)
        return HttpResponse()

    request = RequestFactory().get(path)
    request.COOKIES.update(cookies)
    MunicipalityMiddleware(LanguageMiddleware(inside))(request)
    return seen[0]


def test_the_first_segment_names_the_municipality(fjordby: Municipality) -> None:
    request: Any = _through("/fjordby/desk/")
    assert request.municipality == fjordby
    assert request.acted_for == fjordby.pk
    assert request.path_info == "/desk/"
    assert request.link == "/fjordby/i18n/setlang/"


def test_the_municipality_is_forgotten_after_the_request(fjordby: Municipality) -> None:
    _through("/fjordby/")
    assert tenancy.current_id_or_none() is None


def test_an_unknown_first_segment_is_no_municipality(fjordby: Municipality) -> None:
    request: Any = _through("/nowhere/desk/")
    assert request.municipality is None
    assert request.acted_for is None
    assert request.path_info == "/nowhere/desk/"


def test_the_municipality_speaks_its_own_language(sjostad: Municipality) -> None:
    request: Any = _through("/sjostad/")
    assert request.LANGUAGE_CODE == "sv"


def test_a_chosen_language_wins(sjostad: Municipality) -> None:
    request: Any = _through("/sjostad/", django_language="en")
    assert request.LANGUAGE_CODE == "en"


@pytest.mark.django_db
def test_an_unknown_address_answers_404() -> None:
    assert Client().get("/nowhere/at-all/").status_code == 404


def test_an_unexpected_error_is_logged_once_with_the_reference_shown(
    caplog: pytest.LogCaptureFixture,
) -> None:
    middleware = ErrorMiddleware(lambda request: HttpResponse())
    with caplog.at_level(logging.ERROR):
        response = middleware.process_exception(RequestFactory().get("/x/"), ValueError("boom"))
    assert response.status_code == 500
    (entry,) = caplog.records
    reference = re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}", entry.getMessage())
    assert reference
    assert reference.group() in response.content.decode()


def test_a_database_that_is_away_is_noticed_outside_views_too(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(slug: str) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr("kontaktpunkt.core.middleware.municipality_named", away)
    client.raise_request_exception = False
    assert client.get("/fjordby/").status_code == 503


def test_a_database_that_is_away_answers_503_and_says_when_to_come_back() -> None:
    def away(request: HttpRequest) -> HttpResponse:
        raise OperationalError("connection refused")

    response = ErrorMiddleware(away)(RequestFactory().get("/x/"))
    assert response.status_code == 503
    assert response["Retry-After"] == "5"
