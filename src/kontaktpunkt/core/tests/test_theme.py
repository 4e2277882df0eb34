from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.test import RequestFactory

from kontaktpunkt.core import colour, theme

WINE = ["#7a1f3d", "#2f7d6d", "#f4f1f3"]


def _get(query: str = "", colours: list[str] | None = None) -> tuple[str, str]:
    request = RequestFactory().get(f"/theme.css{query}")
    request.municipality = SimpleNamespace(colours=colours) if colours else None
    response = theme.theme(request)
    assert response["Content-Type"] == "text/css; charset=utf-8"
    return response.content.decode(), response["Cache-Control"]


def test_the_stylesheet_carries_the_municipalitys_colours() -> None:
    css, _ = _get(colours=WINE)

    assert "--kp-primary: #7a1f3d;" in css
    assert "--kp-accent: #2f7d6d;" in css
    assert "--kp-surface: #f4f1f3;" in css


def test_without_a_municipality_the_house_colours_are_answered() -> None:
    css, _ = _get()

    assert f"--kp-primary: {colour.DEFAULT.primary};" in css


def test_a_versioned_address_may_be_kept_for_good() -> None:
    version = theme.version(colour.Brand(*WINE))

    _, kept = _get(f"?v={version}", colours=WINE)
    _, asked_again = _get("?v=old", colours=WINE)

    assert "immutable" in kept
    assert asked_again == "no-cache"


def test_a_new_colour_gives_a_new_version() -> None:
    other = [*WINE[:2], "#ffffff"]

    assert theme.version(colour.Brand(*WINE)) != theme.version(colour.Brand(*other))


def test_readable_colours_are_accepted() -> None:
    theme.validate_brand(WINE)


def test_unreadable_colours_are_refused_with_a_reason_each() -> None:
    with pytest.raises(ValidationError) as refused:
        theme.validate_brand(["#f0c040", "#c9803f", "#f5f3ef"])

    assert len(refused.value.messages) == 2
    assert refused.value.messages[0] == (
        "White text cannot be read on the primary colour: the contrast is 1.7 to 1, "
        "and at least 4.5 to 1 is needed."
    )
