"""Units and staff."""

from datetime import datetime

import pytest
from django.contrib.auth import authenticate
from django.test import RequestFactory

from kontaktpunkt.core.models import Municipality
from kontaktpunkt.directory import operations
from kontaktpunkt.directory.models import Role, Staff
from tests.factories import PASSWORD, make_unit


def test_open_unit_refuses_a_code_in_use(here: Municipality, at: datetime) -> None:
    operations.open_unit(code="byg", name="Byg", at=at)
    with pytest.raises(operations.UnitKnown):
        operations.open_unit(code="byg", name="Byggeri", at=at)


def _appoint(at: datetime, **changes: object) -> Staff:
    arguments = {
        "unit": changes.pop("unit"),
        "name": "Anna Agerskov",
        "email": "anna@example.org",
        "role": Role.AGENT,
        "password": PASSWORD,
    }
    return operations.appoint(**(arguments | changes), at=at)


def test_an_appointed_person_can_log_in_whatever_the_letters_case(
    here: Municipality, at: datetime
) -> None:
    staff = _appoint(at, unit=make_unit())
    request = RequestFactory().post("/")
    assert authenticate(request, username="Anna@Example.org", password=PASSWORD) == staff
    assert authenticate(request, username="anna@example.org", password="wrong") is None


def test_appoint_refuses_an_e_mail_in_use(here: Municipality, at: datetime) -> None:
    unit = make_unit()
    _appoint(at, unit=unit)
    with pytest.raises(operations.StaffKnown):
        _appoint(at, unit=unit, email="ANNA@example.org")


@pytest.mark.parametrize("password", ["short", "password1234", ""])
def test_appoint_refuses_a_weak_password(here: Municipality, at: datetime, password: str) -> None:
    with pytest.raises(operations.PasswordTooWeak):
        _appoint(at, unit=make_unit(), password=password)
    assert not Staff.objects.exists()
