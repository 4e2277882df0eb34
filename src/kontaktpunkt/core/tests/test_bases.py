"""The frame of every page, in the three registers and languages."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import RequestFactory, override_settings
from django.utils import translation

from kontaktpunkt.core.models import Municipality
from kontaktpunkt.core.navigation import NavigationItem
from kontaktpunkt.core.styleguide import styleguide
from kontaktpunkt.core.tests.markup import Markup

ANNA = SimpleNamespace(
    is_authenticated=True,
    name="Anna Agerskov",
    first_name="Anna",
    role="agent",
    unit="Borgerservice",
    get_role_display="Agent",
)
NOBODY = SimpleNamespace(is_authenticated=False)


def _request(path: str = "/styleguide/", user: Any = NOBODY, **fields: Any) -> HttpRequest:
    request = RequestFactory().get(path)
    request.user = user
    request.person = request.party = None
    request.municipality = Municipality(
        slug="fjordby",
        name="Fjordby & Strand Kommune",
        phone="70 12 34 56",
        colours=["#7a1f3d", "#2f7d6d", "#f4f1f3"],
    )
    request._messages = []
    for name, value in fields.items():
        setattr(request, name, value)
    return request


@pytest.mark.parametrize("base", ["portal", "workspace", "studio"])
@pytest.mark.parametrize("language", ["da", "sv", "en"])
def test_every_register_is_sound_in_every_language(base: str, language: str) -> None:
    request = _request(f"/styleguide/?base={base}", user=ANNA)

    with translation.override(language):
        page = Markup(styleguide(request).content.decode())

    assert page.one("html").attributes["lang"] == language
    assert page.one("body").attributes["class"] == base
    assert page.one("main").attributes["id"] == "main"
    assert len(page.all("h1")) == 1
    assert "Fjordby & Strand Kommune" in page.one("title").text


def test_the_first_thing_leads_to_the_content() -> None:
    page = Markup(styleguide(_request()).content.decode())

    assert page.all("a")[0].attributes["href"] == "#main"


def test_an_invalid_form_says_so_in_the_title() -> None:
    request = _request()
    request.method = "POST"

    response = styleguide(request)

    assert response.status_code == 422
    assert Markup(response.content.decode()).one("title").text.startswith("Error: ")


def test_the_municipalitys_colours_are_loaded_after_the_house_style() -> None:
    page = Markup(styleguide(_request()).content.decode())

    sheets = [link.attributes["href"] for link in page.all("link", rel="stylesheet")]
    assert "kontaktpunkt" in str(sheets[0])
    assert str(sheets[1]).startswith("/theme.css?v=")


def test_no_page_has_a_script_of_its_own() -> None:
    page = Markup(styleguide(_request()).content.decode())

    assert all(script.attributes.get("src") for script in page.all("script"))
    assert page.all("style") == []


def test_the_workspace_shows_who_is_signed_in_and_where_to_go() -> None:
    items = [NavigationItem("styleguide", "Desk", "headset", frozenset({"agent"}))]

    with override_settings(WORKSPACE_NAVIGATION=items):
        page = Markup(render_to_string("core/base_workspace.html", request=_request(user=ANNA)))

    assert "Anna Agerskov" in page.one("div", class_="menu__content").text
    assert page.one("nav", id="main-nav").text.strip() == "Desk"


def test_the_portal_says_for_whom_one_acts() -> None:
    request = _request(person="Egon Olsen", party="Egons Bageri ApS")

    page = Markup(render_to_string("core/base_portal.html", request=request))

    header = page.one("header").text
    assert "Egon Olsen" in header
    assert "for Egons Bageri ApS" in header


def test_invented_data_is_called_invented() -> None:
    request = _request()
    real = render_to_string("core/base_portal.html", request=request)
    request.municipality.is_demo = True
    invented = render_to_string("core/base_portal.html", request=request)

    assert "invented" not in real
    assert "invented" in Markup(invented).one("aside").text


def test_a_language_can_be_chosen_without_losing_the_page() -> None:
    page = Markup(styleguide(_request("/styleguide/?base=portal&q=1")).content.decode())

    form = page.one("form", class_="languages")
    assert form.attributes["method"] == "post"
    assert page.one("input", name="next").attributes["value"] == "/styleguide/?base=portal&q=1"
    offered = {button.attributes["value"] for button in page.all("button", name="language")}
    assert offered == {"da", "sv", "en"}
    assert page.one("button", aria_current="true").attributes["value"] == "en"
