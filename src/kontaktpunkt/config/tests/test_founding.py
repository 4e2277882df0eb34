"""Founding a municipality on the command line."""

import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from kontaktpunkt.core import tenancy
from kontaktpunkt.core.models import Municipality
from kontaktpunkt.directory.models import Role, Staff
from kontaktpunkt.listening.models import Survey
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_municipality() -> None:
    tenancy.activate(None)


def found(monkeypatch: pytest.MonkeyPatch, slug: str = "nyby", **options: Any) -> str:
    monkeypatch.setattr("sys.stdin", io.StringIO(options.pop("password", PASSWORD) + "\n"))
    out = io.StringIO()
    arguments = {
        "admin_name": "Ada Administrator",
        "admin_email": "ada@example.org",
        "password_stdin": True,
    }
    call_command("found_municipality", slug, "Nyby", "DK", stdout=out, **(arguments | options))
    return out.getvalue()


def test_a_founded_municipality_has_an_administrator(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "/nyby/desk/" in found(monkeypatch)
    with tenancy.acting_for(Municipality.objects.get(slug="nyby")):
        (staff,) = Staff.objects.all()
        assert staff.role == Role.ADMINISTRATOR
        assert staff.check_password(PASSWORD)
        assert staff.unit.is_service_centre
        titles = set(Survey.objects.values_list("title", flat=True))
        assert titles == {"Efter en henvendelse", "Efter en afgørelse"}


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"slug": "static"}, "taken or reserved"),
        ({"slug": "not a slug"}, "valid"),
        ({"password": "short"}, "short"),
        ({"admin_email": "nobody"}, "valid"),
        ({"colours": ["#ffff00", "#ffff00", "#ffffff"]}, "contrast|read"),
    ],
)
def test_bad_input_founds_nothing(
    monkeypatch: pytest.MonkeyPatch, options: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(CommandError, match=complaint):
        found(monkeypatch, **options)
    assert not Municipality.objects.filter(slug__in=["nyby", "static"]).exists()


def test_an_address_is_given_once(monkeypatch: pytest.MonkeyPatch) -> None:
    found(monkeypatch)
    with pytest.raises(CommandError, match="taken"):
        found(monkeypatch)
